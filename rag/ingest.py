"""Brings data/ into the index: only what changed, again and again without harm, and on from where a kill left it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rag import chunking, hypothetical, tuning, vocabulary
from rag.documents import Document, Passage
from rag.embeddings import Embedder
from rag.examples import Examples
from rag.index import Index, OtherModel, Reading, wipe
from rag.intents import FIND, IntentModel, load_examples, mask
from rag.kept import drop, drop_unreadable
from rag.loaders import Problem, load_folder
from rag.meanings import MeaningModel
from rag.multinomial import Multinomial
from rag.names import Names
from rag.places import Gazetteer
from rag.precomputed import MODELS, Precomputed, bring, embed_questions, keep
from rag.retrieval import shelve
from rag.vocabulary import load_vocabulary

# Part of every digest: a change to what is embedded makes all documents be read again.
LAYOUT = "3"
# Documents embedded together: enough for full batches, few enough that a kill loses a second of work.
TOGETHER = 16

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class LibraryConfig:
    """Where the library reads and keeps things."""

    index_dir: Path
    data_dir: Path
    model: str
    model_cache: Path
    chroma_url: str | None = None
    threads: int = 1

    @property
    def tuned(self) -> Path:
        """What the bundled model was taught of the vocabulary comes with the data."""
        return self.data_dir / MODELS / tuning.FILE

    @property
    def index_where(self) -> Path | str:
        """What `Index` opens: the server's address where one is set, else the folder."""
        return self.chroma_url or self.index_dir


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingestion did: counts of documents and concepts, and the files that could not be read."""

    added: int
    changed: int
    removed: int
    unchanged: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Where vectors come from: what the data bring, then the embedder."""

    embedder: Embedder
    precomputed: Precomputed

    def questions(self, texts: Sequence[str]) -> list[list[float]]:
        return self.precomputed.questions(self.embedder, texts)

    def passages(self, texts: list[str]) -> list[list[float]]:
        return self.embedder.embed_documents(texts)


@dataclass(frozen=True, slots=True)
class _Source:
    """Something to be held in the index: a document or a concept."""

    id: str
    digest: str
    passages: Sequence[Passage]


def ingest(config: LibraryConfig, *, progress: Progress | None = None, rebuild: bool = False) -> Report:
    """Makes the index hold exactly what data/ says now.

    `progress` hears the step, what is done of it and how much there is. Raises DataProblem (no records, no examples of
    intents; nothing is touched), ModelProblem (no embedder), IndexProblem (broken, another model's).
    """
    tell = progress or (lambda step, done, total: None)
    readings, problems = read_all(config.data_dir)
    examples = load_examples(config.data_dir / "intents")
    embedder = Embedder(config.model, config.model_cache, threads=config.threads, tuned=config.tuned)
    vectors = _Vectors(embedder, Precomputed.load(config.data_dir, embedder.identity))
    if rebuild:
        _start_over(config)
    index = _open(config, embedder.identity)
    index.repair()
    report = _update(index, vectors, readings, problems, tell)
    tell("shelves", 0, 1)
    shelve(index, shelves_path(config), mend=True)
    tell("shelves", 1, 1)
    _learn_meanings(config, index, embedder, tell)
    _learn_intents(config, vectors, examples, tell)
    drop_unreadable(places_path(config), Gazetteer.open)
    Gazetteer.open(places_path(config))
    return report


def _open(config: LibraryConfig, identity: str) -> Index:
    """The index; made anew where the model is the same and was only taught more since: nobody chose another."""
    try:
        return Index(config.index_where, identity)
    except OtherModel as problem:
        if not problem.only_taught:
            raise
    _start_over(config)
    return Index(config.index_where, identity)


def _start_over(config: LibraryConfig) -> None:
    wipe(config.index_where)
    drop(intents_path(config))
    drop(meanings_path(config))
    drop(examples_path(config))
    drop(shelves_path(config))


