"""Answers that are lists by date: what is coming, what a period held, the newest press, an event's next edition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rag.days import Period
from rag.documents import Answer, Coverage, Document, Intent, RecordHit
from rag.listings import edition, listing, only_press, title_words
from rag.periods import in_the_past
from rag.records import RecordSearch, record_hit, when
from rag.understanding import Understood

MOST_EVENTS = 20
MOST_PRESS = 6
LATEST = 3
_FIRST_SENTENCE = (1,)
_MONTH = 31
_LIKELY = 0.6  # from which an event found by meaning alone is taken for the one that was named


class Agenda:
    """Knows all events and press items by date. What it can't find it says, and shows what comes nearest in time."""

    def __init__(self, records: RecordSearch, coverage: Coverage) -> None:
        self._records = records
        self._coverage = coverage

    def events(self, asked: Understood, today: date) -> Answer:
        """For "which events are there?", with or without a time or a name."""
        if following := self._next_edition(asked, today):
            return following
        period = asked.period
        if period and (period.last < today or in_the_past(asked.text)):
            return self._held(asked, period, today)
        return self._coming(asked, today)

    def told(self, asked: Understood, today: date) -> Answer | None:
        """For questions about what is or was: an answer where they ask for a list or a next edition, else None."""
        if listing(asked.text) is None:
            return self._next_edition(asked, today)
        if asked.period is None:
            return self._press(asked, self._records.press(today)[:MOST_PRESS], today)
        if asked.period.first > today:
            return self._coming(asked, today)
        return self._held(asked, asked.period, today)

    def _coming(self, asked: Understood, today: date) -> Answer:
        """What is still to come; in a named period only what surely is in it, then what may be or comes next."""
        coming = self._records.upcoming(today)
        sure = [one for one in coming if _surely(one, asked.period)]
        if asked.period:
            sure += self._over(asked.period, today)
        elif coming:
            sure += [one for one in coming if one not in sure]
        if sure:
            hits = self._hits(sure[:MOST_EVENTS], asked, today)
            return self._answer(asked, "list_events", "answered", events=hits)
        others = coming or self._records.latest(today, LATEST)
        hits = self._hits(others[: LATEST + 1], asked, today)
        return self._answer(asked, "list_events", "nothing_found", events=hits, refusal="undocumented")

    def _over(self, period: Period, today: date) -> list[Document]:
        """The events of a period that goes on which are over already, the latest first."""
        inside = [one for one in self._records.within(period) if one.kind == "event" and _surely(one, period)]
        return [one for one in inside if (days := when(one)) and days.last < today][::-1]

    def _held(self, asked: Understood, period: Period, today: date) -> Answer:
        """What there was in a period, until today: its events, and what the press wrote then."""
        sure = [one for one in self._records.within(period) if _surely(one, period)]
        kinds = ("press",) if only_press(asked.text) else ("event", "press")
        shown = [one for one in sure if one.kind in kinds and (days := when(one)) and days.first <= today]
        if not shown:
            newest = self._records.press(min(today, period.last))[:1]
            hits = self._hits(newest, asked, today)
            return self._answer(asked, "press", "nothing_found", press=hits, refusal="undocumented")
        if kinds == ("press",):
            return self._press(asked, shown[::-1], today)
        events = self._hits([one for one in shown if one.kind == "event"][:MOST_EVENTS], asked, today)
        press = self._hits([one for one in shown if one.kind == "press"][::-1][:MOST_PRESS], asked, today)
        return self._answer(asked, "event", "answered", events=events, press=press)

    def _press(self, asked: Understood, items: Sequence[Document], today: date) -> Answer:
        return self._answer(asked, "press", "answered", press=self._hits(items[:MOST_PRESS], asked, today))

    def _next_edition(self, asked: Understood, today: date) -> Answer | None:
        """For "when is the next …?": the edition to come, or the last one with the word that no next one is dated."""
        named = edition(asked.text)
        if not named or asked.targets or asked.period:
            return None
        editions = self._records.editions(named) or self._alike(asked)
        ahead = [one for one in editions if (days := when(one)) and days.last >= today]
        if not editions:
            return None
        hits = self._hits(ahead or editions[-1:], asked, today)
        facts = hits[0].snippets
        return self._answer(asked, "event", "answered", events=hits, facts=facts, no_next=not ahead)

    def _alike(self, asked: Understood) -> list[Document]:
        """The editions of the event that is meant, where its name was said in other words ("the Turin car show")."""
        best = next((one for one in self._records.search(asked) if one.document.kind == "event"), None)
        if best is None or best.score < _LIKELY:
            return []
        return self._records.editions(title_words(best.document.name["it"]))

    def _hits(self, documents: Sequence[Document], asked: Understood, today: date) -> tuple[RecordHit, ...]:
        return tuple(record_hit(one, 1.0, asked.language, today, _FIRST_SENTENCE) for one in documents)

    def _answer(self, asked: Understood, intent: Intent, outcome: Any, **found: Any) -> Answer:
        period = asked.period.partial() if asked.period else None
        return Answer(
            asked.text, asked.language, intent, outcome, targets=asked.targets, period=period,
            coverage=self._coverage, **found,
        )  # fmt: skip


def _surely(document: Document, period: Period | None) -> bool:
    """Whether it is in the period on every reading of its date; without a period, whether its month is known."""
    days = when(document)
    if days is None:
        return False
    if period is None:
        return days.days <= _MONTH or "-" in (document.start or "")
    if document.start and document.end and document.start != document.end:
        return days.meets(period)  # it goes on for several days, one of which is enough
    return period.holds(days)
