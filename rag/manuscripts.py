"""The text of a Word document: paragraphs, text boxes and tables in order, with the addresses its links lead to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from rag.archives import checked, few_enough
from rag.refusing import Refused

_PARAGRAPH, _ROW, _CELL, _BOX = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:txbxContent")
_TEXT, _TAB, _LINK, _RELATION = qn("w:t"), qn("w:tab"), qn("w:hyperlink"), qn("r:id")
_BREAKS = {qn("w:br"), qn("w:cr")}
_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a text box again, for old programs


def lines_of_docx(content: bytes) -> list[str]:
    """Its lines; cells of a row are parted by tabs. Raises Refused."""
    few_enough(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename for entry in archive.infolist()}
            checked(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise Refused("broken") from error
    if "word/document.xml" not in names:
        raise Refused("unknown")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, SyntaxError, KeyError) as error:
        raise Refused("broken") from error
    return [line for text in _blocks(document.element.body, document) for line in text.split("\n")]


def _blocks(element: Any, document: Document) -> Iterator[str]:
    for child in element:
        if child.tag == _PARAGRAPH:
            yield _said(child, document)
            for box in child.iter(_BOX):
                if not any(above.tag == _TWICE for above in box.iterancestors()):
                    yield from _blocks(box, document)
        elif child.tag == _ROW:
            cells = (" ".join(_blocks(cell, document)).replace("\n", " ") for cell in child.iter(_CELL))
            yield "\t".join(cells)
        else:
            yield from _blocks(child, document)


def _said(paragraph: Any, document: Document) -> str:
    """What a paragraph says by itself: its text boxes come after it."""
    text = ""
    for part in paragraph.iter(_TEXT, _TAB, _LINK, *_BREAKS):
        if next(part.iterancestors(_PARAGRAPH)) is not paragraph:
            continue
        if part.tag == _TEXT:
            text += part.text or ""
        elif part.tag == _TAB:
            text += " "
        elif part.tag in _BREAKS:
            text += "\n"
    return text + "".join(f" ({address})" for address in _addresses(paragraph, document) if address not in text)


def _addresses(paragraph: Any, document: Document) -> Iterator[str]:
    for link in paragraph.iter(_LINK):
        relation = document.part.rels.get(link.get(_RELATION) or "")
        if relation is not None and relation.is_external and relation.target_ref.startswith(("http://", "https://")):
            yield relation.target_ref
