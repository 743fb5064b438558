"""Lengths and offsets as Telegram counts them: in UTF-16 code units."""


def length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def part(text: str, offset: int, size: int) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + size)].decode("utf-16-le", "replace")


def offset_of(text: str, index: int) -> int:
    """The UTF-16 offset of the character at a Python index."""
    return length(text[:index])


def pieces(text: str, most: int) -> list[str]:
    """Cuts a text as Telegram's clients do when someone writes too much: at a blank if one is near."""
    cut: list[str] = []
    rest = text
    while length(rest) > most:
        head = _head(rest, most)
        blank = max(head.rfind(" "), head.rfind("\n"))
        if blank > len(head) // 2:
            head = head[: blank + 1]
        cut.append(head)
        rest = rest[len(head) :]
    return [*cut, rest]


def _head(text: str, most: int) -> str:
    """The longest beginning of at most so many units that splits no character."""
    head = text[:most]
    while length(head) > most:
        head = head[: len(head) - max(1, (length(head) - most) // 2)]
    return head
