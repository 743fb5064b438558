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
from bot.telegram import (
    agenda,
    ask,
    chats,
    directory,
    group,
    inline,
    insights,
    introductions,
    needs,
    privacy,
    refusals,
    typed,
)
from bot.telegram.announcements import preferences, pressing, writing
from bot.telegram.context import Context, Shared
from bot.telegram.events import announced, door, records
from bot.telegram.onboarding import colleagues, joining, meeting, profile, represented, representing
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
    application.add_handler(TypeHandler(Update, meeting.meet), group=-3)
    application.add_handler(MessageHandler(PRIVATE, meeting.introduce_oneself), group=-2)
    application.add_handler(MessageHandler(PRIVATE & filters.COMMAND, _commanded), group=-1)
    application.add_handler(MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, typed.typed), group=-1)
    _commands(application)
    _buttons(application)
    application.add_handler(InlineQueryHandler(inline.suggest))
    application.add_handler(ChatMemberHandler(group.greet, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.ALL, _nothing_to_do))
    application.add_handler(MessageHandler(GROUPS & filters.COMMAND, group.greet))
    application.add_handler(MessageHandler(GROUPS & (filters.TEXT | filters.CAPTION), group.question))
    application.add_handler(MessageHandler(PRIVATE & filters.COMMAND, meeting.unknown_command))
    application.add_handler(
        MessageHandler(PRIVATE & ~filters.FORWARDED & filters.Regex(representing.SAID), representing.said)
    )
    application.add_handler(MessageHandler(PRIVATE & filters.TEXT, _text))
    application.add_handler(MessageHandler(PRIVATE & filters.Document.ALL, _file))
    application.add_handler(MessageHandler(PRIVATE & filters.CONTACT, colleagues.contact))
    application.add_handler(MessageHandler(PRIVATE | GROUPS, ask.unreadable))


def _commands(application: App) -> None:
    for where, names, handler in (
        (PRIVATE, ("start",), meeting.start),
        (PRIVATE, ("help", "aiuto"), meeting.help_wanted),
        (PRIVATE, ("privacy",), privacy.show),
        (PRIVATE, ("stop",), meeting.stop),
        (PRIVATE, ("language", "lingua"), meeting.language),
        (PRIVATE, ("my_data", "miei_dati"), privacy.hand_over),
        (PRIVATE, ("forget_me", "dimenticami"), privacy.forget_me),
        (PRIVATE, ("profile", "profilo"), profile.show),
        (PRIVATE, ("away", "assente"), profile.away),
        (PRIVATE, ("represent", "rappresento"), representing.represent),
        (PRIVATE, ("invite", "invita"), joining.invite),
        (PRIVATE, ("missing", "chi_manca"), representing.missing),
        (PRIVATE, ("represented", "chi_rappresenta"), represented.represented),
        (PRIVATE, ("staff",), colleagues.staff),
        (PRIVATE, ("company", "azienda"), directory.company),
        (PRIVATE, ("events", "eventi"), agenda.listing),
        (PRIVATE, ("attendance", "presenze"), door.listing),
        (PRIVATE, ("preferences", "preferenze"), preferences.show),
        (PRIVATE, ("introduce_me", "presentami"), introductions.introduce_me),
        (PRIVATE, ("introductions", "presentazioni", "introduzioni"), introductions.listing),
        (PRIVATE, ("competitors", "concorrenti"), introductions.competitors),
        (PRIVATE, ("ask_the_network", "chiedi_alla_rete"), needs.ask_the_network),
        (PRIVATE, ("insights", "andamento"), insights.show),
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
    application.add_handler(CallbackQueryHandler(meeting.language_pressed, pattern="^l "))
    application.add_handler(CallbackQueryHandler(joining.pressed, pattern="^j "))
    application.add_handler(CallbackQueryHandler(representing.pressed, pattern="^r "))
    application.add_handler(CallbackQueryHandler(colleagues.pressed, pattern="^s "))
    application.add_handler(CallbackQueryHandler(profile.pressed, pattern="^h "))
    application.add_handler(CallbackQueryHandler(privacy.pressed, pattern="^p "))
    application.add_handler(CallbackQueryHandler(pressing.pressed, pattern="^n "))
    application.add_handler(CallbackQueryHandler(preferences.pressed, pattern="^f "))
    application.add_handler(CallbackQueryHandler(introductions.pressed, pattern="^i "))
    application.add_handler(CallbackQueryHandler(needs.pressed, pattern="^q "))
    application.add_handler(CallbackQueryHandler(insights.pressed, pattern="^g "))
    application.add_handler(CallbackQueryHandler(_not_ours))


async def _of_own_chat(update: Update, context: Context) -> None:
    """Our buttons stand in private chats; who presses one elsewhere or in another's chat forges it."""
    query = update.callback_query
    if query is not None and query.message is not None and query.message.chat.id != query.from_user.id:
        raise NotYours


async def _commanded(update: Update, context: Context) -> None:
    """Whatever was being asked, a command is no answer to it."""
    await introductions.commanded(update, context)
    await needs.commanded(update, context)
    if context.is_staff:
        await writing.commanded(update, context)


async def _text(update: Update, context: Context) -> None:
    """A text of staff may be an announcement; who is staff is known per update, for it changes in the chat."""
    await (writing.said if context.is_staff else ask.question)(update, context)


async def _file(update: Update, context: Context) -> None:
    await (writing.handed if context.is_staff else ask.unreadable)(update, context)


async def _not_ours(update: Update, context: Context) -> None:
    raise ButtonTooOld


async def _nothing_to_do(update: Update, context: Context) -> None:
    """Somebody joined, a message was pinned: no answer is expected."""
