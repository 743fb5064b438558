"""Announcements become drafts: the golden set, what is odd, what is no event, calendars, and texts of any sort."""

from __future__ import annotations

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.drafts import Draft, Told
from rag.notices import read
from rag.papers import Unreadable, of_text
from rag.papers import read as opened
from tests.rag import golden, hostile

TODAY = date(2026, 11, 22)
FIELDS = (*golden.FIELDS, "description", "other")


def _draft(*lines: str) -> Draft:
    return read(lines, TODAY)


def _told(draft: Draft, *names: str) -> list[str | None]:
    return [str(told.value) if (told := getattr(draft, name)) else None for name in names]


def test_fields_of_the_golden_set_are_right() -> None:
    rows = [(item["id"], *row) for item in golden.items() for row in golden.compared(item)]
    wrong = [f"{which}: {field}: {said}" for which, field, right, said in rows if not right]
    assert len(wrong) <= 0.05 * len(rows), "\n".join(wrong)


def test_the_golden_set_holds_what_it_promises() -> None:
    items = golden.items()
    assert sum("expected" in item for item in items) >= 30
    assert sum("other" in item for item in items) >= 8
    assert {item["expected"]["language"] for item in items if "expected" in item} == {"it", "en"}


def test_no_event_of_the_set_is_taken_for_none_and_none_for_an_event() -> None:
    mistaken = [item["id"] for item in golden.items() if (golden.drafted(item).other is None) != ("expected" in item)]
    assert mistaken == []


def test_every_field_says_the_line_and_the_words_that_told_it() -> None:
    for item in golden.items():
        _check_words(golden.drafted(item), item["text"].splitlines())


def _check_words(draft: Draft, lines: list[str]) -> None:
    for name in FIELDS:
        told: Told[object] | None = getattr(draft, name)
        if told:
            assert told.words in lines[told.line - 1], (name, told)
            assert told.words or (name == "other" and told.value == "nothing"), (name, told)
    for remark in draft.remarks:
        assert remark.words in lines[remark.line - 1]


@pytest.mark.parametrize("number", [0, 3, 7, 20, 24])
def test_an_announcement_in_a_document_is_read_like_one_in_a_message(number: int) -> None:
    item = golden.items()[number]
    paper = opened(hostile.document(*item["text"].splitlines()), "invito.docx")
    assert read(paper, date.fromisoformat(str(item["today"]))) == golden.drafted(item)


def test_where_a_field_was_told_is_shown_by_line_and_words() -> None:
    start = _draft("Cena sociale", "", "giovedì 14 gennaio 2027, ore 18.00-20.30").start
    assert start and (start.line, start.words) == (3, "giovedì 14 gennaio 2027")


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("giovedì 14 gennaio 2027, ore 18.00-20.30", "2027-01-14T18:00", "2027-01-14T20:30"),
        ("14 gennaio dalle 9 alle 13", "2027-01-14T09:00", "2027-01-14T13:00"),
        ("dalle 9 alle 13 del 14 gennaio", "2027-01-14T09:00", "2027-01-14T13:00"),
        ("14-16 gennaio", "2027-01-14", "2027-01-16"),
        ("dal 30 gennaio al 2 febbraio 2027", "2027-01-30", "2027-02-02"),
        ("il prossimo 3 dicembre", "2026-12-03", None),
        ("Thursday 14 January at 6 pm", "2027-01-14T18:00", None),
        ("January 14th, 2027, 6-8:30 pm", "2027-01-14T18:00", "2027-01-14T20:30"),
        ("14/01/2027 h 9,30", "2027-01-14T09:30", None),
        ("2027-01-14 18:00", "2027-01-14T18:00", None),
        ("gio 14 gen ore 21-1", "2027-01-14T21:00", "2027-01-15T01:00"),
        ("domani alle 18", "2026-11-23T18:00", None),
        ("giovedì prossimo alle 12", "2026-11-26T12:00", None),
        ("venerdì alle 17.30", "2026-11-27T17:30", None),
        ("1° dicembre a mezzogiorno", "2026-12-01T12:00", None),
    ],
)
def test_days_and_hours_are_read_in_both_languages(said: str, start: str, end: str | None) -> None:
    assert _told(_draft("Incontro con MESAP", said), "start", "end") == [start, end]


