"""The messages of needs: the draft, what staff see, what those who are asked see, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.db.needs import Need
from bot.services.outbox import Button, Message
from bot.texts import label, say
from rag.documents import Language

KIND = "q"
DAYS = (3, 7, 14)
REASONS = ("vague", "known", "private", "other")
MARK = "● "
KEY = 40  # characters of an id that a button has room for
MOST_LISTED = 8
TITLE = 40
Row = tuple[Button, ...]


class Reasoned(Protocol):
    """Somebody who is asked; `why` says why they are."""

    @property
    def why(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply as the asker may see it. `meets`: the company to which it may lead, and its name; "" for none."""

    number: int
    reply: str
    company: str
    words: str
    meets: str
    meets_name: str


def button(
    need: Need | int, language: Language, verb: str, which: str = "", *, name: str = "", **blanks: Any
) -> Button:
    """`name`: the text's moment, where it is not the verb's."""
    number = need if isinstance(need, int) else need.id
    text = label(f"needs.button_{name or verb}", language, **blanks)
    return Button(text, data=f"{KIND} {verb} {number} {which[:KEY]}".rstrip())


# ------------------------------------------------------------------ the asker's


def wanted(need: Need, what: str, language: Language) -> Message:
    """Asks for the need, or for a line of context."""
    back = button(need, language, "draft", name="back") if need.text else button(need, language, "drop")
    return Message(say(f"needs.wanted_{what}", language), ((back,),))


def draft(need: Need, identity: str, language: Language) -> Message:
    """What is asked so far, and all that can be chosen."""
    html = say("needs.draft", language, need=need, identity=identity)
    days = tuple(_marked(need, language, "days", one, need.days == one) for one in DAYS)
    write = (
        button(need, language, "write", "text", name="write_text"),
        button(need, language, "write", "context", name="write_context", given=bool(need.context)),
    )
    names = [button(need, language, "named", "no" if need.named else "yes", name="unname" if need.named else "name")]
    rows = (write, days, tuple(names) if identity else ())
    on = (button(need, language, "preview"), button(need, language, "drop"))
    return Message(html, (*(row for row in rows if row), on))


def _marked(need: Need, language: Language, verb: str, value: int, chosen: bool) -> Button:
    mark = MARK if chosen else ""
    text = mark + label(f"needs.button_{verb}", language, count=value)
    return Button(text, data=f"{KIND} {verb} {need.id} {value}")


def dropped(language: Language) -> Message:
    return Message(say("needs.dropped", language))


def preview(need: Need, people: Sequence[Reasoned], who: str, language: Language) -> Message:
    """Just what members read, to how many and why."""
    reach = _reach(people)
    sample = _sample(need, people, who, language)
    html = say("needs.preview", language, need=need, sample=sample, count=len(people), reasons=reach)
    back = button(need, language, "draft", name="back")
    if not people:
        return Message(html, ((back, button(need, language, "drop")),))
    return Message(html, ((button(need, language, "submit"),), (back, button(need, language, "drop"))))


def _sample(need: Need, people: Sequence[Reasoned], who: str, language: Language) -> str:
    """What the first of them reads, but for their company: who is on the bot is not told before they reply."""
    if not people:
        return ""
    return request_text(need, {**people[0].why, "company": label("needs.your_company", language)}, who, language)


def _reach(people: Iterable[Reasoned]) -> list[tuple[dict[str, Any], int]]:
    """Why, without naming companies, and how many for each; the commonest first."""
    counted: dict[str, list[dict[str, Any]]] = {}
    for one in people:
        why = {"how": one.why["how"], "label": one.why["label"]}
        counted.setdefault(repr(why), []).append(why)
    return [(same[0], len(same)) for same in sorted(counted.values(), key=len, reverse=True)]


def submitted(need: Need, language: Language) -> Message:
    """It waits for the staff."""
    return Message(say("needs.submitted", language, need=need), ((button(need, language, "withdraw"),),))


def status(need: Need, told: int, replies: Sequence[Replied], language: Language, now: datetime) -> Message:
    """How it stands, with the ways that are open to the asker."""
    html = say("needs.status", language, need=need, told=told, replies=replies, now=now)
    meet = tuple((_meet(need.id, one, language),) for one in _meetable(replies))
    if need.state == "review":
        return Message(html, ((button(need, language, "withdraw"),),))
    if need.state == "open":
        return Message(html, (*meet, (button(need, language, "found"), button(need, language, "withdraw"))))
    return Message(html, (*meet, (button(need, language, "again"),)) if need.text else meet)


def _meetable(replies: Iterable[Replied]) -> Iterable[Replied]:
    """One button a company."""
    seen: dict[str, Replied] = {}
    for one in replies:
        if one.meets_name:
            seen.setdefault(one.meets, one)
    return seen.values()


