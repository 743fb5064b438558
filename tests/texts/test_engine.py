"""Moments: the same in both languages, with all their blanks, escaped, and within Telegram's limits."""

from __future__ import annotations

import pytest

from bot.texts import label, moments, plain, say
from bot.texts.splitting import units

TOASTS = (
    "judged_up",
    "judged_down",
    "judged_not_this",
    "not_yours",
    "button_too_old",
    "not_ready",
    "unexpected",
)


def test_both_languages_have_the_same_moments_with_the_same_blanks() -> None:
    assert moments("it") == moments("en")


def test_no_sentence_was_left_untranslated() -> None:
    fixed = [moment for moment, blanks in moments("it").items() if not blanks and moment != "ask.help"]
    same = [moment for moment in fixed if say(moment, "it") == say(moment, "en")]
    assert same == []


def test_a_moment_without_text_is_an_error_and_not_silence() -> None:
    with pytest.raises(LookupError):
        say("ask.no_such_moment", "it")


def test_a_missing_or_a_needless_blank_is_an_error() -> None:
    with pytest.raises(TypeError):
        say("ask.too_long", "it", length=5)
    with pytest.raises(TypeError):
        say("ask.thanks", "it", name="Anna")


def test_what_comes_from_outside_can_not_become_markup() -> None:
    html = say("directory.no_such_company", "it", name="<b>Fiat</b> & <a href='x'>co</a>")
    assert "<b>" not in html
    assert "<b>Fiat</b> & <a href='x'>co</a>" in plain(html)


def test_a_label_has_neither_tags_nor_escapes() -> None:
    assert label("ask.button_profile", "en", name="R&D <Lab>") == "Profile: R&D <Lab>"


def test_plain_text_keeps_the_address_of_a_link() -> None:
    html = '<b>Leva</b>, <a href="https://leva.it/?a=1&amp;b=2">leva.it</a> &lt;3'
    assert plain(html) == "Leva, leva.it (https://leva.it/?a=1&b=2) <3"


@pytest.mark.parametrize("language", ["it", "en"])
def test_toasts_and_menus_fit_where_telegram_shows_them(language: str) -> None:
    for name in TOASTS:
        blanks = {"name": "x" * 60} if name == "judged_not_this" else {}
        assert units(label(f"ask.{name}", language, **blanks)) <= 200  # type: ignore[arg-type]
    assert units(label("onboarding.description", language)) <= 512  # type: ignore[arg-type]
    assert units(label("onboarding.short_description", language)) <= 120  # type: ignore[arg-type]


def test_the_first_message_says_that_this_is_a_machine_and_what_it_keeps() -> None:
    assert "Sono un programma, non una persona" in say("onboarding.welcome", "it")
    assert "I'm a program, not a person" in plain(say("onboarding.welcome", "en"))
    assert "Che cosa conservo" in say("onboarding.welcome", "it")
    assert "What I keep" in say("onboarding.welcome", "en")


@pytest.mark.parametrize("moment", ["onboarding.welcome", "onboarding.introduction", "onboarding.help"])
def test_what_is_kept_can_not_be_taken_for_a_telephone_number(moment: str) -> None:
    assert "il tuo identificativo Telegram (non il numero di telefono)" in say(moment, "it")
    assert "your Telegram ID (not your phone number)" in say(moment, "en")
