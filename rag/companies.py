"""Which companies do what was asked: signals and concepts of each, ranked, and whether any is good enough."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.concepts import Concepts, Meaning
from rag.documents import CompanyHit, Document, Language, Snippet
from rag.fitting import NOTHING, Fit, Fitting, Untold
from rag.kinship import Kinship, Kinships
from rag.latest import Latest
from rag.places import Place, without
from rag.ranker import FAINT, Ranker, Table, plain_features
from rag.ranking import Models
from rag.retrieval import Retriever, Signals, alike
from rag.understanding import Understood

MOST_LISTED = 5
NEIGHBOURS = 2
WEIGHED = 250  # companies that are looked at closely for a question
_LIKELY = 0.12  # score from which a company surely does what was asked; those below are told as "perhaps"
_MAY = 0.5  # worth of a company that may meet a condition, against one that surely does
_MEANT = 0.2  # belief from which a concept says whose trade it is
AS_GOOD = 1 / 2  # of the best one's odds: from there on only the words of the question part companies
_GOOD = 0.3  # score that a company must have by itself when better ones do not meet the conditions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company with all that speaks for it."""

    id: str
    signals: Signals
    kinship: Kinship
    score: float
    fits: bool = True  # the conditions: a place, a size…
    untold: tuple[Untold, ...] = NOTHING  # conditions of which no source tells whether it meets them


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for companies and concepts, before anything is believed."""

    signals: Mapping[str, Signals]  # of companies
    concepts: Table  # shape (concepts, EVIDENCE): rag/ranker.py


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
        fitting: Fitting,
        models: Models,
    ) -> None:
        self._companies = {key: document for key, document in documents.items() if document.is_company}
        self._retriever = retriever
        self._concepts = concepts
        self._fitting = fitting
        self._models = models
        self._latest: Latest[Search] = Latest()

    @property
    def ids(self) -> tuple[str, ...]:
        """All companies, in a steady order."""
        return tuple(self._companies)

    def search(self, asked: Understood) -> Search:
        """The companies that may be meant, best first. In a directory of some hundreds that is every one."""
        key = asked.text, asked.vector, asked.place, asked.wish, asked.targets
        return self._latest.of(key, lambda: self.ranked(asked, self.evidence(asked), self._models.company))

    def evidence(self, asked: Understood) -> Evidence:
        """What was found for a question."""
        # Where it must be is a condition: by its words "vicino a Torino" would speak for Torino Design.
        text = without(asked.text, asked.place) if asked.place else asked.text
        return Evidence(self._retriever.search(text, asked.vector), self._concepts.evidence(text, asked.vector))

    def ranked(self, asked: Understood, evidence: Evidence, ranker: Ranker) -> Search:
        """What a ranker makes of what was found."""
        pinned = asked.wish.concept if asked.wish else None
        only = self._concepts.only(pinned) if pinned else None
        shares = ranker.meant(evidence.concepts) if only is None else only
        leaned = ranker.leaned(evidence.concepts) if only is None else only
        kin = self._concepts.kin
        near, surely = kin.kinships(leaned), kin.kinships(shares)
        meant = self._concepts.likeliest(shares)
        weighed = list(self._weighed(evidence.signals, near, asked))
        plain = plain_features(evidence.signals, weighed)
        scores = ranker.probabilities(plain, near.table(weighed), leaned.max(initial=0.0)).tolist()
        candidates = []
        for key, score in zip(weighed, scores, strict=True):
            kinship = surely.of(key)
            fit = self._fit(key, asked, kinship)
            signals = evidence.signals.get(key, Signals())
            candidates.append(Candidate(key, signals, kinship, score, fit.fits, fit.untold))
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.id))
        # Whether anybody does it, wherever and however large.
        features = self._of_question(asked.text, candidates, shares, surely)
        candidates.sort(key=lambda candidate: not candidate.fits)
        return Search(tuple(candidates), tuple(meant), self._models.answerable.probability(features), features)

    def _weighed(self, signals: Mapping[str, Signals], near: Kinships, asked: Understood) -> Iterable[str]:
        """Who is looked at closely, which takes time: where they are many, half by what was found of them and half by
        what they offer, and those that meet the conditions before the others."""
        if len(self._companies) <= WEIGHED:
            return self._companies
        found = sorted(signals, key=lambda key: -signals[key].fused)
        chosen: list[str] = []
        for keys in (found, near.nearest(10 * WEIGHED)):
            if not self._fitting.takes_all(asked.place, asked.wish):
                keys.sort(key=lambda key: not self._fitting.judge(key, asked.place, asked.wish).fits)
            chosen += keys[: WEIGHED // 2]
        return dict.fromkeys([*chosen, *(key for key in asked.targets if key in self._companies)])

    def _fit(self, company: str, asked: Understood, kinship: Kinship) -> Fit:
        """Whether it meets the conditions; a concept that a button named must be offered."""
        if asked.wish and asked.wish.concept and not kinship.exact + kinship.narrower:
            return Fit(False)
        return self._fitting.judge(company, asked.place, asked.wish)

    def kilometres(self, company: str, place: Place | None) -> float:
        """How far a company is from the place that was asked for."""
        return self._fitting.kilometres(company, place)

    def name(self, company: str, language: Language) -> str:
        """What a company is called."""
        return self._companies[company].name[language]

    def _of_question(
        self, text: str, candidates: Sequence[Candidate], shares: Table, near: Kinships
    ) -> dict[str, float]:
        """What tells whether anything good enough was found: how the best candidate stands, and whether the
        concepts that were likely meant are offered by anybody."""
        best = candidates[0]
        sixth = candidates[min(5, len(candidates) - 1)]
        offered = float(shares @ self._concepts.offered_at_all)
        other = float(shares.sum()) - offered
        first = int(shares.argmax()) if len(shares) else None
        believed = float(shares[first]) if first is not None else 0.0
        first_offered = first is not None and bool(self._concepts.offered_at_all[first])
        kinship = near.of(best.id)
        return {
            "best": _log_odds(best.score),
            "sixth": _log_odds(sixth.score),
            "named": self._concepts.named(text),
            "exact_of_any": float(near.values[:, 0].max(initial=0.0)),
            "margin": best.score - sixth.score,
            "offered": offered,
            "unoffered": other,
            "offered_ratio": math.log((offered + 0.02) / (other + 0.02)),
            "first_offered": believed * first_offered,
            "first_unoffered": believed * (not first_offered),
            "words": best.signals.words,
            "spelling": best.signals.spelling,
            "capability": best.signals.capability,
            "statement": best.signals.statement,
            "question": alike(best.signals.question),
            "question_of_any": max(alike(candidate.signals.question) for candidate in candidates),
            "exact": math.sqrt(kinship.exact),
            "narrower": math.sqrt(kinship.narrower),
            "concept": math.log(kinship.exact + 0.7 * kinship.narrower + FAINT),
            "words_of_any": max(candidate.signals.words for candidate in candidates),
            "spelling_of_any": max(candidate.signals.spelling for candidate in candidates),
        }

    def signals(self, text: str, vector: Sequence[float]) -> dict[str, Signals]:
        """The plain retrieval signals by company: what the baselines of the evaluation rank by."""
        return self._retriever.search(text, vector)

    def listed(self, search: Search) -> list[Candidate]:
        """The candidates worth listing, five at the most; none when not even the first is."""
        fitting = [candidate for candidate in search.candidates if candidate.fits]
        if not fitting:
            return []
        limits = self._models.thresholds
        best = max(candidate.score for candidate in search.candidates)
        # Where conditions leave out the best, what remains must be good by itself.
        if fitting[0].score < (limits["first"] if fitting[0].score == best else _GOOD):
            return []
        good = [c for n, c in enumerate(fitting) if n == 0 or c.score >= limits["list"]]
        # Who surely meets the conditions comes before who may, unless it does so much less of what was asked.
        worth = {c.id: c.score * (_MAY if c.untold else 1.0) for c in good}
        good.sort(key=lambda c: -worth[c.id])
        close = [c for c in good if _odds(worth[c.id]) >= AS_GOOD * _odds(worth[good[0].id])]
        if search.meant and search.meant[0].share >= _MEANT:
            close.sort(key=lambda c: self._trade(c, search.meant[0].concept))
        return [*close, *(c for c in good if c not in close)][:MOST_LISTED]

    def _trade(self, candidate: Candidate, concept: str) -> tuple[bool, int]:
        """How much the concept is a company's own trade, the most first, whatever the words and language of the
        question: whether it offers it in full, and how early in its profile."""
        offers = enumerate(self._companies[candidate.id].offers)
        return min(((one.degree != "full", n) for n, one in offers if one.concept == concept), default=(True, 99))

    def neighbours(self, search: Search) -> list[Candidate]:
        """At the most two that resemble what was asked: to be labelled as not the same."""
        good = [c for c in search.candidates if c.score >= self._models.thresholds["neighbour"]]
        return sorted(good, key=lambda c: -c.score)[:NEIGHBOURS]

    def hit(self, candidate: Candidate, search: Search, language: Language, *, match: bool) -> CompanyHit:
        """A candidate as shown: what matched, and at the most two sentences; without `match` it is a neighbour."""
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
            untold=candidate.untold,
            likely=candidate.score >= _LIKELY,
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
    """The statement of that number, counted from 1, with its source."""
    statement = document.statement(number)
    return Snippet(statement.text[language], language, statement.source)


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share + 1e-9) + 1e-9)


def _odds(score: float) -> float:
    return score / max(1 - score, 1e-6)
