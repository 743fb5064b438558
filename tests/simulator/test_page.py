"""The page of chats in a real browser, with a throw-away bot that echoes and answers presses."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.simulator.client import Simulator

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
KEYS = {
    "inline_keyboard": [
        [{"text": "Saluta", "callback_data": "toast"}, {"text": "Avvisa", "callback_data": "alert"}],
        [{"text": "Invito", "url": "https://t.me/raccordo_demo_bot?start=invito"}],
        [{"text": "Qui", "switch_inline_query_current_chat": "torino"}],
    ]
}
# Others may be busy on the same machine.
expect.set_options(timeout=10_000)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


async def echo(simulator: Simulator) -> None:
    """Says everything again, answers every press and every inline query."""
    offset = 0
    while True:
        for update in await simulator.call("getUpdates", offset=offset, timeout=20):
            offset = update["update_id"] + 1
            await answer(simulator, update)


async def answer(simulator: Simulator, update: dict) -> None:
    if "callback_query" in update:
        query = update["callback_query"]
        alert = query["data"] == "alert"
        await simulator.call(
            "answerCallbackQuery",
            callback_query_id=query["id"],
            text=f"fatto {query['data']}",
            show_alert=alert,
        )
    elif "inline_query" in update:
        words = update["inline_query"]["query"]
        content = {"message_text": f"Scelto: <b>{words}</b>", "parse_mode": "HTML"}
        result = {"type": "article", "id": "1", "title": f"Per {words}", "input_message_content": content}
        await simulator.call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[result])
    elif "message" in update and "via_bot" not in update["message"]:
        message = update["message"]
        said = message.get("text") or message.get("document", {}).get("file_name", "")
        await simulator.call(
            "sendMessage", chat_id=message["chat"]["id"], text=f"Eco: <i>{said}</i>", parse_mode="HTML",
            reply_markup=KEYS,
        )  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield running
        await running.close()


@asynccontextmanager
async def opened(
    browser: Browser, simulator: Simulator, *, width: int = 1440, locale: str = "it-IT"
) -> AsyncIterator[Page]:
    bot = asyncio.create_task(echo(simulator))
    context = await browser.new_context(viewport={"width": width, "height": 860}, locale=locale)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url) if foreign(request.url) else None)
    try:
        await page.goto(simulator.url)
        await page.wait_for_selector("body[data-ready]")
        yield page
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no overflow"
        assert troubles == [], "no script errors, and nothing asked outside this machine"
    finally:
        await context.close()
        bot.cancel()
        await asyncio.gather(bot, return_exceptions=True)


def foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def panel(page: Page, name: str) -> Locator:
    return page.get_by_role("tabpanel", name=name, exact=True)


async def write(place: Locator, text: str) -> None:
    await place.get_by_role("textbox").fill(text)
    await place.get_by_role("textbox").press("Enter")


async def test_a_conversation_from_the_description_to_toast_and_alert(browser: Browser, simulator: Simulator) -> None:
    await simulator.call("setMyDescription", description="Un bot che ripete.", language_code="it")
    await simulator.call("setMyCommands", commands=[{"command": "aiuto", "description": "Aiuto"}])
    async with opened(browser, simulator) as page:
        anna = panel(page, "Anna")
        await expect(anna.get_by_text("Un bot che ripete.")).to_be_visible()
        await anna.get_by_role("button", name="Avvia").click()
        await expect(anna.locator("em", has_text="/start")).to_be_visible()
        await anna.get_by_role("button", name="Saluta").last.click()
        await expect(anna.get_by_role("status").filter(has_text="fatto toast")).to_be_visible()
        await anna.get_by_role("button", name="Avvisa").last.click()
        alert = anna.get_by_role("alertdialog")
        await expect(alert).to_contain_text("fatto alert")
        await page.keyboard.press("Escape")
        await expect(alert).to_be_hidden()
        await anna.get_by_role("button", name="Comandi").click()
        await anna.get_by_role("button", name="/aiuto").click()
        await expect(anna.locator("em", has_text="/aiuto")).to_be_visible()
        await write(anna, "<b>non grassetto</b>")
        await expect(anna.locator(".own .text").last).to_have_text("<b>non grassetto</b>")


async def test_deep_links_open_inside_the_page(browser: Browser, simulator: Simulator) -> None:
    async with opened(browser, simulator) as page:
        bruno = panel(page, "Bruno")
        await bruno.get_by_role("button", name="Avvia").click()
        await bruno.get_by_role("button", name="Invito").click()
        await expect(bruno.locator(".own .text").last).to_have_text("/start invito")
        assert len(page.context.pages) == 1


async def test_inline_mode_works_in_a_group_and_from_a_button(browser: Browser, simulator: Simulator) -> None:
    async with opened(browser, simulator) as page:
        await page.get_by_role("tab", name="VVP Officina").click()
        group = panel(page, "VVP Officina")
        await group.get_by_role("button", name="Scrivi come Carla").click()
        await group.get_by_role("textbox").press_sequentially("@raccordo_demo_bot alba")
        await group.get_by_role("button", name="Per alba").click()
        await expect(group.locator(".own .text").last).to_have_text("Scelto: alba")
        await expect(group.locator(".own .via").last).to_have_text("tramite @raccordo_demo_bot")
        assert (await simulator.group.messages())[-1].raw["from"]["first_name"] == "Carla"

        await page.get_by_role("tab", name="Anna").click()
        anna = panel(page, "Anna")
        await anna.get_by_role("button", name="Avvia").click()
        await anna.get_by_role("button", name="Qui").click()
        await anna.get_by_role("button", name="Per torino").click()
        await expect(anna.locator(".own .text").last).to_have_text("Scelto: torino")


async def test_reply_edit_react_and_attach(browser: Browser, simulator: Simulator) -> None:
    async with opened(browser, simulator) as page:
        anna = panel(page, "Anna")
        await anna.get_by_role("button", name="Avvia").click()
        await write(anna, "prima")
        await expect(anna.locator(".other .text").last).to_have_text("Eco: prima")
        mine = anna.locator(".own", has_text="prima")
        await mine.click(button="right")
        await anna.get_by_role("menuitem", name="Modifica").click()
        await write(anna, "dopo")
        await expect(anna.locator(".own .foot").last).to_contain_text("modificato")
        await anna.locator(".other").last.click(button="right")
        await anna.get_by_role("menuitem", name="Reagisci 🔥").click()
        await expect(anna.locator(".other .reactions").last).to_contain_text("🔥")
        await anna.locator(".other").last.dblclick()
        await write(anna, "rispondo")
        await expect(anna.locator(".own .quoted-message")).to_contain_text("Eco: prima")
        content = {"name": "nota.txt", "mimeType": "text/plain", "buffer": b"ciao"}
        await anna.locator("input[type=file]").set_input_files(content)
        await expect(anna.locator(".own .attachment")).to_contain_text("nota.txt")
    document = next(message for message in await simulator.anna.chat() if message.document_name)
    assert await simulator.anna.downloads(document) == b"ciao"


async def test_a_message_that_asks_for_a_reply_opens_one(browser: Browser, simulator: Simulator) -> None:
    async with opened(browser, simulator) as page:
        anna = panel(page, "Anna")
        await anna.get_by_role("button", name="Avvia").click()
        await expect(anna.locator("em", has_text="/start")).to_be_visible()
        asks = {"force_reply": True}
        sent = await simulator.call("sendMessage", chat_id=simulator.anna.id, text="Come si chiama?", reply_markup=asks)
        assert "reply_markup" not in sent, "bots don't get back that they asked for one"
        await expect(anna.locator(".about-line")).to_contain_text("Come si chiama?")
        await write(anna, "Cecomp")
        await expect(anna.locator(".quoted-message")).to_contain_text("Come si chiama?")


async def test_blocking_and_language_are_the_persons_own(browser: Browser, simulator: Simulator) -> None:
    async with opened(browser, simulator) as page:
        anna = panel(page, "Anna")
        await anna.get_by_role("button", name="Avvia").click()
        await anna.get_by_role("button", name="EN").click()
        await expect(anna.get_by_role("button", name="EN")).to_have_attribute("aria-pressed", "true")
        await anna.get_by_role("button", name="Altre opzioni").click()
        await anna.get_by_role("menuitem", name="Blocca il bot").click()
        await expect(anna.get_by_role("button", name="Sblocca il bot")).to_be_visible()
    people = (await simulator.wire.get("people"))["people"]
    assert (people[0]["language_code"], people[0]["blocked"]) == ("en", True)


async def test_a_narrow_screen_shows_one_chat_with_tabs_in_english(browser: Browser, simulator: Simulator) -> None:
    async with opened(browser, simulator, width=390, locale="en-GB") as page:
        await expect(page.get_by_role("tabpanel")).to_have_count(1)
        await page.get_by_role("tab", name="Bruno").click()
        bruno = panel(page, "Bruno")
        await bruno.get_by_role("button", name="Start").click()
        await expect(bruno.locator("em", has_text="/start")).to_be_visible()
        await expect(bruno.get_by_role("textbox")).to_have_attribute("placeholder", "Message")
        await simulator.anna.says("da un'altra parte")
        await expect(page.get_by_role("tab", name="Anna").locator(".unread")).to_be_visible()
        await page.keyboard.press("Tab")
        await page.get_by_role("tab", name=re.compile("Bruno")).press("ArrowLeft")
        await expect(panel(page, "Anna").locator(".own .text").last).to_have_text("da un'altra parte")
