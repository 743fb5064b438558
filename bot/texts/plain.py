"""A message without markup, for the command line and for buttons; a link keeps its address."""

from __future__ import annotations

import re
from html import unescape

LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^<>]*>")


def plain(html: str) -> str:
    """ "<b>Leva</b>, <a href="https://l.it">l.it</a>" -> "Leva, l.it (https://l.it)"."""
    linked = LINK.sub(lambda link: f"{link[2]} ({link[1]})", html)
    return unescape(TAG.sub("", linked))
