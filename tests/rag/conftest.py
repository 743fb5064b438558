"""What the library's tests share, each made once a session: the real model, a tiny one, and the opened library."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ROOT, Settings
from rag.answers import Library
from rag.discretion import Discretion
from rag.embeddings import BUNDLED, Embedder
from rag.ingest import LibraryConfig, places_path
from rag.loaders import load_folder
from rag.names import Names
from rag.places import Gazetteer
from rag.vocabulary import load_vocabulary


@pytest.fixture(scope="session")
def library(library_config: LibraryConfig) -> Library:
    """The real library on all of data/, opened once."""
    return Library.open(library_config)


@pytest.fixture(scope="session")
def discretion(tmp_path_factory: pytest.TempPathFactory) -> Discretion:
    """What takes persons and contacts out, for all that data/ names."""
    documents = list(load_folder(ROOT / "data")[0])
    ordinary = load_vocabulary(ROOT / "data" / "capabilities")[0].words
    gazetteer = Gazetteer.open(tmp_path_factory.mktemp("places") / "places.json")
    return Discretion.of(documents, Names(documents, ordinary), gazetteer, ordinary)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real embedder of the bundled model."""
    return Embedder(BUNDLED, Settings().model_cache)


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
