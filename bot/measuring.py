"""What `raccordo evaluate`, `calibrate`, `tune` and `precompute` do: each gives the lines to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.config import Settings
from bot.errors import OperatorProblem
from bot.texts import plain, say_answer
from bot.wiring import library_config
from rag.documents import Answer

if TYPE_CHECKING:
    from datetime import date

    from rag.answers import Library
    from rag.ingest import Progress

SQUAD = (".json", ".gz")


def evaluate(settings: Settings, files: Sequence[Path]) -> Iterator[str]:
    """How good the answers to the questions of each file are. Raises OperatorProblem."""
    from rag.answers import Library  # late: it brings chromadb with it
    from rag.evaluation import evaluate as measure
    from rag.questions import QuestionProblem

    library = Library.open(library_config(settings))
    today = Clock(settings.today).today()
    for path in files:
        try:
            told = measure(library, path, today, partial(in_words, library, today))
        except QuestionProblem as problem:
            raise OperatorProblem(str(problem)) from problem
        yield f"## {path.name}\n\n{told.table()}\n"
    library.close()


def in_words(library: Library, today: date, answer: Answer) -> str:
    """The answer as it is said; where a profile is shown, with the sentences that stand in it."""
    told = [library.documents[key].statements for key in answer.targets if answer.intent == "profile"]
    sentences = [statement.text[answer.language] for statements in told for statement in statements]
    return plain(" ".join([say_answer(answer, today), *sentences]))


def ablate(settings: Settings, files: Sequence[Path]) -> Iterator[str]:
    """What each part of the ranking is worth, over all the files together. Raises OperatorProblem."""
    from rag.ablation import ablate as take_away  # late: as above
    from rag.answers import Library
    from rag.questions import QuestionProblem

    library = Library.open(library_config(settings))
    try:
        yield f"## {', '.join(path.name for path in files)}\n\n{take_away(library, files, _today(settings))}\n"
    except QuestionProblem as problem:
        raise OperatorProblem(str(problem)) from problem
    library.close()


def evaluate_squad(settings: Settings, path: Path, keep: Path | None, most: int, tell: Progress) -> Iterator[str]:
    """Our retrieval on a public set in SQuAD's format; `keep`: a folder for its index. Raises OperatorProblem."""
    from rag.embeddings import Embedder  # late: as above
    from rag.figures import table
    from rag.questions import QuestionProblem
    from rag.squad import SquadSet, fill, measure

    try:
        held = SquadSet.read(path).sample(most)
    except QuestionProblem as problem:
        raise OperatorProblem(str(problem)) from problem
    config = library_config(settings)
    embedder = Embedder(config.model, config.model_cache, threads=config.threads, tuned=config.tuned)
    with TemporaryDirectory() as passing:
        figures = measure(held, fill(held, keep or Path(passing), embedder, tell), embedder, tell)
    yield f"## {path.name}: {len(held.paragraphs)} paragraphs\n\n{table(figures)}\n"


def calibrate(settings: Settings) -> Iterator[str]:
    """Learns the models of data/models anew, keeps them, and tells what they do out of fold."""
    from rag.answers import Library  # late: as above
    from rag.calibration import blank
    from rag.calibration import calibrate as learn

    library = Library.open(library_config(settings), blank())
    learnt = learn(library, sorted((settings.data_dir / "evaluation").glob("*.yaml")), _today(settings))
    learnt.models.save(settings.data_dir / "models")
    library.close()
    yield from learnt.report


def tune(settings: Settings, tell: Progress) -> Iterator[str]:
    """Teaches the bundled model the vocabulary; the file of what it learnt."""
    from rag.teaching import tune as make  # late: as above

    config = library_config(settings)
    yield str(make(config.data_dir, config.model_cache, config.tuned, tell))


def precompute(settings: Settings, tell: Progress) -> Iterator[str]:
    """Makes anew what comes with the data: the vocabulary's vectors and what is learnt from them."""
    from rag.ingest import precompute as make  # late: as above

    yield from map(str, make(library_config(settings), tell))


def _today(settings: Settings) -> date:
    return Clock(settings.today).today()