@pytest.mark.parametrize(
    ("said", "rule", "start"),
    [
        ("ogni primo martedì del mese alle 8.30", "FREQ=MONTHLY;BYDAY=1TU", "2026-12-01T08:30"),
        ("l'ultimo venerdì di ogni mese, ore 17", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T17:00"),
        ("every first Tuesday at 9 am", "FREQ=MONTHLY;BYDAY=1TU", "2026-12-01T09:00"),
        ("tutti i giovedì dalle 18", "FREQ=WEEKLY;BYDAY=TH", "2026-11-26T18:00"),
        ("every other Monday at 6pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23T18:00"),
    ],
)
def test_what_comes_again_has_a_rule_and_begins_the_next_time(said: str, rule: str, start: str) -> None:
    assert _told(_draft("Caffè dei soci", said), "rule", "start") == [rule, start]


@pytest.mark.parametrize(
    ("said", "seats"),
    [
        ("posti limitati a 40", "40"),
        ("max 40 posti", "40"),
        ("only 15 seats", "15"),
        ("limited to 25 participants", "25"),
        ("per i primi 30 iscritti", "30"),
        ("1.200 posti disponibili", "1200"),
        ("quota: 40 euro", None),
    ],
)
def test_seats_are_read(said: str, seats: str | None) -> None:
    assert _told(_draft("Cena", "14 gennaio 2027 ore 20", said), "seats") == [seats]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (
            "Il 14 gennaio inizio alle ore 9.30 e termine alle 12.30",
            {"start": "2027-01-14T09:30", "end": "2027-01-14T12:30"},
        ),
        ("Dalle 9.30 fino alle 12.30 del 14 gennaio", {"start": "2027-01-14T09:30", "end": "2027-01-14T12:30"}),
        ("Corso su tre giorni: 12, 13 e 14 gennaio 2027", {"start": "2027-01-12", "end": "2027-01-14"}),
        ("Pranzo sociale, domenica 13 dicembre, ristorante La Pista, costo 38 €", {"place": "ristorante La Pista"}),
        ("Cena, 13 dicembre 2026, prenotarsi entro il 5", {"deadline": "2026-12-05"}),
        ("Tavolo: 1.12.2026 ore 15, Sala Trasparenza, piazza Castello 165", {"address": "piazza Castello 165"}),
        ("Il Politecnico di Torino ospita il 5 febbraio 2027 un workshop", {"place": "Politecnico di Torino"}),
        ("Ci vediamo martedì 1 dicembre alle 8 da CNA Torino", {"place": "CNA Torino"}),
        ("Workshop su Teams il 3/12/2026 alle 9", {"place": "online"}),
        ('Il 21 gennaio si terrà il seminario "Export: dazi e regole"', {"title": 'Seminario "Export: dazi e regole"'}),
        ("Invito a una mattina in officina\n15 dicembre 2026, ore 9.30\nCecomp", {"title": "Mattina in officina"}),
        ("Invitation to an open workshop\n15 December 2026, 9.30", {"title": "Open workshop"}),
    ],
)
def test_what_secretaries_write_in_one_line_is_read(said: str, fields: dict[str, str]) -> None:
    assert dict(zip(fields, _told(_draft(said), *fields), strict=True)) == fields


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("Si ricorda che il 16 dicembre scade il versamento del saldo.", "nothing"),
        ("Il 7 e l'8 dicembre gli uffici di API Torino resteranno chiusi.", "nothing"),
        ("Ringraziamo i soci per la serata di giovedì 19 novembre: eravamo in 120!", "past"),
        ("We are hiring! Senior calibration engineer. Apply before 15 December 2026 with your CV.", "job"),
        ("Buone feste da tutto lo staff di Ceipiemonte! Ci rivediamo a gennaio.", "greeting"),
        ("Sollecito: la fattura n. 12 del 3 novembre è scaduta. Bonifico entro il 30 novembre.", "invoice"),
    ],
)
def test_what_is_no_event_is_told_with_its_reason(said: str, other: str) -> None:
    draft = _draft(said)
    assert draft.other and draft.other.value == other


def test_an_hour_is_one_of_turin_unless_another_zone_is_said() -> None:
    here, there = _draft("Webinar", "3 December 2026, 11:00"), _draft("Webinar", "3 December 2026, 11:00 GMT")
    assert here.start and there.start
    assert str(here.start.value.at()) == "2026-12-03 11:00:00+01:00"
    moment = there.start.value.at()
    assert moment and moment.astimezone(ZoneInfo("Europe/Rome")).hour == 12


