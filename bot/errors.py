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
    |-- MembersOnly     |-- NoSuchNeed      |-- NeedMovedOn |-- UnfitNeed
    |-- TooManyNeeds    |-- NobodyNear
    |-- NotForYou       |-- IntroductionSettled   |-- NotRepresenting   |-- OwnCompany (SameCompany)
    |-- AskedLately     |-- TooManyOpen     |-- StillUnsaid   |-- TooLongHere
    |-- NoContactsYet   |-- NamedWhileMasked   |-- NotAContact
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


class NotForYou(Refusal):
    """A button about an introduction that was sent to somebody else."""

    moment = "introductions.not_for_you"


class IntroductionSettled(Refusal):
    """What was pressed no longer fits: it was answered, withdrawn or closed, or never was."""

    moment = "introductions.settled"

    def __init__(self, state: str) -> None:
        super().__init__(state=state)


class NotRepresenting(Refusal):
    """Introductions are between companies: whoever stands for none has to join one first."""

    moment = "introductions.not_representing"

    def __init__(self, company: str) -> None:
        super().__init__(company=company)


class OwnCompany(Refusal):
    """Nobody is introduced to their own company."""

    moment = "introductions.own_company"

    def __init__(self, company: str) -> None:
        super().__init__(company=company)


class SameCompany(OwnCompany):
    """The two to be introduced are one."""

    moment = "introductions.same_company"


class AskedLately(Refusal):
    """The same pair is not asked twice within the cooling time."""

    moment = "introductions.asked_lately"

    def __init__(self, until: object) -> None:
        super().__init__(until=until)


class TooManyOpen(Refusal):
    """The company has as many open requests as it may."""

    moment = "introductions.too_many_open"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class StillUnsaid(Refusal):
    """A request can't go out before everything asked for is said."""

    moment = "introductions.still_unsaid"


class TooLongHere(Refusal):
    """Nothing, or more than fits in the field."""

    moment = "introductions.too_long_here"

    def __init__(self, field: str, most: int) -> None:
        super().__init__(field=field, most=most)


class NoContactsYet(Refusal):
    """Contacts leave only when both said yes: not in a note, nor in a question."""

    moment = "introductions.no_contacts_yet"


class NamedWhileMasked(Refusal):
    """The words give away the name that was to be told only after a yes."""

    moment = "introductions.named_while_masked"


class NotAContact(Refusal):
    """No e-mail address, telephone number or Telegram name."""

    moment = "introductions.not_a_contact"


class OperatorProblem(Exception):
    """Something that whoever runs the bot must put right; the message says what and how."""
