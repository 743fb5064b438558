"""A draft: what is known of an announcement so far, where each piece came from, what is missing and what is odd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from bot.services.events import departures
from bot.services.quiet_hours import HOME, known
from rag.documents import Language

Kind = Literal["event", "news", "opportunity"]
KINDS: tuple[Kind, ...] = ("event", "news", "opportunity")
EVENT_FIELDS = ("title", "start", "end", "place", "organiser", "url", "seats", "deadline", "description")
OTHER_FIELDS = ("title", "url", "description")
TRANSLATED = ("title", "description")
MOMENTS = ("start", "end", "deadline")
DAYS_END = "23:59"
NEEDED = {"event": ("title", "start", "hour", "place"), "news": ("title",), "opportunity": ("title",)}
SKIPPABLE = ("hour", "place")
OTHER: dict[Language, Language] = {"it": "en", "en": "it"}
LONGEST_TEXT = 12_000
LONGEST = {
    "title": 200, "place": 300, "organiser": 200, "url": 500, "description": 2500, "left_out": 2000, "added": 4000,
}  # fmt: skip
# How the dates of a series move with the start that is told.
ALONG: dict[str, Callable[[str, str, str], str]] = {
    "counted_from": departures.moved_along, "left_out": departures.day_along, "added": departures.hour_along,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One field's value. `line`: of the text it was read in, from 1; None: typed by staff. Moments are local ISO."""

    value: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something odd. `choices`: values for the field that would settle it."""

    kind: str  # weekday, past, end_first, deadline_late, duplicate
    field: str = ""
    said: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What an announcement's row keeps in `draft`. `other`: title and description in the other language."""

    language: Language = "it"
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)
    source: str = ""  # the file's name; empty: a message
    text: str = ""  # as it came
    zone: str = HOME
    doubts: tuple[Doubt, ...] = ()  # found while reading
    skipped: tuple[str, ...] = ()
    waved: tuple[str, ...] = ()  # doubts that staff passed over
    cursor: int | None = None  # the last chat whose card was redrawn after a change; None: none is to be
    telling: tuple[Mapping[str, Any], ...] = ()  # changes that not all of those concerned were told of
    date: int = 0  # of a series the one that is being changed or called off; 0: all of it
    asker: int = 0  # who is being asked, while the row's `asking` says for what
    wished: str = ""  # when staff wished it to go, while `send_at` says when it does; empty: as soon as it may
    aside: bool = False  # where the live report stands, its author does something else just now
    update_id: int = 0  # of what staff wrote last: where our reply does not get through, it comes again

    def kept(self) -> dict[str, Any]:
        """As the row keeps it."""
        return asdict(self)

    def get(self, name: str) -> str:
        """The field's value; empty where there is none."""
        piece = self.pieces.get(name)
        return piece.value if piece else ""

    def given(self, name: str, value: str, line: int | None = None) -> Draft:
        """With that value; an empty one takes the field away. Settles what was odd about it."""
        pieces = {key: piece for key, piece in self.pieces.items() if key != name}
        if value:
            pieces[name] = Piece(value[: LONGEST.get(name, 300)], line)
        doubts = tuple(doubt for doubt in self.doubts if doubt.field != name)
        skipped = tuple(one for one in self.skipped if one != name)
        return replace(self, pieces=pieces, doubts=doubts, skipped=skipped)

    def typed(self, name: str, value: str) -> Draft:
        """With that value, and whatever follows from it."""
        if name in ("start", "hour"):
            return self.starting(value)
        return self.ending(value) if name == "end" else self.given(name, value)

    def starting(self, value: str) -> Draft:
        """With that start; an end on the same day moves with it, and so do the other dates of a series."""
        before, end = self.get("start"), self.get("end")
        draft = self.given("start", value)
        draft = draft.given("end", value[:10] + end[10:]) if end and end[:10] == before[:10] else draft
        return draft._along(before, value) if before else draft

    def ending(self, value: str) -> Draft:
        """With that end; all dates of a series last as long, but for those added with an end of their own."""
        draft, counted = self.given("end", value), self.pieces.get("counted_from")
        return draft.given("counted_from", counted.value.partition("/")[0], counted.line) if counted else draft

    def _along(self, before: str, after: str) -> Draft:
        draft = self
        for name, along in ALONG.items():
            if piece := self.pieces.get(name):
                moved = " ".join(along(one, before, after) for one in piece.value.split())
                draft = draft.given(name, moved, piece.line)
        return draft

    def translated(self, name: str, value: str) -> Draft:
        return replace(self, other={**self.other, name: value[: LONGEST[name]]})

    def without(self, name: str) -> Draft:
        """Asked no more for it."""
        return replace(self, skipped=(*self.skipped, name))

    def passing(self, kind: str) -> Draft:
        """Pointed out no more."""
        kept = tuple(doubt for doubt in self.doubts if doubt.kind != kind)
        return replace(self, doubts=kept, waved=(*self.waved, kind))

    def doubting(self, doubts: tuple[Doubt, ...]) -> Draft:
        return replace(self, doubts=doubts)

    def of_zone(self, zone: str) -> Draft:
        return replace(self, zone=zone)

    def words(self, name: str) -> dict[Language, str]:
        """The field in the languages in which it was given."""
        said = {self.language: self.get(name), OTHER[self.language]: self.other.get(name, "")}
        return {language: words for language, words in said.items() if words}

    @property
    def untranslated(self) -> bool:
        """Whether something is there in one language only."""
        return any(self.get(name) and name not in self.other for name in TRANSLATED)


