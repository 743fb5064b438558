"""Opens a file in a process of its own (`python -m rag.opening SORT SECONDS`): bytes on standard input, JSON comes out.

It limits its own memory and time before it looks at the file, and imports only the parser it needs: it stays light.
A parser that stumbles over a broken file may raise anything; the process then ends with code 1, which is answer enough.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from typing import Any

from rag.refusing import LONGEST, Refused

MEMORY = 1 << 30  # bytes of address space


def opened(content: bytes, sort: str) -> dict[str, Any]:
    """{"lines": [...]}, and for a calendar {"entries": [...]} besides. Raises Refused, and whatever a parser raises."""
    # Late imports: each parser weighs, and only one is needed.
    if sort == "pdf":
        from rag.pages import lines_of_pdf

        return {"lines": lines_of_pdf(content)}
    if sort == "docx":
        from rag.manuscripts import lines_of_docx

        return {"lines": lines_of_docx(content)}
    if sort == "html":
        from rag.webpages import lines_of_html

        return {"lines": lines_of_html(content)}
    from rag.calendars import entries_of

    return entries_of(content)


def _limit(computing: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, computing),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Writes what was opened, or {"reason": word}."""
    _limit(int(sys.argv[2]))
    warnings.simplefilter("ignore")
    content = sys.stdin.buffer.read()
    try:
        told = opened(content, sys.argv[1])
        if sum(map(len, told["lines"])) > LONGEST:  # said here, so that whoever asked need not hold it
            told = {"reason": "too_long"}
    except Refused as refused:
        told = {"reason": str(refused)}
    except MemoryError:
        told = {"reason": "too_heavy"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
