"""Which companies do what was asked: signals and concepts of each, ranked, and whether any is good enough."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.concepts import Concepts, Kinship, Meaning
from rag.documents import CompanyHit, Document, Language, Snippet
from rag.places import Place, Towns
from rag.ranking import Models
from rag.retrieval import Retriever, Signals
from rag.understanding import Understood

MOST_LISTED = 5
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company with all that speaks for it."""

    id: str
    signals: Signals
    kinship: Kinship
    features: Mapping[str, float]
    score: float
    fits_place: bool = True


@dataclass(frozen=True, slots=True)
class Search:
    """The outcome of looking for companies: candidates, best first, and the belief that there is an answer at all."""

    candidates: tuple[Candidate, ...]
    meant: tuple[Meaning, ...]
    answerable: float
    features: Mapping[str, float]


class CompanySearch:
    """Searches the companies of the corpus."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        retriever: Retriever,
        concepts: Concepts,
        towns: Towns,
        models: Models,
    ) -> None:
        self._companies = {key: document for key, document in documents.items() if document.is_company}
        self._retriever = retriever
        self._concepts = concepts
        self._towns = towns
        self._models = models

    def search(self, asked: Understood) -> Search:
        """Every company, best first. Nothing is cut off here: `listed` does that."""
        signals = self._retriever.search(asked.text, asked.vector)
        meant = self._concepts.meant(asked.text, asked.vector)
        kinships = {key: self._concepts.kinship(key, meant) for key in self._companies}
        rows = company_features(signals, kinships)
        candidates = [
            Candidate(
                key, signals.get(key, Signals()), kinships[key], features,
                self._models.company.probability(features), self._fits(key, asked.place),
            )
            for key, features in rows.items()
        ]  # fmt: skip
        candidates.sort(key=lambda candidate: (not candidate.fits_place, -candidate.score, candidate.id))
        told = self._question_features(asked, candidates, meant)
        return Search(tuple(candidates), tuple(meant), self._models.answerable.probability(told), told)

    def _fits(self, company: str, place: Place | None) -> bool:
        return place is None or place.outside or self._towns.fits(company, place)

    def _question_features(
        self, asked: Understood, candidates: Sequence[Candidate], meant: Sequence[Meaning]
    ) -> dict[str, float]:
        offered = sum(meaning.share for meaning in meant if meaning.concept in self._concepts.offered)
        best = candidates[0]
        return {
            "best_score": math.log(best.score / (1 - best.score + 1e-9) + 1e-9),
            "margin": best.score - candidates[min(5, len(candidates) - 1)].score,
            "offered_share": offered,
            "unoffered_top": float(bool(meant) and meant[0].concept not in self._concepts.offered) * meant[0].share
            if meant
            else 0.0,
            "top_share": meant[0].share if meant else 0.0,
            "exact": max(math.sqrt(c.kinship.exact) for c in candidates),
            "words": max(c.signals.words for c in candidates),
            "passage_words": max(c.signals.passage_words for c in candidates),
            "spelling": max(c.signals.spelling for c in candidates),
            "capability": max(c.signals.capability for c in candidates),
            "statement": max(c.signals.statement for c in candidates),
            "cover": self._retriever.cover(asked.text),
            "length": math.log1p(len(asked.text.split())),
            "find_share": asked.share("find_companies"),
        }

    def signals(self, text: str, vector: Sequence[float]) -> dict[str, Signals]:
        """The plain retrieval signals by company: what the baselines of the evaluation rank by."""
        return self._retriever.search(text, vector)

    def listed(self, search: Search) -> list[Candidate]:
        """One to five candidates worth listing: good in themselves, and not far behind the best."""
        fitting = [candidate for candidate in search.candidates if candidate.fits_place]
        if not fitting:
            return []
        floor = max(self._models.thresholds["list"], fitting[0].score * self._models.thresholds["list_share"])
        return [c for n, c in enumerate(fitting[:MOST_LISTED]) if n == 0 or c.score >= floor]

    def neighbours(self, search: Search) -> list[Candidate]:
        """At the most two that resemble what was asked: to be labelled as not the same."""
        good = [c for c in search.candidates if c.score >= self._models.thresholds["neighbour"]]
        return sorted(good, key=lambda c: -c.score)[:NEIGHBOURS]

    def hit(self, candidate: Candidate, search: Search, language: Language, *, match: bool) -> CompanyHit:
        document = self._companies[candidate.id]
        label, evidence = self._capability(candidate, search, document, language)
        numbers = [number for number in (evidence, self._best_statement(candidate)) if number]
        return CompanyHit(
            id=document.id,
            name=document.name[language],
            city=document.city[language],
            trade=document.trade[language],
            relation=document.relation,
            score=candidate.score,
            kind="match" if match else "neighbour",
            capability=label,
            snippets=tuple(snippet(document, number, language) for number in dict.fromkeys(numbers[:2])),
            old_source=document.old_source,
        )

    def _capability(
        self, candidate: Candidate, search: Search, document: Document, language: Language
    ) -> tuple[str | None, int | None]:
        """What matched, in the profile's words where a capability did, else by the concept that it offers."""
        best = {meaning.concept: meaning.share for meaning in search.meant}
        offers = sorted(document.offers, key=lambda offer: -best.get(offer.concept, 0.0))
        if offers and best.get(offers[0].concept, 0.0) >= 0.1:
            return self._concepts.label(offers[0].concept, language), offers[0].evidence
        number = candidate.signals.best.get("capability", (0.0, 0))[1]
        if 0 < number <= len(document.capabilities):
            capability = document.capabilities[number - 1]
            return capability.name[language], capability.evidence
        return None, None

    def _best_statement(self, candidate: Candidate) -> int:
        return candidate.signals.best.get("statement", (0.0, 1))[1]


def snippet(document: Document, number: int, language: Language) -> Snippet:
    statement = document.statement(number)
    return Snippet(statement.text[language], language, statement.source)


def company_features(signals: Mapping[str, Signals], kinships: Mapping[str, Kinship]) -> dict[str, dict[str, float]]:
    """Features of every company: absolute signals, signals against the other companies', and concepts."""
    found = {key: signals.get(key, Signals()) for key in kinships}
    eighth = {
        name: _eighth([getattr(one, name) for one in found.values()])
        for name in ("document", "capability", "statement")
    }
    highest = {
        name: max((getattr(one, name) for one in found.values()), default=0.0)
        for name in ("words", "passage_words", "spelling")
    }
    rows: dict[str, dict[str, float]] = {}
    for key, one in found.items():
        row = {name: float(getattr(one, name)) for name in (*eighth, *highest)}
        row |= {f"{name}_ahead": row[name] - eighth[name] for name in eighth}
        row |= {f"{name}_share": row[name] / (highest[name] + 0.15) for name in highest}
        kinship = kinships[key]
        for name in ("exact", "narrower", "broader", "akin"):
            value = getattr(kinship, name)
            row[name], row[f"{name}_root"] = value, math.sqrt(value)
        rows[key] = row
    return rows


def _eighth(values: Sequence[float]) -> float:
    """The eighth best value: what a company must pass to stand out."""
    ordered = sorted(values, reverse=True)
    return ordered[min(7, len(ordered) - 1)] if ordered else 0.0
