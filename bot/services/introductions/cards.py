"""The cards of a request: its questions, preview, what the asked person reads, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.db.introductions import Party
from bot.services.introductions.desk import Person, other
from bot.services.introductions.firms import Firm, sector
from bot.services.introductions.scenes import Scene
from bot.services.introductions.transitions import open_to
from bot.services.outbox import Button, Message
from bot.texts import label, say
from rag.documents import Language
from rag.tongues import by_small_words

KIND = "i"
MINUTES = ("20", "30", "60")
Row = tuple[Button, ...]


def act(text: str, language: Language, verb: str, number: int, key: str = "", **blanks: object) -> Button:
    """A button: the text's moment, what it does, to which request."""
    data = f"{KIND} {verb} {number} {key}".rstrip()
    return Button(label(f"introductions.button_{text}", language, **blanks), data=data)


# --------------------------------------------------------------------------------------------- the starter


def step(found: Scene, which: str, person: Person, before: str, firms: Sequence[Firm]) -> Message:
    """One question about the request, with what can be chosen instead of typing."""
    language, row = person.language, found.row
    html = say("introductions.step", language, step=which, company=found.second.name, other=found.first.name,
               two=row.two_sided, note=row.note or "", masked=bool(row.masked),
               known=row.why if row.from_need else "")  # fmt: skip
    return Message(html, (*_choices(found, which, person, firms), _ways(found, which, before, language)))


def _choices(found: Scene, which: str, person: Person, firms: Sequence[Firm]) -> tuple[Row, ...]:
    language, number = person.language, found.row.id
    if which == "company":
        return tuple((Button(one.name, data=f"{KIND} company {number} {one.id[:40]}"),) for one in firms)
    if which == "offer":
        return ((act("skip", language, "offer", number),),)
    if which == "minutes":
        return (tuple(act("minutes", language, "minutes", number, one, minutes=one) for one in MINUTES),)
    if which == "masked":
        return tuple((act(f"masked_{one}", language, "masked", number, one),) for one in ("no", "yes"))
    if which == "name" and person.name:
        return ((act("as", language, "name", number, name=person.name),),)
    if which == "contact" and person.username:
        return ((act("as", language, "contact", number, name=f"@{person.username}"),),)
    if which == "note" and found.row.note_typed:
        return ((act("draft_again", language, "note", number),),)
    return ()


def _ways(found: Scene, which: str, before: str, language: Language) -> Row:
    number = found.row.id
    leave = act("drop", language, "drop", number)
    if which == "note":
        return (act("back", language, "open", number, "preview"), leave)
    return (act("back", language, "edit", number, before), leave) if before else (leave,)


def preview(found: Scene, language: Language, today: date, *, rewords: bool = False) -> Message:
    """What the other side will read, and what it gets at a yes. `rewords`: a model can put the note in other words."""
    row, number = found.row, found.row.id
    html = say("introductions.preview", language, scene=found, row=row, hint=_hint(found, language), today=today)
    edits = [act(f"edit_{one}", language, "edit", number, one) for one in ("note", "why", "minutes")]
    own: list[Button] = []
    if not row.two_sided:
        own = [act(f"edit_{one}", language, "edit", number, one) for one in ("masked", "offer", "contact", "name")]
    better = (act("reword", language, "reword", number),) if rewords and not row.two_sided else ()
    rows = ((act("send", language, "send", number),), better, tuple(edits), tuple(own[:2]), tuple(own[2:]))
    return Message(html, (*(one for one in rows if one), (act("drop", language, "drop", number),)))


def _hint(found: Scene, language: Language) -> str:
    """How a masked requester is told of."""
    return sector(found.first, language) if found.row.masked else ""


def dropped(language: Language) -> Message:
    return Message(say("introductions.dropped", language))


def sent(found: Scene, language: Language) -> Message:
    """It is on its way; what its starter may know of it."""
    html = say("introductions.sent", language, scene=found, row=found.row)
    return Message(html, ((act("withdraw", language, "withdraw", found.row.id),),))


def sent_over(found: Scene, language: Language) -> Message:
    """The starter's own card once it is over, so that it does not go on saying that it is on its way."""
    if found.row.state == "withdrawn":
        return withdrawn(found, language)
    return Message(say("introductions.sent_over", language, scene=found, row=found.row))