def _meet(need_id: int, one: Replied, language: Language) -> Button:
    return button(need_id, language, "meet", one.meets, company=one.meets_name)


def listing(needs: Sequence[Need], language: Language, now: datetime) -> Message:
    """The asker's latest, each a button away, and the way to a new one."""
    html = say("needs.listing", language, needs=needs[:MOST_LISTED], now=now)
    rows = [
        (Button(f"{number}. {need.text[:TITLE]}", data=f"{KIND} open {need.id}"),)
        for number, need in enumerate(needs[:MOST_LISTED], start=1)
    ]
    return Message(html, (*rows, (button(0, language, "new"),)))


def approved(need: Need, count: int, language: Language, now: datetime) -> Message:
    html = say("needs.approved", language, need=need, count=count, now=now)
    return Message(html, ((button(need, language, "open"), button(need, language, "withdraw")),))


def declined(need: Need, language: Language) -> Message:
    html = say("needs.declined", language, need=need)
    return Message(html, ((button(need, language, "again"),),))


def reply(need_id: int, one: Replied, language: Language) -> Message:
    """Somebody can help, or knows who may."""
    html = say("needs.replied", language, reply=one)
    rows: tuple[Row, ...] = ((_meet(need_id, one, language),),) if one.meets_name else ()
    return Message(html, (*rows, (button(need_id, language, "open"),)))


def reply_gone(language: Language) -> Message:
    """Who had replied can't be reached any more; nothing more is said of it."""
    return Message(say("needs.reply_gone", language))


def closed(need: Need, replies: Sequence[Replied], language: Language, now: datetime) -> Message:
    """The deadline has passed: what came of it."""
    html = say("needs.closed", language, need=need, replies=replies)
    meet = tuple((_meet(need.id, one, language),) for one in _meetable(replies))
    return Message(html, (*meet, (button(need, language, "again"),)))


# ------------------------------------------------------------------ the staff's


def review(need: Need, people: Sequence[Reasoned], who: str, language: Language, *, spared: int = 0) -> Message:
    """The request as members would read it, to whom it goes and why; a yes or a no. `spared`: who had enough."""
    sample = _sample(need, people, who, language)
    html = say("needs.review", language, need=need, sample=sample, count=len(people), reasons=_reach(people),
               spared=spared)  # fmt: skip
    return Message(html, ((button(need, language, "approve"), button(need, language, "decline")),))


def why_not(need: Need, language: Language) -> Message:
    """Which reason the asker is told."""
    html = say("needs.why_not", language, need=need)
    rows = tuple((button(need, language, "why", one, name=f"why_{one}"),) for one in REASONS)
    return Message(html, (*rows, (button(need, language, "review", name="back"),)))


def decided(need: Need, people: int, told: int, replied: int, language: Language) -> Message:
    """What became of it, in the place of its buttons; while it is open, the figures can be looked at again."""
    html = say("needs.decided", language, need=need, people=people, told=told, replied=replied)
    return Message(html, ((button(need, language, "review", name="look_again"),),) if need.state == "open" else ())


# ------------------------------------------------------------------ theirs who are asked


def request_text(need: Need, why: dict[str, Any], who: str, language: Language) -> str:
    return say("needs.request", language, need=need, why=why, who=who)


def request(need: Need, why: dict[str, Any], who: str, language: Language) -> Message:
    """The need, why it comes to them, and what they can say."""
    ways = (
        (button(need, language, "help"), button(need, language, "know")),
        (button(need, language, "no"), button(need, language, "stop")),
    )
    return Message(request_text(need, why, who, language), ways)


def who_knows(need_id: int, language: Language) -> Message:
    """Asks whom they think of."""
    return Message(say("needs.who_knows", language), ((button(need_id, language, "leave"),),))


def confirm(need_id: int, words: str, suggested: str, language: Language) -> Message:
    """What would go to the asker, before it does."""
    html = say("needs.confirm", language, words=words, suggested=suggested)
    rows = (
        (button(need_id, language, "send"),),
        (button(need_id, language, "know", name="redo"), button(need_id, language, "leave")),
    )
    return Message(html, rows)


def thanked(need_id: int, said: str, company: str, language: Language) -> Message:
    """What they said, kept: helps, knows, no or stop."""
    html = say("needs.thanked", language, reply=said, company=company)
    if said in ("no", "stop"):
        return Message(html, ((button(need_id, language, "back", name="reopen"),),))
    return Message(html)


def over(need: Need, language: Language) -> Message:
    """In the place of a request that is no longer open; its words are gone from it."""
    return Message(say("needs.over", language))


def ended_for_helper(need: Need, language: Language) -> Message:
    """A word to somebody who replied."""
    return Message(say("needs.ended_for_helper", language, state=need.state))
