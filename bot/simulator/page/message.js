// One message as a bubble: what it carries, where it comes from, its keyboard and its reactions.

import { avatar, colour, icon, make } from "./dom.js";
import { rendered } from "./entities.js";
import { fileUrl } from "./server.js";
import { say, size, time } from "./words.js";

export function bubble(stored, view) {
  const message = stored.message;
  if (serviceText(message)) return make("p", { class: "service" }, serviceText(message));
  const own = message.from.id === view.person.id && !stored.from_bot;
  const row = make("article", {
    class: `row ${own ? "own" : "other"}`, tabindex: "-1", "data-id": stored.message_id,
    "data-from": message.from.id, "aria-label": `${message.from.first_name}, ${time(message.date)}`,
  });
  if (view.group && !own) row.append(avatar(message.from.first_name, message.from.id));
  const body = make("div", { class: "bubble" }, ...heads(stored, view, own), ...contents(message, view), foot(stored, own));
  const stack = make("div", { class: "stack" }, body);
  if (message.photo && !message.caption) body.classList.add("bare");
  body.classList.toggle("edited", Boolean(message.edit_date));
  if (message.dice) body.classList.add("dice");
  body.append(reactions(stored, view) || "");
  if (message.reply_markup?.inline_keyboard) stack.append(keyboard(stored, view));
  row.append(stack);
  row.addEventListener("contextmenu", (event) => { event.preventDefault(); view.menu(stored, row, event); });
  row.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === row) view.menu(stored, row, event); });
  row.addEventListener("dblclick", () => view.reply(stored));
  return row;
}

