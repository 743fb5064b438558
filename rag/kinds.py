"""The kinds of answer (a person, a date, a number …): what asks for each, and what in a sentence is one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.text import STOP_WORDS, fold, key_words, words

MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre "
    "january february march april may june july august september october november december"
)
_COUNTED = (
    "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette "
    "diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mezzo meta trecento "
    "mille decina dozzina ventina trentina cinquantina two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred dozen dozens half third both only"
)
_SEVERAL = rf"(?:[2-9]|\d\d+|{'|'.join(_COUNTED.split()[:-4])})"
NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-ZÀ-Ý][\w'’-]+")
_PERSON = re.compile(
    r"\b[A-ZÀ-Ý][a-zà-ÿ]+ (?:(?:[A-Z][a-zà-ÿ]+|d[aei]|Di|Lo|'[A-Z]\w+') )?[A-ZÀ-Ý][a-zà-ÿ'’]+\b|"
    r"\b(?<=[Mm]inister )[A-Z]\w+"
)
_NAMES = re.compile(r"[A-ZÀ-Ý][^,.;:]{1,40}, (?:[A-ZÀ-Ý][^,.;:]{1,40}, )*[A-ZÀ-Ý][^,.;:]{1,40},? and [A-ZÀ-Ý]")
# What a sentence holds, looked for in its English text (names keep their capitals there).
_OFFERS: Mapping[str, re.Pattern[str]] = {
    "day": re.compile(rf"\b\d\d? (?:{'|'.join(m.title() for m in MONTHS.split()[12:])})\b|\b\d{{4}}-\d\d-\d\d\b"),
    "date": re.compile(rf"\b(?:19|20)\d\d\b|\b(?:{'|'.join(m.title() for m in MONTHS.split()[12:])})\b"),
    "number": re.compile(rf"\b(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*|\b(?i:{'|'.join(_COUNTED.split())})(?:\b|-)"),
    "money": re.compile(r"\b(?:euro|million|billion|dollars)\b|€|\$|\bfree\b|\bfee\b", re.I),
    "percent": re.compile(r"%|\b(?:half|third|quarter)\b", re.I),
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
    "hour": re.compile(
        r"\b\d{1,2}[:.]\d{2}\b(?! ?(?:%|million|billion|euro))|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.)|"
        r"\b(?:noon|midnight)\b|\bfrom \d{1,2} to \d{1,2}(?=[,.;)]|$)",
        re.I,
    ),
    "tongue": re.compile(r"\bin (?:Italian|English|French|German|Chinese|Spanish)\b(?! [a-z])|\blanguages?\b"),
    "edition": re.compile(
        r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))\b"
    ),
    "span": re.compile(r"\b(?:years?|months?|days?|hours?|weeks?|minutes?|until|from \d+ to \d+|\d{4}-\d{2,4})\b"),
}  # fmt: skip
# Places and peoples: capitals that are nobody's name.
_WHERE = re.compile(
    r"\b(?:in|at|near|of|from) (?:the )?(?:Turin|Italy|Piedmont|[A-Z]\w+(?= \([A-Z]{2}\))|[A-Z]\w+(?= in \d{4}))"
)
_NO_AGENTS = (
    STOP_WORDS
    | set(MONTHS.split())
    | set(
        "turin torino piedmont piemonte italy italian italians europe european american americans chinese china german "
        "germany french france japan japanese indian israeli canadian euro united states".split()
    )
)
_ASKS = r"(?:^\W*(?:\w+\W+){0,2}|[,:;.?!]\W*(?:\w+ )?|\be |\band |\bda |\bsince |\bper |\bdi )"
# What a question wants, looked for in its folded text; the first that matches is it.
_WANTS: tuple[tuple[str, str], ...] = (
    ("names", r"\b(elenc\w+|lista|list|i nomi|names) (complet[oa] )?(di|dei|delle|degli|of)\b|\bcome si chiamano\b|"
              r"\bwhat (are|were) (the|their) names\b|\bwhat (are|were) .{3,60} called\b|"
              r"\bi nomi\b|\bname (them|all)\b|"
              r"\b(which|what|quali|list|name|elenca\w*|nomina\w*) (the |all |of |tutt[ei] |[ie] |le |gli )*"
              rf"{_SEVERAL} [a-z]"),
    ("hall", r"\b((quale|che|what|which) (padiglione|sala|aula|stand|hall|room|floor)|(a|al) (che|quale) piano|"
             r"padiglion\w+)\b"),
    ("material", r"\b(di che material\w|di (che )?cosa (e|sono) fatt\w|made of|(what|which) materials?)\b"),
    ("words", r"\b(cosa|che) (?:[\w']+ ){0,3}(dett\w|dice|dicono|pensa|pensano|sostien\w+|dichiara\w*)\b|"
              r"\bwhat (did|does|do|has|have) .{2,40}\b(say|said|says|think)\b"),
    ("speed", r"\b(velocita|how fast|top speed|speed)\b"),
    ("distance", r"\b(autonomia|how far|quanta strada|range)\b|\bquanti (km|chilometri)\b"),
    ("power", r"\b(cavalli|quanti cv|che cv|how much power|horsepower|potenza|che motore|what engine)\b"),
    ("area", r"\b(quanti (mq|metri)|how many square|superficie|how large|quanto e grande)\b"),
    ("percent", r"\b(percentuale|percent\w*)\b"),
    ("share", r"\b(di quanto|by how much|what share|che (parte|quota)|what stake|"
              r"quanto pesa|how much of)\b"),
    ("money", r"\b(quanto (costa\w*|si paga|paga\w*|ha\w* (pagato|speso|investito|incassato)|e costat\w+|val\w+|"
              r"prend\w+|guadagna\w*|spend\w+|incassa\w*|chied\w+|investe|investono)|"
              r"(che|quale|what) (cifra|somma|sum)|for how much|prezz\w+|price|"
              r"quanto (mi |ci )?(verrebbe|viene a costare)|what (does|did|would|will) .+ (cost|set \w+ back)|"
              r"how much (does|did|do|is|was|were|has|have)|"
              r"fatturat\w+|turnover|revenue|a quanto|budget|bilancio|quant\w ha investito)\b"),
    ("span", r"\b(how long|quanto (tempo|dura\w*)|per quanti|quanti (anni|mesi|giorni)|how many (years|months|days)|"
             r"fino a quando|until (when|what(?! time))|how old)\b"),
    ("hour", r"\b((a |fino a )?che or[ae]|what time|(at |until )?what hours?|orari\w?|opening hours)\b"),
    ("tongue", r"\b((che|quale|quali|what|which) (lingu[ae]|languages?))\b"),
    ("edition", r"\b((che|quale|which|what) (edizione|edition))\b"),
    ("number", r"\b(quant[ie]|how (many|often)|che numero|what number|quanta gente|how big|quanto grand\w)\b"),
    ("day", r"\b((che|quale|quali) (giorno|giorni|data|date)|(on )?(what|which) (day|days|date|dates)|"
            r"exact dates?|date esatte)\b"),
    ("date", rf"{_ASKS}(quando|quand'?|when)\b|\b(in che (anno|mese)|che anno|"
             r"(which|what) (year|month|season|decade)|(in |da )?(che|quale) (anno|mese|stagione|periodo)|data di)\b"),
    ("place", rf"{_ASKS}(dove|where)\b|\b((che|quale|quali) (citta|paese|paesi|comune|luogo|posto|piazza|via|"
              r"sede|regione|provincia|quartiere|zona|stabilimento|fabbrica|albergo|hotel)|"
              r"(which|what) (city|cities|towns?|place|country|countries|region|province|district|street|square|plant|"
              r"factory|site|venue|hotel))\b|"
              r"^\W*(qual e la )?sede (di|legale|della|del)\b"),
    ("name", r"^\W*(di )?(chi|ki)\b|\b((da|con|per|a|tra) chi|chi (e|era|ha|sono)|come si chiama|"
             r"what is .{3,60} called|(what is|what's|qual e) (the|il) (name|nome)|who|whom|whose|who's|"
             r"(quale|quali|which|what) (?:[\w']+ ){0,2}(casa|aziend[ae]|politico|politician|minister\w*|person\w?|"
             r"pilot[ai]?|drivers?|ingegner[ei]|engineers?|professor\w*|assessor\w|sindac\w|mayors?|giornalist\w|"
             r"journalists?|manager|dirigent\w|imprenditor\w|designers?|"
             r"imprese|company|companies|firms?|architect|gruppo|group|bodies|body|ent[ei]|istituzion\w|institutions?|"
             r"manufacturers?|(?:car ?)?makers?|produttor\w|costruttor\w|fornitor\w|suppliers?|client\w?|customers?|"
             r"clients?|partners?|teams?|squadr\w|scuderi\w|march\w|brands?|studio|studi|studios?))\b"),
    ("reason", r"\b(perche|come mai|why|how come)\b"),
)  # fmt: skip


# "Is it really up and running?": what was announced is no answer to whether it came about.
_DONE = re.compile(
    r"^\W*(?:is|are|has|have|e|ha|hanno|sono)\b.*\b(?:still|yet|ancora|in funzione|operativ\w|up and running|finally|"
    r"really|actually|davvero|partit\w)\b|"
    r"\b(?:quant[ie]|how many)\b.*\b(?:really|actually|in the end|davvero|effettivamente|alla fine|poi)\b"
)


def kind_of(folded: str) -> str | None:
    """The kind of answer that is asked for first."""
    found = [(match.start(), kind) for kind, pattern in _WANTS if (match := re.search(pattern, folded))]
    exact = [kind for _, kind in found if kind not in ("number", "name", "day", "date", "place")]
    return exact[0] if exact else min(found)[1] if found else None


def asks_whether_done(folded: str) -> bool:
    """Whether it asks if, or how, what was announced came about."""
    return _DONE.search(folded) is not None


def figures(text: str) -> list[tuple[int, int, str]]:
    """The numbers of a text that are no years, in figures or words, with their spans."""
    return [(*match.span(), match.group().lower()) for match in _OFFERS["number"].finditer(text)]


def listed(english: str) -> int:
    """How many names the longest list of a sentence holds."""
    return max((found.count(",") + 2 for found in _NAMES.findall(english)), default=0)


def offered(english: str, subject: str, firms: frozenset[str]) -> frozenset[str]:
    """The kinds of answer that a sentence holds besides its own subject. `firms`: words of companies' names."""
    rest = re.sub(re.escape(subject), "It", english, flags=re.I) if subject else english
    own = {kind for kind, pattern in _OFFERS.items() if pattern.search(rest)}
    if any(
        not firms & set(key_words(person)) and _NO_AGENTS.isdisjoint(words(person)) for person in _PERSON.findall(rest)
    ):
        own.add("person")
    named = [name for name in NAME.findall(_WHERE.sub(" ", rest)) if fold(name) not in _NO_AGENTS]
    return frozenset(own | ({"name"} if named or "person" in own else set()))
