"""The state folder with the real library that tests and faults copy: made once, kept in build/."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from rich.console import Console

from bot import preparation
from bot.config import ROOT, Settings
from bot.jobs import ingest

KEPT = ROOT / "build" / "test-state"


async def copy_to(state: Path, *, tables: bool = True) -> None:
    """Copies it, brought up to date, to a folder that does not exist; without `tables` the library alone.

    Embedding all of data/ takes a minute. The lock lets several processes run side by side.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = Settings(state_dir=KEPT)
        if tables or not ingest.is_up_to_date(kept):
            await preparation.prepare(kept, Console(stderr=True))
        shutil.copytree(KEPT, state, ignore=None if tables else shutil.ignore_patterns("raccordo.sqlite*"))
