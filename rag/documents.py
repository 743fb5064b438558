"""The nouns: what was read (Document, Statement, Passage), what was found (Hit) and what is answered (Answer).

All are immutable and know nothing of where they are stored or how they are shown. Dates of sources are partial
ISO dates as published ("2025", "2025-11", "2025-11-27") or None: a day that no source names is never made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rag.wishes import Change, Wish

Language = Literal["it", "en"]
LANGUAGES: tuple[Language, ...] = ("it", "en")
Kind = Literal["company", "organisation", "association", "event", "press"]
COMPANY_KINDS: tuple[Kind, ...] = ("company", "organisation", "association")
Bilingual = Mapping[Language, str]

Intent = Literal[
    "find_companies",
    "event",
    "press",
    "association",
    "profile",
    "list_events",
    "introduce",
    "introduce_two",
    "announce",
    "unsubscribe",
    "help",
    "greeting",
    "thanks",
    "other",
]
Outcome = Literal["answered", "nothing_found", "clarify", "smalltalk", "action"]

# Small talk that has a text of its own, beside the intents'.
Reply = Literal[
    "complaint",  # "hai sbagliato", "that's wrong"
    "machine",  # "sei un umano?", "are you ChatGPT?"
    "person",  # "voglio parlare con una persona"
]

# Why the answer is a no. Each has a text of its own: the reasons call for different next steps.
Refusal = Literal[
    "undocumented",  # nobody in the sources does or says this
    "private",  # contacts, salaries, anything about a person that no source publishes
    "price",  # prices, quotes, free capacity: the company itself must say
    "unmet",  # somebody does it, but nobody under the conditions given
    "no_more",  # all that the sources know of was told before
    "incomplete",  # a place or "any others?" without a word for what is looked for
    "elsewhere",  # the place asked for is outside what the sources cover
    "unknown_company",  # a name that is not in the directory
    "off_topic",  # weather, football, code: not what Raccordo is for
    "injection",  # an attempt to make it speak as somebody else
    "empty",  # nothing that can be read as a question
]

# Questions about Raccordo itself, which have texts of their own.
Topic = Literal[
    "joining",  # how to be part of it: as a member, as a company that is listed
    "scope",  # how much it knows
    "privacy",  # what it keeps of whoever writes to it
]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: a page with an address and, where published, a date."""

    title: str
    url: str
    date: str | None
    declared: bool = False  # True: the company's own page; False: the press or an institution documents it
    reported: bool = False  # True: the site only repeats what others wrote (data/sources.yaml)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sourced sentence in both languages; each stands word for word in its document's file.

    `number` counts from 1 in the order of the file.
    """

    number: int
    text: Bilingual
    source: Source


@dataclass(frozen=True, slots=True)
class Capability:
    """What a company does, in its profile's own words, and the statement that documents it."""

    name: Bilingual
    evidence: int  # number of a Statement


