"""Updates that wait for the bot: one queue, acknowledged by offset, each kept until it was taken."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.events import Hub
from bot.simulator.shapes import Json

FIRST_ID = 500_000_001
DAY = 86_400.0
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Waiting:
    id: int
    lane: int
    body: Json
    left: int = 1  # deliveries still owed; more than one when repetition is asked for
    expires: float = field(default_factory=lambda: time.monotonic() + DAY)


@dataclass
class UpdateFaults:
    repeat: int = 1
    shuffle: int = 0
    drop: int = 0
    drop_share: float = 0.0


class Updates:
    def __init__(self, hub: Hub, first_id: int = FIRST_ID) -> None:
        self._hub = hub
        self._next = first_id
        self.waiting: list[Waiting] = []
        self.allowed: set[str] | None = None
        self.faults = UpdateFaults()
        self.on_push: Callable[[Waiting], None] | None = None
        # Seeded: a test that fails once fails again.
        self._chance = random.Random(20)

    @property
    def next_id(self) -> int:
        return self._next

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def allow(self, kinds: list[str] | None) -> None:
        """No list keeps the previous one; an empty list means Telegram's default."""
        if kinds is not None:
            self.allowed = set(kinds) or None

    def push(self, kind: str, content: Json, lane: int) -> None:
        if self.wants(kind) and not self._dropped():
            self._queue({"update_id": self._next, kind: content}, lane)

    def push_raw(self, body: Json, lane: int = 0) -> int:
        """Any content at all; an id it brings along is left as it is."""
        number = self._next
        self._queue({"update_id": number, **body}, lane)
        return number

    def _queue(self, body: Json, lane: int) -> None:
        update = Waiting(self._next, lane, body, left=max(1, self.faults.repeat))
        self.waiting.append(update)
        self._next += 1
        if self.on_push:
            self.on_push(update)
        self._hub.ring()

    def _dropped(self) -> bool:
        if self.faults.drop > 0:
            self.faults.drop -= 1
            return True
        return self._chance.random() < self.faults.drop_share

    def acknowledge(self, offset: int) -> None:
        """Everything below the offset was taken; what is owed again stays."""
        for update in self.waiting:
            if update.id < offset:
                update.left -= 1
        self._keep_owed()

    def taken(self, update: Waiting) -> None:
        update.left -= 1
        self._keep_owed()

    def _keep_owed(self) -> None:
        self.waiting = [update for update in self.waiting if update.left > 0]
        self._hub.ring()

    def keep_last(self, count: int) -> None:
        """A negative offset forgets all but the last so many."""
        self.waiting = self.waiting[-count:] if count else []
        self._hub.ring()

    def head(self, limit: int) -> list[Json]:
        return [update.body for update in self._mixed(self.waiting[:limit])]

    def _mixed(self, batch: list[Waiting]) -> list[Waiting]:
        """Within windows the chats change places, while each chat keeps its own order."""
        window = self.faults.shuffle
        if window < 2:
            return batch
        mixed: list[Waiting] = []
        for start in range(0, len(batch), window):
            lanes = [update.lane for update in batch[start : start + window]]
            queues = {lane: [u for u in batch[start : start + window] if u.lane == lane] for lane in lanes}
            self._chance.shuffle(lanes)
            mixed += [queues[lane].pop(0) for lane in lanes]
        return mixed
