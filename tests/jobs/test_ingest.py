"""Ingestion brings a corpus into tables and index: only what changed, and on from where it was stopped."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import ROOT, Settings
from bot.errors import NoSuchCompany
from bot.jobs import ingest
from bot.preparation import migrate
from bot.services.bundle import Services
from bot.services.mirror import Filled
from bot.wiring import library_config, open_services
from rag.ingest import LibraryConfig, places_path

RECORDS = ("companies/cecomp.md", "companies/provel.md", "events/salone-auto-torino-2026.md")
EXAMPLES = {"find_companies": ("chi salda?", "who welds?"), "thanks": ("grazie", "thank you")}


@pytest.fixture
def small(tmp_path: Path, tiny_model: Path) -> Settings:
    """Settings with a corpus of three records, a handful of ways to ask, and a model that takes no time."""
    (tmp_path / "data/intents").mkdir(parents=True)
    for intent, (italian, english) in EXAMPLES.items():
        (tmp_path / f"data/intents/{intent}.yaml").write_text(f"it:\n- {italian}\nen:\n- {english}\n")
    for record in RECORDS:
        (tmp_path / "data" / record).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "data" / record, tmp_path / "data" / record)
    made = Settings(data_dir=tmp_path / "data", state_dir=tmp_path / "var", embedding_model=str(tiny_model))
    # A gazetteer without towns: extracting the real one takes four seconds.
    places_path(library_config(made)).parent.mkdir(parents=True)
    places_path(library_config(made)).write_text("{}")
    return made


@pytest.fixture
def config(small: Settings) -> LibraryConfig:
    return library_config(small)


@pytest.fixture
async def services(small: Settings) -> AsyncIterator[Services]:
    await migrate(small)
    async with open_services(small) as opened:
        yield opened


async def test_what_was_read_is_read_once_and_what_is_gone_is_withdrawn(
    services: Services, config: LibraryConfig
) -> None:
    first = await ingest.ingest(services, config)
    again = await ingest.ingest(services, config)
    (config.data_dir / "companies/provel.md").unlink()
    after = await ingest.ingest(services, config)
    assert first.tables == Filled(added=3, changed=0, withdrawn=0, unchanged=0)
    assert (first.index.added, again.index.added, again.index.unchanged) == (3, 0, 3)
    assert (after.tables.withdrawn, after.index.removed) == (1, 1)
    with pytest.raises(NoSuchCompany):
        await services.directory.profile("provel")


async def test_a_file_with_a_fault_is_told_by_name_and_line_and_the_rest_is_read(
    services: Services, config: LibraryConfig
) -> None:
    await ingest.fill_tables(services)
    broken = config.data_dir / "companies/provel.md"
    broken.write_text(broken.read_text().replace("kind: company", "kind: spaceship"))
    done = await ingest.ingest(services, config)
    assert [(Path(problem.path).name, problem.line > 0) for problem in done.index.problems] == [("provel.md", True)]
    assert (await services.directory.profile("provel")).name == "Provel"
    assert done.index.added == 2


async def test_an_ingestion_that_was_stopped_half_way_is_not_up_to_date_and_goes_on(
    services: Services, config: LibraryConfig
) -> None:
    def stop(_step: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await ingest.ingest(services, config, progress=stop)
    assert not ingest.is_up_to_date(services.settings)
    await ingest.ingest(services, config)
    assert ingest.is_up_to_date(services.settings)


def test_any_change_of_the_files_makes_the_index_out_of_date(small: Settings) -> None:
    before = ingest.fingerprint(small)
    record = small.data_dir / RECORDS[0]
    record.write_text(record.read_text() + "\n")
    assert ingest.fingerprint(small) != before
