"""python -m tests.faults [numbers]: tries every fault in full, one line each; ends with 1 if one is not well."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import pkgutil
import sys
from dataclasses import replace

from tests import faults
from tests.faults.registry import FAULTS, FULL, Scale


async def main(numbers: list[int], scale: Scale) -> bool:
    well = True
    for known in sorted(FAULTS, key=lambda one: one.number):
        if not numbers or known.number in numbers:
            line, ok = await known.line(scale)
            print(line, flush=True)  # noqa: T201 - this is what it is for
            well = well and ok
    return well


def enter_all() -> None:
    """Whatever file of this folder knows faults enters them when it is imported."""
    for module in pkgutil.iter_modules(faults.__path__):
        if not module.name.startswith(("test_", "_")):
            importlib.import_module(f"tests.faults.{module.name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("numbers", type=int, nargs="*", help="only these; none: all")
    parser.add_argument("--seconds", type=float, default=FULL.seconds, help="of the faults that just go on")
    parser.add_argument("--kills", type=int, default=FULL.kills)
    parser.add_argument("--updates", type=int, default=FULL.updates)
    given = parser.parse_args()
    enter_all()
    chosen = replace(FULL, kills=given.kills, updates=given.updates, seconds=given.seconds)
    sys.exit(0 if asyncio.run(main(given.numbers, chosen)) else 1)