def restored(kept: Mapping[str, Any]) -> Draft:
    """The draft that a row keeps."""
    given = dict(kept)
    given["pieces"] = {name: Piece(**piece) for name, piece in kept.get("pieces", {}).items()}
    given["doubts"] = tuple(Doubt(**{**one, "choices": tuple(one["choices"])}) for one in kept.get("doubts", ()))
    for name in ("skipped", "waved", "telling"):
        given[name] = tuple(kept.get(name, ()))
    return Draft(**given)


def missing(draft: Draft, kind: str) -> str:
    """The next field to ask for; empty when there is enough."""
    for name in NEEDED[kind]:
        if name in draft.skipped:
            continue
        if name == "hour":
            if "T" not in draft.get("start"):
                return name
        elif not draft.get(name):
            return name
    return ""


def odd(draft: Draft, kind: str, now: datetime) -> list[Doubt]:
    """What was found odd while reading, and what is odd by the clock; without what staff passed over."""
    found = [*draft.doubts, *(_by_the_clock(draft, now) if kind == "event" else ())]
    return [doubt for doubt in found if doubt.kind not in draft.waved]


def _by_the_clock(draft: Draft, now: datetime) -> list[Doubt]:
    start, end, deadline = (moment_of(draft, name) for name in MOMENTS)
    found = []
    if start and start < now and not (whole_day(draft) and start.date() == now.astimezone(start.tzinfo).date()):
        found.append(Doubt("past", "start"))
    if start and end and (end < start or (end == start and not whole_day(draft))):
        found.append(Doubt("end_first", "end"))
    if start and deadline and deadline > start:
        found.append(Doubt("deadline_late", "deadline"))
    return found


def whole_day(draft: Draft) -> bool:
    """Whether only the day of its start is known."""
    return bool(draft.get("start")) and "T" not in draft.get("start")


def moment_of(draft: Draft, name: str) -> datetime | None:
    """The field's moment in the draft's time zone. A day alone is its first minute, as a deadline its last."""
    value = draft.get(name)
    if value and name == "deadline" and "T" not in value:
        value = f"{value}T{DAYS_END}"
    return datetime.fromisoformat(value).replace(tzinfo=known(draft.zone)) if value else None


def day_of(value: str) -> date:
    return date.fromisoformat(value[:10])
