"""The cards that staff work with: the draft, the questions about it, the preview, the second approval, the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot.db.announcements import Announcement
from bot.db.events import AnnouncedEvent
from bot.services.announcements import posters
from bot.services.announcements.addressing import BY_LIST, BY_NAME, Reach
from bot.services.announcements.desk import draft_of
from bot.services.announcements.drafts import (
    EVENT_FIELDS,
    KINDS,
    OTHER,
    OTHER_FIELDS,
    SKIPPABLE,
    TRANSLATED,
    Doubt,
    Draft,
)
from bot.services.events import departures
from bot.services.outbox import Button, Message
from bot.texts import label, say
from rag.documents import LANGUAGES, Language

Row = tuple[Button, ...]
SAMPLE_TEXT = 500  # characters of the description that a preview shows, so that both languages fit in one message
MOST_LISTED = 8
AT_FIRST = 4  # rows on a draft's card beside the three ways on: more are a wall, and stand behind "change something"
MOST_CHANGED = ("start", "place", "seats")  # in an announced event
MOST_DATES = 10


def button(row: Announcement, language: Language, verb: str, which: str = "", name: str = "") -> Button:
    """A button on the announcement as of this revision; `name`: the text's moment, where it is not the verb's."""
    text = label(f"announcements.button_{name or verb}", language)
    return Button(text, data=_data(row, verb, which))


def _data(row: Announcement, verb: str, which: str = "") -> str:
    return f"{posters.KIND} {verb} {row.id} {row.revision}{f'-{which}' if which else ''}"


def wanted(row: Announcement, language: Language) -> Message:
    """Asks for the text itself."""
    return Message(say("announcements.wanted", language), ((button(row, language, "drop", name="cancel"),),))


def linked(row: Announcement, language: Language) -> Message:
    """A link alone: what to do, for we don't open it. Asks for its text, or first whether it is to be announced."""
    sure = row.asking == "text"
    html = say("announcements.linked", language, url=draft_of(row).get("url"), sure=sure)
    ways = () if sure else ((button(row, language, "fill", name="intended"),),)
    return Message(html, (*ways, (button(row, language, "drop", name="cancel"),)))


def draft(
    row: Announcement, content: Draft, doubts: Sequence[Doubt], language: Language, *, translates: bool = False
) -> Message:
    """What was read and from where, what is odd, and the next question. `translates`: a model can draft the rest."""
    html = _drafted(row, content, doubts, language, row.asking or "")
    if row.asking == "intent":
        meant = button(row, language, "become", "event", "intended")
        return Message(html, ((meant,), (button(row, language, "question"),)))
    if row.asking == "kind":
        kinds = tuple((button(row, language, "become", kind, f"kind_{kind}"),) for kind in KINDS)
        return Message(html, (*kinds, (button(row, language, "drop"),)))
    rows = [*_doubts(row, doubts[:1], language)]
    if row.asking in SKIPPABLE:
        rows.insert(0, (button(row, language, "skip", row.asking, f"skip_{row.asking}"),))
    if translates and content.untranslated:
        rows.append((button(row, language, "translate", name=f"translate_{OTHER[content.language]}"),))
    return Message(html, (*rows[:AT_FIRST], *_ways_on(row, language)))


def fields(
    row: Announcement, content: Draft, doubts: Sequence[Doubt], language: Language, *, translates: bool = False
) -> Message:
    """All that can be changed in a draft, with every button that its card had no room for."""
    html = _drafted(row, content, doubts, language)
    rows = [*_doubts(row, doubts, language)]
    if translates and content.untranslated:
        rows.append((button(row, language, "translate", name=f"translate_{OTHER[content.language]}"),))
    others = tuple(button(row, language, "become", kind, f"kind_{kind}") for kind in KINDS if kind != row.kind)
    back = (button(row, language, "show", name="back"),)
    return Message(html, (*rows, *_fields(row, content, language), others, back))


def _drafted(row: Announcement, content: Draft, doubts: Sequence[Doubt], language: Language, asking: str = "") -> str:
    apart = departures.sorted_out(content.get("left_out"), content.get("added"))
    return say("announcements.draft", language, row=row, draft=content, doubts=doubts, asking=asking, departures=apart)


