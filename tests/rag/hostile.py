"""Files as an attacker, or an unlucky member, would send them: made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from itertools import accumulate

import docx
from pypdf import PdfReader, PdfWriter

ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><b>&a9;</b>"
)


def document(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def with_entry(content: bytes, name: str, data: bytes) -> bytes:
    """A document with one entry more, or another one in its place."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, data)
    return held.getvalue()


def lying(content: bytes, name: str, claimed: int) -> bytes:
    """The archive says that its entry is smaller unpacked than it is."""
    changed = bytearray(content)
    for mark, at, names in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        place = changed.find(mark)
        while place >= 0:
            if changed[place + names : place + names + len(name)] == name.encode():
                changed[place + at : place + at + 4] = struct.pack("<I", claimed)
            place = changed.find(mark, place + 4)
    return bytes(changed)


def many_entries(count: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(count):
            archive.writestr(f"word/{number}.xml", "")
    return held.getvalue()


def encrypted_entry(content: bytes) -> bytes:
    """The flag of encryption set on every entry."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + at] |= 1
            place = changed.find(mark, place + 4)
    return bytes(changed)


def pdf(*objects: str, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a table that says where they are."""
    parts = ["%PDF-1.4\n", *(f"{number} 0 obj\n{said}\nendobj\n" for number, said in enumerate(objects, start=1))]
    places = list(accumulate(map(len, parts)))[:-1]
    body = "".join(parts).encode("latin-1")
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root {root} 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + (table + trailer).encode()


def pdf_saying(*lines: str) -> bytes:
    drawn = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def pdf_of_pages(count: int) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(width=100, height=100)
    return _written(writer)


def pdf_with_password(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, algorithm="RC4-128")
    return _written(writer)


def pdf_in_circles() -> bytes:
    """A tree of pages that is its own child."""
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>")


def pdf_of_objects(count: int) -> bytes:
    return pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", *("null",) * count)


def pdf_drawn(pages: int, strokes: int) -> bytes:
    """Pages that all show the same endless drawing."""
    drawn = "BT /F1 12 Tf " + "1 0 0 1 0 0 Tm (a) Tj " * strokes + "ET"
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{number} 0 R' for number in range(5, 5 + pages))}] /Count {pages} >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>"]
        * pages,
    )


def _written(writer: PdfWriter) -> bytes:
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()
