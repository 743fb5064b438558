"""What a file is by its first bytes, whatever its name says; and plain text in the encodings in use."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Sort = Literal["text", "html", "pdf", "docx", "calendar"]
Kind = Literal["text", "html", "pdf", "docx", "calendar", "unknown", "old_word", "encrypted"]

_HEAD = 2048
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and the wrapping of encrypted newer files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|table|p|meta|span|article|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_BINARY = (b"{\\rtf", b"%!PS", b"\x7fELF", b"MZ", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"7z\xbc\xaf", b"Rar!")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def kind_of(content: bytes) -> Kind:
    """The sort of file that these bytes are. Archives are "docx" until they are opened."""
    head = content[:_HEAD].lstrip()
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if head.startswith(_OLD_OFFICE):
        return "encrypted" if _ENCRYPTED in content else "old_word"
    text = None if head.startswith(_BINARY) else decoded(content)
    if text is None:
        return "unknown"
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        return "calendar"
    return "html" if _HTML.match(text[:_HEAD]) else "text"


def decoded(content: bytes) -> str | None:
    """The text that these bytes are: UTF-8, UTF-16 or -32, else Windows' western one; None where they are no text."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _unmarked(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if len(_STRANGE.findall(text)) <= len(text) // 200 else None


def _unmarked(content: bytes) -> str:
    """UTF-16 shows by every other byte being empty; what is not UTF-8 is taken for Windows' (or its superset)."""
    sample = content[:4096]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if len(sample) > 3 and sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"
