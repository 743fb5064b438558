"""What kind of answer a question wants (a person, a date, a number …), about what, and what a sentence offers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.relations import FIRM, INCLUDES, JOINING, PUBLIC, ROLES, SAID, TAKES_PLACE, part_of_role
from rag.text import STOP_WORDS, fold, key_words, stem, words

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

_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre "
    "january february march april may june july august september october november december"
)
_COUNTED = (
    "due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento mezzo "
    "meta trecento mille two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "hundred half third both only"
)
_WORD = re.compile(r"[a-z0-9]+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-ZÀ-Ý][\w'’-]+")
_PERSON = re.compile(
    r"\b[A-ZÀ-Ý][a-zà-ÿ]+ (?:(?:[A-Z][a-zà-ÿ]+|d[aei]|Di|Lo|'[A-Z]\w+') )?[A-ZÀ-Ý][a-zà-ÿ'’]+\b|"
    r"\b(?<=[Mm]inister )[A-Z]\w+"
)
_NAMES = re.compile(r"[A-ZÀ-Ý][^,.;:]{1,40}, (?:[A-ZÀ-Ý][^,.;:]{1,40}, )*[A-ZÀ-Ý][^,.;:]{1,40},? and [A-ZÀ-Ý]")
# What a sentence holds, looked for in its English text (names keep their capitals there).
_OFFERS: Mapping[str, re.Pattern[str]] = {
    "day": re.compile(rf"\b\d\d? (?:{'|'.join(m.title() for m in _MONTHS.split()[12:])})\b|\b\d{{4}}-\d\d-\d\d\b"),
    "date": re.compile(rf"\b(?:19|20)\d\d\b|\b(?:{'|'.join(m.title() for m in _MONTHS.split()[12:])})\b"),
    "number": re.compile(rf"\b(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*|\b(?i:{'|'.join(_COUNTED.split())})(?:\b|-)"),
    "money": re.compile(r"\b(?:euro|million|billion|dollars)\b|€|\$|\bfree\b|\bfee\b", re.I),
    "share": re.compile(r"%|\b(?:half|third|quarter|wholly|majority|all of)\b", re.I),
    "place": re.compile(r"\b(?:in|at|near|between) (?:the |piazza |corso |via )?[A-ZÀ-Ý][\w'’-]+"),
    "speed": re.compile(r"\bkm/h\b"),
    "distance": re.compile(r"\b(?:km|kilomet\w+|miles)\b"),
    "power": re.compile(r"\b(?:hp|CV|kW|V6|V8)\b"),
    "area": re.compile(r"\bsquare met\w+\b|\bm2\b"),
    "names": _NAMES,
    "hall": re.compile(r"\b(?:halls?|pavilions?|rooms?|floor|auditorium|stand)\b", re.I),
    "material": re.compile(
        r"\b(?:carbon|steel|alumini?um|metals?|plastics?|wood|fibres?|composites?|leather|fabrics?|titanium|magnesium|"
        r"rubber|glass|resin)\b", re.I
    ),
    "reason": re.compile(r"\b(?:because|since|due|so|after|as|thanks|reasons?|to|for|instead|without|until)\b", re.I),
    "words": re.compile(
        r"\b(?:says?|said|tells?|told|thinks?|sees|finds|calls?|called|asks?|asked|wants?|names|named|considers?|"
        r"considered|announce[sd]?|explain(?:s|ed)?|promise[sd]?|warn(?:s|ed)?|hopes?|speaks?|spoke|according)\b", re.I
    ),
    "span": re.compile(r"\b(?:years?|months?|days?|hours?|weeks?|minutes?|until|from \d+ to \d+|\d{4}-\d{2,4})\b"),
}  # fmt: skip
# Places and peoples: capitals that are nobody's name.
_WHERE = re.compile(
    r"\b(?:in|at|near|of|from) (?:the )?(?:Turin|Italy|Piedmont|[A-Z]\w+(?= \([A-Z]{2}\))|[A-Z]\w+(?= in \d{4}))"
)
_NO_AGENTS = (
    STOP_WORDS
    | set(_MONTHS.split())
    | set(
        "turin torino piedmont piemonte italy italian italians europe european american americans chinese china german "
        "germany french france japan japanese indian israeli canadian euro united states".split()
    )
)
_ASKS = r"(?:^\W*(?:\w+\W+){0,2}|[,:;.?!]\W*(?:\w+ )?|\be |\band |\bda |\bsince |\bper |\bdi )"
# What a question wants, looked for in its folded text; the first that matches is it.
_WANTS: tuple[tuple[str, str], ...] = (
    ("names", r"\b(elenc\w+|lista|list|i nomi|names) (complet[oa] )?(di|dei|delle|degli|of)\b|\bcome si chiamano\b|"
              r"\bwhat (are|were) (the|their) names\b|\bwhat (are|were) .{3,60} called\b"),
    ("hall", r"\b((quale|che|what|which) (padiglione|sala|aula|stand|hall|room|floor)|(a|al) (che|quale) piano|"
             r"padiglion\w+)\b"),
    ("material", r"\b(di che material\w|di (che )?cosa (e|sono) fatt\w|made of|(what|which) materials?)\b"),
    ("words", r"\b(cosa|che) (?:[\w']+ ){0,3}(dett\w|dice|dicono|pensa|pensano|sostien\w+|dichiara\w*)\b|"
              r"\bwhat (did|does|do|has|have) .{2,40}\b(say|said|says|think)\b"),
    ("speed", r"\b(velocita|how fast|top speed|speed)\b"),
    ("distance", r"\b(autonomia|how far|quanta strada|range)\b|\bquanti (km|chilometri)\b"),
    ("power", r"\b(cavalli|quanti cv|che cv|how much power|horsepower|potenza|che motore|what engine)\b"),
    ("area", r"\b(quanti (mq|metri)|how many square|superficie|how large|quanto e grande)\b"),
    ("share", r"\b(di quanto|by how much|percentuale|percent\w*|what share|che (parte|quota)|what stake|"
              r"quanto pesa|how much of)\b"),
    ("money", r"\b(quanto (costa\w*|si paga|paga|ha pagato|e costat\w+|vale|prende|guadagna)|prezz\w+|price|"
              r"what does .+ cost|what did .+ cost|how much (does|did|do|is|was|were|has|have)|"
              r"fatturat\w+|turnover|revenue|a quanto|budget|bilancio|quant\w ha investito)\b"),
    ("span", r"\b(how long|quanto (tempo|dura\w*)|per quanti|quanti (anni|mesi|giorni)|how many (years|months|days)|"
             r"fino a quando|until (when|what)|che ora|what time|che ore)\b"),
    ("number", r"\b(quant[ie]|how many|quanta gente|how big|quanto grand\w)\b"),
    ("day", r"\b(che (giorno|giorni|data|date)|(on )?(what|which) (day|days|date|dates)|exact dates?|date esatte)\b"),
    ("date", rf"{_ASKS}(quando|quand'?|when)\b|\b(in che (anno|mese)|che anno|"
             r"(in )?(which|what) (year|month)|da che anno|by which year|data di)\b"),
    ("place", rf"{_ASKS}(dove|where)\b|\b(in (che|quale|quali) (citta|paese|paesi|luogo|posto|piazza|sede|regione)|"
              r"in (which|what) (city|cities|town|place|country|countries))\b|"
              r"^\W*(qual e la )?sede (di|legale|della|del)\b"),
    ("name", r"^\W*(di )?(chi|ki)\b|\b(da chi|chi (e|era|ha|sono)|who|whom|whose|who's|"
             r"(quale|quali|which|what) (casa|azienda|aziende|politico|politician|minister\w*|imprese|company|"
             r"companies|"
             r"firm|firms|architect|gruppo|group|bodies|body))\b"),
    ("reason", r"\b(perche|come mai|why|how come)\b"),
)  # fmt: skip
TODAY = re.compile(r"\b(oggi|adesso|ora|today|now|currently|attualmente)\b", re.I)
# Words of asking that tell nothing of what is asked.
_TRIFLES = frozenset(
    "quand successo success happened happen happens succede adesso oggi ora today now attualmente currently "
    "oggigiorno anno year mese month giorno day data date citta city cities paese paesi luogo posto percentuale "
    "percent share quanto costa costano costo cost costs price prezzo prezzi paga pagato pay paid tempo long many "
    "much big large grande grandi ke ki x sto sta stanno han cosa roba tipo proprio invece davvero really exactly "
    "esattamente precisamente tell say please favore grazie dimmi dire sapere sai info informazioni qualcosa "
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
    kind = _kind(folded)
    names = {fold(name) for name in _NAME.findall(text)}
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
    if "called" in relations or (kind == "name" and relations & {"may", "join"}):
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
    return Wanted(kind, terms, focus, personal, new, ahead, _word(part, names) if part and _tells(part) else None)


def _kind(folded: str) -> str | None:
    """The kind of answer that is asked for first."""
    found = [(match.start(), kind) for kind, pattern in _WANTS if (match := re.search(pattern, folded))]
    exact = [kind for _, kind in found if kind not in ("number", "name", "day", "date", "place")]
    return exact[0] if exact else min(found)[1] if found else None


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
    return bool(key_words(word)) and word not in _TRIFLES and word not in _MONTHS.split() and not _YEAR.fullmatch(word)


def places_of(term: Term, text: str) -> list[tuple[int, int]]:
    """Where a folded text says the term: spans of characters."""
    if term.relation:
        return [match.span() for match in SAID.finditer(text) if f"@{match.lastgroup}" in term.forms]
    return [match.span() for match in _WORD.finditer(text) if _is(term, match.group())]


def _is(term: Term, word: str) -> bool:
    return bool(term.forms & {word, stem(word, "it"), stem(word, "en")} or term.close & _beginning(word))


def figures(text: str) -> list[tuple[int, int, str]]:
    """The numbers of a text that are no years, in figures or words, with their spans."""
    return [(*match.span(), match.group().lower()) for match in _OFFERS["number"].finditer(text)]


def listed(english: str) -> int:
    """How many names the longest list of a sentence holds."""
    return max((found.count(",") + 2 for found in _NAMES.findall(english)), default=0)


def said(text: str) -> frozenset[str]:
    """All terms of a text that a question could ask for: words, stems, beginnings and relations."""
    folded = fold(text)
    terms = {f"@{match.lastgroup}" for match in SAID.finditer(folded)}
    return frozenset(terms.union(*map(_terms, key_words(folded))))


@lru_cache(1 << 14)  # the words of all records: most stand in many sentences
def _terms(word: str) -> frozenset[str]:
    return frozenset({word, stem(word, "it"), stem(word, "en")}) | _beginning(word)


def offered(english: str, subject: str, firms: frozenset[str]) -> frozenset[str]:
    """The kinds of answer that a sentence holds besides its own subject. `firms`: words of companies' names."""
    rest = re.sub(re.escape(subject), "It", english, flags=re.I) if subject else english
    own = {kind for kind, pattern in _OFFERS.items() if pattern.search(rest)}
    if any(
        not firms & set(key_words(person)) and _NO_AGENTS.isdisjoint(words(person)) for person in _PERSON.findall(rest)
    ):
        own.add("person")
    named = [name for name in _NAME.findall(_WHERE.sub(" ", rest)) if fold(name) not in _NO_AGENTS]
    return frozenset(own | ({"name"} if named or "person" in own else set()))


def still_open(english: str) -> bool:
    """Whether a sentence says that a thing is not settled yet."""
    return bool(_OPEN.search(english))


def _beginning(word: str) -> frozenset[str]:
    """What a word shares with those derived from it ("espositori", "esposizione")."""
    return frozenset({f"{word[:5]}~"}) if len(word) > 5 and word.isalpha() else frozenset()
