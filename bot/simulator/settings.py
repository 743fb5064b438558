"""What can be tuned while the simulator runs; the defaults are what Telegram does."""

from dataclasses import dataclass, fields

from bot.simulator.shapes import Json


@dataclass
class Settings:
    latency: float = 0.0  # seconds added to every call
    strict_limits: bool = False  # 429 beyond 1/s a chat, 30/s overall, 20/min a group
    chat_burst: float = 3.0  # messages a chat may get at once before 1/s holds
    same_offset_single: float = 0.5  # the same offset again within this: one update
    same_offset_wait: float = 3.0  # the same offset again within this: a poll of this length
    conflict_wait: float = 3.0  # a second 409 within this is held back by this
    webhook_delay: float = 2.0  # the second retry of an update; then doubled
    webhook_longest_delay: float = 60.0
    webhook_timeout: float = 60.0
    query_lifetime: float = 30.0  # how long a press or an inline query may be answered
    privacy: bool = True  # in groups the bot sees only commands, mentions and replies to it
    typing_seconds: float = 5.0

    def change(self, values: Json) -> None:
        known = {field.name: field.type for field in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise KeyError(name)
            setattr(self, name, bool(value) if known[name] in (bool, "bool") else float(value))
