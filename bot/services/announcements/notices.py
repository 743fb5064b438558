"""What staff hand in, read into a draft by the library: which field stands in which line, and what is odd about it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import UnreadableFile
from bot.services.announcements.desk import Point
from bot.services.announcements.drafts import LONGEST_TEXT, NEEDED, Doubt, Draft
from bot.services.events import recurrence
from rag import notices, papers
from rag.drafts import Draft as Told
from rag.drafts import Remark

# The library's fields by our names; a place may be told by its name, its address or both.
FIELDS = {
    "title": "title", "start": "start", "end": "end", "organiser": "organiser", "link": "url", "seats": "seats",
    "deadline": "deadline", "rule": "rule", "counted_from": "counted_from", "left_out": "left_out", "added": "added",
    "description": "description",
}  # fmt: skip
POINTED = ("title", "start", "place", "organiser")
# The clock tells the others anew each time the draft is looked at.
KEPT = ("weekday", "several", "cancelled", "more", "exceptions")


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read. `is_event`: False where nothing says that something is to take place."""

    draft: Draft
    is_event: bool = True


async def read(text: str, today: date) -> Notice:
    """A message. Raises UnreadableFile where there is nothing in it."""
    return await asyncio.to_thread(_read, text, today)


async def read_file(content: bytes, name: str, today: date) -> Notice:
    """A PDF, DOCX, HTML, calendar or text file, opened in a process of its own. Raises UnreadableFile."""
    return await asyncio.to_thread(_read_file, content, name, today)


async def completed(notice: Notice, point: Point | None, today: date, staff: int) -> Notice:
    """With what a model can point at in the text where a needed field stayed empty; as it was, where there is none."""
    draft = notice.draft
    empty = [name for name in POINTED if not draft.get(name)]
    if point is None or not draft.text or not set(empty) & set(NEEDED["event"]):
        return notice
    for name, found in (await point(draft.text, empty, today, staff)).items():
        draft = draft.given(name, found.value, found.line)
    return replace(notice, draft=draft)


def _read(text: str, today: date) -> Notice:
    try:
        return _notice(papers.of_text(text), "", today)
    except papers.Unreadable as problem:
        raise UnreadableFile(problem.reason) from problem


def _read_file(content: bytes, name: str, today: date) -> Notice:
    try:
        return _notice(papers.read(content, name), name, today)
    except papers.Unreadable as problem:
        raise UnreadableFile(problem.reason) from problem


def _notice(paper: papers.Paper, source: str, today: date) -> Notice:
    told = notices.read(paper, today)
    draft = Draft(told.language, source=source, text="\n".join(paper.lines)[:LONGEST_TEXT])
    for theirs, ours in FIELDS.items():
        if (found := getattr(told, theirs)) is not None:
            draft = draft.given(ours, str(found.value), found.line)
    doubts = _doubts(told)
    if draft.get("rule") and not recurrence.is_known(draft.get("rule")):
        for name in ("rule", "counted_from", "left_out", "added"):
            draft = draft.given(name, "")
        doubts = (*doubts, Doubt("rule"))
    draft = _placed(draft, told)
    if told.start is not None:
        draft = draft.of_zone(told.start.value.zone)
    return Notice(draft.doubting(doubts), is_event=told.other is None and told.start is not None)


def _placed(draft: Draft, told: Told) -> Draft:
    parts = [one for one in (told.place, told.address) if one is not None]
    names = list(dict.fromkeys(one.value for one in parts))
    return draft.given("place", ", ".join(names), parts[0].line) if parts else draft


def _doubts(told: Told) -> tuple[Doubt, ...]:
    return tuple(_doubt(remark) for remark in told.remarks if remark.sort in KEPT)


def _doubt(remark: Remark) -> Doubt:
    choices = tuple(dict.fromkeys(str(other.value) for other in remark.others))[:4]
    said = str(remark.line) if remark.sort == "exceptions" else remark.words[:80]
    return Doubt(remark.sort, remark.field, said, choices)
