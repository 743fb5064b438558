"""Brings `data/` into the tables and the index: only what changed; a kill half-way costs nothing but time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.services.directory import Directory
from bot.services.mirror import Filled

if TYPE_CHECKING:
    from rag.ingest import LibraryConfig, Report

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What changed in the tables and in the index; `index.problems` names the files that can't be read."""

    tables: Filled
    index: Report


async def ingest(
    directory: Directory, config: LibraryConfig, *, progress: Progress | None = None, rebuild: bool = False
) -> Ingested:
    """Tables first: what was withdrawn is out of sight before its passages leave the index.

    Raises the library's problems (DataProblem, IndexProblem, ModelProblem), which say what to do.
    """
    from rag.ingest import ingest as fill_index  # late: it brings torch with it
    from rag.loaders import load_folder

    documents, problems = await asyncio.to_thread(load_folder, config.data_dir)
    broken = frozenset(Path(problem.path).stem for problem in problems)
    tables = await directory.fill(documents, keep=broken)
    work = partial(fill_index, config, progress=progress, rebuild=rebuild)
    return Ingested(tables, await asyncio.to_thread(work))
