"""Archives are looked through before they are unpacked: what they claim to hold, and what they then really hold."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from rag.refusing import Refused

MOST_ENTRIES = 2_000
MOST_BYTES = 100 * 1024 * 1024  # unpacked, in all
_PIECE = 1 << 16
_PLACED = b"PK\x01\x02"  # what begins an entry of the list at an archive's end


def checked(archive: zipfile.ZipFile) -> None:
    """Raises Refused unless it is small enough unpacked, unencrypted, and keeps to its own folder."""
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("encrypted")
    if any(_leads_out(entry.filename) for entry in entries):
        raise Refused("unsafe")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Refused("bomb")
    left = MOST_BYTES
    for entry in entries:
        left = _read(archive, entry, left)


def few_enough(content: bytes) -> None:
    """Looked at before the list is even read: a list of a million names takes long. Raises Refused."""
    if content.count(_PLACED) > MOST_ENTRIES:
        raise Refused("bomb")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """The entry unpacked piece by piece, since what an archive says of its sizes may be a lie."""
    is_xml = entry.filename.casefold().endswith((".xml", ".rels"))
    end = b""
    with archive.open(entry) as opened:
        while piece := opened.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise Refused("bomb")
            if is_xml:
                _without_entities(end + piece)
                end = piece[-32:]
    return left


def _without_entities(piece: bytes) -> None:
    plain = piece.replace(b"\x00", b"").upper()  # in UTF-16 every other byte is empty
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused("unsafe")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":")
