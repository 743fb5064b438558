"""The card of an event: everything that is known, nothing that is not, and buttons that lead somewhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from bot.db.events import AnnouncedEvent
from bot.services import events
from bot.services.events import Guest, Seen, Turnout
from bot.services.outbox import Message
from bot.texts import plain, say
from bot.texts.splitting import split
from tests.services.events.conftest import NOW, ROME, details


def row(**changes: object) -> AnnouncedEvent:
    state = changes.pop("state", "announced")
    return AnnouncedEvent(id=7, state=state, revision=0, created_at=NOW, changed_at=NOW, **details(**changes).columns())


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in line] for line in message.buttons]


def test_a_card_says_when_where_and_by_when_in_both_languages() -> None:
    event = row(deadline=datetime(2026, 12, 1, 12, tzinfo=ROME), seats=30, url="https://vvp.example/serata")
    italian, english = (events.card(event, language) for language in ("it", "en"))
    for words in (
        "Serata in officina",
        "giovedì 3 dicembre 2026, 18:00–20:00",
        "martedì 1 dicembre, 12:00",
        "Posti: 30",
    ):
        assert words in plain(italian.html)
    for words in ("An evening at the workshop", "Thursday 3 December 2026, 18:00–20:00", "Seats: 30"):
        assert words in plain(english.html)
    assert "https://vvp.example/serata" in italian.html
    assert labels(italian)[0] == ["Vengo", "Forse", "No"]


def test_an_event_with_nothing_but_title_and_start_has_no_empty_lines_to_show() -> None:
    event = row(place=None, organiser=None, description={}, ends_at=None)
    assert plain(events.card(event, "it").html) == "Serata in officina\n🗓 giovedì 3 dicembre 2026, 18:00"
    assert "🗺 Mappa" not in str(labels(events.card(event, "it")))


def test_hours_of_several_days_whole_days_and_other_zones_are_told_as_such() -> None:
    two = row(ends_at=datetime(2026, 12, 4, 12, tzinfo=ROME))
    whole = row(
        starts_at=datetime(2026, 12, 3, tzinfo=ROME), ends_at=datetime(2026, 12, 5, tzinfo=ROME), whole_day=True
    )
    far = row(zone="America/New_York")
    assert "giovedì 3 dicembre 2026, 18:00 – venerdì 4 dicembre 2026, 12:00" in events.card(two, "it").html
    assert "🗓 3–4 dicembre 2026" in events.card(whole, "it").html
    assert "12:00–14:00 (ora di New York)" in events.card(far, "it").html


def test_what_staff_wrote_can_not_become_markup_nor_break_the_message() -> None:
    event = row(title={"it": "<b>A & B</b>"}, description={"it": "<i>x</i> " * 2000}, place='<a href="x">')
    card = events.card(event, "it", Seen())
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in card.html
    assert len(split(card.html)) == 1


def test_the_place_is_looked_for_on_a_map() -> None:
    [button] = [one for line in events.card(row(), "it").buttons for one in line if one.url]
    assert parse_qs(urlsplit(button.url or "").query) == {"query": ["Via Nizza 1, Torino"]}


def test_the_given_answer_is_marked_and_seats_are_counted() -> None:
    seen = Seen(Turnout(going=4, offered=1, seats=6), guests=(Guest("Anna"), Guest("Bruno")), answer="going")
    card = events.card(row(seats=6), "it", seen)
    assert labels(card)[0] == ["✓ Vengo", "Forse", "No"]
    assert "Resta un posto, su 6" in card.html and "Vengono in 4: Anna, Bruno e altre 2 persone." in card.html
    offered = events.card(row(seats=6), "it", Seen(answer="offered", offered_until=NOW + timedelta(days=1)))
    assert labels(offered)[0][0] == "Prendo il posto"


def test_who_goes_alone_is_told_so_and_whoever_else_looks_is_not() -> None:
    alone = Turnout(going=1)
    for answer, italian, english in (
        ("going", "Per ora ci sei solo tu.", "So far it is only you."),
        ("", "Viene una persona.", "One person is going."),
    ):
        assert italian in events.card(row(), "it", Seen(alone, answer=answer)).html
        assert english in events.card(row(), "en", Seen(alone, answer=answer)).html
    shown = Seen(alone, guests=(Guest("Anna"),), answer="going")
    assert "Viene una persona: Anna." in events.card(row(), "it", shown).html
    assert "One person is going: Anna." in events.card(row(), "en", shown).html


def test_of_those_who_come_the_only_one_hears_that_it_is_only_them() -> None:
    for answer, italian, english in (
        ("going", "Per ora ci sei solo tu, e non ti fai vedere.", "So far it is only you, and you are not shown."),
        ("maybe", "Viene una persona, che non si fa vedere.", "One person is going, and is not shown."),
    ):
        seen = Seen(Turnout(going=1), answer=answer)
        assert italian in say("events.who", "it", event=row(), seen=seen)
        assert english in say("events.who", "en", event=row(), seen=seen)


def test_an_only_seat_is_taken_and_several_are_all_taken() -> None:
    one, six = Seen(Turnout(going=1, seats=1)), Seen(Turnout(going=6, seats=6))
    assert "L'unico posto è preso: c'è la lista d'attesa" in plain(events.card(row(seats=1), "it", one).html)
    assert "The only seat is taken: there is a waiting list" in plain(events.card(row(seats=1), "en", one).html)
    assert "Posti esauriti (6): c'è la lista d'attesa" in plain(events.card(row(seats=6), "it", six).html)
    assert "All 6 seats are taken: there is a waiting list" in plain(events.card(row(seats=6), "en", six).html)


def test_who_can_not_answer_any_more_has_no_buttons_to_do_so() -> None:
    over = events.card(row(), "it", Seen(), now=datetime(2026, 12, 4, tzinfo=ROME))
    cancelled = events.card(row(state="cancelled"), "it", Seen(), now=NOW)
    assert "Vengo" not in str(labels(over)) and "Si è già tenuto" in over.html
    assert labels(cancelled) == [["📅 Calendario"]] and cancelled.html.startswith("❌ <b>ANNULLATO</b>")


def test_in_a_group_the_answer_is_given_in_private() -> None:
    card = events.card(row(), "it", private_link="https://t.me/raccordo_bot?start=v_7")
    assert card.buttons[0][0].url == "https://t.me/raccordo_bot?start=v_7"
    assert all(button.data is None for line in card.buttons for button in line)
