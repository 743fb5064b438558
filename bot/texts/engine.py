"""say(): the macro of a moment, filled with its blanks and escaped, as HTML that Telegram understands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro

from bot.texts.dates import ago, hours, moment, span, wall, when
from bot.texts.plain import plain
from bot.texts.soon import day, soon, written
from rag.documents import LANGUAGES, Bilingual, Language

ROOM = Path(__file__).parent
SUFFIX = ".html.j2"


def say(moment: str, language: Language, **blanks: object) -> str:
    """The text of a moment ("ask.too_long"). Every blank of the text must be given, and no other."""
    feature, _, name = moment.partition(".")
    macro = _macros(language, feature).get(name)
    if macro is None:
        raise LookupError(f"no text for the moment {moment!r} in {language!r}")
    if set(macro.arguments) != set(blanks):
        raise TypeError(f"{moment} has the blanks {sorted(macro.arguments)}, given were {sorted(blanks)}")
    return _tidy(str(macro(**blanks)))


def label(moment: str, language: Language, **blanks: object) -> str:
    """The same without markup: for buttons, toasts and menus, which know no HTML."""
    return plain(say(moment, language, **blanks))


def moments(language: Language) -> dict[str, tuple[str, ...]]:
    """Every moment that has a text in this language, with its blanks in order."""
    features = sorted(path.name.removesuffix(SUFFIX) for path in (ROOM / language).glob(f"[!_]*{SUFFIX}"))
    return {
        f"{feature}.{name}": tuple(macro.arguments)
        for feature in features
        for name, macro in sorted(_macros(language, feature).items())
    }


def _told(words: Bilingual, language: Language) -> str:
    """The words in this language; what is known in the other only is still worth telling."""
    return words.get(language) or next(iter(words.values()), "")


def place(name: str) -> str:
    """A place's name as it is written: "la loggia" -> "La Loggia", "valle d'aosta" -> "Valle d'Aosta"."""
    small = {"di", "del", "della", "delle", "sul", "in"}
    parts = [word if word in small else word[:1].upper() + word[1:] for word in name.split()]
    return re.sub(r"\bD'(\w)", lambda letter: f"d'{letter[1].upper()}", " ".join(parts))


def _tidy(html: str) -> str:
    """Templates are laid out for their readers; a message has one empty line at most."""
    lines = [line.strip() for line in html.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@cache
def _macros(language: Language, feature: str) -> Mapping[str, Macro]:
    module = _environment(language).get_template(f"{feature}{SUFFIX}").module
    return {name: value for name, value in vars(module).items() if isinstance(value, Macro)}


@cache
def _environment(language: Language) -> Environment:
    if language not in LANGUAGES:
        raise LookupError(f"no texts in {language!r}")
    environment = Environment(
        loader=FileSystemLoader(ROOM / language),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=FileSystemBytecodeCache(),  # compiling all texts takes a second of each start
    )
    environment.filters.update(
        when=lambda date: when(date, language),
        span=lambda start, end: span(start, end, language),
        hours=lambda event: hours(event, language),
        moment=lambda at, zone: moment(at, zone, language),
        wall=lambda at: wall(at, language),
        soon=lambda at, now=None: soon(at, language, now),
        day=lambda at: day(at, language),
        written=lambda value: written(value, language),
        ago=ago,
        place=place,
        split_lines=lambda text: [line.strip() for line in str(text).splitlines() if line.strip()],
        opening=lambda words: words[:1].upper() + words[1:],
        told=lambda words: _told(words, language),
    )
    environment.tests["yearly"] = lambda date: date is not None and len(date) == len("2026")
    return environment
