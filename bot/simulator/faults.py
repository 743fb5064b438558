"""Faults on order: the next calls of a method, or a share of them, go wrong in a chosen way."""

import random
from dataclasses import dataclass, field

from bot.simulator.refusals import OTHER_POLLER, Refusal, too_many_requests
from bot.simulator.shapes import Json

WORDS = {
    "401": "Unauthorized", "404": "Not Found", "500": "Internal Server Error", "502": "Bad Gateway",
    "409": OTHER_POLLER,
}  # fmt: skip
KINDS = {*WORDS, "429", "hang", "hang_after", "cut_before", "cut_after", "error"}
APPLIED = {"cut_after", "hang_after"}


@dataclass
class Fault:
    kind: str
    method: str = "*"
    times: int | None = 1
    share: float | None = None
    chat_id: int | None = None
    seconds: float = 30.0
    retry_after: int = 1
    status: int = 400
    description: str = "Bad Request"
    hits: int = 0

    @property
    def applies(self) -> bool:
        """The call takes effect although its caller hears nothing good of it."""
        return self.kind in APPLIED

    def meant(self, method: str, chat_id: int) -> bool:
        of_chat = self.chat_id is None or self.chat_id == chat_id
        of_method = self.method.lower() in ("*", method)
        return of_chat and of_method and (self.times is None or self.hits < self.times)

    def refusal(self) -> Refusal:
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        if self.kind == "error":
            return Refusal(self.status, self.description)
        return Refusal(int(self.kind), WORDS[self.kind])


@dataclass
class Faults:
    ordered: list[Fault] = field(default_factory=list)
    _chance: random.Random = field(default_factory=lambda: random.Random(7))

    def order(self, details: Json) -> Fault:
        if details.get("kind") not in KINDS:
            raise ValueError(f"unknown fault {details.get('kind')!r}; there are {sorted(KINDS)}")
        fault = Fault(**details)
        self.ordered.append(fault)
        return fault

    def strike(self, method: str, chat_id: int) -> Fault | None:
        for fault in self.ordered:
            if fault.meant(method, chat_id) and (fault.share is None or self._chance.random() < fault.share):
                fault.hits += 1
                return fault
        return None

    def heal(self) -> None:
        self.ordered.clear()
