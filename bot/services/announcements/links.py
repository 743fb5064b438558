"""A link alone, handed in as an announcement: it is kept for the draft, and never opened.

Whoever can make a server fetch an address of their choice can make it knock at doors inside its own network; and what
stands on a page today need not stand there tomorrow. Staff paste the text, or hand in the page as a file.
"""

from __future__ import annotations

import re

LINK = re.compile(r"(?:https?://|www\.)\S{3,}|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)


def only_link(text: str) -> str:
    """The address, where the text is nothing else; else empty."""
    said = text.strip()
    if not LINK.fullmatch(said):
        return ""
    return said if said.casefold().startswith("http") else f"https://{said}"
