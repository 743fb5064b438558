"""The corpus itself: every record whole, in both languages, and every statement with its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.config import ROOT
from rag.documents import LANGUAGES, Document, Person, Statement
from rag.loaders import load_folder
from rag.questions import load_questions
from rag.text import words
from rag.vocabulary import load_vocabulary

DATA = ROOT / "data"
FOUNDERS = {
    "italdesign",
    "pininfarina",
    "regione-piemonte",
    "camera-di-commercio-di-torino",
    "unione-industriali-torino",
    "api-torino",
    "cna-torino",
}
KINDS = {
    "companies": {"company", "organisation", "association"},
    "events": {"event"},
    "press": {"press"},
}
# What the facts mark as sensitive: true and published, but with no place in a directory.
SENSITIVE = re.compile(
    r"chapter 11|bankrupt|insolven|fallimento|fallit\w|creditor|concordato|debt restructuring"
    r"|ristrutturazione del debito|maserati order|commessa maserati|martur|volantin|leaflet"
    r"|contract work for third parties",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(
    r"\+\d(?:[ ./-]?\d){7,}"  # +39 011 ...
    r"|(?<![\d.,-])0\d{1,3}[\s./-]?\d{5,8}(?!\d)"  # 011 1234567
    r"|(?<![\d.,-])3\d{2}[\s./-]?\d{6,7}(?!\d)"  # 333 1234567
    r"|\b(tel|telefono|phone|fax|cell)\b\.?:?\s*\d{3}",
    re.IGNORECASE,
)


@cache
def corpus() -> tuple[Document, ...]:
    return tuple(load_folder(DATA)[0])


def companies() -> list[Document]:
    return [document for document in corpus() if document.is_company]


def statements() -> list[tuple[str, Statement]]:
    return [(document.id, statement) for document in corpus() for statement in document.statements]


def told() -> Iterable[tuple[str, Mapping[str, str]]]:
    """Every text that exists in both languages, with where it stands."""
    for document in corpus():
        for field in ("name", "legal_name", "trade", "city", "founded", "size", "note", "place", "organiser"):
            if getattr(document, field):
                yield f"{document.id}.{field}", getattr(document, field)
        yield from ((f"{document.id} sentence {one.number}", one.text) for one in document.statements)
        yield from ((f"{document.id} capability", one.name) for one in document.capabilities)
        yield from ((f"{document.id} person", one.role) for one in document.people)


def texts() -> list[tuple[str, str]]:
    """Every file of data/ that a person wrote, without the addresses of web pages."""
    paths = [path for path in sorted(DATA.rglob("*")) if path.suffix in (".md", ".yaml")]
    return [
        (str(path.relative_to(DATA)), re.sub(r"https?://[^\s>'\"]+", "", path.read_text(encoding="utf-8")))
        for path in paths
    ]


def is_date(partial: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", partial):
        return False
    try:
        date.fromisoformat((partial + "-01-01")[:10])
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("folder", KINDS)
def test_each_folder_holds_its_own_kind(folder: str) -> None:
    by_id = {document.id: document.kind for document in corpus()}
    found = {path.stem: by_id[path.stem] for path in (DATA / folder).glob("*.md")}
    assert {key: kind for key, kind in found.items() if kind not in KINDS[folder]} == {}


def test_no_id_stands_in_two_folders() -> None:
    stems = Counter(path.stem for folder in KINDS for path in (DATA / folder).glob("*.md"))
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_no_two_companies_have_one_name() -> None:
    names = Counter(" ".join(words(company.title)) for company in companies())
    assert [name for name, count in names.items() if count > 1] == []


def test_every_statement_has_a_web_page_as_its_source() -> None:
    wrong = [
        (key, statement.source.url)
        for key, statement in statements()
        if urlsplit(statement.source.url).scheme not in ("http", "https") or not urlsplit(statement.source.url).hostname
    ]
    assert wrong == []


def test_every_source_is_named_by_its_site() -> None:
    wrong = [
        (key, statement.source.title, statement.source.url)
        for key, statement in statements()
        if statement.source.title.removeprefix("www.")
        != (urlsplit(statement.source.url).hostname or "").removeprefix("www.").rstrip(".")
    ]
    assert wrong == []


def test_every_source_has_a_date_or_is_marked_as_undated() -> None:
    """The format itself has no third way: see `rag.loaders`. Here: that the dates are dates, and none lies ahead."""
    dates = {(key, statement.source.date) for key, statement in statements() if statement.source.date}
    assert [(key, day) for key, day in dates if not is_date(day)] == []
    assert max(day for _, day in dates) <= "2026-03-12"


def test_every_address_of_a_record_is_a_web_page() -> None:
    addresses = {document.id: document.url or document.relation_source or "" for document in corpus()}
    assert {key: url for key, url in addresses.items() if not re.match(r"https?://[^/\s]+", url)} == {}


def test_no_file_holds_an_email_address_or_a_phone_number() -> None:
    found = [(name, match[0]) for name, text in texts() for match in (*EMAIL.finditer(text), *PHONE.finditer(text))]
    assert found == []


@pytest.mark.parametrize("number", ["+39 011 1234567", "011 1234567", "011/1234567", "333 1234567", "tel. 0111"])
def test_a_phone_number_would_be_seen(number: str) -> None:
    assert PHONE.search(f"Chiamate {number} oggi")


def test_only_the_seven_founders_are_known_members() -> None:
    founders = {document.id for document in corpus() if document.relation == "founder"}
    members = {document.id for document in corpus() if document.relation == "member"}
    assert (founders, members) == (FOUNDERS, set())


def test_every_company_says_how_it_relates_to_the_association_and_who_says_so() -> None:
    assert [company.id for company in companies() if not (company.relation and company.relation_source)] == []
    assert [company.id for company in companies() if company.relation == "association"] == ["vehicle-valley-piemonte"]


def test_no_sentence_calls_a_company_a_member_that_is_none() -> None:
    """Only founders and the association's own record speak of membership in VVP."""
    called = [
        (company.id, text)
        for company in companies()
        if company.relation in ("ecosystem", "participant")
        for statement in company.statements
        for text in statement.text.values()
        if re.search(r"(soci\w|member)\b[^.]*(vehicle valley|vvp)", text, re.IGNORECASE)
        and not re.search(r"\b(non è|is not)\b", text)
    ]
    assert called == []


