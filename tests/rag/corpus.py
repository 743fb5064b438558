"""Small corpora of a test's own, written as the files of data/ are: records, concepts, sentences of intents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from rag.documents import Document, Offer
from rag.vocabulary import Vocabulary, load_vocabulary
from tests import factories

FOLDERS = {"event": "events", "press": "press"}
COMPANY = {"trade": "meccanica", "city": "Torino", "vvp": {"relation": "ecosystem", "source": "https://prova.it"}}
REQUIRED: dict[str, dict[str, Any]] = {
    "company": COMPANY,
    "organisation": COMPANY,
    "association": COMPANY,
    "event": {"url": "https://prova.it/evento"},
    "press": {"url": "https://prova.it/articolo"},
}
WELDS = ("Officina Prova salda telai.", "Officina Prova welds frames.")


def record(record_id: str, *sentences: tuple[str, str], kind: str = "company", **front: Any) -> str:
    """A record's text: `sentences` are pairs (Italian, English), `front` changes its head (None takes a field out)."""
    title = record_id.replace("-", " ").title()
    head = {"id": record_id, "kind": kind, "name": title, **REQUIRED[kind], **front}
    told = yaml.safe_dump({key: value for key, value in head.items() if value is not None}, sort_keys=False)
    pairs = sentences or (WELDS,)
    italian, english = ("\n".join(f"{pair[side]}[^1]" for pair in pairs) for side in (0, 1))
    return (
        f"---\n{told}---\n\n# {title}\n\n## In italiano\n\n{italian}\n\n## In English\n\n{english}\n\n"
        "[^1]: gazzetta-di-prova.it, 2024-05-01, <https://gazzetta-di-prova.it/articolo>\n"
    )


def write(data_dir: Path, record_id: str, *sentences: tuple[str, str], kind: str = "company", **front: Any) -> Path:
    """Writes a record where it belongs below `data_dir`."""
    path = data_dir / FOLDERS.get(kind, "companies") / f"{record_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record(record_id, *sentences, kind=kind, **front), encoding="utf-8")
    return path


def concept(concept_id: str, **changes: Any) -> dict[str, Any]:
    """An entry of the vocabulary."""
    said = concept_id.replace("-", " ")
    return {
        "id": concept_id,
        "pref": {"it": f"{said} it", "en": f"{said} en"},
        "alt": {"it": [f"altro {said}"], "en": [f"other {said}"]},
        "definition": {"it": f"cosa sia {said}", "en": f"what {said} is"},
        "needs": {"it": [f"mi serve {said}"], "en": [f"I need {said}"]},
        **changes,
    }


def write_theme(data_dir: Path, *concepts: dict[str, Any], theme: str = "prova") -> Path:
    """Writes a theme of the vocabulary below `data_dir`."""
    path = data_dir / "capabilities" / f"{theme}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    held = {"theme": theme, "title": {"it": theme, "en": theme}, "concepts": list(concepts)}
    path.write_text(yaml.safe_dump(held, sort_keys=False), encoding="utf-8")
    return path


def write_intents(data_dir: Path, **intents: tuple[str, ...]) -> None:
    """Writes example sentences below `data_dir`; each stands for both languages."""
    for name, sentences in intents.items():
        path = data_dir / "intents" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump({"it": list(sentences), "en": list(sentences)}), encoding="utf-8")


def write_small(data_dir: Path) -> Path:
    """A corpus of two companies, an event and a press item, with two concepts and three intents."""
    write(data_dir, "officina-prova", offers=[{"concept": "welding", "degree": "full", "evidence": 1}],
          capabilities=[{"it": "saldatura", "en": "welding", "evidence": 1}])  # fmt: skip
    write(data_dir, "vernici-rossi", ("Vernici Rossi vernicia carrozzerie.", "Vernici Rossi paints car bodies."))
    write(data_dir, "fiera", ("La fiera si tiene a Torino.", "The fair is in Turin."), kind="event", start="2026-12-01")
    write(data_dir, "notizia", ("Si parla di saldatura.", "Welding is spoken of."), kind="press", date="2025-11")
    write_theme(data_dir, concept("welding"), concept("painting", broader=["welding"]))
    write_intents(data_dir, greeting=("ciao", "salve"), list_events=("che eventi ci sono", "prossimi eventi"))
    return data_dir


def offering(company_id: str, *concepts: str, degree: str = "full") -> Document:
    """A company that offers these concepts."""
    return factories.company(company_id, offers=tuple(Offer(concept, degree, 1) for concept in concepts))  # type: ignore[arg-type]


FIRMS = [
    offering("filo", "wire-edm"),
    offering("tuffo", "die-sinking-edm"),
    offering("officina", "edm"),
    offering("fresa", "milling"),
    offering("incerta", "wire-edm", degree="partial"),
    offering("tutto", "wire-edm", "milling", "die-sinking-edm"),
    factories.company("niente"),
]


def machining(data_dir: Path) -> Vocabulary:
    """Machining over EDM and milling, EDM over wire and die-sinking EDM; water-jet cutting is nobody's."""
    write_theme(
        data_dir,
        concept("machining"),
        concept("edm", broader=["machining"]),
        concept("milling", broader=["machining"]),
        concept("wire-edm", broader=["edm"]),
        concept("die-sinking-edm", broader=["edm"]),
        concept("water-jet-cutting", related=["wire-edm"]),
    )
    return load_vocabulary(data_dir / "capabilities")[0]
