"""A button that is too old says where one that works is found, by what it was about."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.errors import ButtonTooOld, EventOver, Refusal
from bot.telegram import refusals

PERSON = {"id": 1, "is_bot": False, "first_name": "Anna"}


@pytest.mark.parametrize(
    ("data", "error", "moment"),
    [
        ("a up 3", ButtonTooOld(), "ask.button_too_old"),
        ("ev nonsense 3", ButtonTooOld(), "events.button_too_old"),
        ("n nonsense 3", ButtonTooOld(), "announcements.button_too_old"),
        ("f nonsense 3", ButtonTooOld(), "announcements.choice_too_old"),
        ("ev go 3", EventOver(), "events.over"),
        ("", ButtonTooOld(), "ask.button_too_old"),
    ],
)
def test_an_old_button_leads_to_new_ones_of_its_kind(data: str, error: Refusal, moment: str) -> None:
    query: dict[str, Any] = {"id": "1", "from": PERSON, "chat_instance": "1", "data": data}
    update = Update.de_json({"update_id": 1, "callback_query": query}, None)
    assert refusals.moment_of(error, update) == moment
    assert refusals.moment_of(error, None) == error.moment
