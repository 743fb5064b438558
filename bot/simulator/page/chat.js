// One column: a person's chat with the bot, or a group as one of its members sees it.

import { Buttons } from "./buttons.js";
import { Composer } from "./composer.js";
import { avatar, icon, make } from "./dom.js";
import { rendered } from "./entities.js";
import { bubble } from "./message.js";
import { openMenu, toast } from "./popups.js";
import { does } from "./server.js";
import { day, role, say } from "./words.js";

const NEAR = 120;

export class Chat {
  constructor(world, { person, group }) {
    this.world = world;
    this.personId = person.id;
    this.groupId = group?.id;
    this.name = group ? group.title : person.first_name;
    this.messages = new Map();
    this.buttons = new Buttons(this);
    this.deeds = {
      command: (words) => this.composer.say(words),
      mention: (words) => { if (words.toLowerCase() === `@${this.bot().username.toLowerCase()}`) this.composer.write(`${words} `); },
      link: (address) => this.follow(address),
    };
    this.build();
  }

  get id() { return this.groupId || this.personId; }
  get person() { return this.world.person(this.personId); }
  get group() { return this.groupId ? this.world.group(this.groupId) : null; }
  bot() { return this.world.bot; }
  commands() { return this.group ? [] : this.person.commands || []; }

  // ------------------------------------------------------------------ the frame

  build() {
    this.status = make("small", { class: "status", "aria-live": "polite" });
    this.title = make("b", {});
    this.face = make("span", {});
    this.list = make("div", { class: "messages", role: "log", "aria-label": `${say("chats")}: ${this.name}`, tabindex: "0" });
    this.list.addEventListener("scroll", () => { this.jumper.hidden = this.nearBottom(); });
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.jumper = make("button", { type: "button", class: "jump", hidden: true, "aria-label": say("bottom"), onclick: () => this.toBottom() }, icon("down"));
    this.composer = new Composer(this);
    const options = make("button", { type: "button", class: "round", "aria-label": say("options"), onclick: (event) => this.options(event) }, icon("more"));
    this.who = make("header", { class: "who" });
    this.element = make("section", { class: "panel", role: "tabpanel", "aria-label": this.name, id: `panel${this.id}` },
      this.who, make("div", { class: "head" }, this.face, make("span", { class: "names" }, this.title, this.status), options),
      make("div", { class: "wall" }, this.list, this.jumper), this.composer.element);
  }

  draw() {
    const bot = this.bot();
    const name = this.group ? this.group.title : bot.names?.[this.person.language_code] || bot.names?.[""] || bot.first_name;
    this.title.textContent = name;
    this.face.replaceChildren(avatar(name, this.group ? this.group.id : bot.id));
    this.rest();
    this.drawWho();
    this.composer.draw();
    this.drawEmpty();
  }

  // Drawn anew, but whoever stands on one of its buttons stays there.
  drawWho() {
    const at = [...this.who.querySelectorAll("button")].indexOf(document.activeElement);
    this.who.replaceChildren(...(this.group ? this.writers() : this.portrait()));
    if (at >= 0) this.who.querySelectorAll("button")[at]?.focus();
  }

  portrait() {
    const person = this.person;
    const pick = (code) => make("button", { type: "button", "aria-pressed": String((person.language_code || "") === code), onclick: () => this.run(() => does(person.id, "speaks", { language_code: code })) }, code.toUpperCase());
    return [avatar(person.first_name, person.id), make("span", { class: "names" }, make("b", {}, person.first_name), make("small", {}, role(person))),
      make("span", { class: "languages", role: "group", "aria-label": `${say("language")} ${person.first_name}` }, pick("it"), pick("en"))];
  }

  writers() {
    const person = this.person;
    const members = this.group.members.map((id) => this.world.person(id)).filter(Boolean);
    const faces = members.map((person) => make("button", {
      type: "button", class: "face", title: `${say("writes")} ${person.first_name}`, "aria-label": `${say("writes")} ${person.first_name}`,
      "aria-pressed": String(person.id === this.personId), onclick: () => this.writeAs(person.id),
    }, avatar(person.first_name, person.id)));
    const label = make("span", { class: "names" }, make("b", {}, `${say("writes")} ${person.first_name}`), make("small", {}, role(person)));
    return [label, make("span", { class: "faces", role: "group", "aria-label": say("writes") }, ...faces)];
  }

  writeAs(personId) {
    if (!this.group || personId === this.personId) return;
    this.personId = personId;
    this.draw();
    this.redraw();
  }

  rest() {
    clearTimeout(this.waiting);
    this.status.classList.remove("typing");
    const count = this.group ? this.group.members.length + 1 : 0;
    this.status.textContent = this.group ? `${count} ${say("members")}` : say("bot");
  }