def _doubts(row: Announcement, doubts: Sequence[Doubt], language: Language) -> Iterable[Row]:
    """What would settle each; what is odd is settled one after the other, so a card shows those of the first."""
    for doubt in doubts:
        for number, choice in enumerate(doubt.choices):
            text = label("announcements.choice", language, value=choice)
            yield (Button(text, data=_data(row, "settle", f"{doubt.field}-{number}")),)
        text = label("announcements.button_wave", language, kind=doubt.kind)
        yield (Button(text, data=_data(row, "wave", doubt.kind.replace("_", "-"))),)


def _fields(row: Announcement, content: Draft, language: Language) -> Iterable[Row]:
    names = EVENT_FIELDS if row.kind == "event" else OTHER_FIELDS
    fields = [button(row, language, "ask", name, f"field_{name}") for name in names]
    yield from in_rows(fields, 3)
    to = OTHER[content.language]
    other = [name for name in TRANSLATED if content.get(name)]
    yield from in_rows([button(row, language, "ask", f"x{name}", f"{name}_in_{to}") for name in other], 2)


def _ways_on(row: Announcement, language: Language) -> Iterable[Row]:
    yield (button(row, language, "preview"),)
    yield button(row, language, "fields"), button(row, language, "drop")


def question(row: Announcement, language: Language) -> Message:
    """Asks for one thing; the card is a button away."""
    asking = (row.asking or "").removeprefix("change:")
    html = say("announcements.question", language, asking=asking, other=draft_of(row).language)
    ways = [button(row, language, "at_once")] if asking == "when" else []
    back = "show" if row.state != "draft" or asking.removeprefix("x") in (*EVENT_FIELDS, "hour") else "preview"
    return Message(html, (*((way,) for way in ways), (button(row, language, back, name="back"),)))


def dropped(row: Announcement, language: Language) -> Message:
    return Message(say("announcements.dropped", language))


def preview(row: Announcement, reach: Reach, language: Language, now: datetime) -> Message:
    """Everything that staff should see before they send."""
    html = _previewed("announcements.preview", row, reach, language, now)
    hurry = button(row, language, "hurry", name="calm" if row.urgent else "hurry")
    rows = (
        *_in_time(row, reach, language),
        (button(row, language, "send", name="submit" if reach.second else "send"),),
        (button(row, language, "audience"), button(row, language, "to", "when", "when")),
        (hurry, button(row, language, "show", name="back")),
    )
    return Message(html, rows)


def _in_time(row: Announcement, reach: Reach, language: Language) -> tuple[Row, ...]:
    """Where it would come too late: the last moment at which it would not."""
    if reach.last is None:
        return ()
    text = label("announcements.button_at_last", language, at=reach.last)
    return ((Button(text, data=_data(row, "at_last")),),)


def audiences(row: Announcement, language: Language) -> Message:
    """Whom it may be for."""
    named = [button(row, language, "to", name, f"to_{name}") for name in BY_NAME]
    listed = [button(row, language, "list", name, f"to_{name}") for name in BY_LIST]
    everyone = button(row, language, "everyone", name="to_everyone")
    rows = ((everyone,), *in_rows(named, 3), tuple(listed), (button(row, language, "preview", name="back"),))
    return Message(say("announcements.audiences", language, row=row), rows)


def options(row: Announcement, language: Language) -> Message:
    """Which of several is meant."""
    offered = row.audience.get("options", [])
    rows = [
        (Button(_named(one["label"], language)[:60], data=_data(row, "choose", str(number))),)
        for number, one in enumerate(offered)
    ]
    back = (button(row, language, "audience", name="back"),)
    return Message(say("announcements.options", language, count=len(offered)), (*rows, back))


def scheduled(row: Announcement, reach: Reach, language: Language, now: datetime, reader: int) -> Message:
    """It goes out then; until then it can be taken back. Its author gets the report."""
    html = say("announcements.scheduled", language, row=row, draft=draft_of(row), reach=reach, now=now,
               mine=reader == row.author)  # fmt: skip
    return Message(html, ((button(row, language, "undo"),),))


def submitted(row: Announcement, reach: Reach, language: Language) -> Message:
    """It waits for a second person."""
    html = say("announcements.submitted", language, draft=draft_of(row), reach=reach)
    return Message(html, ((button(row, language, "withdraw"),),))


def review(row: Announcement, reach: Reach, language: Language, now: datetime) -> Message:
    """The preview for the second person."""
    html = _previewed("announcements.review", row, reach, language, now)
    return Message(html, ((button(row, language, "approve"), button(row, language, "reject")),))


