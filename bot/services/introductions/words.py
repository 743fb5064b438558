"""What members type: in one line, without addresses before both said yes, and without a name that is masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.errors import NamedWhileMasked, NoContactsYet, NotAContact, TooLongHere
from bot.services.introductions.firms import named_in

LONGEST = {"why": 300, "offer": 300, "note": 700, "question": 400, "reply": 400, "contact": 120}
NOTE_LINES = 5
SHORTEST_NAME = 2
ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|(?:https?://|www\.|t\.me/)\S+|(?<!\w)@\w{4,}"
    r"|(?:\+|\b00)\d[\d .()/-]{6,}\d|\b[03]\d(?:[ ./-]?\d){7,}\b",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+?\d(?:[ ()./-]?\d){6,14}")
HANDLE = re.compile(r"@\w{4,32}")


def fitted(field: str, text: str, masked_names: Iterable[str] = ()) -> str:
    """The text in one line. Raises TooLongHere, NoContactsYet, NamedWhileMasked."""
    said = " ".join(_plain(text).split())
    return _checked(field, said, masked_names)


def fitted_note(text: str, masked_names: Iterable[str] = ()) -> str:
    """A note of at most five lines. Raises the same."""
    lines = [" ".join(line.split()) for line in _plain(text).splitlines()]
    note = "\n".join(line for line in lines if line)
    if note.count("\n") >= NOTE_LINES:
        raise TooLongHere("note", LONGEST["note"])
    return _checked("note", note, masked_names)


def fitted_contact(text: str) -> str:
    """An e-mail address, a telephone number or a Telegram name. Raises NotAContact."""
    said = " ".join(_plain(text).split())
    if len(said) > LONGEST["contact"] or not any(shape.search(said) for shape in (EMAIL, PHONE, HANDLE)):
        raise NotAContact
    return said


def own_names(*names: str | None) -> list[str]:
    """Names of a person that may not leave before both said yes; initials are no names."""
    return [one for one in names if one and len(one) > SHORTEST_NAME]


def fitted_minutes(text: str) -> int:
    """Between 5 minutes and 3 hours. Raises TooLongHere."""
    found = re.search(r"\d{1,3}", text)
    if found is None or not 5 <= int(found[0]) <= 180:
        raise TooLongHere("minutes", 180)
    return int(found[0])


def _checked(field: str, said: str, masked_names: Iterable[str]) -> str:
    if not said or len(said) > LONGEST[field]:
        raise TooLongHere(field, LONGEST[field])
    if ADDRESS.search(said):
        raise NoContactsYet
    if named_in(said, masked_names):
        raise NamedWhileMasked
    return said


def _plain(text: str) -> str:
    """Without half characters and control signs, line ends apart."""
    whole = unicodedata.normalize("NFC", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in whole)
