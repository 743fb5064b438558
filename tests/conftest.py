"""What many tests share: databases of both kinds, the real library, the simulator and the real bot."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import pytest_asyncio
from hypothesis.configuration import set_hypothesis_home_dir
from sqlalchemy import NullPool, event, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.config import ROOT, Settings
from bot.db import schema
from bot.db.base import Database
from bot.services.bundle import Services
from bot.simulator import client
from bot.wiring import library_config as config_of
from bot.wiring import open_services
from rag.ingest import LibraryConfig
from tests import library as kept_library
from tests import postgres
from tests.postgres import Lending
from tests.processes import LOOK, STARTER, Running

TODAY = "2026-11-22"
READY_SECONDS = 90

# Tests say what their settings are: neither the shell's nor a .env file's may change what they show.
for setting in Settings.model_fields:
    os.environ.pop(setting.upper(), None)
Settings.model_config["env_file"] = None
STARTER.forks = True


# Hypothesis keeps what it found out; nothing of it belongs into the checkout.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "raccordo-hypothesis")

# With --dist loadfile files are dealt out in this order. The first has the index made; meanwhile the others work at
# what needs none. Then comes what takes long, so that no worker is left alone with it at the end.
FIRST = "faults/test_inbound.py"
MEANWHILE = ("house", "db", "services", "simulator", "telegram")
LONG = ("faults", "jobs", "journeys", "tests", "rag")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reading = {item.path for item in items if "state_dir" in getattr(item, "fixturenames", ())}

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT / "tests")
        if path.as_posix() == FIRST:
            return 0
        if item.path not in reading and path.parts[0] in MEANWHILE:
            return 1
        return 2 + LONG.index(item.path.parent.name) if item.path.parent.name in LONG else 2 + len(LONG)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    # All that is reachable is searched a tenth as often: it took a tenth of what the tests take, and is little of it.
    gc.set_threshold(5_000, 10, 50)
    _keep()


def _keep() -> None:
    """What is loaded by now stays until the end: the collector need not search it in vain again and again."""
    gc.collect()
    gc.freeze()


# ------------------------------------------------------------------------------------------- databases


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a temporary server, without a database name."""
    if not postgres.is_installed():
        pytest.skip("PostgreSQL's programs are not installed here")
    with postgres.cluster() as address:
        yield address.replace("postgresql", "postgresql+asyncpg")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database without tables is; a test that takes it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite'}"
    return asyncio.run(new_postgres_database(request.getfixturevalue("postgres_server")))


@pytest_asyncio.fixture
async def empty_database(empty_address: str) -> AsyncIterator[Database]:
    """A database without tables."""
    async with hasty(empty_address) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database with all tables is, empty: made from one that was migrated once in the session."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "test.sqlite")
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite'}"
    else:
        with request.getfixturevalue("postgres_databases").one() as lent:
            yield lent


@pytest_asyncio.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """A database with all tables."""
    async with hasty(address) as made:
        yield made


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Lending:
    """PostgreSQL databases with all tables."""
    template = asyncio.run(new_postgres_database(postgres_server))
    asyncio.run(_migrate(template))
    return Lending(lambda: asyncio.run(new_postgres_database(postgres_server, template.rpartition("/")[2])))


async def _migrate(address: str) -> None:
    async with hasty(address) as database:
        await schema.upgrade(database.engine)


@asynccontextmanager
async def hasty(address: str) -> AsyncIterator[Database]:
    """A database that does not wait for the disk: no machine dies in these tests."""
    database = Database(address)
    if database.engine.dialect.name == "sqlite":
        event.listen(database.engine.sync_engine, "connect", _hurry)
    try:
        yield database
    finally:
        await database.close()


def _hurry(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


async def new_postgres_database(server: str, template: str = "template1") -> str:
    name = f"test_{uuid4().hex[:12]}"
    engine = create_async_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    await engine.dispose()
    return f"{server}/{name}"


# ----------------------------------------------------------------------------------- the real library


@pytest.fixture(scope="session")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with database and index made from the real data/, for this session alone."""
    mine = tmp_path_factory.mktemp("state") / "var"
    asyncio.run(kept_library.copy_to(mine))
    return mine


@pytest.fixture(scope="session")
def settings(state_dir: Path) -> Settings:
    """Settings on that state, on a day that does not move; Carla is staff."""
    given = {"state_dir": state_dir, "today": TODAY, "staff_ids": "1003", "web_url": "https://raccordo.example"}
    return Settings.model_validate(given)


@pytest.fixture(scope="session")
def library_config(settings: Settings) -> LibraryConfig:
    return config_of(settings)


@pytest_asyncio.fixture(scope="session")
async def services(settings: Settings) -> AsyncIterator[Services]:
    """The real services on the real library."""
    async with open_services(settings) as opened:
        assert await opened.ask.open(), opened.ask.problem
        _keep()
        yield opened


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of 256 rows: a text's vector is the mean of its bytes'. Ingests in no time."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: n for n, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    weights = np.random.default_rng(0).normal(size=(len(alphabet), 16)).astype(np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


# --------------------------------------------------------------------------- the simulator and the bot


@pytest_asyncio.fixture(scope="session")
async def simulator() -> AsyncIterator[client.Simulator]:
    """One simulator for the session. A test that needs it as at the start awaits `simulator.reset()`."""
    async with client.start() as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def running_bot(simulator: client.Simulator, settings: Settings) -> AsyncIterator[Running]:
    """The real bot as its own process against the session's simulator, ready to answer."""
    process = await start_bot(settings, simulator)
    yield process
    await stop_bot(process)


async def start_bot(
    settings: Settings, simulator: client.Simulator, log: Path | None = None, **changes: Any
) -> Running:
    """Runs the bot against the simulator; returns when it is ready. `log`: where it writes its own."""
    given = {"telegram_token": simulator.token, "telegram_api_url": simulator.url, **changes}
    settings = Settings.model_validate({**settings.model_dump(), **given})
    with tempfile.TemporaryDirectory(prefix="raccordo-said-") as folder:
        said = Path(folder) / "out"
        process = await STARTER.bot(settings, said, log)
        async with asyncio.timeout(READY_SECONDS):
            while b"ready" not in said.read_bytes():
                assert process.returncode is None, "the bot did not start"
                await asyncio.sleep(LOOK)
    return process


async def stop_bot(process: Running) -> None:
    if process.returncode is None:
        process.terminate()
    await asyncio.wait_for(process.wait(), 30)
