"""What Telegram finds in plain text by itself: addresses, mentions, hashtags, commands, phone numbers."""

import re
from urllib.parse import urlsplit

from bot.simulator import utf16
from bot.simulator.shapes import Json

# Telegram links a bare domain only when its ending is a real one; these are the usual ones.
ENDINGS = "com|org|net|it|eu|io|dev|app|me|info|ai|co|de|fr|ch|uk|es|at|tech|cloud|edu|gov|biz|online|xyz"
HOST = rf"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{ENDINGS})"
URL = re.compile(
    rf"(?<![\w@.$/])(?:(?:https?|ftp|tg)://[^\s<>\"«»]+|{HOST}(?![\w@])(?::\d+)?(?:[/?#][^\s<>\"«»]*)?)", re.I
)
PATTERNS = (
    ("email", re.compile(rf"(?<![\w.+-])[\w.+-]+@{HOST}(?!\w)", re.I)),
    ("url", URL),
    ("bot_command", re.compile(r"(?<![\w/<>])/\w{1,64}(?:@\w{3,32})?(?![\w/])", re.A)),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z]\w{1,31}(?!\w)", re.A)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?![\w#])")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{6,16}\d(?!\w)")),
)
TRAILING = ".,:;!?'\"…"


def found(text: str, taken: list[tuple[int, int]]) -> list[Json]:
    """Entities by UTF-16 offset, none of them inside the taken stretches or inside one another."""
    entities: list[Json] = []
    busy = list(taken)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            shown = _trimmed(match[0]) if kind == "url" else match[0]
            offset, length = utf16.offset_of(text, match.start()), utf16.length(shown)
            if all(offset + length <= start or end <= offset for start, end in busy):
                busy.append((offset, offset + length))
                entities.append({"type": kind, "offset": offset, "length": length})
    return entities


def _trimmed(address: str) -> str:
    """A full stop or an unmatched bracket after an address does not belong to it."""
    while address and (address[-1] in TRAILING or (address[-1] == ")" and "(" not in address)):
        address = address[:-1]
    return address


def checked(address: str) -> str:
    """The address as Telegram keeps it for a link, or nothing when it is none."""
    address = address.strip()
    if address.startswith(("tg://", "mailto:", "tel:", "ton://")):
        return address if address.startswith(("tg://", "ton://")) else ""
    full = address if re.match(r"[a-z]+://", address, re.I) else f"http://{address}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return ""
    host = parts.hostname or ""
    known = "." in host or host == "localhost"
    if parts.scheme.lower() not in {"http", "https"} or not known or " " in host:
        return ""
    return full if parts.path or parts.query else f"{full}/"
