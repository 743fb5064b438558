"""Which text tells an answer: the outcome decides, then the intent or the reason for the no."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.texts.engine import say
from rag.documents import Answer, Capability, Language, RecordHit, Snippet, Source, Statement

RECORDS = ("event", "press", "association", "list_events")


class Profiled(Protocol):
    """A company with its sourced statements; the templates read its other fields by name."""

    @property
    def statements(self) -> tuple[Statement, ...]: ...
    @property
    def capabilities(self) -> tuple[Capability, ...]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences of one source, told together so that the source is named once."""

    source: Source
    sentences: tuple[str, ...]


def say_answer(answer: Answer, today: date, names: tuple[str, ...] = ()) -> str:
    """The whole answer as one message, of any length. `names`: what the companies of `targets` are called."""
    html = _say_found(answer, today, names)
    return f"{say('wording.words', answer.language, words=answer.words)}\n\n{html}" if answer.words else html


def _say_found(answer: Answer, today: date, names: tuple[str, ...]) -> str:
    language = answer.language
    if answer.topic:
        return _say_of_oneself(answer, today)
    match answer.outcome:
        case "clarify":
            return say("ask.which", language, choices=answer.choices)
        case "nothing_found" if answer.intent == "list_events" or answer.period:
            return _say_records(answer, today)
        case "nothing_found":
            return say("ask.nothing", language, answer=answer, today=today)
        case "smalltalk":
            return say(f"ask.{answer.reply or answer.intent}", language)
        case "action":
            return say(f"ask.{answer.intent}", language, names=names)
    if answer.intent == "profile":
        return say("directory.found", language, answer=answer, today=today)
    if answer.intent in RECORDS and _told(answer):
        return _say_records(answer, today)
    return say("ask.companies", language, answer=answer, today=today)


def say_profile(profile: Profiled, language: Language, today: date) -> str:
    """Everything the sources say of one company: what it does, by source, and every statement, by source."""
    by_number = {statement.number: statement for statement in profile.statements}
    abilities = _by_source((by_number[one.evidence].source, one.name[language]) for one in profile.capabilities)
    facts = _by_source((one.source, one.text[language]) for one in profile.statements)
    blanks = {"profile": profile, "abilities": abilities, "facts": facts, "today": today}
    return say("directory.profile", language, **blanks)


def say_record(hit: RecordHit, language: Language, today: date) -> str:
    """One event in detail: everything its sources say."""
    return say("events.detail", language, event=hit, facts=summed_up(hit.snippets), today=today)


def _say_of_oneself(answer: Answer, today: date) -> str:
    match answer.topic:
        case "scope":
            return say("ask.scope", answer.language, known=answer.coverage)
        case "joining":
            return say("ask.joining", answer.language, facts=summed_up(answer.facts), today=today)
    return say("onboarding.privacy", answer.language)


def _say_records(answer: Answer, today: date) -> str:
    facts = summed_up(answer.facts)
    return say("events.records", answer.language, answer=answer, facts=facts, today=today)


def _told(answer: Answer) -> bool:
    return bool(answer.details or answer.facts or answer.events or answer.press) or not answer.companies


def summed_up(snippets: tuple[Snippet, ...]) -> tuple[Told, ...]:
    """Sentences gathered by their sources, in order."""
    return _by_source((snippet.source, snippet.text) for snippet in snippets)


def _by_source(sentences: Iterable[tuple[Source, str]]) -> tuple[Told, ...]:
    gathered: dict[Source, list[str]] = defaultdict(list)
    for source, sentence in sentences:
        gathered[source].append(sentence)
    return tuple(Told(source, tuple(told)) for source, told in gathered.items())
