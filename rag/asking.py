"""What a question wants: a kind of answer (rag/kinds.py) about what, in whatever words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.kinds import MONTHS, NAME, asks_whether_done, kind_of
from rag.relations import FIRM, INCLUDES, JOINING, PUBLIC, ROLES, SAID, TAKES_PLACE, part_of_role
from rag.text import fold, key_words, stem

_BESIDE = 2  # characters between "how many" and what is counted
# Said by the period that is asked for, not by words.
_WHEN = re.compile(
    r"\b((last|next|this|past|scors[oa]|prossim[oa]|quest[oa]) (week|month|year|mese|settimana|anno)|"
    r"(week|month|mese|settimana|anno) (scors[oa]|prossim[oa]|passat[oa])|"
    r"ieri|yesterday|domani|tomorrow|l'altro ieri)\b"
)
_QUESTION = re.compile(
    r"\b(quant[ieoa]|how (many|much|long|far)|chi|ki|who|whom|whose|which|what|qual[ei]?|che|dove|where|when|"
    r"quando|perche|why)\b"
)

_WORD = re.compile(r"[a-z0-9]+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
TODAY = re.compile(r"\b(oggi|adesso|ora|today|now|currently|attualmente)\b", re.I)
# Words of asking that tell nothing of what is asked.
_TRIFLES = frozenset(
    "quand successo success happened happen happens succede adesso oggi ora today now attualmente currently "
    "oggigiorno anno year mese month giorno day data date citta city cities paese paesi luogo posto percentuale "
    "percent share quanto costa costano costo cost costs price prezzo prezzi paga pagato pay paid tempo long many "
    "much big large grande grandi ke ki x sto sta stanno han cosa roba tipo proprio invece davvero really exactly "
    "esattamente esatto esatta esatti esatte exact precisamente preciso precisi precise tell say please "
    "favore grazie dimmi dire sapere sai info informazioni qualcosa "
    "anything dell all nell sull dall col ce un stato stata stati state stat avra avere sara saranno "
    "ha where viene vengono come comes not scorso miss missed perso persi ferie scrivevano scritto scrive "
    "scrivono wrote written novita see vedere something prossimo solo aveva avevano "
    "erano riuscito fatta fatti fare wanted held scheda profilo profile card "
    "mostrami show parlami about notizie news giorni days ore time via "
    "siede siedono sits sit elenco lista list nomi names chiamano "
    "far yet already still ever too also just even gia ancora finora mai pure".split()
)  # fmt: skip


_PERSONAL = re.compile(
    r"\b(telefon\w*|cellular\w*|phone|mobile|e-?mail|mail|indirizz\w+|address\w*|recapit\w+|contact\w*|contatt\w+|"
    r"stipend\w*|salar\w+|guadagn\w+|earns?|pa(?:id|y)(?! for\b))\b"
)
# "When will …?", "quando aprirà …?"
_WILL = re.compile(r"\b(?:will|going to|\w+r(?:à|anno))\b", re.IGNORECASE)
_NEW = re.compile(r"\b(nuov\w+|new|prossim\w+|next|succe\w+|sostitu\w+|replac\w+)\b")
_OPEN = re.compile(
    r"\b(would be|will soon|soon|do not say|does not say|not yet|no pressure|to be named|is sought|looking for)\b"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a question asks about: any of `forms` says it, `close` nearly does."""

    forms: frozenset[str]
    close: frozenset[str] = frozenset()
    relation: str | None = None
    proper: bool = False  # a name or a figure: nothing else can stand for it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants: a kind of answer ("date", "person", …; None: open) about its terms."""

    kind: str | None
    terms: tuple[Term, ...]
    focus: Term | None = None  # the first thing after the question word: "quanti visitatori …", "who sponsored …"
    personal: bool = False  # it is after somebody's address, number or pay
    new: bool = False  # somebody or something that came after what was
    ahead: bool = False  # when something will be
    done: bool = False  # whether, or how, what was announced came about
    part: Term | None = None  # what somebody heads of it: "head of production" is not who heads the whole

    @property
    def public(self) -> bool:
        """Whether it asks for what sources publish of companies, though it sounds private or like a price."""
        return not self.personal and any(term.relation in PUBLIC for term in self.terms)

    @property
    def factual(self) -> bool:
        """Whether its form asks for a fact and not for companies."""
        return self.kind not in (None, "name", "place") and bool(self.terms)


