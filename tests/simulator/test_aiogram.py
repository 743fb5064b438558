"""An independent witness: aiogram's strict client calls every method and must be able to read the answer."""

from bot.simulator.client import Simulator

FLOOR = 185


async def test_aiogram_reads_the_answer_of_every_method(simulator: Simulator) -> None:
    from tests.simulator import witness  # late: aiogram takes seconds to import, and only this test needs it

    heard = await witness.calls_every_method(simulator)
    assert not heard.unreadable, heard.unreadable
    assert not heard.refused, heard.refused
    assert len(heard.read) >= FLOOR, f"aiogram read {len(heard.read)} of {len(witness.every_method())}"