def _update(
    index: Index, vectors: _Vectors, readings: Sequence[_Source], problems: Sequence[Problem], tell: Progress
) -> Report:
    """Withdraws what is gone and stores what is new or changed."""
    held = index.digests()
    wanted = {reading.id for reading in readings}
    # A file that has a fault just now keeps what was read of it before: a slip of the pen withdraws nobody.
    broken = {Path(problem.path).stem for problem in problems}
    gone = [key for key in held if key not in wanted and key not in broken]
    index.withdraw(gone)
    todo = [reading for reading in readings if held.get(reading.id) != reading.digest]
    stored = 0
    for sources, rows in _embedded(vectors, [todo[at : at + TOGETHER] for at in range(0, len(todo), TOGETHER)]):
        tell("index", stored, len(todo))
        _store(index, sources, rows, held)
        stored += len(sources)
    tell("index", stored, len(todo))
    changed = sum(reading.id in held for reading in todo)
    return Report(len(todo) - changed, changed, len(gone), len(readings) - len(todo), tuple(problems))


def intents_path(config: LibraryConfig) -> Path:
    """The learnt intents lie beside the index: they belong to the same embedding model."""
    return config.index_dir.parent / "intents.npz"


def meanings_path(config: LibraryConfig) -> Path:
    """The learnt concepts, beside the index for the same reason."""
    return config.index_dir.parent / "meanings.npz"


def examples_path(config: LibraryConfig) -> Path:
    """What concepts are compared with, beside the index: its own vectors, ready to be looked through."""
    return config.index_dir.parent / "examples.npz"


def shelves_path(config: LibraryConfig) -> Path:
    """The folder of the lexical indexes, beside the index."""
    return config.index_dir.parent / "shelves"


def places_path(config: LibraryConfig) -> Path:
    """The gazetteer's extract, beside the index."""
    return config.index_dir.parent / "places.json"


def _is_learnt(config: LibraryConfig, model: type[Multinomial], path: Path, key: str) -> bool:
    """Whether a model learnt from just this lies at `path`, or came with the data and lies there now."""
    drop_unreadable(path, model.load)
    return (path.exists() and model.load(path).key == key) or bring(model, path, key, config.data_dir)


def _learn_meanings(config: LibraryConfig, index: Index, embedder: Embedder, tell: Progress) -> None:
    """Learns anew which concept a sentence speaks of, when the vocabulary or the embedder changed."""
    held = {key: digest for key, digest in index.digests().items() if key.startswith(f"{vocabulary.GROUP}:")}
    key = hashlib.sha256(repr([embedder.identity, sorted(held.items())]).encode()).hexdigest()
    learnt = _is_learnt(config, MeaningModel, meanings_path(config), key)
    drop_unreadable(examples_path(config), Examples.load)
    if learnt and examples_path(config).exists() and Examples.load(examples_path(config)).key == key:
        return
    tell("meanings", 0, 1)
    documents, vectors = index.vectors(vocabulary.GROUP)
    concepts = [one.partition(":")[2] for one in documents]
    meanings_path(config).parent.mkdir(parents=True, exist_ok=True)
    if not learnt:
        MeaningModel.learn(concepts, vectors, key).save(meanings_path(config))
    Examples.of(concepts, vectors, key).save(examples_path(config))
    tell("meanings", 1, 1)


def _learn_intents(
    config: LibraryConfig, vectors: _Vectors, examples: Mapping[str, Sequence[str]], tell: Progress
) -> None:
    """Learns the intents anew when the examples, the vocabulary's needs, the names or the embedder changed."""
    documents, _ = load_folder(config.data_dir)
    concepts, _ = load_vocabulary(config.data_dir / "capabilities")
    names = Names(documents, concepts.words)
    pairs = [(sentence, label) for label, told in examples.items() for sentence in told]
    for concept in (one for one in concepts.concepts.values() if not one.outside):
        pairs += [(needs[0], FIND) for needs in concept.needs.values() if needs]
        pairs += [(name, FIND) for name in concept.pref.values()]
    masked = [(mask(text, [mention.words for mention in names.find(text)]), label) for text, label in pairs]
    key = hashlib.sha256(repr([vectors.embedder.identity, masked]).encode()).hexdigest()
    path = intents_path(config)
    if _is_learnt(config, IntentModel, path, key):
        return
    tell("intents", 0, 1)
    rows = vectors.questions([text for text, _ in pairs])
    path.parent.mkdir(parents=True, exist_ok=True)
    IntentModel.learn([text for text, _ in masked], [label for _, label in masked], rows, key).save(path)
    tell("intents", 1, 1)


