"""Reply markup: read, checked against Telegram's limits, and kept as the message will show it."""

from typing import Any

from bot.simulator import limits, links
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json

KINDS = {
    "callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat", "copy_text", "web_app",
    "switch_inline_query_chosen_chat", "login_url", "callback_game", "pay",
}  # fmt: skip
KEPT = {*KINDS, "text", "style", "icon_custom_emoji_id"}


def read(markup: Any) -> Json | None:
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    if "inline_keyboard" in markup:
        return inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return {**markup, "keyboard": _reply_rows(markup["keyboard"])}
    return markup if markup.get("remove_keyboard") or markup.get("force_reply") else None


def inline(rows: Any) -> Json | None:
    """An inline keyboard; one without a button is none at all."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    kept = [[_button(button) for button in row] for row in rows if row]
    _check_size(kept)
    return {"inline_keyboard": kept} if kept else None


def _check_size(rows: list[list[Json]]) -> None:
    widest, total = max(map(len, rows), default=0), sum(map(len, rows))
    if total > limits.BUTTONS_A_KEYBOARD or widest > limits.BUTTONS_A_ROW:
        raise bad_request("reply markup is too long")


def _button(button: Any) -> Json:
    trouble = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{trouble}InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(f'{trouble}Can\'t find field "text"')
    if not str(button["text"]).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not any(button.get(kind) or (kind.startswith("switch") and kind in button) for kind in KINDS):
        raise bad_request(f"{trouble}Text buttons are unallowed in the inline keyboard")
    _check_target(button)
    return {name: value for name, value in button.items() if name in KEPT}


def _check_target(button: Json) -> None:
    if len(str(button.get("callback_data", "")).encode()) > limits.CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url and not (links.checked(url) or str(url).startswith("tg://")):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if url:
        button["url"] = links.checked(url)
    copied = button.get("copy_text")
    if copied and not 1 <= len(str(copied.get("text", ""))) <= limits.COPY_TEXT_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply_rows(rows: Any) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "keyboard" must be an Array of Arrays')
    return [[_reply_button(button) for button in row] for row in rows if row]


def _reply_button(button: Any) -> Json:
    whole: Any = {"text": button} if isinstance(button, str) else button
    if not isinstance(whole, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not str(whole.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    return whole
