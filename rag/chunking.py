"""Cuts a Document into the Passages that are embedded and searched, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_text_splitters import RecursiveCharacterTextSplitter

from rag.documents import LANGUAGES, Document, Grain, Language, Passage

# About 200 tokens of e5: longer passages blur, and speed falls with the square of the length.
LONGEST = 800
_SPLITTER = RecursiveCharacterTextSplitter(
    chunk_size=LONGEST,
    chunk_overlap=0,
    separators=["\n\n", "\n", ". ", "; ", ", ", " "],
    keep_separator="end",
)


def passages(document: Document) -> list[Passage]:
    """A document as a whole, each capability (for events and press: the title), each statement; once per language."""
    found: list[Passage] = []
    for language in LANGUAGES:
        for grain, texts in _texts(document, language):
            for number, text in texts:
                found += [
                    Passage(document.id, group(document), grain, language, number, cut, part)
                    for part, cut in enumerate(split(text))
                ]
    return found


def group(document: Document) -> str:
    """What is searched together: companies, organisations and the association are one group."""
    return "company" if document.is_company else document.kind


def _texts(document: Document, language: Language) -> Iterator[tuple[Grain, list[tuple[int, str]]]]:
    yield "document", [(0, _summary(document, language))]
    if document.is_company:
        labels = [capability.name[language] for capability in document.capabilities]
        yield "capability", list(enumerate([*labels, document.trade[language]], start=1))
    else:
        yield "capability", [(1, document.name[language])]
    yield (
        "statement",
        [(statement.number, part) for statement in document.statements for part in split(statement.text[language])],
    )


def split(text: str) -> list[str]:
    """Text in parts of at most LONGEST characters, cut at paragraphs, then sentences."""
    return [part.strip() for part in _SPLITTER.split_text(text)] if len(text) > LONGEST else [text]


def _summary(document: Document, language: Language) -> str:
    if document.is_company:
        does = ", ".join(capability.name[language] for capability in document.capabilities)
        return f"{document.name[language]}: {document.trade[language]}, {document.city[language]}. {does}"
    dates = " – ".join(date for date in (document.start, document.end, document.date) if date)
    places = ", ".join(words[language] for words in (document.place, document.organiser) if words)
    told = " ".join(statement.text[language] for statement in document.statements)
    return f"{document.name[language]}. {dates} {places}. {told}"[:LONGEST]
