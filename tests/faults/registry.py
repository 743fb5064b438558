"""Which faults there are: each by its number in the list, as a function that tries it and counts."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """How much is tried. `kills` and `updates` of the fast versions are few; `seconds`: of those that just go on."""

    kills: int = 20
    updates: int = 300
    seconds: float = 600.0
    full: bool = True


FULL = Scale()


@dataclass(frozen=True)
class Outcome:
    """What came of it: what was tried, what got lost, what took effect twice, and whether that is as it must be."""

    tries: int
    losses: int
    doubles: int
    ok: bool
    note: str = ""


Fault = Callable[[Scale], Awaitable[Outcome]]


@dataclass(frozen=True)
class Known:
    number: int
    what: str
    run: Fault

    async def line(self, scale: Scale) -> tuple[str, bool]:
        """The fault's one line, and whether it is well."""
        started = time.monotonic()
        found = await self.run(scale)
        verdict = "ok" if found.ok else "NOT OK"
        words = f"{self.number:>2}  {self.what:<58} tries {found.tries:>5}  losses {found.losses:>3}  "
        words += f"doubles {found.doubles:>3}  {verdict}  ({time.monotonic() - started:.0f} s) {found.note}"
        return words.rstrip(), found.ok


FAULTS: list[Known] = []


def fault(number: int, what: str) -> Callable[[Fault], Fault]:
    """Enters a function in the list. One number may stand for several (by polling, by webhook)."""

    def enter(run: Fault) -> Fault:
        FAULTS.append(Known(number, what, run))
        return run

    return enter
