// The page: draws a column per chat, keeps them up to date from the stream of events, and shows what fits.

import { Chat } from "./chat.js";
import { avatar, make } from "./dom.js";
import { ask, listen } from "./server.js";
import { language, say } from "./words.js";

const COLUMN = 340;
const MOST_PEOPLE = 8;

class World {
  constructor() {
    this.chats = [];
    this.answers = new Map();
    this.chosen = 0;
    this.panels = document.querySelector(".panels");
    this.tabs = document.querySelector(".tabs");
    this.notice = document.querySelector(".offline");
    this.tabs.setAttribute("aria-label", say("chats"));
    this.notice.textContent = say("offline");
    document.documentElement.lang = language;
    document.title = say("title");
    window.addEventListener("resize", () => this.fit());
    window.addEventListener("keydown", (event) => this.key(event));
  }

  person(id) { return this.people.get(id); }
  group(id) { return this.groups.get(id); }

  async load() {
    const state = await ask("state");
    this.bot = state.bot;
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.groups = new Map(state.groups.map((group) => [group.id, group]));
    this.sync(state);
    for (const chat of this.chats) { chat.draw(); chat.fill(state.chats[chat.id] || []); }
    this.fit();
    document.body.dataset.ready = "yes";
  }

  // Columns stay when the state is read again, so what somebody was typing is not lost.
  sync(state) {
    const people = state.people.slice(0, MOST_PEOPLE).map((person) => ({ person }));
    const groups = state.groups.filter((group) => !group.migrated_to && this.person(group.members[0]))
      .map((group) => ({ group, person: this.person(group.members[0]) }));
    this.chats = [...people, ...groups].map((wanted) => {
      const id = wanted.group ? wanted.group.id : wanted.person.id;
      return this.chats.find((chat) => chat.id === id) || new Chat(this, wanted);
    });
    this.panels.replaceChildren(...this.chats.map((chat) => chat.element));
    this.drawTabs();
  }

  chat(id) { return this.chats.find((chat) => chat.id === id); }

  // The chats a person can write in: her own with the bot, and her groups.
  chatsOf(personId) {
    return this.chats.filter((chat) => chat.group ? chat.group.members.includes(personId) : chat.personId === personId);
  }

  // ------------------------------------------------------------------ what fits

  drawTabs() {
    this.tabs.replaceChildren(...this.chats.map((chat, place) => make("button", {
      type: "button", role: "tab", id: `tab${chat.id}`, "aria-controls": `panel${chat.id}`, onclick: () => this.select(place),
    }, avatar(chat.name, chat.id), make("span", {}, chat.name), make("i", { class: "unread", hidden: true }))));
  }

  fit() {
    const room = Math.max(1, Math.floor(window.innerWidth / COLUMN));
    const first = Math.min(this.chosen, Math.max(0, this.chats.length - room));
    this.tabs.hidden = this.chats.length <= room;
    this.chats.forEach((chat, place) => {
      const shown = place >= first && place < first + room;
      if (shown && chat.element.hidden) { chat.element.hidden = false; chat.toBottom(); }
      chat.element.hidden = !shown;
      const tab = this.tabs.children[place];
      tab.setAttribute("aria-selected", String(place === this.chosen));
      tab.tabIndex = place === this.chosen ? 0 : -1;
      if (shown) tab.querySelector(".unread").hidden = true;
    });
  }

  select(place) {
    this.chosen = place;
    this.fit();
    this.chats[place].toBottom();
  }

  show(id) {
    const place = this.chats.findIndex((chat) => chat.id === id);
    if (place >= 0 && this.chats[place].element.hidden) this.select(place);
  }

  noticed(chat) {
    const place = this.chats.indexOf(chat);
    if (chat.element.hidden && this.tabs.children[place]) this.tabs.children[place].querySelector(".unread").hidden = false;
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.closest?.(".tabs")) return;
    this.select((this.chosen + step + this.chats.length) % this.chats.length);
    this.tabs.children[this.chosen].focus();
  }

  // ------------------------------------------------------------------ what happens

  handlers() {
    return {
      message: (stored) => this.chat(stored.chat_id)?.take(stored),
      deleted: ({ chat_id, message_id }) => this.chat(chat_id)?.remove(message_id),
      action: (action) => this.chat(action.chat_id)?.typing(action),
      draft: (draft) => this.chat(draft.chat_id)?.draft(draft),
      answer: (answer) => this.answered(answer),
      bot: (bot) => { this.bot = bot; this.chats.forEach((chat) => chat.draw()); },
      person: (person) => this.changed(person),
      group: () => this.load(),
      reset: () => this.load(),
    };
  }

  answered(answer) {
    this.answers.set(answer.query_id, answer);
    this.chats.filter((chat) => chat.buttons.waiting.delete(answer.query_id)).forEach((chat) => chat.buttons.answered(answer));
  }

  changed(person) {
    if (!this.people.has(person.id)) { this.load(); return; }
    this.people.set(person.id, person);
    this.chats.filter((chat) => chat.personId === person.id).forEach((chat) => chat.draw());
  }
}

const world = new World();
const online = () => { world.notice.hidden = true; world.load(); };
listen(world.handlers(), online, () => { world.notice.hidden = false; });
