"""How the sites are rated that sources stand on: data/sources.yaml names those that only report what others wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from rag.documents import Document, Source
from rag.yamls import load_yaml

FILE = "sources.yaml"


@dataclass(frozen=True, slots=True)
class Standing:
    """The sites that gather, copy, or are open to everybody's pen."""

    reported: frozenset[str] = frozenset()
    problem: str | None = None  # why the list could not be read; then no site is rated

    @classmethod
    def load(cls, data_dir: Path) -> Standing:
        """From the folder of the data; without the file no site is rated."""
        path = data_dir / FILE
        if not path.exists():
            return cls()
        try:
            return cls(frozenset(entry["site"] for entry in load_yaml(path.read_text("utf-8"))["reported"]))
        except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
            return cls(problem=f"cannot be read as a list of sites: {error}")

    def rate(self, source: Source) -> Source:
        """The source, marked where its site only reports."""
        host = (urlsplit(source.url).hostname or "").rstrip(".")
        names = host.split(".")
        sites = {".".join(names[start:]) for start in range(len(names))}
        return replace(source, reported=True) if sites & self.reported else source

    def rated(self, document: Document) -> Document:
        """The document with all its sources rated."""
        statements = tuple(replace(one, source=self.rate(one.source)) for one in document.statements)
        return replace(document, statements=statements)
