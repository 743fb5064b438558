"""The family of refusals: each names the moment of the texts that tells it, and the blanks of that text.

    Refusal
    |-- NoSuchCompany   |-- NoSuchRecord
    |-- NotYours        |-- ButtonTooOld
    |-- StaffOnly       |-- AdminsOnly      |-- FromTheSettings
    |-- InvitationUnfit |-- DecidedAlready  |-- UnfitContact    |-- UnfitDay
    |-- NoSuchAnnouncement
    |-- Overtaken       |-- NotByYourself   |-- NobodyElse
    |-- NobodyToTell    |-- NotUnderstood   |-- StillMissing
    |-- UnreadableFile  |-- NotTranslated
    |-- NoSuchEvent     |-- EventCancelled  |-- EventOver
    |-- DeadlinePassed  |-- OfferLapsed     |-- UnknownRule
    |-- CheckInClosed   |-- NobodyToMeet    |-- UnfitName   |-- NotThere   |-- NotComing
    |-- MembersOnly     |-- NoSuchNeed      |-- NeedMovedOn |-- UnfitNeed
    |-- TooManyNeeds    |-- NobodyNear
    |-- NotForYou       |-- IntroductionSettled   |-- NotRepresenting   |-- OwnCompany (SameCompany)
    |-- AskedLately     |-- TooManyOpen     |-- StillUnsaid   |-- TooLongHere
    |-- NoContactsYet   |-- NamedWhileMasked   |-- NotAContact
    |-- NoBetterWords
    |-- TooLong         |-- Unreadable
    `-- NotReady

A refusal is told kindly at the one error boundary. Problems of whoever runs the bot (a wrong setting, a port
in use) are no refusals: they are `OperatorProblem`s, told at the command line with what to do.
"""

from __future__ import annotations

from bot.errors.events import (
    CheckInClosed,
    DeadlinePassed,
    EventCancelled,
    EventOver,
    NobodyToMeet,
    NoSuchEvent,
    NoSuchRecord,
    NotComing,
    NotThere,
    OfferLapsed,
    UnfitName,
    UnknownRule,
)
from bot.errors.introductions import (
    AskedLately,
    IntroductionSettled,
    NamedWhileMasked,
    NoBetterWords,
    NoContactsYet,
    NotAContact,
    NotForYou,
    NotRepresenting,
    OwnCompany,
    SameCompany,
    StillUnsaid,
    TooLongHere,
    TooManyOpen,
)
from bot.errors.needs import (
    MembersOnly,
    NeedMovedOn,
    NobodyNear,
    NoSuchNeed,
    TooManyNeeds,
    UnfitNeed,
)
from bot.errors.onboarding import (
    AdminsOnly,
    DecidedAlready,
    FromTheSettings,
    InvitationUnfit,
    UnfitContact,
    UnfitDay,
)
from bot.errors.refusal import (
    OperatorProblem,
    Refusal,
)

__all__ = [
    "AdminsOnly", "AskedLately", "CheckInClosed", "DeadlinePassed", "DecidedAlready", "EventCancelled", "EventOver",
    "FromTheSettings", "IntroductionSettled", "InvitationUnfit", "MembersOnly", "NamedWhileMasked", "NeedMovedOn",
    "NoBetterWords", "NoContactsYet", "NoSuchEvent", "NoSuchNeed", "NoSuchRecord", "NobodyNear", "NobodyToMeet",
    "NotAContact",
    "NotComing", "NotForYou", "NotRepresenting", "NotThere", "OfferLapsed", "OperatorProblem", "OwnCompany",
    "Refusal", "SameCompany", "StillUnsaid", "TooLongHere", "TooManyNeeds", "TooManyOpen", "UnfitContact",
    "UnfitDay", "UnfitName", "UnfitNeed", "UnknownRule",
]  # fmt: skip


class NoSuchCompany(Refusal):
    """The name or id is not in the directory (any more)."""

    moment = "directory.no_such_company"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class NotYours(Refusal):
    """Somebody pressed a button under an answer to another person."""

    moment = "ask.not_yours"


class StaffOnly(Refusal):
    """Something that only the association's staff may do."""

    moment = "announcements.staff_only"


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


class NotTranslated(Refusal):
    """The language model gave no draft in the other language that agrees with the original."""

    moment = "announcements.not_translated"


class UnreadableFile(Refusal):
    """A file that can't be read into a draft; `reason` says why."""

    moment = "announcements.unreadable_file"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class ButtonTooOld(Refusal):
    """What the button refers to is not known: old, forged or forgotten."""

    moment = "ask.button_too_old"


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
