"""What buttons carry: within 64 bytes, read back, and nothing else is believed."""

from __future__ import annotations

import pytest

from bot.config import ROOT
from bot.errors import ButtonTooOld
from bot.telegram import presses
from bot.telegram.presses import Press
from rag.loaders import load_folder


def test_a_button_for_every_record_of_the_corpus_fits_and_is_read_back() -> None:
    documents, _ = load_folder(ROOT / "data")
    assert documents
    for document in documents:
        button = presses.button("x", "a", "introduce", number=999_999_999, of=document.id)
        data = str(button.callback_data)
        assert len(data.encode()) <= 64
        assert presses.pick(presses.read(data), documents) is document


def test_keys_of_the_corpus_are_unambiguous() -> None:
    documents, _ = load_folder(ROOT / "data")
    assert len({presses.key(document.id) for document in documents}) == len(documents)


def test_a_button_without_a_record_is_read_back() -> None:
    button = presses.button("x", "a", "back", number=7)
    assert presses.read(str(button.callback_data)) == Press("a", "back", 7, "")


@pytest.mark.parametrize(
    "data",
    ["", "a", "a up", "a up x", "a up -1", "a up 99999999999999999999", "a up 1 ../../etc", "a up 1 x y",
     "A UP 1", "a up 1\n", "\0", "ﷺ" * 21, "a up ١"],
)  # fmt: skip
def test_anything_else_is_an_old_button(data: str) -> None:
    with pytest.raises(ButtonTooOld):
        presses.read(data)
