"""Insights: reads, counts, veils what is small, and has it drawn."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.db.base import Database
from bot.services.insights import chart
from bot.services.insights.chart import Bar, Words
from bot.services.insights.figures import Figures, figures
from bot.services.insights.lacks import Lack, lacks
from bot.services.insights.progress import Progress, Week, progress
from bot.services.insights.veiling import Count
from bot.services.people import People
from bot.texts import label, say
from rag.documents import Language

WORDS = ("title", "questions", "answered", "undocumented", "veiled")


@dataclass(frozen=True, slots=True)
class Report:
    """The chart as a PNG, and all its figures in words."""

    picture: bytes
    caption: str


class Insights:
    """What is told to staff; `sources`: the folder data/, whose vocabulary names what is lacking."""

    def __init__(self, database: Database, clock: Clock, people: People, sources: Path) -> None:
        self._database = database
        self._clock = clock
        self._people = people
        self._sources = sources
        self._drawing = asyncio.Lock()  # the library that draws is for one thread at a time

    async def figures(self) -> Figures:
        """All figures in one look, so that they agree with one another. For whoever runs the bot."""
        async with self._database.reading() as session:
            return await figures(session)

    async def progress(self) -> Progress:
        """What came of it so far, small numbers veiled."""
        async with self._database.reading() as session:
            return await progress(session, self._clock.today())

    async def lacks(self) -> tuple[Lack, ...]:
        """What was looked for in vain in the last three months."""
        async with self._database.reading() as session:
            return await lacks(session, self._sources, self._clock.now())

    async def report(self, staff: int, language: Language) -> Report:
        """The chart with its caption. Raises StaffOnly."""
        await self._people.only_staff(staff)
        found = await self.progress()
        async with self._drawing:
            picture = await asyncio.to_thread(drawn, found, language)
        return Report(picture, caption(found, language))

    async def lacking(self, staff: int, language: Language) -> str:
        """What the network lacks, in words. Raises StaffOnly."""
        await self._people.only_staff(staff)
        return say("insights.lacking", language, lacks=await self.lacks())


def caption(found: Progress, language: Language) -> str:
    """Everything that the chart shows, in words."""
    return say("insights.caption", language, found=found)


def drawn(found: Progress, language: Language) -> bytes:
    """The chart as a PNG; blocks for about a second."""
    plain = {name: label(f"insights.chart_{name}", language) for name in WORDS}
    words = Words(**plain, funnel=label("insights.chart_funnel", language, days=found.days_to_yes))
    steps = [_bar(label("insights.step", language, name=name), count, language) for name, count in found.steps]
    return chart.draw(words, steps, [_columns(week, language) for week in found.weeks])


def _columns(week: Week, language: Language) -> tuple[Bar, Bar]:
    name = label("insights.week", language, monday=week.monday)
    return _bar(name, week.answered, language), _bar(name, week.undocumented, language)


def _bar(name: str, count: Count, language: Language) -> Bar:
    return chart.bar(name, count, label("insights.short", language, count=count))
