"""The reading room: without an index it says what to do, and members are refused kindly instead of fooled."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import NotReady
from bot.services import reading
from bot.services.reading import ReadingRoom
from bot.wiring import library_config
from rag.documents import Question

QUESTION = Question("chi fa prototipazione?", "2026-11-22")


async def test_without_an_index_it_says_what_to_run_and_answers_nothing(tmp_path: Path) -> None:
    room = ReadingRoom(partial(library_config, Settings(state_dir=tmp_path)))
    assert not await room.open()
    assert room.problem is not None
    assert "raccordo ingest" in room.problem
    with pytest.raises(NotReady):
        await room.answer(QUESTION)
    await room.close()


async def test_an_index_that_appears_later_is_opened_at_the_next_question(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0)
    chosen = Settings(state_dir=tmp_path)
    room = ReadingRoom(lambda: library_config(chosen))
    with pytest.raises(NotReady):
        await room.answer(QUESTION)
    chosen = settings
    assert (await room.answer(QUESTION)).companies
    await room.close()