  typing({ action, seconds }) {
    if (action === "cancel") { this.rest(); return; }
    this.status.textContent = `${this.group ? `${this.bot().first_name} ` : ""}${say(action.startsWith("upload") ? "sending" : "typing")}`;
    this.status.classList.add("typing");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.rest(), seconds * 1000);
  }

  // ------------------------------------------------------------------ messages

  fill(stored) {
    this.messages = new Map(stored.map((one) => [one.message_id, one]));
    this.redraw();
  }

  redraw() {
    this.list.replaceChildren();
    this.lastDay = "";
    for (const stored of this.messages.values()) this.append(stored);
    this.drawEmpty();
    this.composer.drawKeys();
    this.toBottom();
  }

  append(stored) {
    const today = day(stored.message.date);
    if (today !== this.lastDay) this.list.append(make("p", { class: "day" }, today));
    this.lastDay = today;
    const row = bubble(stored, this);
    const before = this.list.lastElementChild;
    if (before?.dataset.from && before.dataset.from === row.dataset.from && before.classList.contains("own") === row.classList.contains("own")) before.classList.add("followed");
    this.list.append(row);
  }

  take(stored) {
    const near = this.nearBottom();
    const known = this.messages.has(stored.message_id);
    this.messages.set(stored.message_id, stored);
    if (stored.from_bot) { this.endDraft(); this.rest(); this.buttons.calm(); }
    if (known) this.replace(stored); else { this.list.querySelector(".empty")?.remove(); this.append(stored); }
    this.composer.drawKeys();
    if (!known && stored.asks_reply) this.reply(stored);
    if (near || stored.message.from.id === this.personId) this.toBottom();
    this.world.noticed(this);
  }

  replace(stored) {
    const old = this.list.querySelector(`[data-id="${stored.message_id}"]`);
    const fresh = bubble(stored, this);
    fresh.classList.toggle("followed", Boolean(old?.classList.contains("followed")));
    old?.replaceWith(fresh);
  }

  remove(id) {
    this.messages.delete(id);
    this.list.querySelector(`[data-id="${id}"]`)?.remove();
    this.composer.drawKeys();
  }

  draft({ text, entities }) {
    const near = this.nearBottom();
    this.endDraft();
    this.list.append(make("article", { class: "row other draft" }, make("div", { class: "stack" }, make("div", { class: "bubble edited" },
      make("div", { class: "text" }, rendered(text || "…", entities, this.deeds)), make("span", { class: "foot" }, say("draft"))))));
    if (near) this.toBottom();
  }

  endDraft() { this.list.querySelector(".draft")?.remove(); }

  drawEmpty() {
    this.list.querySelector(".empty")?.remove();
    const texts = this.bot().descriptions;
    const description = texts[this.person.language_code] || texts[""];
    if (this.group || this.messages.size || !description) return;
    this.list.append(make("div", { class: "empty" }, make("b", {}, say("what")), make("p", {}, description)));
  }

  replyMarkup() {
    const marked = [...this.messages.values()].reverse().find((one) => one.from_bot && (one.message.reply_markup?.keyboard || one.message.reply_markup?.remove_keyboard));
    return marked?.message.reply_markup.keyboard ? marked.message.reply_markup : null;
  }

  nearBottom() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR; }

  toBottom() { this.list.scrollTop = this.list.scrollHeight; this.jumper.hidden = true; }

  // Arrow keys go from message to message; Enter opens a message's menu.
  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.closest("a, button")) return;
    event.preventDefault();
    const rows = [...this.list.querySelectorAll(".row")];
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? rows.length - 1 : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  }

  jump(id) {
    const row = this.list.querySelector(`[data-id="${id}"]`);
    row?.scrollIntoView({ block: "center" });
    row?.classList.add("found");
    setTimeout(() => row?.classList.remove("found"), 1200);
  }

  // ------------------------------------------------------------------ what the person does

  async run(act) {
    try { return await act(); } catch (error) { toast(this.element, error.message); return undefined; }
  }

  press(stored, button, element) { this.buttons.press(stored, button, element); }

  reply(stored) { this.composer.hold(stored); }

  react(stored, emoji) { this.run(() => does(this.person.id, "reacts", { chat_id: this.id, message_id: stored.message_id, emoji })); }

  vote(message, option) { this.run(() => does(this.person.id, "votes", { chat_id: this.id, message_id: message.message_id, option })); }

  editLast() {
    const own = [...this.messages.values()].reverse().find((one) => this.mine(one) && one.message.text);
    if (own) this.composer.hold(own, true);
  }

  mine(stored) { return !stored.from_bot && stored.message.from.id === this.personId; }

  menu(stored, row, event) {
    const own = this.mine(stored) && stored.message.text;
    const others = this.world.chatsOf(this.personId).filter((chat) => chat.id !== this.id);
    openMenu(this.element, {
      event, reactions: (emoji) => this.react(stored, emoji),
      choices: [
        [say("reply"), () => this.reply(stored)],
        ...(own ? [[say("edit"), () => this.composer.hold(stored, true)]] : []),
        ...others.map((chat) => [`${say("forward")} ${chat.label()}`, () => this.forward(stored, chat)]),
        [say("copy"), () => navigator.clipboard?.writeText(stored.message.text || stored.message.caption || "")],
      ],
    });
  }

  label() { return this.group ? this.group.title : this.bot().first_name; }

  forward(stored, chat) {
    this.run(() => does(this.person.id, "forwards", { chat_id: chat.id, from_chat_id: this.id, message_id: stored.message_id }));
  }

  options(event) {
    const verb = this.person.blocked ? "unblocks" : "blocks";
    const choices = this.group ? [] : [[say(this.person.blocked ? "unblock" : "block"), () => this.run(() => does(this.person.id, verb, {}))]];
    openMenu(this.element, { event, choices: [...choices, [say("bottom"), () => this.toBottom()]] });
  }

  follow(address) {
    const parts = new URL(address);
    const name = parts.protocol === "tg:" ? parts.searchParams.get("domain") : parts.hostname.replace(/^www\./, "") === "t.me" ? parts.pathname.slice(1) : "";
    if (name?.toLowerCase() !== this.bot().username.toLowerCase()) return false;
    this.toBot(this.person, parts.searchParams.get("start") || "");
    return true;
  }

  async toBot(person, payload) {
    await this.run(() => does(person.id, "starts", { payload }));
    this.world.show(person.id);
  }
}