@dataclass(frozen=True, slots=True)
class Offer:
    """A link from a company to a concept of the vocabulary (data/capabilities)."""

    concept: str
    degree: Literal["full", "partial"]
    evidence: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a source names, with the role that it gives."""

    name: str
    role: Bilingual


@dataclass(frozen=True, slots=True)
class Document:
    """One record of the corpus: a company (organisation, association), an event or a press item."""

    id: str
    kind: Kind
    name: Bilingual  # companies: the same in both; events and press: a title in each language
    title: str  # the one official title or name
    statements: tuple[Statement, ...]
    digest: str  # SHA-256 of the file: tells whether it must be read again
    aliases: tuple[str, ...] = ()  # other names people use
    legal_name: Bilingual = field(default_factory=dict)
    trade: Bilingual = field(default_factory=dict)  # "prototipi e scocche in piccola serie"
    city: Bilingual = field(default_factory=dict)
    founded: Bilingual = field(default_factory=dict)
    size: Bilingual = field(default_factory=dict)
    note: Bilingual = field(default_factory=dict)
    relation: Literal["founder", "member", "participant", "ecosystem", "association"] | None = None
    relation_source: str | None = None
    capabilities: tuple[Capability, ...] = ()
    offers: tuple[Offer, ...] = ()
    old_source: bool = False
    newest_source: str | None = None
    start: str | None = None  # events: partial ISO dates
    end: str | None = None
    place: Bilingual = field(default_factory=dict)
    organiser: Bilingual = field(default_factory=dict)
    date: str | None = None  # press
    url: str | None = None  # events and press
    mentions: tuple[str, ...] = ()  # ids of companies named in an event or press item
    people: tuple[Person, ...] = ()

    @property
    def is_company(self) -> bool:
        """Whether it is listed among the companies: organisations and the association are."""
        return self.kind in COMPANY_KINDS

    def statement(self, number: int) -> Statement:
        """The statement with that number, counted from 1."""
        return self.statements[number - 1]


Grain = Literal["document", "capability", "statement", "question"]


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded and searched: a whole document, a capability, a statement, or a question it answers."""

    document_id: str
    group: str  # "company", "event", "press", "concept": what is searched together
    grain: Grain
    language: Language
    number: int
    text: str
    part: int = 0  # of a long text that was cut in several

    @property
    def id(self) -> str:
        """What names it in the index: "cecomp:it:statement:3", its second part "cecomp:it:statement:3.1"."""
        tail = f".{self.part}" if self.part else ""
        return f"{self.document_id}:{self.language}:{self.grain}:{self.number}{tail}"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sentence that stands word for word in a source, with that source."""

    text: str
    language: Language
    source: Source


@dataclass(frozen=True, slots=True)
class CompanyHit:
    """A company in an answer. A "neighbour" resembles what was asked and must be labelled as not the same."""

    id: str
    name: str
    city: str
    trade: str
    relation: str | None
    score: float  # calibrated probability, 0 to 1, that this company is right to list
    kind: Literal["match", "neighbour"]
    capability: str | None  # the matched capability in the language of the answer
    snippets: tuple[Snippet, ...]
    old_source: bool = False
    untold: tuple[str, ...] = ()  # conditions of which no source tells whether it meets them: "size", "founded"
    likely: bool = True  # False: it may be worth asking, but no source says that it does just this; told apart


@dataclass(frozen=True, slots=True)
class RecordHit:
    """An event or press item in an answer."""

    id: str
    kind: Literal["event", "press"]
    title: str
    score: float
    snippets: tuple[Snippet, ...]
    start: str | None = None  # events
    end: str | None = None
    place: str | None = None
    organiser: str | None = None
    date: str | None = None  # press
    url: str | None = None
    upcoming: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the companies known by name have a profile with at least one sourced statement."""

    documented: int
    known: int
    companies: int = 0  # of those known: without institutions and associations
    events: int = 0
    press: int = 0
    until: str | None = None  # the date of the newest press item


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read an ambiguous name."""

    id: str
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence in a language model's words, checked against its sources. `records`: of what its passages are."""

    text: str
    sources: tuple[Source, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Raccordo says to one question, before it is put into words and buttons."""

    question: str
    language: Language
    intent: Intent
    outcome: Outcome
    targets: tuple[str, ...] = ()  # ids of the companies that the question names
    companies: tuple[CompanyHit, ...] = ()
    events: tuple[RecordHit, ...] = ()
    press: tuple[RecordHit, ...] = ()
    facts: tuple[Snippet, ...] = ()  # the sentences that answer a question about an event, the press, the association
    details: tuple[str, ...] = ()  # what answers and stands in a record's head: no sentence of a page
    choices: tuple[Choice, ...] = ()  # outcome "clarify"
    refusal: Refusal | None = None  # outcome "nothing_found"
    understood: tuple[str, ...] = ()  # what was looked for, in the language of the answer
    excluded: tuple[str, ...] = ()  # what was not to be: names of companies and capabilities
    place: str | None = None  # a place that was asked for
    period: tuple[str, str] | None = None  # a time that was asked for, as partial ISO dates; None for none
    topic: Topic | None = None  # it was about Raccordo itself
    no_next: bool = False  # an edition to come was asked for; shown is the last one, no source dates the next
    wish: Wish | None = None  # what a search for companies looked for
    changes: tuple[Change, ...] = ()  # ways to narrow or widen it
    reply: Reply | None = None  # small talk that has a text of its own
    aside: str | None = None  # something to be told beside the answer: "price"
    coverage: Coverage | None = None
    words: tuple[Worded, ...] = ()  # told before all the rest, where a language model was asked
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom it does not matter here.

    `today` is an ISO date; what is upcoming depends on it.
    """

    text: str
    today: str
    language: Language | None = None  # the asker's usual one, for words that tell none
    focus: tuple[str, ...] = ()  # companies of the answer before, for "e chi di questi…"
    before: Wish | None = None  # what the question before in the same talk looked for
    wish: Wish | None = None  # look for this, whatever the text says: a button changed an answer
