"""What staff hand in, read into a draft: which field stands in which line, and whether it is an event at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.services.announcements import moments
from bot.services.announcements.drafts import LONGEST_TEXT, Draft, Kind
from rag.documents import Language

_LINK = re.compile(r"https?://\S+")
_PLACE = re.compile(r"^\W*(?:luogo|dove|sede|presso|place|where|venue)\b\W*(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read. `is_event`: False where nothing says that something takes place."""

    draft: Draft
    is_event: bool = True

    @property
    def kind(self) -> Kind:
        return "event"


def read(text: str, language: Language, now: datetime, source: str = "") -> Notice:
    """The text's fields, each with its line."""
    draft = Draft(language, source=source, text=text[:LONGEST_TEXT])
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for number, line in lines:
        if not draft.get("title"):
            draft = draft.given("title", line, number)
        when = moments.parts(line, now.date())
        if when.day and not draft.get("start"):
            value = f"{when.day}T{when.hour:%H:%M}" if when.hour else when.day.isoformat()
            draft = draft.given("start", value, number)
        if (place := _PLACE.match(line)) and not draft.get("place"):
            draft = draft.given("place", place[1], number)
        if (link := _LINK.search(line)) and not draft.get("url"):
            draft = draft.given("url", link[0].rstrip(".,)"), number)
    rest = "\n".join(line for _, line in lines[1:])
    return Notice(draft.given("description", rest, 2 if rest else None), is_event=bool(draft.get("start")))