def withdrawn(found: Scene, language: Language) -> Message:
    return Message(say("introductions.withdrawn", language, scene=found))


def closed(found: Scene, language: Language) -> Message:
    """That it came to nothing: a no, silence and a closed door read the same."""
    return Message(say("introductions.closed", language, scene=found, two=found.row.two_sided))


def asked_back(found: Scene, party: Party, said: str, language: Language) -> Message:
    """A question of the one asked, who stays unnamed."""
    html = say("introductions.asked_back", language, company=found.firm(party.side).name, said=said)
    return Message(html, ((act("reply", language, "reply", found.row.id, party.side),),))


def reply(found: Scene, language: Language) -> Message:
    return Message(say("introductions.type_reply", language, masked=bool(found.row.masked)))


def passed_on(found: Scene, language: Language, *, reply: bool = False) -> Message:
    """`reply`: it was an answer, to which none need come."""
    return Message(say("introductions.passed_on", language, reply=reply))


# -------------------------------------------------------------------------------------------- whoever is asked


def ask(found: Scene, party: Party, language: Language, today: date, *, again: bool = False) -> Message:
    """The request as the one asked reads it; `again`: the reminder."""
    html = say("introductions.ask", language, **_told(found, party, language, today), again=again)
    return Message(html, _answers(found, party, language))


def _told(found: Scene, party: Party, language: Language, today: date) -> dict[str, object]:
    asker = found.firm(other(party.side))
    return {
        "scene": found, "row": found.row, "asker": asker, "own": found.firm(party.side), "ground": found.ground,
        "hint": _hint(found, language), "side": party.side, "today": today, "foreign": foreign(found, language),
    }  # fmt: skip


def foreign(found: Scene, language: Language, reader: Party | None = None) -> str:
    """The note's language, where it is not the reader's, nor the reader's own words; else nothing."""
    row = found.row
    usual: Language = "en" if row.language == "en" else "it"
    written = (by_small_words(row.note or "") if row.note_typed else None) or usual
    own = reader is not None and not row.two_sided and reader.side == "a"
    return "" if written == language or own else written


def _answers(found: Scene, party: Party, language: Language) -> tuple[Row, ...]:
    number = found.row.id
    later = () if party.answer == "later" else (act("later", language, "later", number),)
    return (
        (act("yes", language, "yes", number),),
        (*later, act("no", language, "no", number)),
        (act("question", language, "question", number),),
        (act("block", language, "block", number),),
    )


def share(found: Scene, party: Party, which: str, person: Person) -> Message:
    """Asks for the name, or the contact, that the other gets at a yes."""
    language, number = person.language, found.row.id
    html = say("introductions.share", language, which=which, case=party.staff_case, own=found.firm(party.side).name)
    rows: list[Row] = []
    if not party.staff_case and (which == "name" and person.name):
        rows.append((act("as", language, "mine", number, "name", name=person.name),))
    if not party.staff_case and (which == "contact" and person.username):
        rows.append((act("as", language, "mine", number, "contact", name=f"@{person.username}"),))
    return Message(html, (*rows, (act("back", language, "case" if party.staff_case else "show", number, party.side),)))


def confirm(found: Scene, party: Party, language: Language) -> Message:
    """What leaves with the yes, before it leaves."""
    number, asker = found.row.id, found.firm(other(party.side))
    masked = bool(found.row.masked) and party.side == "b"
    html = say("introductions.confirm", language, party=party, asker=asker.name, masked=masked, case=party.staff_case,
               two=found.row.two_sided)  # fmt: skip
    change = tuple(act(f"edit_{one}", language, "share", number, one) for one in ("name", "contact"))
    back = act("back", language, "case" if party.staff_case else "show", number, party.side)
    return Message(html, ((act("confirm", language, "confirm", number),), change, (back,)))