def precompute(config: LibraryConfig, tell: Progress) -> list[Path]:
    """Brings up to date what comes with the data already made; the files in data/models. Raises what `ingest` does."""
    embedder = Embedder(config.model, config.model_cache, threads=config.threads, tuned=config.tuned)
    written = [embed_questions(config.data_dir, embedder, tell)]
    ingest(config, progress=tell)
    for learnt in (meanings_path(config), intents_path(config)):
        written.append(config.data_dir / MODELS / learnt.name)
        keep(learnt, written[-1])
    return written


def read_all(data_dir: Path) -> tuple[list[_Source], list[Problem]]:
    """Documents and concepts with their digests and passages."""
    documents, problems = load_folder(data_dir)
    concepts, faults = load_vocabulary(data_dir / "capabilities")
    asked, slips = hypothetical.load_hypothetical(data_dir, documents)
    readings = [_record(document, asked.get(document.id, hypothetical.NONE)) for document in documents]
    readings += [
        _Source(f"{vocabulary.GROUP}:{concept.id}", f"{LAYOUT}:{concept.digest}", vocabulary.passages(concept))
        for concept in concepts.concepts.values()
    ]
    return readings, problems + faults + slips


def _record(document: Document, asked: hypothetical.Hypothetical) -> _Source:
    digest = ":".join(part for part in (LAYOUT, document.digest, asked.digest) if part)
    return _Source(document.id, digest, [*chunking.passages(document), *asked.passages(document)])


def _embedded(
    vectors: _Vectors, portions: Sequence[Sequence[_Source]]
) -> Iterator[tuple[Sequence[_Source], list[list[float]]]]:
    """Each portion with its passages' vectors. While one is stored the next is embedded, and no more than that: the
    memory of a large corpus stays that of two portions."""

    def embed(sources: Sequence[_Source]) -> list[list[float]]:
        return _embed(vectors, [passage for source in sources for passage in source.passages])

    with ThreadPoolExecutor(1, thread_name_prefix="embed") as beside:
        coming = [beside.submit(embed, portions[0])] if portions else []
        for number, sources in enumerate(portions, start=1):
            ready = coming.pop().result()
            coming = [beside.submit(embed, after) for after in portions[number : number + 1]]
            yield sources, ready


def _store(index: Index, sources: Sequence[_Source], rows: list[list[float]], held: Mapping[str, str]) -> None:
    readings: list[Reading] = []
    at = 0
    for source in sources:
        end = at + len(source.passages)
        # A half-stored document has passages but no ledger row: an interrupted run may have left some behind.
        readings.append(Reading(source.id, source.digest, source.passages, rows[at:end], source.id in held))
        at = end
    index.store(readings)


def _embed(vectors: _Vectors, passages: Sequence[Passage]) -> list[list[float]]:
    """Vectors in the order of the passages. What a concept is called and needed for is said as members say it: as a
    question."""
    asked = [passage.group == vocabulary.GROUP or passage.grain == "question" for passage in passages]
    texts = [passage.text for passage in passages]
    as_questions = iter(vectors.questions([text for text, yes in zip(texts, asked, strict=True) if yes]))
    as_passages = iter(vectors.passages([text for text, yes in zip(texts, asked, strict=True) if not yes]))
    return [next(as_questions if yes else as_passages) for yes in asked]
