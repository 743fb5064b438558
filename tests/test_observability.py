"""What is seen from outside: one line per update, as people or machines read it, and never the token."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import observability
from bot.config import Settings

TOKEN = "7000000001:AAthis-is-a-token-of-the-right-shape"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_update_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    observability.configure(Settings(log_format="json"))
    observability.update_handled("message", "done", 0.0421, update_id=7)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["kind"], line["outcome"], line["ms"], line["update_id"]) == (
        "update", "message", "done", 42, 7,
    )  # fmt: skip


def test_an_update_is_one_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    observability.configure(Settings(log_format="pretty"))
    observability.update_handled("message", "done", 0.01)
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "message" in shown


@pytest.mark.parametrize("name", ["httpx", "httpcore", "telegram.ext", "aiohttp.access"])
def test_requests_are_not_logged_because_their_addresses_hold_the_token(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    observability.configure(Settings(log_level="DEBUG"))
    logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert TOKEN not in capsys.readouterr().err


def test_a_failure_brings_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    observability.configure(Settings(log_format="json"))
    try:
        raise ZeroDivisionError("made to fail")
    except ZeroDivisionError:
        structlog.get_logger().exception("update.failed")
    assert "ZeroDivisionError: made to fail" in json.loads(capsys.readouterr().err)["exception"]