def standing(found: Scene, party: Party, language: Language, today: date) -> Message:
    """What the one asked answered, and what can still be done."""
    number = found.row.id
    still = found.row.state in open_to(found.row)
    if party.answer == "asked" and still:
        return case(found, party, language, today) if party.staff_case else ask(found, party, language, today)
    met_already = found.row.state == "introduced"
    html = say("introductions.standing", language, answer=party.answer, met=met_already, case=party.staff_case,
               until=found.row.lapses_at)  # fmt: skip
    if party.answer == "later" and still:
        told = say("introductions.ask", language, **_told(found, party, language, today), again=False)
        return Message(f"{told}\n\n{html}", _answers(found, party, language))
    if party.answer == "no" and party.member_id is not None:
        return Message(html, ((act("block", language, "block", number),),))
    if party.answer == "yes" and still:
        return Message(html, ((act("take_back", language, "no", number),),))
    return Message(html)


def question(found: Scene, party: Party, language: Language) -> Message:
    back = act("back", language, "case" if party.staff_case else "show", found.row.id, party.side)
    return Message(say("introductions.type_question", language), ((back,),))


def replied(found: Scene, party: Party, said: str, language: Language) -> Message:
    """The starter's answer to a question, with the request's buttons again."""
    masked = bool(found.row.masked) and party.side == "b"
    asker = found.firm(other(party.side)).name
    html = say("introductions.replied", language, asker=asker, masked=masked, said=said)
    if party.staff_case:
        return Message(html, ((act("show", language, "case", found.row.id, party.side),),))
    return Message(html, _answers(found, party, language))


def blocked(found: Scene, language: Language) -> Message:
    return Message(say("introductions.blocked", language))


def unblocked(language: Language) -> Message:
    return Message(say("introductions.unblocked", language))


def over(found: Scene, party: Party, how: str, language: Language) -> Message:
    """Closed, for somebody who did not answer: withdrawn, lapsed, or taken by somebody else of the staff."""
    return Message(say("introductions.over", language, how=how, own=found.firm(party.side).name))


def met(found: Scene, party: Party, language: Language, today: date) -> Message:
    """Who the other is, how to reach them, and why."""
    them = found.side(other(party.side))
    html = say("introductions.met", language, scene=found, row=found.row, them=them, firm=found.firm(them.side),
               own=found.firm(party.side), ground=found.ground, today=today, case=party.staff_case,
               through_staff=them.staff_case, foreign=foreign(found, language, party))  # fmt: skip
    return Message(html)


# --------------------------------------------------------------------------------------------- the staff


def case(found: Scene, party: Party, language: Language, today: date) -> Message:
    """Nobody of the company is on the bot: the staff reach it, with an e-mail and words for the telephone ready."""
    number, taken = found.row.id, party.staff_id is not None
    html = say("introductions.case", language, **_told(found, party, language, today), taken=taken)
    if not taken:
        return Message(html, ((act("take", language, "take", number, party.side),),))
    return Message(
        html,
        (
            (act("they_agree", language, "yes", number),),
            (act("they_decline", language, "no", number), act("unreached", language, "unreached", number)),
            (act("question", language, "question", number),),
        ),
    )


def word(found: Scene, language: Language, today: date) -> Message:
    """The staff's word comes first."""
    number = found.row.id
    html = say("introductions.word", language, scene=found, row=found.row, today=today,
               foreign=foreign(found, language))  # fmt: skip
    return Message(html, ((act("approve", language, "approve", number),), (act("refuse", language, "refuse", number),)))


def decided(found: Scene, how: str, language: Language) -> Message:
    return Message(say("introductions.decided", language, scene=found, how=how))


def thanks(found: Scene, language: Language) -> Message:
    """To whoever brought two others together."""
    return Message(say("introductions.thanks", language, scene=found))


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark as it is shown; `second` is empty where all that concerns the first is meant."""

    key: str
    first: str
    second: str


def marked(found: Sequence[Marked], language: Language, *, competitors: bool) -> Message:
    """What needs the staff's word first, each with a button that takes the mark away."""
    html = say("introductions.marked", language, found=found, competitors=competitors)
    rows = [(act("unmark", language, "unmark", 0, one.key, first=one.first, second=one.second),) for one in found]
    switch = act("competitors", language, "unmark", 0, "competitors", on=competitors)
    return Message(html, (*rows, (switch,)))
