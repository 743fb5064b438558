"""What people can do, and what the bot hears of it."""

import asyncio
from pathlib import Path

import pytest

from bot.simulator.client import ControlError, Simulator, start

OPEN = {"inline_keyboard": [[{"text": "Profilo", "callback_data": "p:1"}]]}
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def updates(simulator: Simulator) -> list[dict]:
    found = await simulator.call("getUpdates")
    if found:
        await simulator.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
    return found


async def test_anna_starts_with_a_deep_link(simulator: Simulator) -> None:
    await simulator.anna.opens("https://t.me/raccordo_demo_bot?start=invito_7")
    (update,) = await updates(simulator)
    assert update["message"]["text"] == "/start invito_7"
    assert update["message"]["from"] == {
        "id": 1001, "is_bot": False, "first_name": "Anna", "language_code": "it",
    }  # fmt: skip
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    with pytest.raises(ControlError):
        await simulator.anna.opens("https://t.me/another_bot?start=x")
    with pytest.raises(ControlError):
        await simulator.anna.starts("a" * 65)


async def test_a_text_too_long_leaves_her_client_as_several_messages(simulator: Simulator) -> None:
    sent = await simulator.anna.says("parola " * 1000)
    assert [len(message.text) for message in sent] == [4094, 2904]
    assert len(await updates(simulator)) == 2


