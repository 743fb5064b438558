"""Words around an answer, a second reading of a message, a draft in the other language: what a model may do for us."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from bot import observability
from bot.services.reading import ReadingRoom
from bot.services.wording.voice import Voice
from rag.documents import Answer, Language, Worded

if TYPE_CHECKING:
    from rag.answers import Library
    from rag.llm import Speaker, Usage
    from rag.phrasing import Brief, Phrasing
    from rag.pointing import Found
    from rag.prompts import Prompt
    from rag.rereading import Reading

T = TypeVar("T")
Words = tuple[Worded, ...]
Told = tuple[Words, bool]
Show = Callable[[Words], Awaitable[None]]
MOST_KEPT = 256  # answers in words


class Wording:
    """Without a model every verb gives nothing at once, and the plain answer stands.

    What was told is kept in memory, by the whole prompt: a table would hold members' questions for longer than needed,
    and after a restart one call makes it again. When the knowledge changes all of it is dropped.
    """

    def __init__(self, voice: Voice, room: ReadingRoom) -> None:
        self.voice = voice
        self._room = room
        self._kept: OrderedDict[Prompt, Words] = OrderedDict()
        self._knowledge = ""

    async def consult(self, work: Callable[[Library], T]) -> T:
        """What the library knows, for measuring. Raises NotReady."""
        return await self._room.consult(work)

    async def phrase(self, answer: Answer, asked: str, asker: int | None, show: Show) -> Words:
        """A few checked sentences for an answer; empty where there is nothing to add, or the model fails.

        `show` is given what is there so far, each time a sentence more was checked.
        """
        if not self.voice.is_on:
            return ()
        phrasing, brief = await self._room.consult(lambda library: self._brief(library, answer, asked))
        if brief is None:
            return ()
        if brief.prompt in self._kept:
            observability.model_asked("answer", "remembered", 0, 0)
            self._kept.move_to_end(brief.prompt)
            return self._kept[brief.prompt]
        knowledge = self._knowledge
        words, is_whole = await self._told("answer", phrasing, brief, asker, show)
        if is_whole and knowledge == self._knowledge:
            self._kept[brief.prompt] = words
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return words

    def _brief(self, library: Library, answer: Answer, asked: str) -> tuple[Phrasing, Brief | None]:
        if library.fingerprint != self._knowledge:
            self._knowledge = library.fingerprint
            self._kept.clear()
        return library.phrasing, library.phrasing.brief(answer, asked)

    async def _told(self, verb: str, phrasing: Phrasing, brief: Brief, asker: int | None, show: Show) -> Told:
        """What there is to tell, and whether the model came to its end: else another try may give more."""
        from rag.phrasing import Course, enough  # late: it brings the library's searching with it

        told: list[Worded] = []

        async def listen(speaker: Speaker, usage: Usage) -> str:
            course.usage = usage
            async with aclosing(phrasing.tell(speaker, brief, course)) as sentences:
                async for one in sentences:
                    told.append(one)
                    await show(tuple(told))
            return "told" if enough(told, course.dropped) else "silent" if not course.dropped else "unsupported"

        course = Course()
        outcome = await self.voice.speak(verb, brief.prompt, asker, listen)
        observability.sentences_checked(len(told), course.dropped)
        words = tuple(told) if enough(told, course.dropped) else ()
        return words, outcome in ("told", "silent", "unsupported")

    async def reread(
        self, answer: Answer, text: str, turns: Sequence[str], asker: int | None, today: str
    ) -> str | None:
        """The message as one whole question, where the code made nothing of it and the model's reading holds."""
        if not self.voice.is_on:
            return None
        from rag.rereading import is_unsure  # late: as above

        if not is_unsure(answer, turns):
            return None
        rereading = await self._room.consult(lambda library: library.rereading)
        prompt = rereading.prompt(text, turns, today)
        readings: list[Reading] = []

        async def listen(speaker: Speaker, usage: Usage) -> str:
            async with aclosing(speaker.say(prompt, usage)) as pieces:
                reply = "".join([piece async for piece in pieces])
            if (reading := rereading.read(reply, text, turns)) is None:
                return "unsupported"
            readings.append(reading)
            return "told"

        await self.voice.speak("understand", prompt, asker, listen)
        if not readings:
            return None
        return await self._room.consult(lambda library: library.agreed(readings[0], today))

    async def translate(self, fields: Mapping[str, str], target: Language, asker: int) -> dict[str, str]:
        """The fields in that language, for staff to read before anything is sent; empty where it does not hold."""
        if not self.voice.is_on or not any(fields.values()):
            return {}
        from rag.translating import Translation  # late: as above

        discretion = await self._room.consult(lambda library: library.discretion)
        work = Translation.of(fields, target, discretion)
        told: dict[str, str] = {}

        async def listen(speaker: Speaker, usage: Usage) -> str:
            told.update(await work.made(speaker, usage))
            return "told" if told else "unsupported"

        if work.is_possible:
            await self.voice.speak("translate", work.prompt, asker, listen)
        return told

    async def point(self, text: str, wanted: Sequence[str], today: date, asker: int) -> Mapping[str, Found]:
        """Where a notice tells the fields that the code found empty; each stands word for word in its line."""
        if not self.voice.is_on or not wanted:
            return {}
        from rag.pointing import Pointing  # late: as above

        discretion = await self._room.consult(lambda library: library.discretion)
        work = Pointing.of(text, wanted, today, discretion)
        found: dict[str, Found] = {}

        async def listen(speaker: Speaker, usage: Usage) -> str:
            found.update(await work.made(speaker, usage))
            return "told" if found else "unsupported"

        await self.voice.speak("notice", work.prompt, asker, listen)
        return found

    async def note(self, need: str, company: str, language: Language, asker: int) -> Words:
        """A draft of the note that asks a company (by id) for an introduction; whoever asks reads it first."""
        if not self.voice.is_on:
            return ()

        def brief(library: Library) -> tuple[Phrasing, Brief | None]:
            known = library.documents.get(company)
            return library.phrasing, library.phrasing.note(need, known, language) if known else None

        phrasing, made = await self._room.consult(brief)
        return (await self._told("note", phrasing, made, asker, _nobody_looks))[0] if made else ()


async def _nobody_looks(_: Words) -> None:
    """A draft is shown when it is whole."""
