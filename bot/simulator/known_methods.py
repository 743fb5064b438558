"""Every method of the Bot API and what it asks for: read from python-telegram-bot's own signatures."""

import functools
import inspect
from dataclasses import dataclass

# Newer than the library; required parameters and the type of the result.
NEWER: dict[str, tuple[tuple[str, ...], str]] = {
    "answerChatJoinRequestQuery": (("chat_join_request_query_id", "result"), "bool"),
    "deleteEphemeralMessage": (("chat_id", "receiver_user_id", "ephemeral_message_id"), "bool"),
    "editEphemeralMessageCaption": (("chat_id", "receiver_user_id", "ephemeral_message_id"), "bool"),
    "editEphemeralMessageMedia": (("chat_id", "receiver_user_id", "ephemeral_message_id", "media"), "bool"),
    "editEphemeralMessageReplyMarkup": (("chat_id", "receiver_user_id", "ephemeral_message_id"), "bool"),
    "editEphemeralMessageText": (("chat_id", "receiver_user_id", "ephemeral_message_id"), "bool"),
    "sendChatJoinRequestWebApp": (("chat_join_request_query_id", "web_app_url"), "bool"),
    "sendRichMessage": (("chat_id", "rich_message"), "Message"),
    "sendRichMessageDraft": (("chat_id", "draft_id", "rich_message"), "bool"),
}
NOT_METHODS = {"initialize", "shutdown"}
# Telegram takes these from one another's place: an inline message has no chat.
EITHER = {"chat_id", "message_id", "inline_message_id"}


@dataclass(frozen=True)
class Known:
    name: str
    required: tuple[str, ...]
    returns: str


@functools.cache
def every() -> dict[str, Known]:
    """By name in lower case, for Telegram does not mind the case."""
    from telegram import Bot  # late: the library takes half a second to import

    listed = {name: Known(name, *asked) for name, asked in NEWER.items()}
    for name, function in inspect.getmembers(Bot, inspect.isfunction):
        if "_" not in name and name not in NOT_METHODS:
            listed[name] = _read(name, inspect.signature(function))
    return {name.lower(): known for name, known in listed.items()}


def _read(name: str, signature: inspect.Signature) -> Known:
    required = tuple(
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.default is parameter.empty and parameter.name not in ("self", *EITHER)
    )
    returns = signature.return_annotation
    return Known(name, required, returns.__name__ if inspect.isclass(returns) else str(returns))
