"""What all refusals are, and what is none: a problem of whoever runs the bot."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A reason to say no to a member. Raise it; do not reply."""

    moment: ClassVar[str]

    def __init__(self, **blanks: object) -> None:
        super().__init__(self.moment)
        self.blanks = blanks


class OperatorProblem(Exception):
    """Something that whoever runs the bot must put right; the message says what and how."""
