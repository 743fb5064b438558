"""The golden set of announcements: its items, and a draft compared with what was expected of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rag.drafts import Draft
from rag.notices import read
from rag.text import fold
from rag.yamls import load_yaml

FIELDS = ("title", "start", "end", "place", "address", "organiser", "link", "seats", "deadline", "rule")


def items(half: str | None = None) -> list[dict[str, Any]]:
    told: dict[str, Any] = load_yaml((Path(__file__).parent / "notices.yaml").read_text("utf-8"))
    return [item for item in told["items"] if half in (None, item["half"])]


def drafted(item: Mapping[str, Any]) -> Draft:
    return read(item["text"].splitlines(), date.fromisoformat(str(item["today"])))


def compared(item: Mapping[str, Any]) -> list[tuple[str, bool, str]]:
    """For every field that was expected or found: its name, whether it is right, and both values.

    For a text that is no event there is one: the reason.
    """
    draft = drafted(item)
    said = draft.other.value if draft.other else None
    if "other" in item:
        return [
            (
                "other",
                said in item["other"] if isinstance(item["other"], list) else said == item["other"],
                f"{item['other']!r}, found {said!r}",
            )
        ]
    rows = [("other", said is None, f"None, found {said!r}")] if said else []
    expected = item["expected"]
    for name in FIELDS:
        told = getattr(draft, name)
        found = str(told.value) if told else None
        if name in expected or found is not None:
            wanted = expected.get(name)
            rows.append((name, _same(name, wanted, found), f"{wanted!r}, found {found!r}"))
    rows.append(("language", draft.language == expected["language"], f"{expected['language']}, found {draft.language}"))
    remarks = sorted(remark.sort for remark in draft.remarks)
    rows.append(("remarks", remarks == sorted(item.get("remarks", [])), f"{item.get('remarks')}, found {remarks}"))
    return rows


def _same(name: str, wanted: Any, found: str | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    if name in ("title", "place", "address", "organiser"):
        return _bare(found) in {_bare(str(one)) for one in (wanted if isinstance(wanted, list) else [wanted])}
    return _stamp(wanted) == found


def _stamp(wanted: Any) -> str:
    return wanted.isoformat(timespec="minutes") if hasattr(wanted, "hour") else str(wanted)


def _bare(said: str) -> str:
    return " ".join(re.findall(r"\w+", fold(said)))