async def test_a_press_is_answered_once_with_a_toast(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.call("sendMessage", chat_id=1001, text="Scegli", reply_markup=OPEN)
    seen = await simulator.anna.sees("Scegli")
    assert seen.buttons == ["Profilo"] and seen.button("Prof").data == "p:1"
    press = await simulator.anna.presses("Profilo")
    query = (await updates(simulator))[-1]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("p:1", seen.id)
    await simulator.call("answerCallbackQuery", callback_query_id=query["id"], text="Fatto", show_alert=True)
    answer = await press.answered()
    assert (answer.text, answer.show_alert) == ("Fatto", True)
    said = await simulator.call("answerCallbackQuery", callback_query_id=query["id"], text="a" * 201)
    assert said["description"] == "Bad Request: MESSAGE_TOO_LONG"


async def test_a_late_or_invented_answer_is_too_old(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.call("sendMessage", chat_id=1001, text="Scegli", reply_markup=OPEN)
    await simulator.settings(query_lifetime=0.05)
    press = await simulator.anna.presses("Profilo")
    await asyncio.sleep(0.1)
    late = await simulator.call("answerCallbackQuery", callback_query_id=press.query_id)
    invented = await simulator.call("answerCallbackQuery", callback_query_id="77")
    assert late["description"] == invented["description"] == TOO_OLD


async def test_bruno_can_forge_a_press_on_annas_message(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.call("sendMessage", chat_id=1001, text="Scegli", reply_markup=OPEN)
    seen = await simulator.anna.sees("Scegli")
    await simulator.bruno.forges("p:999", seen)
    query = (await updates(simulator))[-1]["callback_query"]
    assert (query["from"]["id"], query["data"], query["message"]["chat"]["id"]) == (1002, "p:999", 1001)


async def test_inline_mode_from_the_query_to_the_chosen_result(simulator: Simulator) -> None:
    async def bot() -> None:
        found = await simulator.call("getUpdates", timeout=5)
        results = [
            {"type": "article", "id": str(number), "title": f"Risultato {number}", "reply_markup": OPEN,
             "input_message_content": {"message_text": f"<b>{number}</b>", "parse_mode": "HTML"}}
            for number in range(3)
        ]  # fmt: skip
        query = found[0]["inline_query"]
        assert (query["query"], query["chat_type"]) == ("batterie", "supergroup")
        await simulator.call("answerInlineQuery", inline_query_id=query["id"], results=results)

    answering = asyncio.create_task(bot())
    answer = await simulator.anna.asks_inline("batterie", chat=simulator.group)
    await answering
    assert answer.titles == ["Risultato 0", "Risultato 1", "Risultato 2"]
    sent = await simulator.anna.chooses(answer, 1)
    assert sent.chat_id == simulator.group.id and sent.text == "1" and not sent.from_bot
    assert sent.raw["via_bot"]["username"] == "raccordo_demo_bot"
    later = await simulator.call("getUpdates", offset=500_000_002)
    kinds = {kind: update for update in later for kind in update if kind != "update_id"}
    assert kinds["chosen_inline_result"]["chosen_inline_result"]["result_id"] == "1"
    inline_id = kinds["chosen_inline_result"]["chosen_inline_result"]["inline_message_id"]
    assert await simulator.call("editMessageText", inline_message_id=inline_id, text="cambiato") is True
    assert (await simulator.group.messages())[-1].text == "cambiato"


async def test_inline_answers_have_limits(simulator: Simulator) -> None:
    await simulator.wire.post("people/1001/asks_inline", {"query": "x"})
    query_id = (await updates(simulator))[0]["inline_query"]["id"]
    article = {"type": "article", "title": "t", "input_message_content": {"message_text": "x"}}
    for ids, words in (
        (range(51), "too many inline query results specified"),
        ([1, 1], "RESULT_ID_DUPLICATE"),
        (["a" * 65], "RESULT_ID_INVALID"),
    ):
        results = [{**article, "id": str(number)} for number in ids]
        said = await simulator.call("answerInlineQuery", inline_query_id=query_id, results=results)
        assert said["description"] == f"Bad Request: {words}"
    said = await simulator.call("answerInlineQuery", inline_query_id="1", results=[])
    assert said["description"] == TOO_OLD


async def test_blocking_is_told_to_the_bot_and_forbids_writing(simulator: Simulator) -> None:
    await simulator.anna.starts()
    await simulator.anna.blocks()
    change = (await updates(simulator))[-1]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    said = await simulator.call("sendMessage", chat_id=1001, text="x")
    assert (said["error_code"], said["description"]) == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(ControlError):
        await simulator.anna.says("non posso")
    await simulator.anna.unblocks()
    assert (await updates(simulator))[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (await simulator.call("sendMessage", chat_id=1001, text="x"))["text"] == "x"
    await simulator.anna.deactivates()
    said = await simulator.call("sendMessage", chat_id=1001, text="x")
    assert said["description"] == "Forbidden: user is deactivated"


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(simulator: Simulator) -> None:
    group = simulator.group
    message = await simulator.call("sendMessage", chat_id=group.id, text="Buongiorno")
    seen = await simulator.anna.sees("Buongiorno", chat=group)
    assert seen.id == message["message_id"]
    await simulator.anna.says("fra noi", chat=group)
    await simulator.anna.says("/aiuto", chat=group)
    await simulator.anna.says("/aiuto@another_bot", chat=group)
    await simulator.bruno.says("senti @raccordo_demo_bot, una cosa", chat=group)
    await simulator.carla.says("grazie", chat=group, reply_to=seen)
    heard = [update["message"]["text"] for update in await updates(simulator)]
    assert heard == ["/aiuto", "senti @raccordo_demo_bot, una cosa", "grazie"]
    await simulator.settings(privacy=False)
    await simulator.anna.says("ora mi senti", chat=group)
    assert (await updates(simulator))[-1]["message"]["text"] == "ora mi senti"


async def test_a_kicked_bot_is_forbidden_to_write(simulator: Simulator) -> None:
    await simulator.group.removes_bot(simulator.carla)
    said = await simulator.call("sendMessage", chat_id=simulator.group.id, text="x")
    assert said["description"] == "Forbidden: bot was kicked from the supergroup chat"
    await simulator.group.adds_bot(simulator.carla, "administrator")
    kinds = [[*update][1] for update in await updates(simulator)]
    assert kinds.count("my_chat_member") == 2
    members = await simulator.call("getChatAdministrators", chat_id=simulator.group.id)
    assert [member["status"] for member in members] == ["creator", "administrator"]
    assert await simulator.call("getChatMemberCount", chat_id=simulator.group.id) == 4


async def test_joining_and_leaving_are_told(simulator: Simulator) -> None:
    dario = await simulator.add_person("Dario", language="en")
    await dario.joins(simulator.group)
    await dario.leaves(simulator.group)
    joined, left = await updates(simulator)
    assert joined["message"]["new_chat_members"][0]["first_name"] == "Dario"
    assert left["message"]["left_chat_member"]["language_code"] == "en"


async def test_a_migrated_group_names_its_new_id(simulator: Simulator) -> None:
    group = await simulator.add_group("Gita", [simulator.anna, simulator.bruno], kind="group")
    new = await group.migrates()
    said = await simulator.call("sendMessage", chat_id=group.id, text="x")
    assert said["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert said["parameters"] == {"migrate_to_chat_id": new.id}
    services = [update["message"] for update in await updates(simulator)]
    assert services[0]["migrate_to_chat_id"] == new.id and services[1]["migrate_from_chat_id"] == group.id
    assert (await simulator.call("sendMessage", chat_id=new.id, text="qui"))["text"] == "qui"


async def test_people_edit_forward_and_send_other_things(simulator: Simulator) -> None:
    (hers,) = await simulator.anna.says("prima")
    await simulator.anna.edits(hers, "dopo")
    await simulator.bruno.starts()
    forwarded = await simulator.bruno.forwards(hers)
    await simulator.anna.sends_contact("+39011000000", "Bruno", user_id=1002)
    await simulator.anna.sends_location(45.07, 7.68)
    await simulator.anna.sends_voice()
    found = await updates(simulator)
    assert found[1]["edited_message"]["text"] == "dopo"
    assert found[3]["message"]["forward_origin"]["sender_user"]["first_name"] == "Anna"
    assert forwarded.text == "dopo"
    assert found[4]["message"]["contact"]["user_id"] == 1002
    assert found[5]["message"]["location"]["latitude"] == 45.07
    assert found[6]["message"]["voice"]["mime_type"] == "audio/ogg"


async def test_many_people_can_be_made_for_a_broadcast(simulator: Simulator) -> None:
    people = await simulator.add_people(50)
    for person in people[:3]:
        await simulator.call("sendMessage", chat_id=person.id, text="avviso")
    assert (await people[2].sees("avviso")).chat_id == people[2].id
    state = await simulator.wire.get("state")
    assert len(state["people"]) == 4, "the page is not filled with them"


async def test_a_people_file_names_the_cast(tmp_path: Path) -> None:
    cast = tmp_path / "cast.yaml"
    cast.write_text(
        "bot: {first_name: Eco, username: eco_bot}\n"
        "people:\n- {id: 11, first_name: Zoe, language_code: en, username: zoe_x, started: true}\n"
        "groups:\n- {id: -1000000009001, title: Prova, members: [11]}\n",
        encoding="utf-8",
    )
    async with start("--people", str(cast)) as other:
        assert (await other.call("getMe"))["username"] == "eco_bot"
        await other.call("sendMessage", chat_id=11, text="hello")
        assert (await other.person("Zoe").sees("hello")).chat_id == 11
        assert other.group.title == "Prova"
