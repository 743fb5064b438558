"""What Telegram takes and what it refuses when a bot sends, edits and deletes, in its own words."""

import struct
import zlib

import aiohttp
import pytest

from bot.simulator import limits
from bot.simulator.client import Simulator

PARSE = "Bad Request: can't parse entities: "
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def picture() -> bytes:
    """A white PNG of 2 x 3 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 3, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\xff" * 3))
        + chunk(b"IEND", b"")
    )


def rows(*lengths: int) -> dict:
    button = {"text": "x", "callback_data": "x"}
    return {"inline_keyboard": [[button] * length for length in lengths]}


async def refused(simulator: Simulator, method: str, **parameters: object) -> str:
    answer = await simulator.call(method, **parameters)
    assert isinstance(answer, dict) and answer.get("ok") is False, answer
    return answer["description"]


async def to_anna(simulator: Simulator, text: str, **more: object) -> dict:
    if not (await simulator.anna.chat()):
        await simulator.anna.starts()
    return await simulator.call("sendMessage", chat_id=1001, text=text, **more)


async def test_a_bot_cannot_write_first(simulator: Simulator) -> None:
    words = await refused(simulator, "sendMessage", chat_id=1001, text="Ciao")
    assert words == "Forbidden: bot can't initiate conversation with a user"


async def test_an_unknown_chat_is_not_found(simulator: Simulator) -> None:
    assert await refused(simulator, "sendMessage", chat_id=42, text="x") == "Bad Request: chat not found"
    assert await refused(simulator, "sendMessage", text="x") == "Bad Request: chat_id is empty"


async def test_a_token_of_the_wrong_shape_is_unauthorized(simulator: Simulator) -> None:
    status, answer = await simulator.wire.bot_api("123:short", "getMe", {})
    assert (status, answer["description"]) == (401, "Unauthorized")


async def test_an_unknown_method_is_not_found_and_case_does_not_matter(simulator: Simulator) -> None:
    status, answer = await simulator.wire.bot_api(simulator.token, "sendNothing", {})
    assert (status, answer["description"]) == (404, "Not Found")
    assert (await simulator.call("GETME"))["username"] == "raccordo_demo_bot"


async def test_a_text_has_between_1_and_4096_utf16_units_after_parsing(simulator: Simulator) -> None:
    await simulator.anna.starts()
    assert await refused(simulator, "sendMessage", chat_id=1001) == "Bad Request: message text is empty"
    words = await refused(simulator, "sendMessage", chat_id=1001, text="<b> </b>", parse_mode="HTML")
    assert words == "Bad Request: message text is empty"
    await to_anna(simulator, "<b>" + "a" * 4096 + "</b>", parse_mode="HTML")
    await to_anna(simulator, "😀" * 2048)
    too_long = "Bad Request: message is too long"
    assert await refused(simulator, "sendMessage", chat_id=1001, text="a" * 4097) == too_long
    assert await refused(simulator, "sendMessage", chat_id=1001, text="😀" * 2048 + "a") == too_long


async def test_a_caption_has_up_to_1024_units(simulator: Simulator) -> None:
    await simulator.anna.starts()
    form = aiohttp.FormData({"chat_id": "1001", "caption": "a" * 1025})
    form.add_field("document", b"%PDF", filename="a.pdf")
    async with aiohttp.ClientSession() as session:
        url = f"{simulator.url}/bot{simulator.token}/sendDocument"
        async with session.post(url, data=form) as response:
            answer = await response.json()
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_callback_data_has_up_to_64_bytes(simulator: Simulator) -> None:
    def keyboard(data: str) -> dict:
        return {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}

    await to_anna(simulator, "x", reply_markup=keyboard("è" * 32))
    words = await refused(simulator, "sendMessage", chat_id=1001, text="x", reply_markup=keyboard("è" * 32 + "a"))
    assert words == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_keyboard_has_up_to_100_buttons_and_8_a_row(simulator: Simulator) -> None:
    await to_anna(simulator, "x", reply_markup=rows(*[8] * 12, 4))
    too_long = "Bad Request: reply markup is too long"
    for markup in (rows(9), rows(*[8] * 12, 5)):
        assert await refused(simulator, "sendMessage", chat_id=1001, text="x", reply_markup=markup) == too_long


async def test_a_button_needs_an_action_and_a_text(simulator: Simulator) -> None:
    await simulator.anna.starts()
    for button, words in (
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": "x", "url": "non un indirizzo"}, "is invalid: Wrong HTTP URL"),
    ):
        markup = {"inline_keyboard": [[button]]}
        said = await refused(simulator, "sendMessage", chat_id=1001, text="x", reply_markup=markup)
        assert said.startswith("Bad Request: ") and said.endswith(words)


async def test_entities_beyond_a_hundred_are_dropped(simulator: Simulator) -> None:
    message = await to_anna(simulator, "<b>a</b> " * 101, parse_mode="HTML")
    assert len(message["entities"]) == limits.ENTITIES == 100


async def test_strings_must_be_utf8(simulator: Simulator) -> None:
    await simulator.anna.starts()
    words = await refused(simulator, "sendMessage", chat_id=1001, text="half \ud83d")
    assert words == "Bad Request: strings must be encoded in UTF-8"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("è <x>y</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x&y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
async def test_broken_html_is_refused_in_telegrams_words(simulator: Simulator, source: str, words: str) -> None:
    await simulator.anna.starts()
    said = await refused(simulator, "sendMessage", chat_id=1001, text=source, parse_mode="HTML")
    assert said == PARSE + words


async def test_html_becomes_entities_with_utf16_offsets(simulator: Simulator) -> None:
    source = (
        "😀 <b>grassetto <i>e corsivo</i></b> <u>u</u> <s>s</s> <tg-spoiler>t</tg-spoiler> "
        '<a href="https://vvp.it/x">link</a> <code>c</code> <pre><code class="language-py">p</code></pre>'
        "<blockquote>q</blockquote>\n<blockquote expandable>e</blockquote> &lt;&amp;&gt;&quot;&#128512;&#x41;"
    )
    message = await to_anna(simulator, source, parse_mode="HTML")
    found = [(e["type"], e["offset"], e["length"]) for e in message["entities"]]
    assert message["text"] == '😀 grassetto e corsivo u s t link c pq\ne <&>"😀A'
    assert found == [
        ("bold", 3, 19), ("italic", 13, 9), ("underline", 23, 1), ("strikethrough", 25, 1),
        ("spoiler", 27, 1), ("text_link", 29, 4), ("code", 34, 1), ("pre", 36, 1), ("blockquote", 37, 1),
        ("expandable_blockquote", 39, 1),
    ]  # fmt: skip
    assert message["entities"][5]["url"] == "https://vvp.it/x"
    assert message["entities"][7]["language"] == "py"


async def test_addresses_mentions_commands_and_hashtags_are_found(simulator: Simulator) -> None:
    text = "😀 https://vvp.it/a?b=1. e vvp.it, @anna_vvp /help@raccordo_demo_bot #ev_2 a.b@vvp.it 3.5 ok.no"
    message = await to_anna(simulator, text)
    raw = text.encode("utf-16-le")
    found = {
        (e["type"], raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in message["entities"]
    }
    assert found == {
        ("url", "https://vvp.it/a?b=1"), ("url", "vvp.it"), ("mention", "@anna_vvp"), ("hashtag", "#ev_2"),
        ("bot_command", "/help@raccordo_demo_bot"), ("email", "a.b@vvp.it"),
    }  # fmt: skip


async def test_other_parse_modes_are_refused_honestly(simulator: Simulator) -> None:
    await simulator.anna.starts()
    said = await refused(simulator, "sendMessage", chat_id=1001, text="x", parse_mode="MarkdownV2")
    assert "MarkdownV2" in said
    said = await refused(simulator, "sendMessage", chat_id=1001, text="x", parse_mode="BBCode")
    assert said == "Bad Request: unsupported parse_mode"


async def test_an_edit_that_changes_nothing_is_refused(simulator: Simulator) -> None:
    message = await to_anna(simulator, "uno", reply_markup=rows(1))
    same = {"chat_id": 1001, "message_id": message["message_id"], "text": "uno", "reply_markup": rows(1)}
    assert await refused(simulator, "editMessageText", **same) == NOT_MODIFIED
    assert (await simulator.call("editMessageText", **{**same, "text": "due"}))["text"] == "due"
    seen = await simulator.anna.sees("due")
    assert seen.edited and seen.id == message["message_id"]
    bare = await simulator.call("editMessageText", chat_id=1001, message_id=seen.id, text="tre")
    assert "reply_markup" not in bare


async def test_only_ones_own_existing_text_can_be_edited(simulator: Simulator) -> None:
    hers = await simulator.anna.starts()
    edit = {"chat_id": 1001, "text": "x"}
    assert (
        await refused(simulator, "editMessageText", message_id=999, **edit) == "Bad Request: message to edit not found"
    )
    said = await refused(simulator, "editMessageText", message_id=hers.id, **edit)
    assert said == "Bad Request: message can't be edited"


async def test_a_deleted_message_is_gone(simulator: Simulator) -> None:
    message = await to_anna(simulator, "via")
    number = message["message_id"]
    assert await simulator.call("deleteMessage", chat_id=1001, message_id=number) is True
    assert "via" not in [shown.text for shown in await simulator.anna.chat()]
    said = await refused(simulator, "deleteMessage", chat_id=1001, message_id=number)
    assert said == "Bad Request: message to delete not found"


async def test_a_reply_needs_its_message_unless_told_otherwise(simulator: Simulator) -> None:
    hers = await simulator.anna.starts()
    message = await to_anna(simulator, "x", reply_parameters={"message_id": hers.id})
    assert message["reply_to_message"]["text"] == "/start"
    gone = {"message_id": 999}
    said = await refused(simulator, "sendMessage", chat_id=1001, text="x", reply_parameters=gone)
    assert said == "Bad Request: message to be replied not found"
    kept = await to_anna(simulator, "x", reply_parameters={**gone, "allow_sending_without_reply": True})
    assert "reply_to_message" not in kept


async def test_a_file_travels_both_ways(simulator: Simulator) -> None:
    await simulator.anna.starts()
    form = aiohttp.FormData({"chat_id": "1001", "caption": "<b>Foto</b>", "parse_mode": "HTML"})
    form.add_field("photo", picture(), filename="a.png", content_type="image/png")
    async with aiohttp.ClientSession() as session:
        url = f"{simulator.url}/bot{simulator.token}/sendPhoto"
        async with session.post(url, data=form) as response:
            assert response.status == 200
    shown = await simulator.anna.sees("Foto")
    assert (shown.raw["photo"][0]["width"], shown.raw["photo"][0]["height"]) == (2, 3)
    assert await simulator.anna.downloads(shown) == picture()

    hers = await simulator.anna.sends_document("profilo.pdf", b"%PDF-1.7 ...", "il mio profilo")
    described = await simulator.call("getFile", file_id=hers.raw["document"]["file_id"])
    content = await simulator.wire.bytes(f"/file/bot{simulator.token}/{described['file_path']}")
    assert content == b"%PDF-1.7 ..." and hers.document_name == "profilo.pdf"


async def test_a_file_over_20_mb_cannot_be_downloaded(simulator: Simulator) -> None:
    hers = await simulator.anna.sends_document("grande.bin", b"0" * 20_000_001)
    said = await refused(simulator, "getFile", file_id=hers.raw["document"]["file_id"])
    assert said == "Bad Request: file is too big"


async def test_commands_are_kept_by_scope_and_language(simulator: Simulator) -> None:
    await simulator.call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    await simulator.call(
        "setMyCommands", commands=[{"command": "aiuto", "description": "Aiuto"}], language_code="it",
        scope={"type": "all_private_chats"},
    )  # fmt: skip
    assert [command["command"] for command in await simulator.anna.commands()] == ["aiuto"]
    await simulator.anna.speaks("en")
    assert [command["command"] for command in await simulator.anna.commands()] == ["help"]
    for name in ("Maiuscolo", "a" * 33, "con-trattino", ""):
        said = await refused(simulator, "setMyCommands", commands=[{"command": name, "description": "x"}])
        assert said == "Bad Request: BOT_COMMAND_INVALID"
    many = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    assert await refused(simulator, "setMyCommands", commands=many) == "Bad Request: BOT_COMMANDS_TOO_MUCH"
