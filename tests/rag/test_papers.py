"""Files become lines of text, or a refusal with its reason, within seconds; the process that asks goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from rag import papers
from rag.papers import LARGEST, SECONDS, Unreadable, read
from tests.rag import hostile

WORDS = "Giovedì 14 gennaio, perché no?"
HTML = b"""<html><head><title>no</title><script>alert(1)</script></head><body><h1>Invito</h1>
<table><tr><td>Quando</td><td>14
gennaio</td></tr></table><!-- no --><p>Qui: <a href="https://example.org/x">iscrizioni</a><style>p {}</style>"""
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Un tit\r\n olo\r\n"
    "DTSTART;TZID=Europe/Rome:20270114T180000\r\nDURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"])
def test_plain_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert read(f"Invito\r\n\r\n{WORDS}".encode(encoding), "invito.txt").lines == ("Invito", "", WORDS)


def test_a_web_page_is_read_as_it_is_seen_without_scripts() -> None:
    paper = read(HTML, "pagina.html")
    assert (paper.sort, paper.lines[0], paper.lines[2]) == ("html", "Invito", "Quando\t14 gennaio")
    assert paper.lines[-1] == "Qui: iscrizioni (https://example.org/x)"
    assert not any("alert" in line or line == "no" for line in paper.lines)


def test_a_word_document_is_read_with_its_tables_whatever_its_name() -> None:
    assert read(hostile.document("Invito", WORDS), "senza-nome").lines == ("Invito", WORDS)


def test_a_pdf_is_read() -> None:
    assert read(hostile.pdf_saying("Invito", "14 gennaio 2027"), "a.PDF").lines == ("Invito", "14 gennaio 2027")


def test_what_a_browser_prints_around_a_page_is_no_text_of_its_author() -> None:
    printed = hostile.pdf_saying("11/22/26, 9:39 PM", "Invito", "file:///invito.html 1/1", "https://vvp.it/a 1/2")
    assert read(printed, "a.pdf").lines == ("Invito", "https://vvp.it/a")


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert read(hostile.pdf_with_password(hostile.pdf_saying("Invito"), "")).lines == ("Invito",)


def test_a_calendar_is_read_by_its_structure_with_the_line_of_each_property() -> None:
    paper = read(CALENDAR.encode(), "evento.ics")
    assert paper.entries[0]["summary"] == ["Un titolo", 6]
    assert paper.entries[0]["dtstart"] == ["2027-01-14T18:00 Europe/Rome", 7]
    assert paper.entries[0]["dtend"] == ["2027-01-14T20:00 Europe/Rome", 8]
    assert paper.lines[5] == "SUMMARY:Un titolo"


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "a.txt", "empty"),
    "blanks": (lambda: b" \n\t\r\n ", "a.txt", "empty"),
    "an empty document": (lambda: hostile.document(), "a.docx", "empty"),
    "21 MB": (lambda: b"a" * (LARGEST + 1), "a.txt", "too_large"),
    "a book": (lambda: b"parola " * 100_000, "a.txt", "too_long"),
    "a novel": (lambda: hostile.document("parola " * 100_000), "a.docx", "too_long"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a.txt", "unknown"),
    "a program": (lambda: b"\x7fELF" + bytes(4000), "invito.pdf", "unknown"),
    "noise": (lambda: bytes(range(256)) * 50, "a", "unknown"),
    "an archive": (lambda: hostile.many_entries(3), "a.zip", "unknown"),
    "text that is named a PDF": (lambda: b"Invito\n14 gennaio", "invito.pdf", "misnamed"),
    "a document that is named a PDF": (lambda: hostile.document("Invito"), "invito.pdf", "misnamed"),
    "a PDF that is named a document": (lambda: hostile.pdf_saying("Invito"), "invito.docx", "misnamed"),
    "Word of 1997": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.doc", "old_word"),
    "an encrypted document": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        "encrypted",
    ),
    "an encrypted archive": (lambda: hostile.encrypted_entry(hostile.document("a")), "a.docx", "encrypted"),
    "an encrypted PDF": (
        lambda: hostile.pdf_with_password(hostile.pdf_saying("Invito"), "segreto"),
        "a.pdf",
        "encrypted",
    ),
    "macros": (lambda: hostile.with_entry(hostile.document("a"), "word/vbaProject.bin", b"x"), "a.docx", "macros"),
    "a bomb": (lambda: hostile.with_entry(hostile.document("a"), "word/b.bin", bytes(150 << 20)), "a.docx", "bomb"),
    "a bomb that lies about its size": (
        lambda: hostile.lying(
            hostile.with_entry(hostile.document("a"), "word/b.bin", bytes(150 << 20)), "word/b.bin", 9
        ),
        "a.docx",
        "broken",
    ),
    "2,001 entries": (lambda: hostile.many_entries(2_001), "a.docx", "bomb"),
    "entities": (
        lambda: hostile.with_entry(hostile.document("a"), "word/document.xml", hostile.ENTITIES.encode()),
        "a.docx",
        "unsafe",
    ),
    "entities in UTF-16": (
        lambda: hostile.with_entry(hostile.document("a"), "word/document.xml", hostile.ENTITIES.encode("utf-16")),
        "a.docx",
        "unsafe",
    ),
    "a name that leads out": (
        lambda: hostile.with_entry(hostile.document("a"), "../../etc/cron.d/x", b"x"),
        "a.docx",
        "unsafe",
    ),
    "an absolute name": (lambda: hostile.with_entry(hostile.document("a"), "/etc/x", b"x"), "a.docx", "unsafe"),
    "half a document": (lambda: hostile.document("a")[:9000], "a.docx", "broken"),
    "XML without an end": (
        lambda: hostile.with_entry(hostile.document("a"), "word/document.xml", b"<w:document>" * 9),
        "a.docx",
        "broken",
    ),
    "XML a million deep": (
        lambda: hostile.with_entry(hostile.document("a"), "word/document.xml", b"<a>" * 1_000_000),
        "a.docx",
        "broken",
    ),
    "1,000 pages": (lambda: hostile.pdf_of_pages(1_000), "a.pdf", "too_many_pages"),
    "a scan": (lambda: hostile.pdf_of_pages(1), "a.pdf", "no_text"),
    "half a million objects": (lambda: hostile.pdf_of_objects(400_000), "a.pdf", "bomb"),
    "a PDF's first line alone": (lambda: b"%PDF-1.7\n", "a.pdf", "broken"),
    "half a PDF": (lambda: hostile.pdf_saying("Invito")[:200], "a.pdf", "broken"),
    "a drawing of two million strokes": (lambda: hostile.pdf_drawn(1, 700_000), "a.pdf", "bomb"),
    "a PDF that never comes to an end": (lambda: hostile.pdf_drawn(60, 60_000), "a.pdf", "too_slow"),
    "a million tags": (lambda: b"<html>" + b"<b>" * 1_000_000, "a.html", "bomb"),
    "10,000 appointments": (
        lambda: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 10_000 + b"END:VCALENDAR\r\n",
        "a.ics",
        "bomb",
    ),
    "half a calendar": (lambda: CALENDAR.encode()[:150], "a.ics", "broken"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_for_its_reason_within_seconds_and_the_next_is_read(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, name, reason = BAD[what]
    content = make()
    if reason == "too_slow":
        monkeypatch.setattr(papers, "COMPUTING", 2)  # no file is in doubt: what never ends does not end in 2 s either
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read(content, name)
    assert refused.value.reason == reason
    assert time.monotonic() - began < SECONDS + 4
    assert read(b"Invito").lines == ("Invito",)


def test_a_tree_of_pages_that_is_its_own_child_ends() -> None:
    with pytest.raises(Unreadable):
        read(hostile.pdf_in_circles(), "a.pdf")


def test_memory_is_limited() -> None:
    code = "from rag.opening import _limit; _limit(15); bytearray(1 << 31)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


def test_the_process_that_opens_files_inherits_no_secrets_and_loads_nothing_heavy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, object] = {}
    run = subprocess.run

    def watched(command: list[str], **how: object) -> object:
        seen.update(how["env"])  # type: ignore[call-overload]
        return run(command, **how)  # type: ignore[call-overload]

    monkeypatch.setenv("TELEGRAM_TOKEN", "123:secret")
    monkeypatch.setattr(subprocess, "run", watched)
    read(HTML, "a.html")
    assert set(seen) == {"PYTHONPATH", "LANG", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"}
    code = "import sys, rag.opening, rag.pages, rag.manuscripts, rag.webpages, rag.calendars; print(*sys.modules)"
    loaded = run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"torch", "chromadb", "sklearn", "transformers"}.isdisjoint(loaded)
