"""Reasons to say no when something is put to the network."""

from __future__ import annotations

from bot.errors.refusal import Refusal


class MembersOnly(Refusal):
    """Something that only who stands for a company may do."""

    moment = "needs.members_only"


class NoSuchNeed(Refusal):
    """No need of the person's has this number."""

    moment = "needs.no_such_need"


class NeedMovedOn(Refusal):
    """The need is not any more (or not yet) what the button was for."""

    moment = "needs.moved_on"

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class UnfitNeed(Refusal):
    """Words that can't be put to the network: `reason` is short, long, contact or named."""

    moment = "needs.unfit"

    def __init__(self, reason: str, limit: int) -> None:
        super().__init__(reason=reason, limit=limit)


class TooManyNeeds(Refusal):
    """So many needs of one person are with the network already."""

    moment = "needs.too_many"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class NobodyNear(Refusal):
    """Nobody who may be asked adjoins the need."""

    moment = "needs.nobody_near"
