"""Reads data/ into Documents: one Markdown file a record, YAML front matter, every sentence with a footnote.

The format is described in data/README.md. A file that breaks it is reported by name and line, and the rest is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from rag.documents import Capability, Document, Kind, Language, Offer, Person, Source, Statement
from rag.standing import FILE as RATINGS
from rag.standing import Standing
from rag.yamls import load_yaml

FOLDERS = ("companies", "events", "press")
_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n", re.DOTALL)
_SENTENCE = re.compile(r"^(?P<text>\S.*?)\[\^(?P<note>\d+)\]$")
_FOOTNOTE = re.compile(r"^\[\^(?P<note>\d+)\]: (?P<title>.+?), (?P<date>\S+|senza data / undated)"
                       r"(?P<declared> \(sito proprio / own site\))?, <(?P<url>[^>]+)>$")  # fmt: skip
_SECTIONS: dict[str, Language] = {"## In italiano": "it", "## In English": "en"}
_UNDATED = "senza data / undated"
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*")


class DataProblem(Exception):
    """The data folder as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one file, told by name and line (1-based; 0 = the whole file)."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class _Fault(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Words(BaseModel):
    """A text in both languages; a plain string stands for both."""

    model_config = ConfigDict(extra="forbid")
    it: str
    en: str


def _in_both(value: object) -> object:
    return {"it": value, "en": value} if isinstance(value, str) else value


Words = Annotated[_Words, BeforeValidator(_in_both)]


def _in_calendar(partial: str) -> str:
    date.fromisoformat(f"{partial}-01-01"[:10])
    return partial


PartialDate = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"), AfterValidator(_in_calendar)]
_PARTIAL_DATE = TypeAdapter(PartialDate)


class _CapabilityEntry(_Words):
    evidence: int = Field(ge=1)


class _OfferEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    concept: str
    degree: Literal["full", "partial"]
    evidence: int = Field(ge=1)


class _Relation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    relation: Literal["founder", "member", "participant", "ecosystem", "association"]
    source: str


class _PersonEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    role: Words


