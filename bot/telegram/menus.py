"""What Telegram shows before a word is said: commands by language and kind of chat, descriptions."""

from __future__ import annotations

from contextlib import suppress

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.texts import label
from rag.documents import LANGUAGES, Language

# The same commands in both languages; those whose name differs understand both names (application.py).
NAMES: dict[Language, dict[str, str]] = {
    "it": {
        "company": "azienda", "events": "eventi", "introductions": "presentazioni", "introduce": "presentami",
        "ask_the_network": "chiedi_alla_rete", "profile": "profilo", "preferences": "preferenze",
        "language": "lingua",
        "privacy": "privacy", "help": "help", "start": "start",
    },
    "en": {
        "company": "company", "events": "events", "introductions": "introductions", "introduce": "introduce_me",
        "ask_the_network": "ask_the_network", "profile": "profile", "preferences": "preferences",
        "language": "language",
        "privacy": "privacy", "help": "help", "start": "start",
    },
}  # fmt: skip
FOR_STAFF: dict[Language, dict[str, str]] = {
    "it": {
        "announce": "annuncia", "announcements": "annunci", "attendance": "presenze", "invite": "invita",
        "missing": "chi_manca", "represented": "chi_rappresenta", "staff": "staff",
        "competitors": "concorrenti", "insights": "andamento",
    },
    "en": {
        "announce": "announce", "announcements": "announcements", "attendance": "attendance", "invite": "invite",
        "missing": "missing", "represented": "represented", "staff": "staff",
        "competitors": "competitors", "insights": "insights",
    },
}  # fmt: skip
# Commands whose words stand with another feature than the first meeting.
ELSEWHERE = {name: f"announcements.command_{name}" for name in ("preferences", "announce", "announcements")} | {
    "attendance": "events.command_attendance", "introductions": "introductions.command_introductions",
    "introduce": "introductions.command_introduce", "competitors": "introductions.command_competitors",
    "ask_the_network": "needs.command", "insights": "insights.command",
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
    names = NAMES[language] | FOR_STAFF[language]
    return [_command(names[what], what, language) for what in which or tuple(NAMES[language])]


async def publish_for_staff(bot: ExtBot[None], person: int) -> None:
    """Staff see their own commands first; somebody who never spoke to us has no menu yet, and gets it with /start."""
    for language, code in ((LANGUAGES[0], ""), *((language, language) for language in LANGUAGES)):
        which = (*FOR_STAFF[language], *NAMES[language])
        with suppress(BadRequest, Forbidden):
            scope = BotCommandScopeChat(person)
            await bot.set_my_commands(commands(language, which), scope=scope, language_code=code)


async def withdraw_from_staff(bot: ExtBot[None], person: int) -> None:
    """Who is staff no more sees what everybody sees."""
    for code in ("", *LANGUAGES):
        with suppress(BadRequest, Forbidden):
            await bot.delete_my_commands(scope=BotCommandScopeChat(person), language_code=code)


def _command(name: str, what: str, language: Language) -> BotCommand:
    return BotCommand(name, label(ELSEWHERE.get(what, f"onboarding.command_{what}"), language))
