"""What the library's tests share, each made once a session: the real model, a tiny one, and the opened library."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import Settings
from bot.services.bundle import Services
from bot.wiring import library_config
from rag.answers import Library
from rag.discretion import Discretion
from rag.embeddings import BUNDLED, Embedder
from rag.ingest import LibraryConfig, places_path


@pytest_asyncio.fixture(scope="session")
async def library(services: Services) -> Library:
    """The real library on all of data/: the one that the services have opened, for another would take as long again."""
    return await services.ask._room.consult(lambda opened: opened)


@pytest.fixture(scope="session")
def discretion(library: Library) -> Discretion:
    """What takes persons and contacts out, for all that data/ names."""
    return library.discretion


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real embedder of the bundled model."""
    settings = Settings()
    return Embedder(BUNDLED, settings.model_cache, tuned=library_config(settings).tuned)


@pytest.fixture
def small(tmp_path: Path, tiny_model: Path) -> LibraryConfig:
    """A library of its own, with the tiny model, below the test's folder; its data folder is the test's to fill."""
    config = LibraryConfig(
        index_dir=tmp_path / "state" / "index",
        data_dir=tmp_path / "data",
        model=str(tiny_model),
        model_cache=tmp_path / "models",
    )
    # A gazetteer without towns: extracting the real one takes four seconds a test.
    places_path(config).parent.mkdir(parents=True)
    places_path(config).write_text("{}")
    return config
