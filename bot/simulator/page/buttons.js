// What happens when a person presses a button under a message, and when the bot answers the press.

import { alert, openMenu, toast } from "./popups.js";
import { does } from "./server.js";
import { say } from "./words.js";

const PATIENCE = 8000;

export class Buttons {
  constructor(chat) {
    this.chat = chat;
    this.waiting = new Set();
  }

  async press(stored, button, element) {
    const { chat } = this;
    if (button.url || button.login_url) { this.open(button.url || button.login_url.url); return; }
    if (button.copy_text) { navigator.clipboard?.writeText(button.copy_text.text); toast(chat.element, say("copied")); return; }
    if (button.web_app) { toast(chat.element, say("web")); return; }
    if ("switch_inline_query_current_chat" in button) { this.inline(chat, button.switch_inline_query_current_chat); return; }
    if ("switch_inline_query" in button || button.switch_inline_query_chosen_chat) { this.chooseChat(button, element); return; }
    element.classList.add("waiting");
    setTimeout(() => element.classList.remove("waiting"), PATIENCE);
    const details = { chat_id: chat.id, message_id: stored.message_id, data: button.callback_data || "" };
    const asked = await chat.run(() => does(chat.person.id, "forges", details));
    if (asked) this.expect(asked.query_id);
  }

  // The bot may answer before the simulator has told us how the press is called.
  expect(queryId) {
    const early = this.chat.world.answers.get(queryId);
    if (early) this.answered(early); else this.waiting.add(queryId);
  }

  answered({ text, show_alert, url }) {
    this.calm();
    if (url) this.open(url);
    if (text) (show_alert ? alert : toast)(this.chat.element, text);
  }

  calm() { this.chat.list.querySelectorAll(".waiting").forEach((key) => key.classList.remove("waiting")); }

  open(address) {
    const safe = /^https?:/i.test(address) ? address : "about:blank";
    if (!this.chat.follow(address)) window.open(safe, "_blank", "noopener,noreferrer");
  }

  inline(chat, words) {
    this.chat.world.show(chat.id);
    chat.composer.write(`@${chat.bot().username} ${words}`);
  }

  chooseChat(button, element) {
    const words = button.switch_inline_query ?? button.switch_inline_query_chosen_chat.query ?? "";
    const chats = this.chat.world.chatsOf(this.chat.personId);
    const chosen = (chat) => () => { chat.writeAs(this.chat.personId); this.inline(chat, words); };
    const choices = chats.map((chat) => [chat.label(), chosen(chat)]);
    openMenu(this.chat.element, { event: { target: element }, title: say("choose"), choices });
  }
}
