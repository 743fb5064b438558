"""How Telegram says no: an error code, its words, and sometimes parameters."""

from bot.simulator.shapes import Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Refusal(Exception):
    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str, parameters: Json | None = None) -> Refusal:
    """Telegram lowers the first letter of its words, except of codes such as BUTTON_DATA_INVALID."""
    is_code = len(words) > 1 and (words[1] == "_" or words[1].isupper())
    said = words if is_code else words[:1].lower() + words[1:]
    return Refusal(400, f"Bad Request: {said}", parameters)


def forbidden(words: str) -> Refusal:
    return Refusal(403, f"Forbidden: {words}")


def too_many_requests(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
