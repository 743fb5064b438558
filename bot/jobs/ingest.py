"""Brings `data/` into the tables and the index: only what changed; a kill half-way costs nothing but time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import ROOT, Settings
from bot.services.bundle import Services
from bot.services.mirror import Filled

if TYPE_CHECKING:
    from rag.ingest import LibraryConfig, Report

Progress = Callable[[str, int, int], None]

STAMP = "fingerprint"  # a file in the index's folder, gone whenever an ingestion is not complete


@dataclass(frozen=True, slots=True)
class Ingested:
    """What changed in the tables and in the index; `index.problems` names the files that can't be read."""

    tables: Filled
    index: Report


async def ingest(
    services: Services, config: LibraryConfig, *, progress: Progress | None = None, rebuild: bool = False
) -> Ingested:
    """Tables first: what was withdrawn is out of sight before its passages leave the index.

    Raises the library's problems (DataProblem, IndexProblem, ModelProblem), which say what to do.
    """
    from rag.ingest import ingest as fill_index  # late: it brings LangChain and torch with it

    stamp = services.settings.index_dir / STAMP
    stamp.unlink(missing_ok=True)
    before = fingerprint(services.settings)
    tables = await fill_tables(services)
    work = partial(fill_index, config, progress=progress, rebuild=rebuild)
    report = await asyncio.to_thread(work)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(before)
    return Ingested(tables, report)


async def fill_tables(services: Services) -> Filled:
    """Mirrors the files into the tables; a file that can't be read just now withdraws nobody."""
    from rag.loaders import load_folder

    documents, problems = await asyncio.to_thread(load_folder, services.settings.data_dir)
    broken = frozenset(Path(problem.path).stem for problem in problems)
    return await services.directory.fill(documents, keep=broken)


def is_up_to_date(settings: Settings) -> bool:
    """Whether the last complete ingestion read these very files with this very model. Imports no model."""
    stamp = settings.index_dir / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint(settings)


def fingerprint(settings: Settings) -> str:
    """SHA-256 over all that the index depends on: corpus, the library's own code, model and place."""
    digest = hashlib.sha256(f"{settings.embedding_model} {settings.chroma_url}".encode())
    for path in [*sorted(settings.data_dir.rglob("*.*")), *sorted((ROOT / "rag").glob("*.py"))]:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
