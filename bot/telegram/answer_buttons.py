"""The buttons under an answer: which company, its profile, an introduction, "not this", and two thumbs."""

from __future__ import annotations

from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.services.ask import Answered
from bot.telegram import directory, presses
from bot.texts import label
from rag.documents import CompanyHit, Language
from rag.wishes import Change

Row = list[InlineKeyboardButton]
THUMBS: dict[str, Literal["up", "down"]] = {"up": "up", "down": "down"}
SIGNS = {"up": "👍", "down": "👎"}
UNDOCUMENTED = ("undocumented", "unmet", "no_more")  # what the network may know all the same
MOST_EVENTS = 5
MOST_ABOUT = 2
MOST_CHANGES = 4
WIDTH = 34  # characters that fit in one row of a phone


def under(answered: Answered, selected: str = "") -> InlineKeyboardMarkup | None:
    """The keyboard for an answer; nothing under small talk, and nothing where nothing was kept (number 0)."""
    answer, number = answered.answer, answered.number
    if not number:
        return None
    if answer.outcome == "clarify":
        return directory.choices_keyboard(answer.choices, number=number)
    if answer.outcome not in ("answered", "nothing_found"):
        return None
    listed = answer.intent == "find_companies" or not (answer.details or answer.facts or answer.events or answer.press)
    rows = _companies(answer.companies, answered, selected) if listed else _records(answered)
    chosen = _selected(answer.companies, selected) if listed and answer.companies else None
    rows += _changes(answered)
    if answer.refusal in UNDOCUMENTED and answer.intent == "find_companies":
        rows.append([presses.button(label("needs.button_ask", answer.language), "q", "ask", number=number)])
    thumbs = _thumbs(number, answered.verdict, of=chosen.id if chosen else "")
    if answer.intent == "find_companies" and (answer.understood or answer.place):
        follow = label("announcements.button_follow", answer.language)
        thumbs.append(presses.button(follow, "f", "what", number=number))
    return InlineKeyboardMarkup([*rows, thumbs])


def _companies(hits: tuple[CompanyHit, ...], answered: Answered, selected: str) -> list[Row]:
    number, language = answered.number, answered.answer.language
    if not hits:
        return []
    if hits[0].kind == "neighbour":
        return [[_profile(hit, number, language)] for hit in hits]
    hit = _selected(hits, selected)
    numbers = [_number(position, one, hit, number) for position, one in enumerate(hits, start=1)]
    about = [
        presses.button(label("ask.button_introduce", language), "a", "introduce", number=number, of=hit.id),
        presses.button(label("ask.button_not_this", language), "a", "not", number=number, of=hit.id),
    ]
    return [*([numbers] if len(hits) > 1 else []), [_profile(hit, number, language)], about]


def _selected(hits: tuple[CompanyHit, ...], selected: str) -> CompanyHit:
    return next((hit for hit in hits if hit.id == selected), hits[0])


def _number(position: int, one: CompanyHit, chosen: CompanyHit, number: int) -> InlineKeyboardButton:
    text = f"· {position} ·" if one is chosen else str(position)
    return presses.button(text, "a", "pick", number=number, of=one.id)


def _profile(hit: CompanyHit, number: int, language: Language) -> InlineKeyboardButton:
    text = label("ask.button_profile", language, name=hit.name)
    return presses.button(text, "a", "profile", number=number, of=hit.id)


def _changes(answered: Answered) -> list[Row]:
    """The ways to narrow, to widen, and back to the answer before; those with short names share a row."""
    buttons = [_change(change, answered) for change in answered.answer.changes[:MOST_CHANGES]]
    if answered.before:
        text = label("ask.button_before", answered.answer.language)
        buttons.append(presses.button(text, "a", "back", number=answered.before))
    rows: list[Row] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and len(rows[-1][0].text) + len(button.text) <= WIDTH:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _change(change: Change, answered: Answered) -> InlineKeyboardButton:
    text = label(f"ask.button_{change.kind}", answered.answer.language, name=change.label)
    return presses.button(text, "a", change.kind, number=answered.number, of=change.id)


def _records(answered: Answered) -> list[Row]:
    """The events told, in the order told, and the companies that the answer is about."""
    answer, number = answered.answer, answered.number
    told_in_order = sorted(answer.events, key=lambda event: not event.upcoming)
    events = [
        [presses.button(event.title, "e", "show", number=number, of=event.id)] for event in told_in_order[:MOST_EVENTS]
    ]
    return events + [[_profile(hit, number, answer.language)] for hit in answer.companies[:MOST_ABOUT]]


def _thumbs(number: int, verdict: str, *, of: str) -> Row:
    """The thumbs carry the selected company too, so that pressing one does not change the selection."""
    return [
        presses.button(f"{sign} ✓" if verb == verdict else sign, "a", verb, number=number, of=of)
        for verb, sign in SIGNS.items()
    ]
