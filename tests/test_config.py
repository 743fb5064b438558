"""Settings: defaults that work, and wrong ones told by name, in both languages, with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.config import ADVICE, Settings, WrongSettings, environment, read_settings, require_token

TOKEN = "7000000001:AAthis-is-a-token-of-the-right-shape"


def test_nothing_need_be_set() -> None:
    settings = read_settings()
    assert settings.database.startswith("sqlite+aiosqlite:///")
    assert (settings.data_dir / "companies").is_dir()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_token", "not-a-token"),
        ("telegram_token", "123:short"),
        ("telegram_api_url", "api.telegram.org"),
        ("database_url", "mysql://localhost/x"),
        ("database_url", "raccordo.sqlite"),
        ("chroma_url", "localhost:8000"),
        ("embedding_threads", "0"),
        ("embedding_threads", "many"),
        ("metrics_port", "70000"),
        ("today", "22/11/2026"),
        ("staff_ids", "Carla"),
        ("log_format", "xml"),
        ("log_level", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named_with_advice_in_both_languages(name: str, value: str) -> None:
    with pytest.raises(WrongSettings) as problem:
        read_settings(**{name: value})
    italian, english = ADVICE[name]
    assert f"{name.upper()}: {italian}" in str(problem.value)
    assert f"{name.upper()}: {english}" in str(problem.value)


def test_a_wrong_token_is_not_repeated() -> None:
    with pytest.raises(WrongSettings) as problem:
        read_settings(telegram_token="1:my-secret")
    assert "my-secret" not in str(problem.value)


def test_all_wrong_settings_are_told_at_once() -> None:
    with pytest.raises(WrongSettings) as problem:
        read_settings(today="soon", log_format="xml")
    assert "TODAY" in str(problem.value)
    assert "LOG_FORMAT" in str(problem.value)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("sqlite:///a/b.sqlite", "sqlite+aiosqlite:///a/b.sqlite"),
        ("postgres://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        ("postgresql://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        ("postgresql+asyncpg://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
    ],
)
def test_database_addresses_are_taken_as_people_write_them(given: str, read: str) -> None:
    assert Settings(database_url=given).database == read


def test_the_environment_of_a_child_process_gives_the_same_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(
        telegram_token=TOKEN,
        state_dir=tmp_path,
        today=date(2026, 11, 22),
        staff_ids=[3, 4],
        log_level="warning",
    )  # type: ignore[arg-type]
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert read_settings() == settings


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "TODAY", "STAFF_IDS", "METRICS_PORT"):
        monkeypatch.setenv(name, "")
    assert read_settings() == Settings()


def test_the_bot_does_not_run_without_a_token() -> None:
    with pytest.raises(WrongSettings, match="TELEGRAM_TOKEN"):
        require_token(Settings())
    assert require_token(Settings(telegram_token=TOKEN)) == TOKEN


def test_settings_never_show_the_token() -> None:
    assert TOKEN not in repr(Settings(telegram_token=TOKEN))