def test_a_weekday_that_contradicts_its_date_is_told_with_both() -> None:
    [remark] = _draft("Cena", "venerdì 14 gennaio 2027 ore 20").remarks
    assert (remark.sort, remark.said, remark.found) == ("weekday", 4, 3)


@pytest.mark.parametrize(
    ("lines", "sorts"),
    [
        (("Cena", "14 gennaio 2026 ore 20"), ["past"]),
        (("Cena", "14 gennaio 2027 ore 20", "iscrizioni entro il 15 gennaio 2027"), ["deadline"]),
        (("Cena", "14 gennaio 2027 ore 20", "entro le 12 del 14 gennaio 2027"), []),
        (("Cena", "14 gennaio 2027 ore 20", "oppure il 21 gennaio 2027"), ["several"]),
        (("Fiera", "dal 14 al 16 gennaio 2027"), []),
    ],
)
def test_what_is_odd_about_the_time_is_told(lines: tuple[str, ...], sorts: list[str]) -> None:
    assert [remark.sort for remark in _draft(*lines).remarks] == sorts


def test_what_is_missing_is_told() -> None:
    assert _draft("Cena sociale API Torino").missing == ("start", "place")
    assert _draft("Cena sociale", "14 gennaio 2027", "via Pianezza 123, Torino").missing == ()


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
SUMMARY:Caffè dei soci
DTSTART;TZID=Europe/Rome:20270202T083000
DTEND;TZID=Europe/Rome:20270202T093000
LOCATION:CNA Torino
ORGANIZER;CN=CNA Torino:mailto:soci@example.org
URL:https://example.org/caffe
RRULE:FREQ=MONTHLY;BYDAY=1TU
DESCRIPTION:Ci si vede e si parla.
{more}END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def _calendar(**changes: str) -> Draft:
    text = CALENDAR.format(more=changes.pop("more", ""))
    for old, new in changes.items():
        text = text.replace(old, new)
    return read(opened(text.encode(), "a.ics"), TODAY)


def test_a_calendar_is_read_by_its_structure() -> None:
    draft = _calendar()
    assert _told(draft, "title", "start", "end", "place") == [
        "Caffè dei soci", "2027-02-02T08:30", "2027-02-02T09:30", "CNA Torino",
    ]  # fmt: skip
    assert _told(draft, "organiser", "link", "rule") == [
        "CNA Torino", "https://example.org/caffe", "FREQ=MONTHLY;BYDAY=1TU",
    ]  # fmt: skip
    assert draft.start and (draft.start.line, draft.start.words) == (7, "20270202T083000")
    assert (draft.remarks, draft.language) == ((), "it")


def test_a_cancelled_event_of_a_calendar_is_told() -> None:
    assert [remark.sort for remark in _calendar(more="STATUS:CANCELLED\r\n").remarks] == ["cancelled"]


def test_dates_that_a_calendar_leaves_out_and_adds_are_read_on_both_sides_of_the_change_of_clocks() -> None:
    # 8:30 of 2 March is 7:30 in UTC, that of 6 April 6:30: both are the usual hour, left out whichever way it is said.
    draft = _calendar(
        more="EXDATE;TZID=Europe/Rome:20270302T083000\r\nEXDATE:20270406T063000Z,20260105T073000Z\r\n"
        "RDATE:20270305T170000Z\r\nRDATE;VALUE=PERIOD:20270409T160000Z/PT90M\r\n"
    )
    assert _told(draft, "start", "rule", "counted_from") == ["2027-02-02T08:30", "FREQ=MONTHLY;BYDAY=1TU", None]
    assert _told(draft, "left_out", "added") == [
        "2027-03-02 2027-04-06", "2027-03-05T18:00 2027-04-09T18:00/2027-04-09T19:30",
    ]  # fmt: skip
    assert (draft.left_out and draft.left_out.line, draft.added and draft.added.line, draft.remarks) == (14, 16, ())
    assert draft.left_out and draft.left_out.words == "20270302T083000"


MOVED = """END:VEVENT
BEGIN:VEVENT
UID:{uid}
RECURRENCE-ID;TZID=Europe/Rome:20270302T083000
{more}DTSTART;TZID=Europe/Rome:20270303T{hour}
END:VEVENT
BEGIN:VEVENT
UID:1
RECURRENCE-ID;TZID=Europe/Rome:20270406T083000
STATUS:CANCELLED
DTSTART;TZID=Europe/Rome:20270406T083000
"""


