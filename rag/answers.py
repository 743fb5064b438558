"""Answers by extraction: what is said stands in a source, and what no source says is not said."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from threadpoolctl import threadpool_limits

from rag.adjacent import Adjacency, adjacency
from rag.changes import Changes
from rag.companies import CompanySearch
from rag.composing import Composer, Sources
from rag.concepts import Concepts
from rag.discretion import Discretion
from rag.documents import Answer, Coverage, Document, Question
from rag.embeddings import Embedder
from rag.examples import Examples
from rag.facts import FactFinder
from rag.fitting import Fitting
from rag.grounding import Guard, tidy
from rag.index import GROUPS, Index, IndexProblem
from rag.ingest import LibraryConfig, examples_path, intents_path, meanings_path, places_path, shelves_path
from rag.intents import IntentModel
from rag.loaders import load_folder
from rag.meanings import MeaningModel
from rag.names import Names
from rag.phrasing import Phrasing
from rag.places import Gazetteer, Towns
from rag.ranking import Models
from rag.records import RecordSearch
from rag.rereading import Reading, Rereading
from rag.retrieval import Retriever, shelve
from rag.strangers import Strangers
from rag.text import clean
from rag.understanding import Understanding, Understood
from rag.vocabulary import load_vocabulary
from rag.wanting import Wanting

__all__ = ["Library", "LibraryConfig"]

_STORE = "chroma.sqlite3"  # what Chroma keeps in a folder
_NOTHING_READ = "Nothing has been read yet. Run `raccordo ingest`."
_WARM_UP = ("Chi fa stampi vicino a Torino?", "Who makes moulds?", "Chi presiede VVP?", "Who is testing a prototype?")


@dataclass(frozen=True)
class Library:
    """All that was read, ready to answer. Made by `open`; one thread at a time may ask."""

    embedder: Embedder
    understanding: Understanding
    wanting: Wanting
    sources: Sources
    composer: Composer

    @property
    def documents(self) -> Mapping[str, Document]:
        """All that may be answered from, by id."""
        return self.sources.documents

    @property
    def coverage(self) -> Coverage:
        """How many companies are documented, of those known by name."""
        return self.sources.coverage

    @cached_property
    def fingerprint(self) -> str:
        """Of all that may be answered from: another one when anything in it changed."""
        digests = sorted(f"{key} {document.digest}" for key, document in self.documents.items())
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    @cached_property
    def discretion(self) -> Discretion:
        """Takes out of a text what a model must not hear."""
        known = self.sources.concepts.vocabulary.words
        return Discretion.of(self.documents.values(), self.sources.names, self.wanting.gazetteer, known)

    @cached_property
    def phrasing(self) -> Phrasing:
        """What a model is told of an answer, and the check on what it makes of it."""
        return Phrasing(self.documents, Guard(self.sources.names), self.discretion)

    @cached_property
    def rereading(self) -> Rereading:
        """What a model is told of a message that was not understood, and the check on what it makes of it."""
        known = self.sources.concepts.vocabulary.words
        return Rereading(self.sources.names, self.wanting.gazetteer, self.discretion, known)

    @classmethod
    def open(cls, config: LibraryConfig, models: Models | None = None) -> Library:
        """Loads model and index; blocks for some seconds. `models`: others than those of data/models.

        Raises IndexProblem (nothing ingested, broken, another model's), DataProblem, ModelProblem, ModelsMissing.
        """
        loaded, _ = load_folder(config.data_dir)
        if not config.chroma_url and not (config.index_dir / _STORE).exists():  # the model takes a second to load
            raise IndexProblem(_NOTHING_READ)
        embedder = Embedder(config.model, config.model_cache, threads=config.threads, tuned=config.tuned)
        # As for torch: on busy cores a second thread waits spinning, and a small product takes five times as long.
        threadpool_limits(config.threads, user_api="blas")
        index = Index(config.index_where, embedder.identity)
        held = index.digests()
        documents = {document.id: document for document in loaded if document.id in held}
        made = (intents_path(config), meanings_path(config), examples_path(config))
        if not (documents and all(path.exists() for path in made)):
            raise IndexProblem(_NOTHING_READ)
        models = models or Models.load(config.data_dir / "models")
        sources, gazetteer = _sources(config, index, documents, models)
        intents = IntentModel.load(intents_path(config))
        strangers = Strangers(documents.values(), sources.concepts.vocabulary.words, gazetteer)
        understanding = Understanding(sources.names, gazetteer, intents, strangers)

        def understand(question: Question) -> Understood:
            return understanding.read(question, embedder.embed_query(question.text))

        wanting = Wanting(sources.names, gazetteer, sources.concepts, embedder.embed_query, understand)
        library = cls(embedder, understanding, wanting, sources, Composer(sources))
        # The first questions load what others do late (the vectors of each collection, letter statistics, whom records
        # speak of): no member should wait for that.
        for question in _WARM_UP:
            library.answer(Question(question, date.today().isoformat()))
        return library

    def foresee(self, text: str) -> None:
        """Does beforehand what the answer to a question with that text begins with."""
        self.embedder.embed_query(text)

    def answer(self, question: Question) -> Answer:
        """The answer to one question; blocks for some tens of milliseconds of CPU."""
        started = time.perf_counter()
        if not any(letter.isalnum() for letter in clean(question.text)):
            language = question.language or "it"
            return Answer(question.text, language, "other", "nothing_found", refusal="empty", coverage=self.coverage)
        asked = self.wanting.of(self.understand(question), question)
        answer = self.composer.compose(asked, question)
        return replace(answer, question=question.text, seconds=time.perf_counter() - started)

    def adjacent(self, question: Question) -> Adjacency:
        """What adjoins the question, wherever it is: for a need that no source meets."""
        asked = self.wanting.of(self.understand(question), question)
        return adjacency(self.sources.companies.search(asked), self.sources.concepts)

    def understand(self, question: Question) -> Understood:
        """The question taken apart, as `answer` does first."""
        return self.understanding.read(question, self.embedder.embed_query(question.text))

    def agreed(self, reading: Reading, today: str) -> str | None:
        """The whole question that a model made of a message, where the code reads the same in it."""
        question = Question(tidy(reading.question), today)
        return question.text if self.rereading.agrees(reading, self.understand(question)) else None

    def upcoming(self, today: date) -> list[Document]:
        """Events that are not over yet, by date."""
        return self.sources.records.upcoming(today)

    def close(self) -> None:
        """Frees nothing that the interpreter does not free; here so that callers need not know that."""


def _sources(
    config: LibraryConfig, index: Index, documents: Mapping[str, Document], models: Models
) -> tuple[Sources, Gazetteer]:
    """Everything that is searched, and the gazetteer that places companies and questions alike."""
    vocabulary, _ = load_vocabulary(config.data_dir / "capabilities")
    firms = [document for document in documents.values() if document.is_company]
    home = shelve(index, shelves_path(config))
    search = {group: Retriever.open(index, home, group) for group in GROUPS}
    gazetteer = Gazetteer.open(places_path(config))
    learnt = MeaningModel.load(meanings_path(config))
    examples = Examples.load(examples_path(config))
    concepts = Concepts(vocabulary, search["concept"], firms, learnt, examples, models.company)
    fitting = Fitting({firm.id: firm for firm in firms}, Towns(firms, gazetteer))
    sources = Sources(
        documents=documents,
        companies=CompanySearch(documents, search["company"], concepts, fitting, models),
        records=RecordSearch(documents, [search["event"], search["press"]], models),
        facts=FactFinder(index, documents, models),
        names=Names(firms, vocabulary.words),
        concepts=concepts,
        changes=Changes(concepts, fitting),
        models=models,
        coverage=_coverage(documents),
    )
    return sources, gazetteer


def _coverage(documents: Mapping[str, Document]) -> Coverage:
    kinds = Counter(document.kind for document in documents.values())
    firms = [document for document in documents.values() if document.is_company]
    return Coverage(
        documented=sum(bool(firm.statements) for firm in firms), known=len(firms), companies=kinds["company"],
        events=kinds["event"], press=kinds["press"],
        until=max((document.date for document in documents.values() if document.date), default=None),
    )  # fmt: skip
