"""Files people and the bot have sent: kept in memory, known by file id, downloaded by path."""

import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.simulator import limits
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json


@dataclass(frozen=True)
class File:
    id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    content: bytes

    def reference(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def keep(self, content: bytes, *, name: str = "", mime_type: str = "", folder: str = "documents") -> File:
        digest = hashlib.sha256(content + name.encode("utf-8", "replace")).hexdigest()
        guessed = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        ending = PurePosixPath(name).suffix or mimetypes.guess_extension(guessed) or ""
        number = len(self._by_path)
        kept = File(
            id=f"BQACAgQAAxk{number:04d}{digest[:40]}",
            unique_id=f"AgAD{digest[:12]}",
            path=f"{folder}/file_{number}{ending}",
            name=name,
            mime_type=guessed,
            content=content,
        )
        self._by_id[kept.id] = self._by_path[kept.path] = kept
        return kept

    def by_id(self, file_id: str) -> File:
        if file_id not in self._by_id:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def by_path(self, path: str) -> File | None:
        return self._by_path.get(path)

    def described(self, file_id: str) -> Json:
        """The answer of getFile."""
        if not file_id:
            raise bad_request("file_id not specified")
        kept = self.by_id(file_id)
        if len(kept.content) > limits.DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {**kept.reference(), "file_path": kept.path}


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG, (0, 0) for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content[:4] == b"GIF8" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    return _jpeg_size(content) if content[:2] == b"\xff\xd8" else (0, 0)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        # SOF markers hold the size; C4, C8 and CC share their range and do not.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + size
    return 0, 0
