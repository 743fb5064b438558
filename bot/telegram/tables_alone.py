"""Updates that need tables alone: what an earlier process left of them need not wait until the library is open."""

from __future__ import annotations

import json

from bot.telegram.updates import Json, private_chat

# Answers to events, consents, the language. Presses that look for a company or a reason to meet are not among them.
PRESSES = {"ev", "p", "l"}
SEEKING = {"meet", "introduce", "firm"}
COMMANDS = {
    "privacy", "stop", "language", "lingua", "attendance", "presenze", "my_data", "miei_dati", "forget_me",
    "dimenticami",
}  # fmt: skip


def needs_tables_alone(text: str) -> bool:
    """Whether the update, as it was kept, is one of these. What is no such JSON is none."""
    raw = json.loads(text)
    query, message = raw.get("callback_query"), raw.get("message")
    if isinstance(query, dict):
        return _pressed(query)
    return isinstance(message, dict) and private_chat(raw) is not None and _commanded(message)


def _pressed(query: Json) -> bool:
    kind, verb, *_ = [*str(query.get("data") or "").split(" "), "", ""]
    return kind in PRESSES and not (kind == "ev" and verb in SEEKING)


def _commanded(message: Json) -> bool:
    said = message.get("text")
    return isinstance(said, str) and said.startswith("/") and said[1:].split("@")[0].casefold() in COMMANDS
