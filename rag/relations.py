"""The relations that questions ask for (who heads, how many work, when founded) and the words that say them.

The words for one relation ("dipendenti", "addetti", "staff", "people work") are taken as one term on both sides, so
that a sentence counts as saying it in whatever words, and one about turnover never passes for one about staff.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FIRM = "firm"
JOINING = frozenset({"join", "open", "member"})
TAKES_PLACE = "held"  # that an event takes place goes without saying
BOUNDS = frozenset({"opening", "close", "found"})  # that it begins or ends: what is said of an event's days
ROLES = frozenset({"chief", "president", "director", "lead", "vice", "buying", "succeed", "board"})
OF_SOMEBODY = ROLES | {"seat"}  # said beside the name of whose it is: "president of X", "the headquarters of X"
# What is published of many a company though it sounds private or like a price.
PUBLIC = frozenset(
    {"chief", "president", "director", "lead", "vice", "found", "owner", "stake", "takeover", "staff", "turnover"}
    | {"invest", "order", "seat", "fee", "free"}
)

# Relation -> its words, Italian and English, folded. What comes first takes its words away from what comes later.
_WORDS: Mapping[str, str] = {
    "vice": r"vice ?president\w*|vice-president\w*|vicesindac\w*|deputy \w+",
    "board": r"consigli(?:o direttivo|o di amministrazione|o d'amministrazione|er[aei]\w*)|direttivo|cda|"
             r"giunta|comitato (?:direttivo|esecutivo)|(?:on|of|joins?) the (?:executive )?board|"
             r"(?:executive )?board (?:members?|of directors)|steering committee",
    "chief": r"amministrat\w+ delegat\w+|(?:dell'|l'|nuov[oa] |il )ad|ad (?=d)|ceo|coo|"
             r"chief executives?|managing director|capo ?azienda",
    "president": r"president\w*|presied\w*|presidenz\w*|chair|chairs|chaired|chairman|chairwoman|chairing",
    "director": r"dirett(?:ore|rice|ori)|director\w*|dirig\w+|segretari\w+|secretary",
    "lead": r"guid(?:a|ano|ava|ata|ato|ate|ati|are)|comanda\w*|leads?|led|leading|run|runs|heads?|headed|in charge|"
            r"a capo|alla guida|respons\w+|coordin\w+",
    "buying": r"ufficio acquisti|responsabile acquisti|acquisti|purchasing|procurement",
    "stake": r"quot[ae] di (?=maggioranza|minoranza)|azionist\w+|compagine|stake|che parte di|"
             r"share ?holders?|detien\w*|detenut\w+|holds (?=about|a |the majority)|kept|keeps?|mantien\w+",
    "held": r"svolt\w+|si svolge\w*|si (?:tiene|terra)|tenut[aoi]|held|takes? place|took place|"
            r"taking place|c'e stat[ao]|"
            r"c'era(?:no)?|there was",
    "open": r"apert[aoie] a|open to|is it open",
    "may": r"puo|posso|possono|possiamo|potete|can|may|allowed|autorizzat\w+ a",
    "called": r"(?<!a )nome|the name|takes its name|stands for|si chiama|deriva\w*",
    "owner": r"propriet\w+|titolar\w+|possied\w+|posseduto|appartien\w+|owns?|owned|owners?|belongs? to|di chi e",
    "takeover": r"compra\w*|acquist\w+|acquis\w+|acquir\w+|rileva\w*|rilevat\w+|bought|buy\w*|purchas\w+|acquired|"
                r"took over|takes? over|taken over|takeover|cedut\w+|cession\w+|vend(?:e|ut\w+|ere|uto)|vendita|"
                r"sold|sells?|sale of",
    "succeed": r"successor\w*|sostitu\w+|replac\w+|succed\w+|successors?",
    "leave": r"lascia\w*|dimess\w+|dimission\w+|left|leaves?|resign\w*|step\w* down|uscit\w+",
    "found": r"fondat\w+|fondazione(?=:)|founde[dr]\w*|nat[aoie]|nasc\w+|born|began|begins?|costituit\w+|"
             r"set up|idea|came from|venut[ao] da|origin\w+|partit[ao]|dates? from|started|risal\w+|creat[ao]",
    "join": r"aderi\w+|adesion\w+|iscri\w+|join\w*|entrare|entra|far(?:e|ne)? parte|fan?n?o? parte|dentro|"
            r"(?:is|be|are) part of|"
            r"admitted|ammess\w+",
    "founders": r"soci[oa]? fondator\w+|founding (?:member|partner)s?|founder members?",
    "member": r"soci[oa]?|associat[aeio]|member\w*",
    "staff": r"dipendent\w+|addett\w+|lavorator\w+|impiegat\w+|organico|personale|occupat\w+|staff|employ\w+|workers?|"
             r"workforce|headcount|persone|people|lavora(?:no|va|vano)?|gente|works? (?:at|in|for)|"
             r"collaborator\w+|oper[ai]i?",
    "hire": r"assun\w+|assum\w+|hire[ds]?|hires|hiring|recruit\w*|riassum\w+|rehir\w+",
    "turnover": r"fatturat\w+|fattura|ricav[io]|giro d'affari|turnover|turned over|revenues?|sales",
    "export": r"export\w*|esport\w+",
    "abroad": r"estero|abroad|foreign|stranier\w+|esteri",
    "invest": r"invest\w+|spes[ao]|stanzia\w*|finanzia\w*|fund\w*|loan|lent|prestit\w+|mutuo|raise[ds]?|raccolt[oi]",
    "grow": r"cresc\w+|cresciut\w+|calat\w+|cal[oi]|grow\w*|grew|fell|falls?|drop\w*|scend\w+|sces[oaei]|dimezza\w+",
    "opening": r"inaugur\w+|apert[aoei]|apre|apriva|aprira|aprono|opens?|opened|opening",
    "close": r"chius\w+|chiude\w*|closed?|closing|shuts?|shutting|closure",
    "merge": r"fus[aoei]|fusion\w+|merge[ds]?|merger|merging",
    "seat": r"sede|sedi|headquarter\w*|based|offices?|uffici|stabiliment\w+|plants?|fabbric\w+|factor\w+|"
            r"premises|site|sites",
    "visitors": r"visitator\w+|visitors?|affluenza|attendance|pubblico|spettator\w+",
    "exhibit": r"esposit\w+|exhibit\w*|espone\w*|stand",
    "host": r"ospit\w+|guests?|hosted|hosts",
    "attend": r"partecip\w+|presente|presenti|attend\w*|took part|take part|delega\w+|delegation|"
              r"intervenut\w+|venut\w+",
    "organise": r"organizza\w*|organis\w+|organiz\w+|promoss\w+|promuov\w+|promot\w+",
    "sponsor": r"sponsor\w*",
    "win": r"vin(?:to|ta|se|ce|citor\w+|cere|ti)|premiat\w+|winner\w*|won|wins?|awarded|"
           r"(?:premi|awards) (?=.{0,30}(?:andati|went))|menzione",
    "jury": r"giuri[ae]?|giurat\w+|jury|juror\w*",
    "design": r"disegn\w+|design(?:ed|ers?|s)?|stilist\w+|architett\w+|architects?",
    "say": r"dett[oa]|dic(?:e|ono|eva|hiara\w*)|sostien\w+|pensa\w*|chied\w+|chiest\w+|secondo|said|says?|told|tells?|"
           r"thinks?|vede|sees|finds|called for|calls for|asked|asks|wants?|vuole|according|opinion\w*|parol[ae]",
    "elect": r"elett[oaie]|elezion\w+|elect\w*|nomina\w*|named|appoint\w*",
    "order": r"commess[ae]|ordin[ei]|orders?|contratt\w+|contracts?",
    "client": r"client[ei]|customers?|clients?|forni(?:sce|to|tura|ture)|suppl(?:y|ies|ied)",
    "approve": r"autorizza\w*|omologa\w*|approv\w+|authoris\w+|authoriz\w+|certific\w+|certif\w+",
    "student": r"student\w*|allievi|ragazzi|pupils",
    "fee": r"quot[ae]|fees?|tariff\w+|iscrizione",
    "free": r"gratis|gratuit\w+|free|ingresso|bigliett\w+|tickets?|admission|entry",
    "autonomous": r"senza (?:autista|conducente|guidatore)|guida autonoma|autonom[aoe]|driverless|"
                  r"self-driving|autonomous",
    "electric": r"elettric\w+|electric\w*",
    "accident": r"incident\w+|accidents?",
    "layoff": r"licenzia\w*|esuber\w+|lay\w* (?:\w+ ){0,2}off|laid off|layoffs?|redundanc\w+",
    "aim": r"obiettiv\w+|scop[oi]|serve|aims?|goals?|purpose|mira a|mirano a|tem[ai]|themes?",
    "firm": r"aziend\w+|impres[ae]|ditt[ae]|compan(?:y|ies)|firms?",
    "duty": r"dazi|duties|tariffs",
    "celebrate": r"fest[ae]|festegg\w+|celebr\w+|anniversar\w+|complean\w+|birthday|party",
    "politician": r"politic[oi]|politicians?|ministr\w+|ministers?|deputat[oi]|senator\w*",
    "speak": r"relator\w+|relatric\w+|orator[ei]|moderator\w*|keynote|speakers?|parlat[oa]|spoke|speech\w*",
    "hall": r"padiglion\w+|halls?|pavilions?",
    "salary": r"stipend\w*|salari\w*|salary|retribu\w+|guadagn\w+|wages?|earn(?:s|ed)?",
    "warranty": r"garanzi\w+|warrant\w+|guarantees?",
    "parking": r"parchegg\w+|post[oi] auto|parking|car park",
    "patent": r"brevett\w+|patent\w*",
    "profit": r"util[ei] (?:nett[oi]|d'esercizio)|profitt\w*|profits?|ebitda|perdite|loss(?:es)?",
    "debt": r"debit[oi]|indebitament\w+|debts?",
    "strike": r"scioper\w+|strikes?|striking",
    "injury": r"infortun\w+|ferit[oi]|injur\w+",
    "women": r"donn[ae]|women|woman",
    "rival": r"concorrent\w+|competitors?|rival\w*",
    "decide": r"decis[oei]|decision\w*|decid\w+|deliber\w+|decided?",
    "vote": r"vot(?:o|i|ato|are|azion\w+)|votes?|voted|voting",
    "assembly": r"assemble[ae]|general meetings?|annual meetings?|agm",
    "meal": r"cen[ae]|pranz[oi]|dinner|lunch|buffet|catering",
    "recording": r"streaming|registrazion\w+|recording|recorded|slides?",
    "rank": r"classific\w+|ranking|ranked",
    "delivery": r"consegn\w+|deliver\w*",
    "weight": r"peso|pesa|pesano|weighs?|weight",
    "colour": r"color[ei]|colou?rs?",
    "supplier": r"fornitor[ei]|suppliers?",
    "stock": r"borsa|quotat[ao]|quotazion\w+|stock exchange|share price",
    "court": r"tribunal\w+|lawsuits?|courts?",
    "book": r"prenot\w+|book(?:ed|ing|ings)?|registration",
    "prize": r"montepremi|prizes?",
    "shift": r"turn[oi] di lavoro|shifts?",
    "capacity": r"capienza|capacity",
    "emission": r"emission[ei]|emissions?",
}  # fmt: skip
_EACH = "|".join(rf"(?P<{name}>{words})" for name, words in _WORDS.items())
SAID = re.compile(rf"\b(?:{_EACH})(?!\w)")
# Asked in these general words, any of the more exact ones tells it.
INCLUDES: Mapping[str, frozenset[str]] = {
    "lead": frozenset({"lead", "chief", "president", "director"}),
    "director": frozenset({"director", "lead", "chief"}),
    "owner": frozenset({"owner", "stake", "takeover"}),
    "stake": frozenset({"stake", "owner"}),
    "attend": frozenset({"attend", "host", "say"}),
    "host": frozenset({"host", "attend"}),
    "elect": frozenset({"elect", "president"}),
    "organise": frozenset({"organise", "host"}),
    "join": frozenset({"join", "open"}),
    "may": frozenset({"may", "open"}),
    "visitors": frozenset({"visitors"}),
    "aim": frozenset({"aim", "say"}),
    "hire": frozenset({"hire"}),
    "say": frozenset({"say", "speak"}),
    "speak": frozenset({"speak", "say"}),
    "fee": frozenset({"fee"}),
    "member": frozenset({"member", "founders"}),
    "founders": frozenset({"founders", "found"}),
}

# "head of production", "direttore della produzione"; a body is no part.
_PART = re.compile(
    r"\s+(?:of|for|del|dello|della|dell'|dei|degli|delle|di|alla|alle|all')\s*(?:the )?"
    r"(?!rete|ente|gruppo|societa|associazion|consorzio|board|cda|giunta|consiglio|direttivo|bod(?:y|ies)|group|network|association|consortium)(?P<part>[a-z]{4,})"
)


def part_of_role(text: str) -> str | None:
    """What the first role in a folded text is said to be of, if that is less than a whole company or body."""
    for match in SAID.finditer(text):
        found = _PART.match(text, match.end()) if match.lastgroup in ROLES else None
        if found and not SAID.fullmatch(found["part"]):
            return found["part"]
    return None
