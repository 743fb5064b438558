"""A crowd: the real corpus beside companies that do not exist, made for measuring size and labelled as such.

They are written where the caller says, never into data/. The same number gives the same files.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from rag.vocabulary import Concept, load_vocabulary

PASSAGES_EACH = 10  # two languages: the company, its trade, one capability, two statements
LABEL = {
    "it": "Azienda generata per misurare: non esiste.",
    "en": "Company generated for measuring: it does not exist.",
}
_SYLLABLES = (
    "ba bel bo car cor da del do fa fer ga gor la lem lo ma mir mo na nor pa per ra ris ro sa ser ta tor va vol".split()
)
_TOWNS = "Torino,Cuneo,Novara,Asti,Alessandria,Biella,Vercelli,Verbania,Ivrea,Chieri,Pinerolo,Alba,Bra,Rivoli".split(
    ","
)
_FOR = (
    ("per costruttori di veicoli", "for vehicle makers"),
    ("per autobus e camion", "for buses and trucks"),
    ("in piccole serie", "in small series"),
    ("su disegno del cliente", "to the customer's drawings"),
    ("per l'aerospazio", "for aerospace"),
)


def write(real: Path, folder: Path, count: int) -> None:
    """Makes `folder` a corpus of the real one and `count` generated companies."""
    for part in ("companies", "events", "press", "capabilities", "intents", "models"):
        shutil.copytree(real / part, folder / part, dirs_exist_ok=True)
    vocabulary, _ = load_vocabulary(real / "capabilities")
    concepts = list(vocabulary.concepts.values())
    chance = random.Random(0)
    for number in range(count):
        name = f"Finta {_word(chance)} {number:05d}"
        path = folder / "companies" / f"{name.lower().replace(' ', '-')}.md"
        path.write_text(_profile(path.stem, name, chance.sample(concepts, 2), chance), encoding="utf-8")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(3)).title()


def _profile(company_id: str, name: str, does: Sequence[Concept], chance: random.Random) -> str:
    town, (italian_for, english_for) = chance.choice(_TOWNS), chance.choice(_FOR)
    first, second = does
    head: dict[str, Any] = {
        "id": company_id,
        "kind": "company",
        "name": name,
        "trade": {"it": f"{first.pref['it']} {italian_for}", "en": f"{first.pref['en']} {english_for}"},
        "city": town,
        "note": LABEL,
        "vvp": {"relation": "ecosystem", "source": "https://example.org"},
        "capabilities": [{**first.pref, "evidence": 1}],
        "offers": [
            {"concept": first.id, "degree": "full", "evidence": 1},
            {"concept": second.id, "degree": "partial", "evidence": 2},
        ],
    }
    people, year = chance.randint(3, 400), chance.randint(1950, 2024)
    italian = [
        f"{name} di {town} offre {first.pref['it']} {italian_for} con {people} addetti.[^1]",
        f"Dal {year} segue anche {second.pref['it']} con partner della zona.[^1]",
    ]
    english = [
        f"{name} of {town} offers {first.pref['en']} {english_for} with {people} people.[^1]",
        f"Since {year} it has also seen to {second.pref['en']} with partners nearby.[^1]",
    ]
    return "\n\n".join(
        [
            f"---\n{yaml.safe_dump(head, sort_keys=False, allow_unicode=True)}---",
            f"# {name}",
            "## In italiano",
            *italian,
            "## In English",
            *english,
            "[^1]: generata, 2026, <https://example.org>\n",
        ]
    )
