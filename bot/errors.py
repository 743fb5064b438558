"""The family of refusals: each names the moment of the texts that tells it, and the blanks of that text.

    Refusal
    |-- NoSuchCompany   |-- NoSuchRecord
    |-- NotYours        |-- ButtonTooOld
    |-- StaffOnly       |-- AdminsOnly      |-- FromTheSettings
    |-- InvitationUnfit |-- DecidedAlready  |-- UnfitContact    |-- UnfitDay
    |-- NoSuchAnnouncement
    |-- Overtaken       |-- NotByYourself   |-- NobodyElse
    |-- NobodyToTell    |-- NotUnderstood   |-- StillMissing
    |-- UnreadableFile
    |-- NoSuchEvent     |-- EventCancelled  |-- EventOver
    |-- DeadlinePassed  |-- OfferLapsed     |-- UnknownRule
    |-- CheckInClosed   |-- NobodyToMeet    |-- UnfitName   |-- NotThere   |-- NotComing
    |-- TooLong         |-- Unreadable
    `-- NotReady

A refusal is told kindly at the one error boundary. Problems of whoever runs the bot (a wrong setting, a port
in use) are no refusals: they are `OperatorProblem`s, told at the command line with what to do.
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A reason to say no to a member. Raise it; do not reply."""

    moment: ClassVar[str]

    def __init__(self, **blanks: object) -> None:
        super().__init__(self.moment)
        self.blanks = blanks


class NoSuchCompany(Refusal):
    """The name or id is not in the directory (any more)."""

    moment = "directory.no_such_company"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class NoSuchRecord(Refusal):
    """The event or press item is not there (any more)."""

    moment = "events.no_such_record"


class NotYours(Refusal):
    """Somebody pressed a button under an answer to another person."""

    moment = "ask.not_yours"


class StaffOnly(Refusal):
    """Something that only the association's staff may do."""

    moment = "announcements.staff_only"


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


class NoSuchAnnouncement(Refusal):
    """No announcement of the person's has this number."""

    moment = "announcements.no_such_announcement"


class Overtaken(Refusal):
    """In the meantime somebody else did something with it: what was pressed no longer fits."""

    moment = "announcements.overtaken"

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class NotByYourself(Refusal):
    """The second approval is somebody else's, never the author's."""

    moment = "announcements.not_by_yourself"


class NobodyElse(Refusal):
    """A second approval is needed, and nobody else is of the staff."""

    moment = "announcements.nobody_else"


class NobodyToTell(Refusal):
    """The audience is empty."""

    moment = "announcements.nobody_to_tell"


class NotUnderstood(Refusal):
    """What was typed is no such thing as was asked for: a moment, a number, a place."""

    moment = "announcements.not_understood"

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class StillMissing(Refusal):
    """An announcement can't go out without this."""

    moment = "announcements.still_missing"

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class UnreadableFile(Refusal):
    """A file that can't be read into a draft; `reason` says why."""

    moment = "announcements.unreadable_file"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class ButtonTooOld(Refusal):
    """What the button refers to is not known: old, forged or forgotten."""

    moment = "ask.button_too_old"


class NoSuchEvent(Refusal):
    """No announced event has this number or this code."""

    moment = "events.no_such_event"


class EventCancelled(Refusal):
    """The event does not take place: nothing more can be done with it."""

    moment = "events.cancelled"


class EventOver(Refusal):
    """The event is over: whoever was there was there."""

    moment = "events.over"


class DeadlinePassed(Refusal):
    """It is too late to say that one comes."""

    moment = "events.deadline_passed"


class OfferLapsed(Refusal):
    """The seat was kept until a moment that has passed; it goes to whoever waits next."""

    moment = "events.offer_lapsed"


class UnknownRule(Refusal):
    """A way of repeating that is none, or more often than daily."""

    moment = "events.unknown_rule"

    def __init__(self, rule: str) -> None:
        super().__init__(rule=rule)


class CheckInClosed(Refusal):
    """The code at the door counts from an hour before the start to three hours after the end."""

    moment = "events.check_in_closed"


class NobodyToMeet(Refusal):
    """Nobody who goes can be suggested with a reason that a source documents."""

    moment = "events.nobody_to_meet"


class NotThere(Refusal):
    """How it was is asked of those who were there."""

    moment = "events.not_there"


class NotComing(Refusal):
    """Whom to meet is told to those who come, or may."""

    moment = "events.not_coming"


class UnfitName(Refusal):
    """Nothing that others could be shown as somebody's name."""

    moment = "events.unfit_name"


class TooLong(Refusal):
    """A question longer than a Telegram message can be."""

    moment = "ask.too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(length=length, limit=limit)


class Unreadable(Refusal):
    """A photo, voice message, sticker or document: Raccordo reads text."""

    moment = "ask.unreadable"

    def __init__(self, what: str) -> None:
        super().__init__(what=what)


class NotReady(Refusal):
    """The sources can't be searched now: nothing is ever made up instead."""

    moment = "ask.not_ready"


class OperatorProblem(Exception):
    """Something that whoever runs the bot must put right; the message says what and how."""