def decided(row: Announcement, how: str, language: Language) -> Message:
    """What became of it: approved, rejected or withdrawn."""
    html = say("announcements.decided", language, draft=draft_of(row), how=how)
    again = ((button(row, language, "show", name="open"),),) if how == "rejected" else ()
    return Message(html, again)


def outgrown(row: Announcement, reach: Reach, language: Language) -> Message:
    """It needs a second person by now: they were asked, or it is a draft again where there is none."""
    html = say("announcements.outgrown", language, row=row, draft=draft_of(row), reach=reach)
    way = button(row, language, "withdraw") if row.state == "review" else button(row, language, "show", name="open")
    return Message(html, ((way,),))


def taken_back(row: Announcement, language: Language) -> Message:
    """It is a draft again."""
    html = say("announcements.taken_back", language, draft=draft_of(row))
    rows = (button(row, language, "show", name="open"), button(row, language, "preview"))
    return Message(html, (rows,))


def proposal(row: Announcement, html: str, different: Sequence[str], language: Language) -> Message:
    """Changes to an announced event, before they are made."""
    usual = tuple(button(row, language, "ask", name, f"field_{name}") for name in MOST_CHANGED)
    apply = ((button(row, language, "apply"),),) if different else ()
    ways = (button(row, language, "fields", name="other_fields"), button(row, language, "report", name="leave"))
    return Message(html, (*apply, usual, ways))


def all_fields(row: Announcement, card: Message, language: Language) -> Message:
    """The same proposal with every field that can change."""
    buttons = [button(row, language, "ask", name, f"field_{name}") for name in EVENT_FIELDS]
    apply = tuple(one for one in card.buttons if one[0].data == _data(row, "apply"))
    return replace(card, buttons=(*apply, *in_rows(buttons, 3), (button(row, language, "report", name="leave"),)))


def dates(row: Announcement, found: Sequence[AnnouncedEvent], verb: str, language: Language) -> Message:
    """Of a series: which date is meant, or all that are to come."""
    html = say("announcements.which_date", language, title=found[0].title, verb=verb, more=len(found) - MOST_DATES)
    rows = [
        (Button(label("events.button_date", language, event=one), data=_data(row, verb, str(one.id))),)
        for one in found[:MOST_DATES]
    ]
    every = (button(row, language, verb, "all", "all_dates"),)
    return Message(html, (*rows, every, (button(row, language, "report", name="back"),)))


def changed(
    row: Announcement, different: Sequence[str], goes: datetime | None, language: Language, now: datetime
) -> Message:
    """What was done with an announced event. `goes`: when those concerned hear of it, if not now."""
    html = say("announcements.done", language, draft=draft_of(row), different=different, goes=goes, now=now)
    return Message(html, ((button(row, language, "report"),),))


def listing(rows: Sequence[Announcement], language: Language) -> Message:
    """The latest announcements, each with a button that opens it."""
    latest = rows[:MOST_LISTED]
    html = say("announcements.listing", language, rows=[(row, draft_of(row)) for row in latest])
    buttons = [
        (Button(f"{number}. {_title(row, language)}"[:60], data=f"{posters.KIND} open {row.id}"),)
        for number, row in enumerate(latest, start=1)
    ]
    return Message(html, tuple(buttons))


def _previewed(moment: str, row: Announcement, reach: Reach, language: Language, now: datetime) -> str:
    content = draft_of(row)
    shortened = _shortened(content)
    samples = {one: posters.sample(row.kind, shortened, one, now) for one in LANGUAGES}
    return say(moment, language, row=row, draft=content, reach=reach, samples=samples, now=now)


def _shortened(content: Draft) -> Draft:
    """Both descriptions cut, so that a preview of two languages is one message."""
    text = {name: words for name, words in content.other.items() if name != "description"}
    if "description" in content.other:
        text["description"] = shorten(content.other["description"])
    return replace(content.given("description", shorten(content.get("description"))), other=text)


def in_rows(buttons: Iterable[Button], width: int) -> Iterable[Row]:
    """The buttons in rows of so many."""
    rest = iter(buttons)
    while row := tuple(islice(rest, width)):
        yield row


def shorten(text: str) -> str:
    return text if len(text) <= SAMPLE_TEXT else f"{text[:SAMPLE_TEXT].rstrip()}…"


def _title(row: Announcement, language: Language) -> str:
    return draft_of(row).get("title") or label("announcements.untitled", language)


def _named(words: dict[str, str], language: Language) -> str:
    return words.get(language) or next(iter(words.values()), "?")
