"""Reasons to say no when two members shall meet."""

from __future__ import annotations

from bot.errors.refusal import Refusal


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


class NoBetterWords(Refusal):
    """A language model had nothing to say that its sources hold, or none in time: the note stays as it is."""

    moment = "introductions.no_better_words"


class NotAContact(Refusal):
    """No e-mail address, telephone number or Telegram name."""

    moment = "introductions.not_a_contact"
