"""Long messages: every part fits, tags are balanced in each, and no word is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.markup import parse
from bot.texts.splitting import split, units

WORDS = st.text(alphabet="aé😀ﷺ<&> \n", max_size=300)
TAGS = st.sampled_from(["b", "i", "blockquote", "code"])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PIECES = st.lists(
    st.one_of(
        WORDS.map(_escaped),
        st.tuples(TAGS, WORDS).map(lambda pair: f"<{pair[0]}>{_escaped(pair[1])}</{pair[0]}>"),
    ),
    max_size=8,
)


@given(PIECES)
def test_every_part_fits_is_balanced_and_no_word_is_lost(pieces: list[str]) -> None:
    html = "".join(pieces)
    parts = split(html, limit=60)
    shown = [parse(part)[0] for part in parts]  # raises where tags are not balanced
    assert all(units(text) <= 60 for text in shown)
    assert "".join("".join(shown).split()) == "".join(parse(html)[0].split())


def test_a_short_message_stays_whole() -> None:
    assert split("<b>Ciao</b>\n\nSono io.") == ["<b>Ciao</b>\n\nSono io."]


def test_a_cut_is_made_between_paragraphs_where_there_is_one() -> None:
    first, second = "uno " * 12, "due " * 12
    assert split(f"{first}\n\n{second}", limit=60) == [f"{first}", f"{second}"]


def test_a_tag_open_at_the_cut_is_closed_and_opened_again() -> None:
    parts = split(f"<blockquote expandable>{'parola ' * 20}</blockquote>", limit=70)
    assert len(parts) > 1
    assert all(part.startswith("<blockquote expandable>") and part.endswith("</blockquote>") for part in parts)


def test_length_is_counted_as_telegram_counts() -> None:
    assert units("è") == 1
    assert units("😀") == 2
    assert len(split("😀" * 100, limit=100)) == 2


def test_nothing_to_say_is_no_part() -> None:
    assert split("<b> </b>\n\n") == []
