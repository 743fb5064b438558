"""The simulator's limits are those python-telegram-bot knows."""

from telegram import constants

from bot.simulator import limits

OURS = {
    "text": limits.TEXT_LENGTH, "caption": limits.CAPTION_LENGTH, "entities": limits.ENTITIES,
    "data": limits.CALLBACK_DATA_BYTES, "buttons": limits.BUTTONS_A_KEYBOARD,
    "row": limits.BUTTONS_A_ROW, "toast": limits.CALLBACK_ANSWER_LENGTH, "copy": limits.COPY_TEXT_LENGTH,
    "link": limits.DEEP_LINK_LENGTH, "results": limits.INLINE_RESULTS,
    "query": limits.INLINE_QUERY_LENGTH,
    "result id": limits.INLINE_RESULT_ID_BYTES, "commands": limits.COMMANDS,
    "command": limits.COMMAND_LENGTH, "command text": limits.COMMAND_DESCRIPTION_LENGTH,
    "album": (limits.MEDIA_GROUP_LEAST, limits.MEDIA_GROUP_MOST), "bulk": limits.BULK_MESSAGES,
    "question": limits.POLL_QUESTION_LENGTH, "option": limits.POLL_OPTION_LENGTH,
    "options": (limits.POLL_OPTIONS_LEAST, limits.POLL_OPTIONS_MOST), "upload": limits.UPLOAD_BYTES,
    "photo": limits.PHOTO_BYTES, "download": limits.DOWNLOAD_BYTES, "secret": limits.SECRET_TOKEN_LENGTH,
    "poll": limits.UPDATES_A_CALL, "second": limits.MESSAGES_A_SECOND,
    "chat second": limits.MESSAGES_A_SECOND_A_CHAT, "group minute": limits.MESSAGES_A_MINUTE_A_GROUP,
    "name": limits.BOT_NAME_LENGTH, "description": limits.BOT_DESCRIPTION_LENGTH,
    "short": limits.BOT_SHORT_DESCRIPTION_LENGTH,
}  # fmt: skip
TELEGRAMS = {
    "text": constants.MessageLimit.MAX_TEXT_LENGTH, "caption": constants.MessageLimit.CAPTION_LENGTH,
    "entities": constants.MessageLimit.MESSAGE_ENTITIES,
    "data": constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA,
    "buttons": constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER,
    "row": constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW,
    "toast": constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH,
    "copy": constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT,
    "link": constants.MessageLimit.DEEP_LINK_LENGTH, "results": constants.InlineQueryLimit.RESULTS,
    "query": constants.InlineQueryLimit.MAX_QUERY_LENGTH,
    "result id": constants.InlineQueryResultLimit.MAX_ID_LENGTH,
    "commands": constants.BotCommandLimit.MAX_COMMAND_NUMBER,
    "command": constants.BotCommandLimit.MAX_COMMAND,
    "command text": constants.BotCommandLimit.MAX_DESCRIPTION,
    "album": (constants.MediaGroupLimit.MIN_MEDIA_LENGTH, constants.MediaGroupLimit.MAX_MEDIA_LENGTH),
    "bulk": constants.BulkRequestLimit.MAX_LIMIT, "question": constants.PollLimit.MAX_QUESTION_LENGTH,
    "option": constants.PollLimit.MAX_OPTION_LENGTH,
    "options": (constants.PollLimit.MIN_OPTION_NUMBER, constants.PollLimit.MAX_OPTION_NUMBER),
    "upload": constants.FileSizeLimit.FILESIZE_UPLOAD, "photo": constants.FileSizeLimit.PHOTOSIZE_UPLOAD,
    "download": constants.FileSizeLimit.FILESIZE_DOWNLOAD,
    "secret": constants.WebhookLimit.MAX_SECRET_TOKEN_LENGTH,
    "poll": constants.PollingLimit.MAX_LIMIT, "second": constants.FloodLimit.MESSAGES_PER_SECOND,
    "chat second": constants.FloodLimit.MESSAGES_PER_SECOND_PER_CHAT,
    "group minute": constants.FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP,
    "name": constants.BotNameLimit.MAX_NAME_LENGTH,
    "description": constants.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH,
    "short": constants.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH,
}  # fmt: skip


def test_the_limits_are_telegrams_own() -> None:
    assert OURS == TELEGRAMS
