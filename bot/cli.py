"""The command line, one function a command: `raccordo --help` lists them, docs/architecture.md explains."""

from __future__ import annotations

import asyncio
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot import batch, comparing, measuring, observability, preparation
from bot import demo as demonstration
from bot.config import ROOT, Settings, WrongSettings, read_settings, require_token
from bot.errors import OperatorProblem, Refusal
from bot.jobs import ingest as ingestion
from bot.services.ask import Asking
from bot.services.bundle import Services
from bot.services.insights import caption
from bot.services.reading import library_problems
from bot.texts import plain, say
from bot.wiring import open_services, run_bot

app = typer.Typer(
    name="raccordo",
    help="Raccordo, l'assistente di Vehicle Valley Piemonte · the assistant of Vehicle Valley Piemonte.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
notes = Console(stderr=True, highlight=False)  # standard output is for results


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Porta della pagina · port of the page.")] = 8081,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Apri il browser.")] = False,
) -> None:
    """Un Telegram locale con il bot vero, senza account · A local Telegram with the real bot."""
    settings = demonstration.demo_settings(_settings())
    demonstration.require_free(port)
    _run(_demo(settings, port, open_page))


async def _demo(settings: Settings, port: int, open_page: bool) -> None:
    stop = _stop_on_signals()
    showing = asyncio.create_task(_show(settings, port, open_page))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({showing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not stop.is_set():
        stopping.cancel()
        await showing
        return
    notes.show_cursor()  # a progress bar may have hidden it
    typer.echo("\rChiudo… · stopping…", err=True)  # in the place of the terminal's ^C
    showing.cancel()
    with suppress(asyncio.CancelledError, demonstration.DemoProblem):
        await showing


async def _show(settings: Settings, port: int, open_page: bool) -> None:
    """The demo until one of its processes ends by itself, which is a DemoProblem."""
    if not ingestion.is_up_to_date(settings):  # otherwise the bot sees to the rest itself
        await demonstration.prepare(settings)
    notes.print("Avvio · starting…")
    async with demonstration.run(settings, port) as running:
        typer.echo(f"Raccordo è pronto · is ready: {running.url}   (Ctrl-C: fine · stop)")
        if open_page:
            webbrowser.open(running.url)
        raise demonstration.DemoProblem(f"{await running.ended()}: è terminato · has ended.")


@app.command()
def run() -> None:
    """Il bot su Telegram, con TELEGRAM_TOKEN · The bot on Telegram, by polling."""
    settings = _settings()
    require_token(settings)
    _run(_bot(settings))


async def _bot(settings: Settings) -> None:
    try:
        await preparation.prepare_if_stale(settings, notes)
    except library_problems() as problem:
        # Members are told that the sources can't be searched now; profiles and the rest go on.
        observability.log.error("sources.unread", problem=str(problem))
    observability.serve_metrics(settings)
    await run_bot(settings, _stop_on_signals(), lambda: typer.echo("raccordo: pronto · ready"))


@app.command()
def setup() -> None:
    """Prepara tutto: modello, database, fonti · Makes all ready: model, database, sources."""
    _run(preparation.prepare(_settings(), notes))


@app.command()
def migrate() -> None:
    """Porta il database allo schema attuale · Brings the database to the current schema."""
    _run(preparation.migrate(_settings()))
    notes.print("Database aggiornato · up to date.")


@app.command()
def ingest(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rifai l'indice da capo · make anew.")] = False,
) -> None:
    """Legge data/ nelle tabelle e nell'indice: solo ciò che è cambiato · Reads what changed in data/."""
    _run(_ingest(_settings(), rebuild))


async def _ingest(settings: Settings, rebuild: bool) -> None:
    await preparation.migrate(settings)
    done = await preparation.read_corpus(settings, notes, rebuild=rebuild, force=True)
    if done is not None:
        index = done.index
        notes.print(
            f"Indice · index: +{index.added} nuovi · new, {index.changed} cambiati · changed, "
            f"{index.removed} ritirati · withdrawn, {index.unchanged} invariati · unchanged; "
            f"{len(index.problems)} problemi · problems."
        )


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="La domanda · the question.")] = None,
    batch_file: Annotated[
        Path | None,
        typer.Option("--batch", exists=True, dir_okay=False, help='Righe · lines {"id", "text", "today"?}.'),
    ] = None,
) -> None:
    """Risponde a una domanda, o a un file di domande · Answers a question, or a file of them."""
    if (question is None) == (batch_file is None):
        raise typer.BadParameter("una domanda oppure --batch FILE · a question or --batch FILE")
    if batch_file is None:
        _run(_answer(_settings(), question or ""))
    else:
        # By "\n" alone: JSON strings may hold other characters that Python takes for the end of a line.
        lines = batch_file.read_text(encoding="utf-8", errors="replace").split("\n")
        _run(_answer_lines(_settings(), lines))


async def _answer(settings: Settings, question: str) -> None:
    async with _ready_to_answer(settings) as services:
        answered = await services.ask.answer(Asking(question, place="cli"))
        answered = await services.ask.word(answered, None, _unseen)
        typer.echo(await batch.in_words(services, answered.answer, services.clock.today()))


