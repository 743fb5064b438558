"""Small makers of the nouns, for tests that need a few of their own: everything has a plausible default."""

from __future__ import annotations

import hashlib
from typing import Any

from rag.documents import Answer, Capability, CompanyHit, Document, RecordHit, Snippet, Source, Statement

SOURCE = Source("gazzetta-di-prova.it", "https://gazzetta-di-prova.it/articolo", "2024-05-01")


FACT = Snippet("La fiera è a dicembre.", "it", SOURCE)
EVENT = RecordHit("fiera", "event", "Fiera", 0.9, (FACT,), start="2026-12")


def statement(number: int, italian: str, english: str, source: Source = SOURCE) -> Statement:
    return Statement(number, {"it": italian, "en": english}, source)


def company(company_id: str = "officina-prova", **changes: Any) -> Document:
    name = changes.pop("name", company_id.replace("-", " ").title())
    given: dict[str, Any] = {
        "id": company_id,
        "kind": "company",
        "name": {"it": name, "en": name},
        "title": name,
        "statements": (statement(1, f"{name} salda telai.", f"{name} welds frames."),),
        "capabilities": (Capability({"it": "saldatura", "en": "welding"}, 1),),
        "city": {"it": "Torino", "en": "Turin"},
        "relation": "ecosystem",
        **changes,
    }
    return Document(**given, digest=_digest(given))


def event(event_id: str, **changes: Any) -> Document:
    given: dict[str, Any] = {
        "id": event_id,
        "kind": "event",
        "name": {"it": f"Evento {event_id}", "en": f"Event {event_id}"},
        "title": f"Evento {event_id}",
        "statements": (statement(1, "L'evento si tiene.", "The event takes place."),),
        **changes,
    }
    return Document(**given, digest=_digest(given))


def press(press_id: str, **changes: Any) -> Document:
    given: dict[str, Any] = {
        "id": press_id,
        "kind": "press",
        "name": {"it": f"Articolo {press_id}", "en": f"Article {press_id}"},
        "title": f"Article {press_id}",
        "statements": (statement(1, "Se ne parla.", "It is spoken of."),),
        "date": "2025-11-27",
        **changes,
    }
    return Document(**given, digest=_digest(given))


def hit(company_id: str, **changes: Any) -> CompanyHit:
    given: dict[str, Any] = {
        "id": company_id,
        "name": company_id.title(),
        "city": "Torino",
        "trade": "prove",
        "relation": "ecosystem",
        "score": 0.9,
        "kind": "match",
        "capability": "saldatura",
        "snippets": (),
        **changes,
    }
    return CompanyHit(**given)


def answer(question: str = "chi salda?", **changes: Any) -> Answer:
    given: dict[str, Any] = {"language": "it", "intent": "find_companies", "outcome": "answered", **changes}
    return Answer(question, **given)


def _digest(given: dict[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(given.items())).encode()).hexdigest()
