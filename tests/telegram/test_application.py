"""The one page of routes: building starts nothing, and every command of the menus leads somewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.ext import CommandHandler

from bot.config import Settings
from bot.services.bundle import Services
from bot.simulator.client import TOKEN
from bot.telegram import group, menus
from bot.telegram.application import App, build
from bot.wiring import open_services
from rag.documents import LANGUAGES


@pytest.fixture
async def application(tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings.model_validate({"state_dir": tmp_path, "telegram_token": TOKEN})
    async with open_services(settings) as services:
        yield build(services)


def commands(application: App) -> set[str]:
    handlers = [handler for room in application.handlers.values() for handler in room]
    return {name for handler in handlers if isinstance(handler, CommandHandler) for name in handler.commands}


async def test_building_sends_nothing_and_starts_nothing(application: App) -> None:
    assert not application.running
    assert application.updater is None
    assert isinstance(application.bot_data.services, Services)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_of_a_menu_leads_somewhere(application: App, language: str) -> None:
    published = {command.command for command in menus.commands(language)}  # type: ignore[arg-type]
    assert published <= commands(application)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_commands_published_for_groups_are_heard_there(language: str) -> None:
    published = menus.commands(language, menus.IN_GROUPS)  # type: ignore[arg-type]
    assert {command.command for command in published} <= group.COMMANDS
