"""The text of a PDF, page by page, with the addresses its links lead to."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from rag.refusing import Refused

MOST_PAGES = 60
MOST_OBJECTS = 100_000
LONGEST_DRAWING = 4 << 20  # bytes of one page's commands, unpacked; a page full of text has some 20,000
_OBJECT = re.compile(rb"\d\s+obj\b")
# What browsers print above and below a page: when it was printed, and its address with the number of the sheet.
_PRINTED_AT = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}[:.]\d{2}(?:\s?[AP]M)?(?:\s.*)?")
_SHEET = re.compile(r"(?:file|https?|about):\S+(\s\d{1,4}/\d{1,4})")


def lines_of_pdf(content: bytes) -> list[str]:
    """Its lines; an encrypted file is opened if it needs no password. Raises Refused."""
    if sum(1 for _ in _OBJECT.finditer(content)) > MOST_OBJECTS:
        raise Refused("bomb")
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        if len(reader.pages) > MOST_PAGES:
            raise Refused("too_many_pages")
        return [line for page in reader.pages for line in _lines(page)]
    except LimitReachedError as error:
        raise Refused("bomb") from error
    except DependencyError as error:  # a cipher that needs a library which is not here
        raise Refused("encrypted") from error
    except PyPdfError as error:
        raise Refused("broken") from error


def _lines(page: PageObject) -> list[str]:
    drawing = page.get_contents()
    if drawing is not None and len(drawing.get_data()) > LONGEST_DRAWING:
        raise Refused("bomb")
    lines = [line for line in map(_unprinted, page.extract_text().splitlines()) if line is not None]
    said = "\n".join(lines)
    return [*lines, *(address for address in dict.fromkeys(_addresses(page)) if address not in said)]


def _unprinted(line: str) -> str | None:
    """The line as its author wrote it; None where a browser wrote it. A web page's own address is worth keeping."""
    if _PRINTED_AT.fullmatch(line.strip()):
        return None
    if sheet := _SHEET.fullmatch(line.strip()):
        return line.strip()[: sheet.start(1)] if line.strip().startswith("http") else None
    return line


def _addresses(page: PageObject) -> list[str]:
    found: list[str] = []
    for reference in page.get("/Annots") or ():
        note: Any = reference.get_object()
        action = note.get("/A") if hasattr(note, "get") else None
        address = action.get_object().get("/URI") if action is not None else None
        if isinstance(address, str) and address.startswith(("http://", "https://")):
            found.append(address)
    return found
