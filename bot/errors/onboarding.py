"""Reasons to say no when somebody joins, or is made something."""

from __future__ import annotations

from bot.errors.refusal import Refusal


class AdminsOnly(Refusal):
    """Something that only admins may do."""

    moment = "onboarding.admins_only"


class FromTheSettings(Refusal):
    """Who is named in the settings can't be removed in the chat."""

    moment = "onboarding.from_the_settings"


class InvitationUnfit(Refusal):
    """A link to join that works no (more); `reason`: forged, expired, used, revoked, gone or closed."""

    moment = "onboarding.invitation_unfit"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class DecidedAlready(Refusal):
    """Somebody else of the staff was faster, or it was taken back."""

    moment = "onboarding.decided_already"

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class UnfitContact(Refusal):
    """What was typed is no contact to be shared."""

    moment = "onboarding.unfit_contact"


class UnfitDay(Refusal):
    """What was typed is no day to come."""

    moment = "onboarding.unfit_day"
