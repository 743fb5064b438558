"""The courier over HTTP: what Telegram says of a message, and what that means for its row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from telegram import Bot

from bot.services.outbox import Attachment, Button, Message
from bot.services.parcels import Flood, Moved, NotSent, Parcel, PerhapsSent, Refused, Sent, Unreachable
from bot.simulator.client import Person, Simulator
from bot.telegram.courier import Courier
from bot.telegram.wire import Wire

_names = count(1)


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    opened = Bot(simulator.token, base_url=simulator.base_url, request=Wire())
    yield opened
    await opened.shutdown()
    await opened.request.shutdown()


@pytest.fixture
def courier(bot: Bot) -> Courier:
    return Courier(bot)


@pytest.fixture
async def rosa(simulator: Simulator) -> AsyncIterator[Person]:
    """Somebody to whom the bot may write. What was made to fail is healed afterwards."""
    yield await simulator.add_person(f"Rosa {next(_names)}", started=True)
    await simulator.heal()


def parcel(chat: int | Person, message: Message | str = "<b>Ciao</b>", **details: Any) -> Parcel:
    content = (message if isinstance(message, Message) else Message(message)).content()
    return Parcel(1, chat if isinstance(chat, int) else chat.id, "notice", content, **details)


async def test_a_message_arrives_with_markup_and_buttons(courier: Courier, rosa: Person) -> None:
    buttons = ((Button("Vengo", data="x 1"), Button("Mappa", url="https://example.org/")),)
    sent = await courier.carry(parcel(rosa, Message("<b>Ciao</b> a tutti", buttons)))
    seen = await rosa.sees("Ciao a tutti")
    assert (sent, seen.buttons, seen.entities[0]["type"]) == (Sent(seen.id), ["Vengo", "Mappa"], "bold")
    assert (seen.button("Vengo").data, seen.button("Mappa").url) == ("x 1", "https://example.org/")


async def test_a_file_arrives_with_its_text_under_it(courier: Courier, rosa: Person) -> None:
    file = Attachment("evento.ics", "BEGIN:VCALENDAR\r\nà")
    await courier.carry(parcel(rosa, Message("<i>Il calendario</i>", file=file)))
    seen = await rosa.sees("Il calendario")
    assert (seen.document_name, (await rosa.downloads(seen)).decode()) == (file.name, file.text)


async def test_an_edit_changes_the_message_and_the_same_edit_again_is_no_failure(
    courier: Courier, rosa: Person
) -> None:
    sent = await courier.carry(parcel(rosa))
    assert isinstance(sent, Sent)
    for _ in range(2):
        assert await courier.carry(parcel(rosa, "nuovo", edits=sent.message_id)) == sent
    assert [message.text for message in await rosa.chat()] == ["nuovo"]


async def test_an_edit_of_a_files_text_changes_its_caption(courier: Courier, rosa: Person) -> None:
    sent = await courier.carry(parcel(rosa, Message("uno", file=Attachment("a.csv", "1"))))
    assert isinstance(sent, Sent)
    await courier.carry(parcel(rosa, "due", edits=sent.message_id, captioned=True))
    assert [message.text for message in await rosa.chat()] == ["due"]


async def test_markup_that_telegram_can_not_read_is_said_plainly(courier: Courier, rosa: Person) -> None:
    assert isinstance(await courier.carry(parcel(rosa, "<b>Ciao &amp; a presto")), Sent)
    await rosa.sees("Ciao & a presto")


async def test_who_blocked_the_bot_or_is_gone_can_not_be_reached(
    courier: Courier, rosa: Person, simulator: Simulator
) -> None:
    await rosa.blocks()
    assert await courier.carry(parcel(rosa)) == Unreachable("blocked")
    await rosa.unblocks()
    await rosa.deactivates()
    assert await courier.carry(parcel(rosa)) == Unreachable("gone")
    assert await courier.carry(parcel(987_654_321)) == Unreachable("unknown")
    group = await simulator.add_group(f"Chiuso {next(_names)}", [simulator.anna], bot_status="kicked")
    assert await courier.carry(parcel(group.id)) == Unreachable("left")


async def test_a_group_that_became_a_supergroup_says_where_it_is(courier: Courier, simulator: Simulator) -> None:
    group = await simulator.add_group(f"Officina {next(_names)}", [simulator.anna], kind="group")
    moved = await group.migrates()
    assert await courier.carry(parcel(group.id)) == Moved(moved.id)


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("429", Flood(7)),
        ("401", NotSent("InvalidToken")),
        ("404", NotSent("InvalidToken")),
        ("500", PerhapsSent),
        ("502", PerhapsSent),
        ("cut_before", PerhapsSent),
        ("cut_after", PerhapsSent),
        ("error", Refused("Message is too long")),
    ],
)
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # of its own attribute
async def test_each_failure_means_what_it_means(
    courier: Courier, rosa: Person, simulator: Simulator, kind: str, meaning: object
) -> None:
    details = {"description": "Bad Request: message is too long"} if kind == "error" else {}
    await simulator.fault(kind, "sendMessage", retry_after=7, chat_id=rosa.id, **details)
    found = await courier.carry(parcel(rosa))
    assert found == meaning or type(found) is meaning


async def test_without_a_connection_nothing_was_sent(rosa: Person, simulator: Simulator) -> None:
    bot = Bot(simulator.token, base_url="http://127.0.0.1:9/bot", request=Wire())
    assert isinstance(await Courier(bot).carry(parcel(rosa)), NotSent)
    await bot.request.shutdown()
