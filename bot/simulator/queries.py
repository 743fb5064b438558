"""Presses and inline queries: asked by people, answered by the bot within their lifetime."""

import time
from dataclasses import dataclass, field

from bot.simulator.refusals import QUERY_TOO_OLD, bad_request
from bot.simulator.settings import Settings
from bot.simulator.shapes import Json

FIRST_ID = 4_300_000_000_000_000_001


@dataclass
class Query:
    id: str
    kind: str  # callback or inline
    user_id: int
    asked: Json
    at: float = field(default_factory=time.monotonic)
    answer: Json | None = None


class Queries:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_id: dict[str, Query] = {}

    def ask(self, kind: str, user_id: int, asked: Json) -> Query:
        query = Query(str(FIRST_ID + len(self._by_id)), kind, user_id, asked)
        self._by_id[query.id] = query
        return query

    def find(self, query_id: str) -> Query | None:
        return self._by_id.get(query_id)

    def open(self, query_id: str, kind: str) -> Query:
        """The query if it may still be answered."""
        query = self._by_id.get(query_id)
        if query is None or query.kind != kind or self._is_old(query):
            raise bad_request(QUERY_TOO_OLD)
        return query

    def _is_old(self, query: Query) -> bool:
        return time.monotonic() - query.at > self._settings.query_lifetime
