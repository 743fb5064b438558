"""Updates before they are read: whose they are, which may be kept, and what can't be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot

from bot.telegram import updates

ANNA = {"id": 1001, "type": "private"}
GROUP = {"id": -1002, "type": "supergroup"}
BOT = Bot("7000000001:AAsimulated-token-of-one-machine-000")


@pytest.mark.parametrize(
    ("content", "lane", "private"),
    [
        ({"message": {"chat": ANNA, "from": {"id": 1001}}}, 1001, 1001),
        ({"message": {"chat": GROUP, "from": {"id": 1001}}}, -1002, None),
        ({"callback_query": {"from": {"id": 1001}, "message": {"chat": ANNA}}}, 1001, 1001),
        ({"inline_query": {"from": {"id": 1001}}}, 1001, None),
        ({"my_chat_member": {"chat": GROUP}}, -1002, None),
        ({"message": {"chat": 5}}, 0, None),
        ({"message": {"chat": {"id": "x", "type": "private"}}}, 0, None),
        ({"message": {"chat": {"id": 2**64, "type": "private"}}}, 0, None),
        ({"message": 7}, 0, None),
        ({}, 0, None),
    ],
    ids=str,
)
def test_an_update_says_whose_it_is_before_it_is_read(content: dict[str, Any], lane: int, private: int | None) -> None:
    raw = {"update_id": 5, **content}
    kept = updates.letter(raw)
    assert kept is not None
    assert (kept.update_id, kept.lane, updates.private_chat(raw)) == (5, lane, private)
    assert json.loads(kept.raw) == raw


@pytest.mark.parametrize("raw", [{}, {"update_id": "5"}, {"update_id": True}, {"update_id": 2**63}, [1], None, "x"])
def test_what_bears_no_id_is_no_update(raw: object) -> None:
    assert updates.letter(raw) is None


@pytest.mark.parametrize("text", ["mezzo \ud83d", "nullo \0"])
def test_what_is_kept_is_plain_ascii_and_what_is_read_fits_any_database(text: str) -> None:
    message = {"message_id": 1, "date": 1, "chat": ANNA, "text": text}
    kept = updates.letter({"update_id": 5, "message": message})
    assert kept is not None and kept.raw.isascii() and "\0" not in kept.raw
    read = updates.read(json.loads(kept.raw), BOT)
    assert read.message is not None and read.message.text is not None
    assert read.message.text.encode() and "\0" not in read.message.text


def test_a_kind_that_was_not_asked_for_is_not_read() -> None:
    with pytest.raises(updates.UnknownKind):
        updates.read({"update_id": 5, "something_new": {}}, BOT)
    assert updates.kind({"update_id": 5, "something_new": {}}) == "other"


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ({"message": {"chat": ANNA, "text": "chi fa stampi?"}}, "chi fa stampi?"),
        ({"message": {"chat": ANNA, "text": "/events"}}, None),
        ({"message": {"chat": ANNA, "photo": []}}, None),
        ({"message": {"chat": ANNA, "text": 7}}, None),
        ({"message": {"chat": GROUP, "text": "chi fa stampi?"}}, None),
        ({"message": "chi fa stampi?"}, None),
        ({"message": {"chat": ANNA, "text": "a" * 20_000}}, None),
        ({"edited_message": {"chat": ANNA, "text": "chi fa stampi?"}}, None),
    ],
)
def test_what_may_be_a_question_is_seen_before_the_update_is_read(content: dict[str, Any], asked: str | None) -> None:
    found = updates.letter({"update_id": 5, **content})
    assert found is not None
    assert updates.asked(found) == asked
