"""Telegram's HTML, read byte by byte as its own server does, with the same words of refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator import links, utf16
from bot.simulator.refusals import Refusal, bad_request
from bot.simulator.shapes import Json

STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "blockquote": "blockquote", "pre": "pre", "code": "code",
}  # fmt: skip
TAGS = {*STYLES, "a", "tg-emoji"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = b" \t\r\n\v\0"
LONGEST_NUMERIC = 10


@dataclass
class Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    position: int


def parse(source: str) -> tuple[str, list[Json]]:
    reader = _Reader(source)
    return reader.read()


def _cannot(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")


class _Reader:
    def __init__(self, source: str) -> None:
        # A closing zero, so that looking one byte ahead never runs off the end.
        self.bytes = source.encode() + b"\0"
        self.end = len(self.bytes) - 1
        self.at = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while self.at < self.end:
            byte = self.bytes[self.at]
            if byte == ord("<"):
                self._tag()
            else:
                self._say(self._reference() if byte == ord("&") else self._run())
        if self.open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.out)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise bad_request(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text, self.entities

    def _say(self, text: str) -> None:
        self.out.append(text)
        self.offset += utf16.length(text)

    def _run(self) -> str:
        """Text up to the next `<` or `&`."""
        start = self.at
        while self.at < self.end and self.bytes[self.at] not in b"<&":
            self.at += 1
        return self.bytes[start : self.at].decode()

    def _reference(self) -> str:
        """A character reference; an ampersand that begins none stands for itself."""
        start = self.at
        self.at += 1
        meaning = self._numeric(start) if self.bytes[self.at] == ord("#") else self._named()
        if not meaning:
            self.at = start + 1
            return "&"
        if self.bytes[self.at] == ord(";"):
            self.at += 1
        return meaning

    def _named(self) -> str:
        name = self._while(lambda byte: bytes([byte]).isalpha())
        return NAMED.get(name, "")

    def _numeric(self, start: int) -> str:
        self.at += 1
        hexadecimal = self.bytes[self.at] == ord("x")
        if hexadecimal:
            self.at += 1
        digits = b"0123456789abcdefABCDEF" if hexadecimal else b"0123456789"
        number = self._while(lambda byte: byte in digits)
        code = int(number, 16 if hexadecimal else 10) if number else 0
        if code == 0 or code >= 0x10FFFF or self.at - start >= LONGEST_NUMERIC:
            return ""
        return chr(code)

    def _while(self, wanted: Callable[[int], bool]) -> str:
        start = self.at
        while self.at < self.end and wanted(self.bytes[self.at]):
            self.at += 1
        return self.bytes[start : self.at].decode("utf-8", "replace")

    def _blanks(self) -> None:
        self._while(lambda byte: byte in SPACE)

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.bytes[self.at] == ord("/"):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        tag = self._while(lambda byte: byte not in SPACE and byte != ord(">")).lower()
        if self.at >= self.end:
            raise _cannot(f"Unclosed start tag at byte offset {begin}")
        if tag not in TAGS:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        self._blanks()
        while self.bytes[self.at] != ord(">"):
            argument = self._attribute(tag, begin) or argument
            self._blanks()
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(Open(tag, argument, self.offset, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Reads one attribute and returns what it means for this tag, empty when nothing."""
        name = self._while(lambda byte: byte not in SPACE and byte not in b"=>/\"'")
        if not name and self.at < self.end:
            raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._blanks()
        value = ""
        if self.bytes[self.at] == ord("="):
            self.at += 1
            self._blanks()
            value = self._value(tag, begin)
        if self.at >= self.end:
            raise _cannot(f"Unclosed start tag at byte offset {begin}")
        return _meaning(tag, name, value)

    def _value(self, tag: str, begin: int) -> str:
        if self.at >= self.end:
            raise _cannot(f'Unclosed start tag "{tag}" at byte offset {begin}')
        quote = self.bytes[self.at]
        if quote not in b"\"'":
            return self._name_token().lower()
        self.at += 1
        value = ""
        while self.at < self.end and self.bytes[self.at] != quote:
            if self.bytes[self.at] == ord("&"):
                value += self._reference()
            else:
                value += self._while(lambda byte: byte != quote and byte != ord("&"))
        if self.at < self.end:
            self.at += 1
        return value

    def _name_token(self) -> str:
        begin = self.at
        token = self._while(lambda byte: bytes([byte]).isalnum() or byte in b".-")
        if self.bytes[self.at] not in SPACE and self.bytes[self.at] != ord(">"):
            raise _cannot(f"Unexpected end of name token at byte offset {begin}")
        return token

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise _cannot(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        tag = self._while(lambda byte: byte not in SPACE and byte != ord(">")).lower()
        self._blanks()
        if self.bytes[self.at] != ord(">"):
            raise _cannot(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise _cannot(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"')
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: Open) -> None:
        entity: Json = {"type": "", "offset": opened.offset, "length": self.offset - opened.offset}
        if opened.tag == "a":
            entity |= _link(opened.argument or "".join(self.out[opened.position :]))
        elif opened.tag == "tg-emoji":
            entity |= _custom_emoji(opened.argument)
        else:
            entity["type"] = STYLES[opened.tag]
        if opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        if entity["type"] and not self._made_pre(entity):
            self.entities.append(entity)

    def _made_pre(self, entity: Json) -> bool:
        """`<pre><code class="language-x">` is one entity: a pre with a language."""
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
        if last is None or not same or {last["type"], entity["type"]} != {"pre", "code"}:
            return False
        language = entity.get("language") or last.get("language")
        if not language:
            return False
        last.update(type="pre", language=language)
        return True


def _meaning(tag: str, name: str, value: str) -> str:
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return "expandable" if (tag, name) == ("blockquote", "expandable") else ""


def _custom_emoji(identifier: str) -> Json:
    if not identifier.isdigit() or int(identifier) == 0:
        raise _cannot("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}


def _link(address: str) -> Json:
    """A link Telegram does not believe in leaves plain text behind."""
    if address.startswith("tg://user?id="):
        number = address.removeprefix("tg://user?id=")
        # Telegram names the person; here nobody is known, and clients want a name all the same.
        named = {"id": int(number), "is_bot": False, "first_name": number} if number.isdigit() else {}
        return {"type": "text_mention", "user": named} if named else {}
    checked = links.checked(address)
    return {"type": "text_link", "url": checked} if checked else {}
