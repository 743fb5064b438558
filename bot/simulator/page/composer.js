// Where a person writes: text, files, commands from the menu, inline queries, and answers to messages.

import { icon, make } from "./dom.js";
import { summary } from "./message.js";
import { openMenu } from "./popups.js";
import { ask, does, encoded } from "./server.js";
import { say } from "./words.js";

const PHOTOS = ["image/png", "image/jpeg", "image/gif"];
const PATIENCE = 300;

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.about = null; // the message being answered or edited
    this.editing = false;
    this.asked = 0;
    this.field = make("textarea", {
      rows: "1", placeholder: say("message"), "aria-label": `${say("message")}, ${chat.name}`, maxlength: "40000",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event),
    });
    this.file = make("input", { type: "file", hidden: true, onchange: () => this.attach() });
    this.menu = make("button", { type: "button", class: "menu", "aria-label": say("commands"), onclick: () => this.toggleCommands() }, icon("menu"), make("span", {}, say("menu")));
    this.line = make("div", { class: "line" }, this.menu, this.field,
      make("button", { type: "button", class: "round", "aria-label": say("attach"), title: say("attach"), onclick: () => this.file.click() }, icon("attach")),
      make("button", { type: "submit", class: "round send", "aria-label": say("send"), title: say("send") }, icon("send")));
    this.over = make("div", { class: "over", hidden: true });
    this.reply = make("div", { class: "about-line", hidden: true });
    this.keys = make("div", { class: "reply-keyboard", hidden: true });
    this.start = make("button", { type: "button", class: "start", hidden: true, onclick: () => this.begin() });
    this.element = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.over, this.reply, this.line, this.start, this.keys, this.file);
  }

  get person() { return this.chat.person; }

  draw() {
    const shut = !this.chat.group && (!this.person.started || this.person.blocked || this.person.deactivated);
    this.line.hidden = shut;
    this.start.hidden = !shut;
    this.start.disabled = this.person.deactivated;
    this.start.textContent = say(this.person.deactivated ? "deleted" : this.person.blocked ? "unblock" : "start");
    this.menu.hidden = this.chat.group || !this.chat.commands().length;
    this.drawKeys();
  }

  begin() { this.chat.run(() => does(this.person.id, "starts", {})); }

  // ------------------------------------------------------------------ writing

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.enter(); }
    if (event.key === "Escape") { this.hideOver(); this.release(); }
    if (event.key === "ArrowDown" && !this.over.hidden) { event.preventDefault(); this.over.querySelector("button")?.focus(); }
    if (event.key === "ArrowUp" && !this.field.value) this.chat.editLast();
  }

  enter() {
    const first = this.over.querySelector("button.result");
    if (!this.over.hidden && first && this.inlineWords() !== null) first.click();
    else this.send();
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    const words = this.inlineWords();
    if (words !== null) this.askSoon(words);
    else if (this.field.value.startsWith("/")) this.offerCommands(this.field.value.slice(1).toLowerCase());
    else this.hideOver();
  }

  async send() {
    const text = this.field.value;
    if (!text.trim()) return;
    const verb = this.editing ? "edits" : "says";
    const details = this.editing ? { message_id: this.about.message_id } : { reply_to: this.about?.message_id };
    const sent = await this.chat.run(() => does(this.person.id, verb, { chat_id: this.chat.id, text, ...details }));
    if (sent !== undefined) { this.write(""); this.release(); }
  }

  write(text) {
    this.field.value = text;
    this.typed();
    if (text) this.field.focus();
  }

  say(text) { return this.chat.run(() => does(this.person.id, "says", { chat_id: this.chat.id, text })); }

  async attach() {
    const [file] = this.file.files;
    if (!file) return;
    const content = await encoded(file);
    const verb = PHOTOS.includes(file.type) ? "photo" : "document";
    const details = { content, name: file.name, mime_type: file.type, caption: this.field.value, reply_to: this.about?.message_id };
    await this.chat.run(() => does(this.person.id, verb, { chat_id: this.chat.id, ...details }));
    this.file.value = "";
    this.write("");
    this.release();
  }

  // ------------------------------------------------------------------ answering and editing

  hold(stored, editing = false) {
    this.about = stored;
    this.editing = editing;
    const close = make("button", { type: "button", class: "round", "aria-label": say("cancel"), onclick: () => this.release() }, icon("close"));
    this.reply.replaceChildren(
      make("span", {}, make("b", {}, editing ? say("edit") : stored.message.from.first_name), make("small", {}, summary(stored.message))), close);
    this.reply.hidden = false;
    if (editing) this.write(stored.message.text);
    this.field.focus();
  }

  release() {
    if (this.editing) this.field.value = "";
    this.about = null;
    this.editing = false;
    this.reply.hidden = true;
  }

  // ------------------------------------------------------------------ commands

  toggleCommands() {
    if (this.over.hidden) this.offerCommands(""); else this.hideOver();
    this.over.querySelector("button")?.focus();
  }

  offerCommands(beginning) {
    const fitting = this.chat.commands().filter((command) => command.command.startsWith(beginning));
    const items = fitting.map((command) => make("button", { type: "button", class: "command", onclick: () => { this.write(""); this.hideOver(); this.say(`/${command.command}`); } },
      make("b", {}, `/${command.command}`), make("span", {}, command.description)));
    this.showOver(say("commands"), items);
  }

  showOver(label, items) {
    this.over.replaceChildren(...items);
    this.over.setAttribute("aria-label", label);
    this.over.hidden = !items.length;
    this.over.onkeydown = (event) => this.walk(event);
  }

  walk(event) {
    const items = [...this.over.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); (items[items.indexOf(document.activeElement) + step] || this.field).focus(); }
    if (event.key === "Escape") { this.hideOver(); this.field.focus(); }
  }

  hideOver() { this.over.hidden = true; this.asked += 1; }

  // ------------------------------------------------------------------ inline mode

  inlineWords() {
    const name = `@${this.chat.bot().username.toLowerCase()} `;
    return this.field.value.toLowerCase().startsWith(name) ? this.field.value.slice(name.length) : null;
  }

  askSoon(words) {
    const turn = this.asked += 1;
    setTimeout(() => { if (turn === this.asked) this.askInline(words, turn); }, PATIENCE);
  }

  async askInline(words, turn) {
    this.showOver(say("results"), [make("p", { class: "hint" }, say("searching"))]);
    const query = await this.chat.run(() => does(this.person.id, "asks_inline", { chat_id: this.chat.id, query: words }));
    const answer = query && await ask(`queries/${query.query_id}?timeout=30`);
    if (turn !== this.asked) return;
    const results = (answer?.results || []).map((result) => this.offered(result, query.query_id));
    const switcher = answer?.button ? [this.switcher(answer.button)] : [];
    const empty = results.length + switcher.length ? [] : [make("p", { class: "hint" }, say("nothing"))];
    this.showOver(say("results"), [...switcher, ...results, ...empty]);
  }

  offered(result, queryId) {
    const title = result.title || result.caption || result.type;
    return make("button", { type: "button", class: "result", onclick: () => this.choose(queryId, result.id) },
      make("span", { class: "thumb", "aria-hidden": "true" }, [...title][0].toUpperCase()),
      make("span", { class: "about" }, make("b", {}, title), make("small", {}, result.description || result.url || "")));
  }

  switcher(button) {
    const start = () => { this.write(""); this.chat.toBot(this.person, button.start_parameter || ""); };
    return make("button", { type: "button", class: "switcher", onclick: start }, button.text);
  }

  async choose(queryId, resultId) {
    this.write("");
    this.hideOver();
    await this.chat.run(() => does(this.person.id, "chooses", { chat_id: this.chat.id, query_id: queryId, result_id: resultId }));
    this.field.focus();
  }

  // ------------------------------------------------------------------ the bot's reply keyboard

  drawKeys() {
    const last = this.chat.replyMarkup();
    const rows = last?.keyboard || [];
    this.keys.hidden = !rows.length || this.line.hidden;
    this.keys.replaceChildren(...rows.map((row) => make("div", { class: "keys" }, ...row.map((button) =>
      make("button", { type: "button", onclick: (event) => this.tap(button, event) }, button.text)))));
    if (last?.input_field_placeholder) this.field.placeholder = last.input_field_placeholder;
  }

  tap(button, event) {
    if (!button.request_contact) { this.say(button.text); return; }
    const card = { chat_id: this.chat.id, phone: `+39011${this.person.id}`, first_name: this.person.first_name, user_id: this.person.id };
    openMenu(this.chat.element, { event, choices: [[say("share"), () => this.chat.run(() => does(this.person.id, "contact", card))]] });
  }
}