function serviceText(message) {
  if (message.new_chat_members) return `${message.new_chat_members.map((user) => user.first_name).join(", ")} ${say("joined")}`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} ${say("left")}`;
  return message.migrate_to_chat_id || message.migrate_from_chat_id ? say("moved") : "";
}

function heads(stored, view, own) {
  const message = stored.message;
  const parts = [];
  if (view.group && !own) parts.push(make("strong", { class: `sender ${colour(message.from.id)}` }, message.from.first_name));
  if (message.via_bot) parts.push(make("span", { class: "via" }, `${say("via")} @${message.via_bot.username}`));
  if (message.forward_origin) {
    const name = message.forward_origin.sender_user?.first_name || "";
    parts.push(make("span", { class: "forwarded" }, `${say("forwarded")} `, make("b", {}, name)));
  }
  if (message.reply_to_message) parts.push(quoted(message.reply_to_message, message.quote, view));
  return parts;
}

export function summary(message) {
  const kinds = ["photo", "document", "voice", "contact", "location"];
  const kind = kinds.find((name) => message[name]);
  return message.text || message.caption || message.document?.file_name || (kind ? say(kind) : "…");
}

function quoted(replied, quote, view) {
  return make("button", { type: "button", class: `quoted-message ${colour(replied.from.id)}`, onclick: () => view.jump(replied.message_id) },
    make("b", {}, replied.from.first_name), make("span", {}, quote?.text || summary(replied)));
}

function contents(message, view) {
  const parts = [];
  if (message.photo) parts.push(photo(message));
  for (const kind of ["document", "audio", "video", "animation"]) if (message[kind]) parts.push(attachment(message[kind]));
  if (message.voice) parts.push(voice(message.voice));
  if (message.contact) parts.push(card("person", `${message.contact.first_name} ${message.contact.last_name || ""}`, message.contact.phone_number));
  if (message.venue) parts.push(card("pin", message.venue.title, message.venue.address));
  else if (message.location) parts.push(card("pin", say("location"), `${message.location.latitude.toFixed(4)}, ${message.location.longitude.toFixed(4)}`));
  if (message.poll) parts.push(poll(message, view));
  if (message.dice) parts.push(make("span", { class: "emoji-only" }, message.dice.emoji));
  if (message.invoice) parts.push(card("file", message.invoice.title, `${message.invoice.total_amount} ${message.invoice.currency}`));
  if (message.sticker) parts.push(make("img", { class: "sticker", src: fileUrl(message.sticker.file_id), alt: "sticker" }));
  if (message.rich_message) parts.push(...message.rich_message.blocks.map((block) => make("div", { class: "text" }, String(block.text))));
  const text = message.text ?? message.caption;
  if (text) parts.push(make("div", { class: "text", dir: "auto" }, rendered(text, message.entities || message.caption_entities, view.deeds)));
  return parts;
}

function photo(message) {
  const best = message.photo[message.photo.length - 1];
  const image = make("img", { src: fileUrl(best.file_id), alt: message.caption || say("photo"), width: best.width, height: best.height });
  return make("a", { class: "photo", href: fileUrl(best.file_id), target: "_blank" }, image);
}

function attachment(file) {
  const name = file.file_name || say("document");
  return make("a", { class: "attachment", href: fileUrl(file.file_id), download: name },
    make("span", { class: "disc" }, icon("file")),
    make("span", { class: "about" }, make("b", {}, name), make("small", {}, size(file.file_size || 0))));
}

function voice(sound) {
  const bars = Array.from({ length: 28 }, (_, place) => {
    const bar = make("i");
    bar.style.height = `${4 + ((place * 7919) % 13)}px`;
    return bar;
  });
  const seconds = `0:${String(sound.duration % 60).padStart(2, "0")}`;
  return make("div", { class: "voice", role: "img", "aria-label": `${say("voice")}, ${seconds}` },
    make("span", { class: "disc" }, icon("play")), make("span", { class: "about" }, make("span", { class: "wave" }, ...bars), make("small", {}, seconds)));
}

function card(name, title, line) {
  return make("div", { class: "attachment" }, make("span", { class: "disc" }, icon(name)),
    make("span", { class: "about" }, make("b", {}, title), make("small", {}, line)));
}

function poll(message, view) {
  const total = Math.max(1, message.poll.total_voter_count);
  const options = message.poll.options.map((option, place) => {
    const meter = make("i", { class: "meter" });
    meter.style.width = `calc((100% - 44px) * ${option.voter_count / total})`;
    return make("button", { type: "button", class: "option", disabled: message.poll.is_closed, onclick: () => view.vote(message, place) },
      make("span", {}, `${Math.round((100 * option.voter_count) / total)}%`), option.text, meter);
  });
  return make("div", { class: "poll" }, make("b", {}, message.poll.question), ...options,
    make("small", {}, `${say("votes")}: ${message.poll.total_voter_count}`));
}

function foot(stored, own) {
  const message = stored.message;
  const edited = message.edit_date ? `${say("edited")} ` : "";
  return make("span", { class: "foot" }, `${edited}${time(message.date)}`, own ? icon("ticks") : "");
}

function reactions(stored, view) {
  const counts = new Map();
  for (const { emoji, user_id } of stored.reactions) {
    const known = counts.get(emoji) || { count: 0, mine: false };
    counts.set(emoji, { count: known.count + 1, mine: known.mine || user_id === view.person.id });
  }
  if (!counts.size) return null;
  return make("span", { class: "reactions" }, ...[...counts].map(([emoji, { count, mine }]) =>
    make("button", { type: "button", class: mine ? "mine" : "", "aria-pressed": String(mine), onclick: () => view.react(stored, mine ? "" : emoji) },
      emoji, make("small", {}, String(count)))));
}

const MARKS = {
  url: "arrow", login_url: "arrow", switch_inline_query: "share", switch_inline_query_chosen_chat: "share",
  switch_inline_query_current_chat: "share", copy_text: "copy", web_app: "copy",
};

function keyboard(stored, view) {
  const rows = stored.message.reply_markup.inline_keyboard.map((row) => make("div", { class: "keys" }, ...row.map((button) => {
    const kind = Object.keys(MARKS).find((name) => name in button);
    return make("button", { type: "button", class: `key ${button.style || ""}`, onclick: (event) => view.press(stored, button, event.currentTarget) },
      make("span", {}, button.text), kind ? icon(MARKS[kind]) : "");
  })));
  return make("div", { class: "keyboard" }, ...rows);
}
