"""Which capability each company offers, by concept, with the statement that documents it: read from `data/` once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog

from rag.documents import Bilingual, Snippet
from rag.standing import Standing

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Offers:
    """`evidence[company][concept]` is the number of a statement; `names[concept]` what it is called.

    `related[concept]`: those that complement it.
    """

    evidence: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    names: Mapping[str, Bilingual] = field(default_factory=dict)
    related: Mapping[str, frozenset[str]] = field(default_factory=dict)
    narrower: Mapping[str, frozenset[str]] = field(default_factory=dict)


class OfferBook:
    """Opens at the first need; what can't be read is as if nobody offered anything, and the log says why."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._standing = Standing.load(data_dir)
        self._read: Offers | None = None

    def rated(self, snippet: Snippet) -> Snippet:
        """Marked, where its site only repeats what others wrote."""
        return replace(snippet, source=self._standing.rate(snippet.source))

    async def offers(self) -> Offers:
        if self._read is None:
            self._read = await asyncio.to_thread(_load, self._folder)
        return self._read


def _load(folder: Path) -> Offers:
    from rag.loaders import DataProblem, load_folder  # late: half a second that only this needs
    from rag.vocabulary import load_vocabulary

    try:
        documents, _ = load_folder(folder)
        vocabulary, _ = load_vocabulary(folder / "capabilities")
    except DataProblem as problem:
        log.warning("offers.unread", problem=str(problem))
        return Offers()
    concepts = vocabulary.concepts
    return Offers(
        {one.id: {offer.concept: offer.evidence for offer in one.offers if offer.degree == "full"}
         for one in documents if one.offers},
        {concept.id: concept.pref for concept in concepts.values()},
        {concept.id: frozenset(concept.related) for concept in concepts.values()},
        {one: frozenset(vocabulary.narrower(one)) for one in concepts},
    )  # fmt: skip