def _moved(uid: str = "1", more: str = "", hour: str = "083000") -> str:
    return MOVED.format(uid=uid, more=more, hour=hour).replace("\n", "\r\n")


def test_a_date_that_a_calendar_moves_is_left_out_and_added_and_a_cancelled_one_is_left_out() -> None:
    draft = _calendar(more=_moved(more="DTEND;TZID=Europe/Rome:20270303T100000\n"))
    assert _told(draft, "start", "left_out", "added") == [
        "2027-02-02T08:30", "2027-03-02 2027-04-06", "2027-03-03T08:30/2027-03-03T10:00",
    ]  # fmt: skip
    assert draft.remarks == ()
    of_another = _calendar(more=_moved(uid="2"))
    assert _told(of_another, "left_out", "added") == ["2027-04-06", None]


def test_of_a_date_that_is_elsewhere_too_staff_are_told() -> None:
    elsewhere = _calendar(more=_moved(more="LOCATION:Asti\n"))
    assert [remark.sort for remark in elsewhere.remarks] == ["exceptions"]
    assert [remark.sort for remark in _calendar(more=_moved(more="LOCATION:CNA Torino\n")).remarks] == []


def test_a_series_begins_with_its_first_date_that_takes_place_and_is_to_come() -> None:
    without = _calendar(more="EXDATE;TZID=Europe/Rome:20270202T083000\r\n")
    assert _told(without, "start", "end", "counted_from") == [
        "2027-03-02T08:30", "2027-03-02T09:30", "2027-02-02T08:30/2027-02-02T09:30",
    ]  # fmt: skip
    assert without.start and without.start.line == 7
    long_ago = {"20270202T0": "20250204T0", "FREQ=MONTHLY;BYDAY=1TU": "FREQ=MONTHLY;BYDAY=1TU;COUNT=24"}
    running = _calendar(**long_ago)
    assert (_told(running, "start"), running.remarks) == (["2026-12-01T08:30"], ())
    over = _calendar(**{**long_ago, "FREQ=MONTHLY;BYDAY=1TU": "FREQ=MONTHLY;BYDAY=1TU;COUNT=3"})
    assert (_told(over, "start"), [one.sort for one in over.remarks]) == (["2025-02-04T08:30"], ["past"])


def test_the_first_date_moved_leads_the_series_at_its_own_hours() -> None:
    moved = _moved(more="DTEND;TZID=Europe/Rome:20270303T200000\n", hour="180000").replace("20270302T", "20270202T")
    draft = _calendar(more=moved.replace("20270303T", "20270203T"))
    assert _told(draft, "start", "end", "counted_from", "added") == [
        "2027-02-03T18:00", "2027-02-03T20:00", "2027-02-02T08:30/2027-02-02T09:30",
        "2027-02-03T18:00/2027-02-03T20:00",
    ]  # fmt: skip


def test_a_calendar_that_lists_its_dates_is_a_series_too() -> None:
    listed = "RDATE;TZID=Europe/Rome:20270305T083000,20270212T083000\r\n"
    draft = _calendar(more=listed, **{"RRULE:FREQ=MONTHLY;BYDAY=1TU\r\n": ""})
    assert _told(draft, "start", "rule", "added") == [
        "2027-02-02T08:30", "FREQ=DAILY;COUNT=1", "2027-02-12T08:30 2027-03-05T08:30",
    ]  # fmt: skip


def test_whole_days_are_left_out_and_added_as_days() -> None:
    whole = {";TZID=Europe/Rome:20270202T083000": ";VALUE=DATE:20270202",
             ";TZID=Europe/Rome:20270202T093000": ";VALUE=DATE:20270203"}  # fmt: skip
    draft = _calendar(more="EXDATE;VALUE=DATE:20270302\r\nRDATE;VALUE=DATE:20270328\r\n", **whole)
    assert _told(draft, "start", "left_out", "added") == ["2027-02-02", "2027-03-02", "2027-03-28"]


def test_a_rule_that_cannot_be_followed_is_left_as_it_is() -> None:
    draft = _calendar(more="EXDATE:20270302T073000Z\r\n", **{"FREQ=MONTHLY;BYDAY=1TU": "FREQ=HOURLY;INTERVAL=2"})
    assert _told(draft, "start", "rule", "left_out") == ["2027-02-02T08:30", "FREQ=HOURLY;INTERVAL=2", None]


