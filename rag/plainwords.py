"""Words that a summary may use although no source does: they join and point, and claim nothing by themselves.

Words that would claim something (best, only, always, leading, first …) are left out on purpose, and so are negations,
modal verbs and words of time: those must stand in the passage.
"""

from __future__ import annotations

from functools import cache

from rag.documents import Language
from rag.text import fold, stem

_JOINING = {
    "it": (
        "a ad al allo alla ai agli alle all anche assieme c che chi ci con cui come cosa d da dal dallo dalla dai "
        "dagli dalle dall de del dello della dei degli delle dell di e ed ecco essere si fonte fonti gli ha hanno i il "
        "in inoltre insieme invece l la le lo loro mentre ne nel nello nella nei negli nelle nell o od per "
        "perché poi presso quale quali quanto quella quelle quelli quello questa queste questi questo rispetto s se "
        "secondo si sia sono stata state stati stato su sua sue sui sul sullo sulla sugli sulle sull suo "
        "suoi tra fra tramite un una uno è ambito attività azienda aziende caso cioè ditta documenta documentano "
        "documentata documentato ente impresa imprese indica indicano indicato infatti "
        "ossia ovvero parla parlano persino racconta raccontano realtà riguarda riguardano riporta riportano "
        "riguardo risulta risultano sede segnala segnalano società spiega spiegano trova trovano "
        "tratta trattano vari varie vede citano cita dice dicono dichiara dichiarano dedica dedicata dedicato "
        "occupa occupano offre offrono proposito propone propongono svolge svolgono comprende comprendono include "
        "includono entrambe entrambi esempio campo settore tema lavora lavorano lavori lavoro fa fanno fatto era erano "
        "chiama chiamano chiamata chiamato"
    ),
    "en": (
        "a about according also an and are as at based be been being both by case company companies cover covers "
        "describes describe document documents documented does do doing done example field firm firms for from has "
        "have how in include includes including indeed into is it its itself like list lists mention mentions "
        "namely of offer offers offering on or organisation organization reported report reports s say says "
        "sector show shows source sources state states such tell tells that the their them there these they this "
        "those through to together too topic turn was were what where which while who whose with work works working "
        "takes take place carries carry out provides provide area activity activities business itself whereas besides "
        "among topic topics called named known"
    ),
}  # fmt: skip
# Words for the same thing: where a passage has one of them, a summary may use another.
_SAME: dict[Language, tuple[str, ...]] = {
    "it": (
        "realizza realizzano realizzato realizzata realizzazione produce producono produzione prodotto costruisce "
        "costruiscono costruzione costruito fabbrica fabbricano fabbricazione fa fanno fatto crea creano",
        "progetta progettano progettazione progettato disegna disegnano sviluppa sviluppano sviluppo sviluppato",
        "fondata fondato nata nato nasce nascita fondazione avviata",
        "persone addetti dipendenti lavoratori collaboratori organico personale",
        "auto automobile automobili vettura vetture macchina macchine autovettura",
        "veicolo veicoli mezzo mezzi",
        "prova prove test collaudo collaudi testa collauda verifica verifiche",
        "fornisce forniscono fornitura fornisca fornitore fornitori",
        "evento manifestazione appuntamento incontro",
        "tiene tengono svolge svolgono luogo terrà svolgerà tenuto svolto",
        "partecipa partecipano partecipazione partecipato",
        "stabilimento impianto fabbrica sito",
        "circa intorno",
        "oltre più",
        "piccola piccole piccoli piccolo limitata limitate",
        "laboratorio laboratori",
        "componente componenti particolare particolari parti pezzi",
        "torino torinese torinesi", "italia italiana italiano italiani italiane", "piemonte piemontese piemontesi",
        "collabora collaborano collaborazione assieme insieme",
        "gestisce gestiscono gestione", "ricerca ricerche", "servizio servizi", "formazione corsi corso forma formano",
        "specializzata specializzato specializzazione specializzate", "ospita ospitano ospitato",
        "annuncia annunciano annunciato annuncio", "presenta presentano presentato presentata presentazione",
        "sostiene sostengono sostegno", "usa usano utilizza utilizzano impiega uso", "vende vendono vendita vendite",
        "ripara riparano riparazione", "stampa stampano stampaggio", "stampo stampi",
        "lavora lavorano lavorazione lavorazioni", "organizza organizzano organizzato organizzatore",
        "aperto aperta apre apertura inaugurato inaugurata", "accordo intesa",
        "sceglie scelgono scelto scelta scelse", "vince vincono vinto vinta", "mano manuale manuali manualmente",
        "prende prendono preso presa", "conta contano contava contavano aveva avevano occupa occupava occupavano",
        "unico unica sola solo", "vende vendono venduto venduta", "socio soci associati associate socia",
    ),
    "en": (
        "makes make made making produces produce produced production builds build built building manufactures "
        "manufacture manufactured manufacturing creates create fabricates",
        "designs design designed develops develop developed development engineers engineered",
        "founded born started established began",
        "people employees staff workers persons workforce employs employ",
        "car cars automobile automobiles auto autos", "vehicle vehicles",
        "tests test testing tested trials trial trialled checks",
        "supplies supply supplied supplier suppliers",
        "event events meeting gathering", "held holds hold",
        "attends attended participates participate participated participation",
        "plant factory site works facility", "about around roughly some approximately", "over more than",
        "small limited", "laboratory laboratories lab labs", "component components part parts pieces",
        "turin turinese", "italy italian", "piedmont piedmontese",
        "collaborates cooperates cooperation collaboration together jointly",
        "runs run manages manage management operates operate", "research researches", "service services",
        "training trains courses course", "specialises specialised specialist specialized specializes specialising",
        "hosts host hosted", "announces announced announcement", "presents presented presentation",
        "supports support supported", "uses use used using", "sells sell sold selling sales", "repairs repair",
        "prints print printing printed", "mould moulds mold molds moulding", "organises organised organiser organizes",
        "opens open opened opening inaugurated", "agreement deal", "member members",
        "works work worked working processes process processing",
        "chooses choose chose chosen", "wins win won winning", "hand manual manually", "buys buy bought",
        "takes take took taken", "had counts counted employs employed", "only sole", "gets get got",
        "gives give given gave", "grows grow grew grown", "leads lead led", "begins begin began begun",
        "shows show shown showed",
    ),
}  # fmt: skip
NEGATIONS = frozenset(
    "non no nessun nessuno nessuna niente nulla mai senza neanche nemmeno neppure "
    "not never none nobody nothing without neither nor cannot can't doesn't don't isn't aren't wasn't weren't didn't "
    "hasn't haven't won't wouldn't couldn't".split()
)
NEGATED = frozenset(fold(word) for word in NEGATIONS)


@cache
def joining(language: Language) -> frozenset[str]:
    """Folded words that claim nothing."""
    return frozenset(fold(word) for word in _JOINING[language].split())


@cache
def alike(language: Language) -> dict[str, frozenset[str]]:
    """For each stem the stems that say the same."""
    found: dict[str, frozenset[str]] = {}
    for words in _SAME[language]:
        stems = frozenset(stem(fold(word), language) for word in words.split())
        for one in stems:
            found[one] = found.get(one, frozenset()) | stems
    return found