async def _unseen(_: object) -> None:
    """On the command line words are told when they are whole."""


async def _answer_lines(settings: Settings, lines: list[str]) -> None:
    async with _ready_to_answer(settings) as services:
        async for result, fault in batch.answer_lines(services, lines):
            typer.echo(batch.as_line(result))
            if fault:
                typer.echo(fault, err=True)


@app.command()
def evaluate(
    questions: Annotated[list[Path] | None, typer.Argument(exists=True, dir_okay=False)] = None,
    ablation: Annotated[bool, typer.Option("--ablation", help="Ogni parte · what each part is worth.")] = False,
    llm: Annotated[bool, typer.Option("--llm", help="Anche con il modello LLM · also with the model LLM.")] = False,
    keep: Annotated[Path | None, typer.Option(help="SQuAD: cartella dell'indice · folder of the index.")] = None,
    most: Annotated[int, typer.Option(help="SQuAD: domande, al massimo · questions at the most.")] = 100_000,
) -> None:
    """Misura le risposte su file di domande · Measures the answers on question sets (default: the dev set).

    Un file .json o .json.gz è in formato SQuAD · is a public set in SQuAD's format.
    """
    files = questions or [ROOT / "data/evaluation/dev.yaml"]
    if llm:
        _run(_evaluate_with_model(_settings(), files))
    else:
        _run(_evaluate(_settings(), files, ablation, keep, most))


async def _evaluate_with_model(settings: Settings, files: list[Path]) -> None:
    async with _ready_to_answer(settings) as services:
        async for lines in comparing.with_model(services, files):
            typer.echo(lines)


async def _evaluate(settings: Settings, files: list[Path], ablation: bool, keep: Path | None, most: int) -> None:
    public = [path for path in files if path.suffix in measuring.SQUAD]
    own = [path for path in files if path not in public]
    with preparation.bar(notes) as tell:
        for path in public:
            _print(measuring.evaluate_squad(settings, path, keep, most, tell))
    if own:
        await preparation.prepare_if_stale(settings, notes)
        _print(measuring.ablate(settings, own) if ablation else measuring.evaluate(settings, own))


@app.command()
def calibrate() -> None:
    """Impara i pesi da data/evaluation · Learns the weights of data/models from data/evaluation."""
    _run(_calibrate(_settings()))


async def _calibrate(settings: Settings) -> None:
    await preparation.prepare_if_stale(settings, notes)
    _print(measuring.calibrate(settings))


@app.command()
def tune() -> None:
    """Insegna il vocabolario al modello incluso · Teaches the bundled model data/capabilities; then run precompute."""
    _run(_make(measuring.tune))


@app.command()
def precompute() -> None:
    """Rifà i vettori del vocabolario · Makes data/models/vectors.npz anew, after data/capabilities changed."""
    _run(_make(measuring.precompute))


async def _make(made: Callable[..., Iterable[str]]) -> None:
    with preparation.bar(notes) as tell:
        _print(list(made(_settings(), tell)))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


@app.command()
def stats() -> None:
    """Quanto e come viene usato, in cifre · How it is used, in figures."""
    _run(_stats(_settings()))


async def _stats(settings: Settings) -> None:
    await preparation.migrate(settings)
    async with open_services(settings) as services:
        coverage = await services.directory.coverage()
        found = await services.insights.figures()
        calls, tokens = await services.wording.voice.spent()
        shown_to_staff = caption(await services.insights.progress(), "en")
        lacking = say("insights.lacking", "en", lacks=await services.insights.lacks())
    typer.echo(f"companies with a profile: {coverage.documented} of {coverage.known}")
    typer.echo(f"language model today: calls {calls}, tokens {tokens}")
    for name, value in asdict(found).items():
        shown = ", ".join(f"{k} {n}" for k, n in value.items()) if isinstance(value, dict) else value
        typer.echo(f"{name.replace('_', ' ')}: {shown if shown not in ('', None) else '-'}")
    typer.echo(f"\n{plain(shown_to_staff)}\n\n{plain(lacking)}")


@asynccontextmanager
async def _ready_to_answer(settings: Settings) -> AsyncIterator[Services]:
    """Services with the library open. Raises OperatorProblem, which says what to do, when it can't be."""
    await preparation.prepare_if_stale(settings, notes)
    async with open_services(settings) as services:
        if not await services.ask.open():
            raise OperatorProblem(services.ask.problem)
        yield services


def _settings() -> Settings:
    settings = read_settings()
    observability.configure(settings)
    return settings


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _run(work: Coroutine[Any, Any, object]) -> None:
    try:
        asyncio.run(work)
    except (OperatorProblem, Refusal):
        raise
    except library_problems() as problem:
        raise OperatorProblem(str(problem)) from problem


def main() -> None:
    """Runs a command. What its user must put right is told without a traceback; wrong settings end with 2."""
    try:
        app()
    except (WrongSettings, OperatorProblem) as problem:
        typer.secho(str(problem), fg="red", err=True)
        sys.exit(2 if isinstance(problem, WrongSettings) else 1)
    except Refusal as refusal:
        typer.echo(plain(say(refusal.moment, "it", **refusal.blanks)), err=True)
        sys.exit(1)
