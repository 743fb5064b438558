"""The text of a web page as a reader sees it: no scripts, no styles, a line for each block, tabs between cells."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from rag.refusing import Refused

MOST_TAGS = 50_000
_UNSEEN = ["script", "style", "template", "noscript", "title", "svg", "iframe", "object", "nav"]
_BLOCKS = (
    "address article aside blockquote caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section table tr ul"
).split()
_BLANKS = re.compile(r"\s+")


def lines_of_html(content: bytes) -> list[str]:
    """Its lines. An address behind words stands in brackets after them. Raises Refused."""
    if content.count(b"<") > 2 * MOST_TAGS:
        raise Refused("bomb")
    soup = BeautifulSoup(content, "html.parser")
    for unseen in soup.find_all(_UNSEEN):
        unseen.extract()
    for text in soup.find_all(string=True):
        if isinstance(text, Comment) or type(text) is not NavigableString:
            text.extract()
        else:
            text.replace_with(NavigableString(_BLANKS.sub(" ", text)))
    _mark(soup)
    return _squeezed(soup.get_text().split("\n"))


def _mark(soup: BeautifulSoup) -> None:
    """Breaks and tabs where the page would show them, and the addresses of links."""
    for link in soup.find_all("a", href=re.compile(r"^https?://")):
        if isinstance(link, Tag) and str(link["href"]) not in link.get_text():
            link.append(f" ({link['href']})")
    for line_break in soup.find_all("br"):
        line_break.insert_before("\n")
    for cell in soup.find_all(["td", "th"]):
        cell.insert_after("\t")
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")


def _squeezed(lines: list[str]) -> list[str]:
    """At most one blank line between others: pages are full of them."""
    kept: list[str] = []
    for line in (line.strip(" \t") for line in lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept[:-1] if kept and not kept[-1] else kept