class FrontMatter(BaseModel):
    """The head of a file. What is required beyond this depends on the kind (see `_check_kind`)."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: Kind
    name: Words
    title: str | None = None
    aliases: list[str] = []
    legal_name: Words | None = None
    trade: Words | None = None
    city: Words | None = None
    founded: Words | None = None
    size: Words | None = None
    note: Words | None = None
    vvp: _Relation | None = None
    capabilities: list[_CapabilityEntry] = []
    offers: list[_OfferEntry] = []
    newest_source: PartialDate | None = None
    old_source: bool = False
    confidence: Literal["high", "medium", "low"] | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    place: Words | None = None
    organiser: Words | None = None
    date: PartialDate | None = None
    date_note: Words | None = None
    url: str | None = None
    links: list[str] = []
    mentions: list[str] = []
    people: list[_PersonEntry] = []


def load_folder(data_dir: Path) -> tuple[list[Document], list[Problem]]:
    """All documents below `data_dir`, by id, and what could not be read.

    Raises DataProblem when the folder is missing or holds no record at all.
    """
    paths = [path for folder in FOLDERS for path in sorted((data_dir / folder).glob("*.md"))]
    if not paths:
        raise DataProblem(
            f"No records in {data_dir}: expected companies/, events/ and press/ with Markdown files. "
            "Set DATA_DIR to the folder that holds them."
        )
    documents: list[Document] = []
    files: dict[str, str] = {}  # id -> the file that has it
    standing = Standing.load(data_dir)
    problems = [Problem(RATINGS, 0, standing.problem)] if standing.problem else []
    for path in paths:
        name = str(path.relative_to(data_dir))
        try:
            document = load_file(path)
            if first := files.get(document.id):
                raise _Fault(0, f"the id {document.id!r} is that of {first} already: this file is left out")
            documents.append(standing.rated(document))
            files[document.id] = name
        except _Fault as fault:
            problems.append(Problem(name, fault.line, str(fault)))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 0, f"cannot be read as UTF-8 text: {error}"))
    return sorted(documents, key=lambda document: document.id), problems


def load_file(path: Path) -> Document:
    """One file's Document. A fault in it is raised with its line, as `load_folder` reports it."""
    return _read(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"), path.stem)


@lru_cache(1024)  # a process that starts reads the same files for its tables, its offers and its library
def _read(text: str, stem: str) -> Document:
    front, body_line = _front_matter(text)
    if front.id != stem:
        raise _Fault(2, f"id {front.id!r} differs from the file's name")
    statements = tuple(_statements(text, body_line))
    _check_kind(front, statements)
    return _document(front, statements, hashlib.sha256(text.encode()).hexdigest())


def _front_matter(text: str) -> tuple[FrontMatter, int]:
    match = _FRONT.match(text)
    if not match:
        raise _Fault(1, "no front matter: the file must begin with a block between two lines of ---")
    try:
        front = FrontMatter.model_validate(load_yaml(match["front"]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _Fault((mark.line + 2) if mark else 1, f"the front matter is no YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise _Fault(_line_of(match["front"], str(first["loc"][0]) if first["loc"] else ""),
                     f"{field or 'front matter'}: {first['msg']}") from error  # fmt: skip
    return front, text[: match.end()].count("\n")


def _line_of(front: str, field: str) -> int:
    for number, line in enumerate(front.splitlines(), start=2):
        if line.startswith(f"{field}:"):
            return number
    return 1


def _statements(text: str, body_line: int) -> Iterator[Statement]:
    """Pairs the nth Italian sentence with the nth English one; both must name the same source."""
    sentences: dict[Language, list[tuple[str, str, int]]] = {"it": [], "en": []}
    sources: dict[str, Source] = {}
    language: Language | None = None
    for number, line in enumerate(text.splitlines()[body_line:], start=body_line + 1):
        if line in _SECTIONS:
            language = _SECTIONS[line]
        elif footnote := _FOOTNOTE.match(line):
            sources[footnote["note"]] = _source(footnote, number)
        elif line and not line.startswith("# "):
            sentence = _SENTENCE.match(line)
            if not sentence or language is None:
                told = "every sentence stands on a line of its own below a language heading and ends in [^n]"
                raise _Fault(number, told)
            sentences[language].append((sentence["text"], sentence["note"], number))
    yield from _paired(sentences, sources)


def _paired(sentences: dict[Language, list[tuple[str, str, int]]], sources: dict[str, Source]) -> Iterator[Statement]:
    italian, english = sentences["it"], sentences["en"]
    if len(italian) != len(english):
        raise _Fault(0, f"{len(italian)} Italian sentences but {len(english)} English ones")
    for number, ((it, note, line), (en, other, _)) in enumerate(zip(italian, english, strict=True), start=1):
        if note != other:
            raise _Fault(line, f"sentence {number} names source {note} in Italian and {other} in English")
        if note not in sources:
            raise _Fault(line, f"there is no source [^{note}]")
        yield Statement(number, {"it": it, "en": en}, sources[note])


def _source(footnote: re.Match[str], line: int) -> Source:
    published = None if footnote["date"] == _UNDATED else footnote["date"]
    if published and not _is_partial_date(published):
        raise _Fault(line, f"{published}: a source's date is YYYY, YYYY-MM or YYYY-MM-DD, or {_UNDATED!r}")
    if not _ADDRESS.fullmatch(footnote["url"]):
        raise _Fault(line, f"{footnote['url']}: a source's address begins with http:// or https://")
    return Source(footnote["title"], footnote["url"], published, bool(footnote["declared"]))


def _is_partial_date(text: str) -> bool:
    try:
        _PARTIAL_DATE.validate_python(text)
    except ValidationError:
        return False
    return True


def _check_kind(front: FrontMatter, statements: tuple[Statement, ...]) -> None:
    required = {"event": ("url",), "press": ("url",)}.get(front.kind, ("trade", "city", "vvp"))
    for field in required:
        if getattr(front, field) is None:
            raise _Fault(1, f"{field}: required for a {front.kind}")
    if not statements:
        raise _Fault(0, "no sentence: a record without a sourced sentence says nothing")
    named = [capability.evidence for capability in front.capabilities] + [offer.evidence for offer in front.offers]
    for evidence in named:
        if evidence > len(statements):
            raise _Fault(1, f"evidence {evidence}: there are only {len(statements)} sentences")


def _words(value: _Words | None) -> dict[Language, str]:
    return {"it": value.it, "en": value.en} if value else {}


def _document(front: FrontMatter, statements: tuple[Statement, ...], digest: str) -> Document:
    return Document(
        id=front.id,
        kind=front.kind,
        name=_words(front.name),
        title=front.title or front.name.it,
        statements=statements,
        digest=digest,
        aliases=tuple(front.aliases),
        legal_name=_words(front.legal_name),
        trade=_words(front.trade),
        city=_words(front.city),
        founded=_words(front.founded),
        size=_words(front.size),
        note=_words(front.note or front.date_note),
        relation=front.vvp.relation if front.vvp else None,
        relation_source=front.vvp.source if front.vvp else None,
        capabilities=tuple(Capability(_words(entry), entry.evidence) for entry in front.capabilities),
        offers=tuple(Offer(entry.concept, entry.degree, entry.evidence) for entry in front.offers),
        old_source=front.old_source,
        newest_source=front.newest_source,
        start=front.start,
        end=front.end,
        place=_words(front.place),
        organiser=_words(front.organiser),
        date=front.date,
        url=front.url,
        mentions=tuple(front.mentions),
        people=tuple(Person(entry.name, _words(entry.role)) for entry in front.people),
    )
