"""`raccordo evaluate --llm`: the same questions with and without a model, and an eye on what the model says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from bot.clock import Clock
from bot.comparing import with_model
from bot.config import ROOT
from bot.db.base import Database
from bot.errors import OperatorProblem
from bot.services.ask import Ask
from bot.services.bundle import Services
from bot.services.directory import Directory
from bot.services.wording import Ledger, Policy, Voice, Wording
from tests import models
from tests.models import Stub

TODAY = date(2026, 11, 22)


@pytest_asyncio.fixture
async def stub() -> AsyncIterator[Stub]:
    async with models.serve() as running:
        yield running


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A few of each kind."""
    held = yaml.safe_load((ROOT / "data" / "evaluation" / "dev.yaml").read_text(encoding="utf-8"))
    kinds = ("capability", "event", "unanswerable", "smalltalk")
    chosen = [one for kind in kinds for one in [q for q in held["questions"] if q["kind"] == kind][:3]]
    (tmp_path / "few.yaml").write_text(yaml.safe_dump({**held, "questions": chosen}), encoding="utf-8")
    return tmp_path / "few.yaml"


async def table(services: Services, database: Database, stub: Stub, questions: Path) -> dict[str, tuple[str, str]]:
    """Each measure without and with the model."""
    voice = Voice(Policy("openai:stub", stub.url), Ledger(database, Clock(TODAY), 0, 0))
    wording = Wording(voice, services.ask._room)
    directory = Directory(database, Clock(TODAY))
    await directory.fill(await wording.consult(lambda library: list(library.documents.values())))
    ask = Ask(database, Clock(TODAY), services.ask._room, directory, wording)
    told = "".join([one async for one in with_model(replace(services, wording=wording, ask=ask), [questions])])
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines() if line.startswith("|")]
    return {row[0]: (row[1], row[2]) for row in rows[2:]}


@pytest.mark.parametrize("reply", [models.honest, models.half_lying], ids=lambda one: one.__name__)
async def test_no_figure_of_retrieval_falls_and_every_sentence_told_is_grounded(
    reply: models.Reply, services: Services, database: Database, stub: Stub, questions: Path
) -> None:
    stub.behaves(reply)
    figures = await table(services, database, stub, questions)
    spoken = {name: both for name, both in figures.items() if both[0] == "–"}
    assert all(without == beside for name, (without, beside) in figures.items() if name not in spoken)
    [grounded] = [both[1] for name, both in spoken.items() if "cited record" in name]
    good, every = (int(number) for number in re.findall(r"\d+", grounded))
    assert good == every > 2


async def test_without_a_model_whoever_compares_is_told_which_setting_is_missing(services: Services) -> None:
    with pytest.raises(OperatorProblem, match="LLM"):
        _ = [one async for one in with_model(services, [])]
