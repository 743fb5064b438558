"""Questions about Raccordo and how to be part of it, which no source answers: recognised by how they are put."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.documents import Statement, Topic
from rag.text import fold, stems

# "How do I join?" and "how to join VVP", but not "how to join steel and aluminium".
_US = r"vvp|vehicle|associa|network|rete|member|soci|you|voi|te|raccordo|here|qui|directory|elenco|rubrica"
_END = rf"(?=\W*$|\W+(?:a |al |alla |all'|to |with |as |in |the |your )?(?:{_US}))"
_FIRMS = (
    r"aziende|imprese|ditte|societa|fornitori|soci|schede|fonti|eventi|"
    r"companies|firms|suppliers|profiles|sources|events"
)
_KNOW = r"conosci|hai|sai|elenchi|copri|do you (know|have|list|cover)|you know|in (your|the) (directory|database)"
_DATA = r"dati|data|informazioni|information"
_KEEP = r"conservi|tieni|salvi|raccogli|hai di me|(do )?you (keep|store|collect|hold|have)"
_TOPICS: tuple[tuple[str, Topic], ...] = (
    (
        r"\b(come|dove|how|where)\b.{0,60}\b("
        r"((mi|ci|si) )?iscriv\w+|iscrizion\w+|(mi|ci) registr\w+|registrar(mi|ci|si)|(mi|ci|si) associ\w+|"
        r"(diventar?e?|divento|diventiamo|si diventa) soci\w*|associar(mi|ci|si)|ader(ire|isco|iamo|isce)|"
        rf"(join|register|sign up|enrol|become (a )?members?){_END})",
        "joining",
    ),
    (
        r"\bquanto costa (iscriver|associar)\w+\W*$|\bmembership (cost|fee)s?\W*$|\bhow much .{0,20}\bto join\W*$",
        "joining",
    ),
    (rf"\b(quant[ie]|how many)\b.{{0,30}}\b({_FIRMS})\b.{{0,20}}\b({_KNOW})\b", "scope"),
    (
        r"^\W*privacy\W*$|\bgdpr\b|"
        rf"\b(che|quali|cosa|what|which)\b.{{0,30}}\b({_DATA})\b.{{0,30}}\b({_KEEP})|"
        r"\b(cosa|che)\b.{0,20}\b(conservi|sai|tieni) (di|su) (me|noi)\b|"
        r"what do you (keep|know|store) (about|on|of) (me|us)\b",
        "privacy",
    ),
)

_MEMBERS = r"soci[oa]?|membr[oi]|associat[aoe]|iscritt[aoe]|members?|part|parte|aderito|joined"
_IS_MEMBER = re.compile(
    r"^(?!\W*(?:chi|ki|who|qual|which|quant|how|what|che)|.*\b(?:fondat|found)).*\b(?:e|sono|is|are|fa|fanno|ha|have|has)\b.{0,40}"
    rf"\b(?:{_MEMBERS})(?:\W*$|(?:\W+\w+){{0,2}}?\W+(?:vvp|vehicle|associa\w+|rete|network)\b)"
)

_OF_JOINING = frozenset(stems("aderire adesione aderiscono aperta quota joins joining open fee"))


def topic(text: str) -> Topic | None:
    """What about Raccordo is asked; None where the question is about the world."""
    folded = fold(text)
    return next((meant for pattern, meant in _TOPICS if re.search(pattern, folded)), None)


def on_membership(text: str) -> bool:
    """Whether it asks if a company belongs to the association."""
    return bool(_IS_MEMBER.search(fold(text)))


def on_joining(statements: Iterable[Statement], most: int) -> list[Statement]:
    """The sentences that say who may join and at what price, those that say most of it first."""
    told = [(len(_OF_JOINING & set(stems(" ".join(one.text.values())))), one) for one in statements]
    ranked = sorted((count, -one.number, one) for count, one in told if count)
    return [one for _, _, one in reversed(ranked)][:most]