def test_days_without_an_hour_end_on_the_day_before_the_calendars() -> None:
    changed = {";TZID=Europe/Rome:20270202T083000": ";VALUE=DATE:20270202"}
    draft = _calendar(**changed, **{";TZID=Europe/Rome:20270202T093000": ";VALUE=DATE:20270205"})
    assert (_told(draft, "start", "end"), draft.all_day) == (["2027-02-02", "2027-02-04"], True)


def test_a_calendar_in_utc_is_told_by_the_clocks_of_turin() -> None:
    draft = _calendar(**{";TZID=Europe/Rome:20270202T083000": ":20270702T083000Z"})
    assert _told(draft, "start") == ["2027-07-02T10:30"]


PIECES = st.sampled_from(
    "14 gennaio 2027|ore 18.00-20.30|dalle 9 alle 13|Quando:|Dove: |presso |via |MAUTO, Torino|entro il|max 40 posti|"
    "ogni |primo martedì|del mese|30 febbraio|99/99/2099|https://example.org/|🎉|\n|\n\n|> |-- |Da: a|Oggetto: |c/o |"
    "il |to |- |, |. |Thursday|at 6 pm|every|until|31|12:60|ore 24|°|ſ|ﬀ|İ|\u2028|\x85|e\u0301|Cari saluti\n|"
    "inaugurazione |organizza |(".split("|")
)  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map(" ".join)),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_any_text_is_read_without_a_fault_and_claims_only_words_that_stand_there(text: str, today: date) -> None:
    try:
        paper = of_text(text)
    except Unreadable as refused:
        assert refused.reason == "empty"
        return
    _check_words(read(paper, today), list(paper.lines))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, min_size=1, max_size=8), st.sampled_from(["", " ", "\n"]))
def test_20_000_characters_take_less_than_two_seconds(pieces: list[str], glue: str) -> None:
    text = (glue.join(pieces) * 20_000)[:20_000]
    began = time.process_time()
    read(text.splitlines(), TODAY)
    assert time.process_time() - began < 2


def test_the_description_leaves_out_lines_that_say_nothing_but_fields() -> None:
    lines = (
        "Serata sui prototipi", "Giovedì 3 dicembre 2026, ore 18:00", "Luogo: Museo dell'Automobile, Torino",
        "Posti: 40, si risponde entro il 1 dicembre", "", "Chi fa modelli racconta un lavoro in dieci minuti.",
    )  # fmt: skip
    assert _told(_draft(*lines), "description") == ["Chi fa modelli racconta un lavoro in dieci minuti."]
    talking = "Il 14 gennaio 2027 alle 18 siamo al Politecnico di Torino per parlare di idrogeno con chi lo usa."
    assert _told(_draft("Idrogeno al lavoro", talking), "description") == [talking]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Visita ai laboratori di CIM4.0, giovedì 3 dicembre 2026 alle 17:00, Torino, corso Agnelli, 20 posti", None),
        ("Suppliers' breakfast, Thursday 10 December 2026, 8.30 am, Environment Park. Reply by 7 December.", None),
        ("Cena sociale, venerdì 4 dicembre 2026 alle 20, Torino. Si balla fino a tardi.", "Si balla fino a tardi."),
    ],
)  # fmt: skip
def test_the_description_of_one_line_does_not_say_again_what_the_fields_say(said: str, left: str | None) -> None:
    assert _told(_draft(said), "description") == [left]


def test_a_line_of_its_own_with_a_town_is_the_place_and_seats_are_no_part_of_it() -> None:
    lines = (
        "Open doors at the test track",
        "Friday 22 January 2027, 14:00–17:00",
        "Balocco (VC)",
        "Bring your questions.",
    )
    assert _told(_draft(*lines), "title", "place") == ["Open doors at the test track", "Balocco (VC)"]
    lines = ("Giro di prova", "Giovedì 26 novembre 2026 alle 18", "Danisi Engineering, Nichelino", "1 posto")
    assert _told(_draft(*lines), "place", "seats") == ["Danisi Engineering, Nichelino", "1"]
    said = "Visita ai laboratori, giovedì 3 dicembre 2026 alle 17:00, Torino, corso Unione Sovietica 40, 20 posti"
    assert _told(_draft(said), "address", "seats") == ["corso Unione Sovietica 40", "20"]
