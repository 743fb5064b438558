"""Polling: no refusal of Telegram and no single update stops it, and chats keep their order."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import Settings
from bot.simulator import client
from bot.simulator.client import Person, Simulator
from tests.conftest import start_bot, stop_bot
from tests.faults.bots import bench, by_webhook


@pytest.mark.parametrize("kinds", [("401",), ("404",), ("409",), ("500", "502"), ("cut_before",), ("429",)])
async def test_polling_heals_from_refusals(anna: Person, unhealthy: Simulator, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        await unhealthy.fault(kind, "getUpdates")
    await anna.says("ciao")
    await anna.sees(within=20)


@pytest.mark.parametrize(
    "poison",
    [
        {"message": {"message_id": "x", "chat": 5}},
        {"message": 7},
        {"callback_query": {}},
        {"inline_query": {"id": "1"}},
        {"something_new": {"x": 1}},
        {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
        {"edited_message": [[[[[]]]]]},
    ],
    ids=str,
)
async def test_an_update_that_can_not_be_read_does_not_stop_the_others(
    anna: Person, simulator: Simulator, poison: dict[str, object]
) -> None:
    await simulator.update(poison)
    await anna.says("ciao")
    await anna.sees("Raccordo", within=5)


async def test_one_persons_messages_are_answered_in_order(anna: Person) -> None:
    names = ["cecomp", "pininfarina", "leva", "sabelt", "sparco", "italdesign"]
    for name in names:
        await anna.says(f"/azienda {name}")
    await anna.sees("Italdesign ·", within=20)
    titles = [message.text.split(" ·")[0].lower() for message in await anna.chat() if message.from_bot]
    assert titles[1:] == names


async def test_a_flood_in_one_chat_does_not_hold_up_another(anna: Person, emma: Person) -> None:
    await asyncio.gather(*(anna.says(f"/azienda flood{number}") for number in range(60)))
    await emma.says("/help")
    await emma.sees("in your own words", within=3)


async def test_a_flood_limit_is_waited_out_and_the_answer_still_comes(anna: Person, unhealthy: Simulator) -> None:
    await unhealthy.fault("429", "sendMessage", retry_after=1, chat_id=anna.id)
    await anna.says("/help")
    await anna.sees("con parole tue", within=10)


async def test_a_typing_sign_that_fails_does_not_cost_the_answer(anna: Person, unhealthy: Simulator) -> None:
    await unhealthy.fault("500", "sendChatAction", chat_id=anna.id)
    await anna.says("ciao")
    await anna.sees("Raccordo")


async def test_a_person_who_blocked_the_bot_costs_nothing_but_a_line_in_the_log(anna: Person, emma: Person) -> None:
    await anna.says("ciao")
    await anna.blocks()
    await emma.says("hello")
    await emma.sees("Raccordo")
    await anna.unblocks()


async def test_a_bot_that_is_told_to_stop_asks_no_more_where_telegram_knows_all(settings: Settings) -> None:
    """Telegram holds a poll with the same offset for three seconds."""
    async with client.start() as simulator:
        bot = await start_bot(settings, simulator)
        await simulator.sees_call("setMyShortDescription")  # the menus go out beside the first poll
        await asyncio.sleep(1.5)
        await stop_bot(bot)
        polls = await simulator.journal("getUpdates")
        assert [poll for poll in polls if int(poll.parameters["timeout"]) == 0] == []


@pytest.mark.parametrize("kind", ["500", "cut_before"])
async def test_an_answer_that_could_not_be_sent_is_sent_a_little_later_and_in_order(
    anna: Person, unhealthy: Simulator, kind: str
) -> None:
    await unhealthy.fault(kind, "sendMessage", times=2, chat_id=anna.id)
    await anna.says("/primo")
    await anna.says("/secondo")
    await anna.sees("/secondo", within=20)
    said = [message.text for message in await anna.chat() if message.from_bot][1:]
    assert ["/primo" in said[0], "/secondo" in said[1], len(said)] == [True, True, 2]


async def test_a_long_wait_that_telegram_wants_holds_up_no_other_chat(
    anna: Person, emma: Person, unhealthy: Simulator
) -> None:
    await unhealthy.fault("429", "sendMessage", retry_after=11, chat_id=anna.id)
    await anna.says("/primo")
    await emma.says("/help")
    await emma.sees("in your own words", within=3)
    await anna.sees("/primo", within=20)


async def test_a_message_that_telegram_refuses_for_its_content_is_apologised_for_and_not_tried_again(
    anna: Person, unhealthy: Simulator
) -> None:
    await unhealthy.fault("error", "sendMessage", status=400, description="Bad Request: no", chat_id=anna.id)
    await anna.says("/help")
    await anna.sees("mi dispiace")
    await anna.sees_nothing(1.5)


async def test_a_refusal_that_could_not_be_told_is_told_later(anna: Person, unhealthy: Simulator) -> None:
    await unhealthy.fault("500", "sendMessage", chat_id=anna.id)
    await anna.says("/azienda nessunaditta")
    await anna.sees("nessunaditta", within=10)


async def test_a_webhook_that_was_left_behind_does_not_make_polling_deaf() -> None:
    async with bench() as one:
        await one.simulator.call("setWebhook", url="http://127.0.0.1:9/gone")
        await one.simulator.anna.says("/prova1")
        await one.start()
        await one.simulator.anna.sees("/prova1", within=30)
        assert (await one.simulator.call("getWebhookInfo"))["url"] == ""


async def test_a_webhook_that_somebody_took_away_is_set_again() -> None:
    async with bench(**by_webhook()) as one:
        await one.start()
        await one.ready()
        await one.simulator.call("deleteWebhook")
        await one.simulator.anna.says("/prova1")
        await one.simulator.anna.sees("/prova1", within=40)