def wanted(text: str, topic: str) -> Wanted:
    """Takes a question apart. `topic`: the text without the names of known companies, folded."""
    folded = fold(text)
    kind = kind_of(folded)
    names = {fold(name) for name in NAME.findall(text)}
    rest = _WHEN.sub(lambda match: " " * len(match.group()), fold(topic))
    found = [match for match in SAID.finditer(rest) if match.lastgroup != TAKES_PLACE]
    if not any(match.lastgroup in JOINING for match in found):
        found = [match for match in found if match.lastgroup != "may"]  # "where can I see …" asks for no permission
    placed = [(match.start(), _relation(str(match.lastgroup))) for match in found]
    blank = SAID.sub(lambda match: " " * len(match.group()), rest)
    placed += [(match.start(), _word(match.group(), names)) for match in _WORD.finditer(blank) if _tells(match.group())]
    placed.sort(key=lambda one: one[0])
    relations = {term.relation for _, term in placed}
    if kind == "name" and relations & ROLES:
        kind = "person"
    if ("called" in relations and kind != "name") or (kind == "name" and relations & {"may", "join"}):
        kind = None  # "where does the name come from?", "who may join?"
    focus = _focus(kind, rest, placed)
    if kind == "number" and TODAY.search(folded):
        placed = [(start, _of_now(term)) for start, term in placed]
        focus = _of_now(focus) if focus else None
    terms = tuple(dict.fromkeys(term for _, term in placed if term.relation != FIRM or term == focus))
    personal = bool(_PERSONAL.search(folded))
    new = bool(kind in ("name", "person") and _NEW.search(folded))
    ahead = kind in ("date", "day") and _WILL.search(text) is not None
    part = part_of_role(rest) if kind == "person" else None
    part_term = _word(part, names) if part and _tells(part) else None
    return Wanted(kind, terms, focus, personal, new, ahead, asks_whether_done(folded), part_term)


def _focus(kind: str | None, rest: str, placed: list[tuple[int, Term]]) -> Term | None:
    """The first thing after the question word; only what is counted can be a mere company."""
    at = match.end() if (match := _QUESTION.search(rest)) else 0
    if kind == "number":
        return next((term for start, term in placed if 0 <= start - at <= _BESIDE), None)
    fit = [(start, term) for start, term in placed if term.relation != FIRM]
    return next((term for start, term in fit if start >= at), fit[0][1] if fit else None)


def _relation(name: str) -> Term:
    return Term(frozenset(f"@{one}" for one in INCLUDES.get(name, {name})), relation=name)


def _of_now(term: Term) -> Term:
    """How many members there are today is not told by how many founded it."""
    return replace(term, forms=frozenset({"@member"})) if term.relation == "member" else term


def _word(word: str, names: set[str]) -> Term:
    proper = word in names or any(letter.isdigit() for letter in word)
    return Term(
        frozenset({word, stem(word, "it"), stem(word, "en")}),
        frozenset() if proper else _beginning(word),
        proper=proper,
    )


def _tells(word: str) -> bool:
    """Whether a word says anything of what is asked."""
    return bool(key_words(word)) and word not in _TRIFLES and word not in MONTHS.split() and not _YEAR.fullmatch(word)


def places_of(term: Term, text: str) -> list[tuple[int, int]]:
    """Where a folded text says the term: spans of characters."""
    if term.relation:
        return [match.span() for match in SAID.finditer(text) if f"@{match.lastgroup}" in term.forms]
    return [match.span() for match in _WORD.finditer(text) if _is(term, match.group())]


def _is(term: Term, word: str) -> bool:
    return bool(term.forms & {word, stem(word, "it"), stem(word, "en")} or term.close & _beginning(word))


def said(text: str) -> frozenset[str]:
    """All terms of a text that a question could ask for: words, stems, beginnings and relations."""
    folded = fold(text)
    terms = {f"@{match.lastgroup}" for match in SAID.finditer(folded)}
    return frozenset(terms.union(*map(_terms, key_words(folded))))


@lru_cache(1 << 14)  # the words of all records: most stand in many sentences
def _terms(word: str) -> frozenset[str]:
    return frozenset({word, stem(word, "it"), stem(word, "en")}) | _beginning(word)


def still_open(english: str) -> bool:
    """Whether a sentence says that a thing is not settled yet."""
    return bool(_OPEN.search(english))


def _beginning(word: str) -> frozenset[str]:
    """What a word shares with those derived from it ("espositori", "esposizione")."""
    return frozenset({f"{word[:5]}~"}) if len(word) > 5 and word.isalpha() else frozenset()
