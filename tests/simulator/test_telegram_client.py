"""python-telegram-bot, as Raccordo uses it, finds nothing missing here."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReactionTypeEmoji
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter, TimedOut

from bot.simulator.client import Simulator
from tests.simulator.test_sending import picture


@pytest_asyncio.fixture(loop_scope="session")
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    made = Bot(simulator.token, base_url=simulator.base_url, base_file_url=simulator.base_file_url)
    async with made:
        yield made


async def test_it_sends_reads_edits_and_downloads(bot: Bot, simulator: Simulator) -> None:
    await simulator.anna.starts("da_ptb")
    updates = await bot.get_updates(timeout=1, allowed_updates=["message", "callback_query"])
    assert updates[0].message and updates[0].message.text == "/start da_ptb"
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Sì", callback_data="si")]])
    sent = await bot.send_message(
        1001, "<b>Ciao</b>", parse_mode="HTML", reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )  # fmt: skip
    assert sent.entities[0].type == "bold"
    await bot.edit_message_text("Fatto", 1001, sent.message_id)
    await bot.set_message_reaction(1001, sent.message_id, [ReactionTypeEmoji("👍")])
    photo = await bot.send_photo(1001, picture(), caption="foto")
    await bot.send_document(1001, b"testo", filename="nota.txt")
    hers = await simulator.anna.sees("foto")
    assert photo.photo[0].width == 2 and hers.raw["photo"][0]["height"] == 3
    file = await bot.get_file(photo.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == picture()


# The library announces a change of its own here.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_refusals_become_its_exceptions(bot: Bot, simulator: Simulator) -> None:
    with pytest.raises(Forbidden):
        await bot.send_message(1001, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    await simulator.fault("429", "sendMessage", retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(1001, "x")
    await simulator.fault("409", "getUpdates")
    with pytest.raises(Conflict):
        await bot.get_updates()
    group = await simulator.add_group("Gita", [simulator.anna], kind="group")
    new = await group.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id
    await simulator.fault("hang", "getMe", seconds=1)
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.2)