def test_every_record_that_is_mentioned_exists() -> None:
    known = {company.id for company in companies()}
    assert [(document.id, key) for document in corpus() for key in document.mentions if key not in known] == []


def test_every_offer_names_a_concept_of_the_vocabulary_and_none_twice() -> None:
    concepts = load_vocabulary(DATA / "capabilities")[0].concepts
    offered = [(company.id, offer.concept) for company in companies() for offer in company.offers]
    assert [pair for pair in offered if pair[1] not in concepts] == []
    assert [pair for pair, count in Counter(offered).items() if count > 1] == []


def test_every_capability_and_offer_has_the_sentence_that_shows_it() -> None:
    lacking = [
        (company.id, entry)
        for company in companies()
        for entry in (*company.capabilities, *company.offers)
        if not 1 <= entry.evidence <= len(company.statements)
    ]
    assert lacking == []


def test_every_company_has_a_capability_and_an_offer() -> None:
    assert [company.id for company in companies() if not (company.capabilities and company.offers)] == []


def test_the_dates_of_events_and_press_are_days_of_the_calendar_in_order() -> None:
    dated = {
        (document.id, day) for document in corpus() for day in (document.start, document.end, document.date) if day
    }
    assert [pair for pair in dated if not is_date(pair[1])] == []
    assert [
        document.id for document in corpus() if document.start and document.end and document.start > document.end
    ] == []


def test_every_event_has_a_start_or_says_that_it_is_not_known() -> None:
    events = [document for document in corpus() if document.kind == "event"]
    assert [event.id for event in events if not (event.start or event.note)] == []


def test_both_languages_stand_everywhere() -> None:
    lacking = [where for where, text in told() if set(text) != set(LANGUAGES) or not all(map(str.strip, text.values()))]
    assert lacking == []


def test_a_sentence_has_the_same_figures_in_both_languages() -> None:
    """A number that only one translation has is a slip of one of them. Years and counts; words are left alone."""
    differing = [
        (key, statement.number)
        for key, statement in statements()
        if _figures(statement.text["it"]) != _figures(statement.text["en"])
    ]
    assert len(differing) <= len(statements()) * 0.05, differing


def _figures(text: str) -> set[str]:
    return {re.sub(r"\D", "", figure) for figure in re.findall(r"\d[\d.,]*", text)}


def test_nothing_that_was_marked_sensitive_is_here() -> None:
    records = [(name, text) for name, text in texts() if name.split("/")[0] in (*KINDS, "questions")]
    assert [(name, match[0]) for name, text in records for match in SENSITIVE.finditer(text)] == []


def test_people_stand_only_with_a_role() -> None:
    people: list[tuple[str, Person]] = [(document.id, person) for document in corpus() for person in document.people]
    assert people
    assert [(key, person.name) for key, person in people if len(person.name.split()) < 2] == []


def test_the_readme_counts_what_is_there() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    rows = {match[1]: [int(n) for n in re.findall(r"\d+", match[2])] for match in _rows(readme)}
    kinds = Counter(document.kind for document in corpus())
    assert rows["companies"][:2] == [kinds["company"], kinds["organisation"]]
    assert (rows["events"][0], rows["press"][0]) == (kinds["event"], kinds["press"])
    assert rows["capabilities"][0] == len(load_vocabulary(DATA / "capabilities")[0].concepts)
    sets = (DATA / "evaluation").glob("*.yaml")
    assert rows["evaluation"][0] == sum(len(load_questions(path, corpus())) for path in sets)


def _rows(readme: str) -> Iterable[re.Match[str]]:
    return re.finditer(r"^\| `(\w+)/` \| ([^|]*) \|", readme, re.MULTILINE)


def test_every_folder_of_data_is_told_in_the_readme() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    folders = {path.name for path in Path(DATA).iterdir() if path.is_dir()}
    assert folders == {match[1] for match in _rows(readme)}
