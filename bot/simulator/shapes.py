"""The one shape everything here is made of: a JSON object as Telegram writes it."""

from typing import Any

Json = dict[str, Any]
