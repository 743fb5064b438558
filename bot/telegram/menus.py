"""What Telegram shows before a word is said: commands by language and kind of chat, descriptions."""

from __future__ import annotations

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.ext import ExtBot

from bot.texts import label
from rag.documents import LANGUAGES, Language

# The same commands in both languages; those whose name differs understand both names (application.py).
NAMES: dict[Language, dict[str, str]] = {
    "it": {
        "company": "azienda", "events": "eventi", "language": "lingua", "privacy": "privacy", "help": "help",
        "start": "start",
    },
    "en": {
        "company": "company", "events": "events", "language": "language", "privacy": "privacy", "help": "help",
        "start": "start",
    },
}  # fmt: skip
IN_GROUPS = ("company", "events", "help")


async def publish(bot: ExtBot[None]) -> None:
    """Tells Telegram. Italian is also what apps in other languages than these two are shown."""
    for language in LANGUAGES:
        await _publish(bot, language, code=language)
    await _publish(bot, "it", code="")


async def _publish(bot: ExtBot[None], language: Language, code: str) -> None:
    private, groups = commands(language), commands(language, IN_GROUPS)
    await bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats(), language_code=code)
    await bot.set_my_commands(groups, scope=BotCommandScopeAllGroupChats(), language_code=code)
    await bot.set_my_description(label("onboarding.description", language), language_code=code)
    await bot.set_my_short_description(label("onboarding.short_description", language), language_code=code)


def commands(language: Language, which: tuple[str, ...] | None = None) -> list[BotCommand]:
    """The commands of a menu, in its order."""
    names = NAMES[language]
    return [BotCommand(names[what], label(f"onboarding.command_{what}", language)) for what in which or tuple(names)]
