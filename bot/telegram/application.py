"""Every route, in the order PTB tries them. build() starts nothing."""

from __future__ import annotations

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.errors import ButtonTooOld, NotYours
from bot.services.bundle import Services
from bot.telegram import agenda, ask, chats, directory, group, inline, introductions, onboarding, refusals, typed
from bot.telegram.announcements import preferences, pressing, writing
from bot.telegram.context import Context, Shared
from bot.telegram.events import announced, door, records
from bot.telegram.pace import Pace
from bot.telegram.wire import Wire

App = Application[ExtBot[None], Context, dict[object, object], dict[object, object], Shared, None]
PRIVATE = filters.ChatType.PRIVATE
GROUPS = filters.ChatType.GROUPS


def build(services: Services) -> App:
    """The application with its services inside; nothing is sent and nothing is awaited."""
    token = services.settings.telegram_token
    url = services.settings.telegram_api_url
    builder = (
        ApplicationBuilder()
        .token(token.get_secret_value() if token else "")
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .request(Wire(pace=Pace()))
        .get_updates_request(Wire(connections=2))  # a torn poll may hold one for good
        .context_types(ContextTypes(context=Context, bot_data=Shared))
        .updater(None)  # updates come in through intake.py
        .job_queue(None)
    )
    application: App = builder.build()
    application.bot_data.services = services
    _routes(application)
    application.add_error_handler(refusals.tell)
    return application


def _routes(application: App) -> None:
    application.add_handler(TypeHandler(Update, chats.notice), group=-7)
    application.add_handler(TypeHandler(Update, inline.pass_over), group=-6)
    application.add_handler(TypeHandler(Update, group.heed), group=-5)  # talk among others goes no further
    application.add_handler(CallbackQueryHandler(_of_own_chat), group=-4)
    application.add_handler(TypeHandler(Update, onboarding.meet), group=-3)
    application.add_handler(MessageHandler(PRIVATE, onboarding.introduce_oneself), group=-2)
    staff = PRIVATE & filters.User(application.bot_data.services.settings.staff_ids, allow_empty=False)
    application.add_handler(MessageHandler(PRIVATE & filters.COMMAND, _commanded), group=-1)
    application.add_handler(MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, typed.typed), group=-1)
    _commands(application)
    _buttons(application)
    application.add_handler(InlineQueryHandler(inline.suggest))
    application.add_handler(ChatMemberHandler(group.greet, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, _nothing_to_do))
    application.add_handler(MessageHandler(GROUPS & filters.COMMAND, group.greet))
    application.add_handler(MessageHandler(GROUPS & (filters.TEXT | filters.CAPTION), group.question))
    application.add_handler(MessageHandler(PRIVATE & filters.COMMAND, onboarding.unknown_command))
    application.add_handler(MessageHandler(staff & filters.TEXT, writing.said))
    application.add_handler(MessageHandler(staff & filters.Document.ALL, writing.handed))
    application.add_handler(MessageHandler(PRIVATE & filters.TEXT, ask.question))
    application.add_handler(MessageHandler(PRIVATE | GROUPS, ask.unreadable))


def _commands(application: App) -> None:
    for where, names, handler in (
        (PRIVATE, ("start",), onboarding.start),
        (PRIVATE, ("help", "aiuto"), onboarding.help_wanted),
        (PRIVATE, ("privacy",), onboarding.privacy),
        (PRIVATE, ("stop",), onboarding.stop),
        (PRIVATE, ("language", "lingua"), onboarding.language),
        (PRIVATE, ("company", "azienda"), directory.company),
        (PRIVATE, ("events", "eventi"), agenda.listing),
        (PRIVATE, ("attendance", "presenze"), door.listing),
        (PRIVATE, ("preferences", "preferenze"), preferences.show),
        (PRIVATE, ("introduce_me", "presentami"), introductions.introduce_me),
        (PRIVATE, ("introductions", "presentazioni", "introduzioni"), introductions.listing),
        (PRIVATE, ("competitors", "concorrenti"), introductions.competitors),
        (PRIVATE, ("announce", "annuncia"), writing.announce),
        (PRIVATE, ("announcements", "annunci"), writing.listing),
        (GROUPS, ("start", "help", "aiuto"), group.greet),
        (GROUPS, ("company", "azienda"), group.company),
        (GROUPS, ("events", "eventi"), group.listing),
    ):
        application.add_handler(CommandHandler(names, handler, filters=where))


def _buttons(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask.pressed, pattern="^a "))
    application.add_handler(CallbackQueryHandler(directory.pressed, pattern="^c "))
    application.add_handler(CallbackQueryHandler(records.pressed, pattern="^e "))
    application.add_handler(CallbackQueryHandler(announced.pressed, pattern="^ev "))
    application.add_handler(CallbackQueryHandler(onboarding.language_pressed, pattern="^l "))
    application.add_handler(CallbackQueryHandler(pressing.pressed, pattern="^n "))
    application.add_handler(CallbackQueryHandler(preferences.pressed, pattern="^f "))
    application.add_handler(CallbackQueryHandler(introductions.pressed, pattern="^i "))
    application.add_handler(CallbackQueryHandler(_not_ours))


async def _of_own_chat(update: Update, context: Context) -> None:
    """Our buttons stand in private chats; who presses one elsewhere or in another's chat forges it."""
    query = update.callback_query
    if query is not None and query.message is not None and query.message.chat.id != query.from_user.id:
        raise NotYours


async def _commanded(update: Update, context: Context) -> None:
    """Whatever was being asked, a command is no answer to it."""
    await introductions.commanded(update, context)
    if update.effective_user is not None and context.services.announcements.is_staff(update.effective_user.id):
        await writing.commanded(update, context)


async def _not_ours(update: Update, context: Context) -> None:
    raise ButtonTooOld


async def _nothing_to_do(update: Update, context: Context) -> None:
    """Somebody joined, a message was pinned: no answer is expected."""
