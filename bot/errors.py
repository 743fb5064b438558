"""The family of refusals: each names the moment of the texts that tells it, and the blanks of that text.

    Refusal
    |-- NoSuchCompany   |-- NoSuchRecord
    |-- NotYours        |-- ButtonTooOld
    |-- StaffOnly
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


class OperatorProblem(Exception):
    """Something that whoever runs the bot must put right; the message says what and how."""
