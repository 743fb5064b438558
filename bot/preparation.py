"""Makes a machine ready, in numbered steps: the model is unpacked, tables are made, the corpus is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.config import Settings
from bot.db import schema
from bot.db.base import Database
from bot.jobs import ingest
from bot.wiring import library_config, open_services


async def prepare(settings: Settings, console: Console) -> None:
    """All three steps; what was done before takes a moment. Raises the library's problems."""
    console.print("1/3  Modello linguistico · language model")
    prepare_model(settings, console)
    console.print("2/3  Database")
    await migrate(settings)
    console.print("3/3  Fonti · sources")
    await read_corpus(settings, console)


async def prepare_if_stale(settings: Settings, console: Console) -> None:
    """The same where the index is not up to date; otherwise, in silence, only the tables are seen to."""
    if not ingest.is_up_to_date(settings):
        await prepare(settings, console)
        return
    await migrate(settings)
    await read_corpus(settings, console)


def prepare_model(settings: Settings, console: Console) -> None:
    """Unpacks the bundled model, once per machine."""
    from rag.embeddings import prepare_model as unpack  # late: it brings LangChain with it
    from rag.tuning import Tuning

    with bar(console) as tell:
        config = library_config(settings)
        unpack(config.model, config.model_cache, tell, Tuning.load(config.tuned))


async def migrate(settings: Settings) -> None:
    """Brings the database to the schema of this code."""
    database = Database(settings.database)
    try:
        await schema.upgrade(database.engine)
    finally:
        await database.close()


async def read_corpus(
    settings: Settings, console: Console, *, rebuild: bool = False, force: bool = False
) -> ingest.Ingested | None:
    """Reads what changed and tells of files with faults. None: there was nothing to do."""
    async with open_services(settings) as services:
        if ingest.is_up_to_date(settings) and not (rebuild or force):
            await ingest.fill_tables(services)
            return None
        with bar(console) as tell:
            config = library_config(settings)
            done = await ingest.ingest(services, config, progress=tell, rebuild=rebuild)
    for problem in done.index.problems:
        console.print(f"  ! {problem}", markup=False, soft_wrap=True)
    return done


@contextmanager
def bar(console: Console) -> Iterator[ingest.Progress]:
    """A progress bar a kind of work, shown from its first step on."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total)
            progress.update(tasks[step], completed=done, total=total)

        yield tell
