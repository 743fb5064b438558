// A text with Telegram's entities as elements. Offsets are UTF-16 units, as in JavaScript's own strings.

import { make } from "./dom.js";
import { say } from "./words.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

// A block stands on lines of its own: the line break right after it is part of it, as in Telegram's own apps.
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

// Telegram gives entities outermost first, so each holds the later ones that lie inside it.
export function rendered(text, entities, deeds) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, entities || [], deeds);
  return fragment;
}

function fill(parent, text, start, end, entities, deeds) {
  let at = start, index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const stop = entity.offset + entity.length;
    if (entity.offset > at) parent.append(text.slice(at, entity.offset));
    let next = index + 1;
    while (next < entities.length && entities[next].offset < stop) next += 1;
    const element = dressed(entity, text.slice(entity.offset, stop), deeds);
    fill(element.inner || element, text, entity.offset, stop, entities.slice(index + 1, next), deeds);
    parent.append(element);
    at = BLOCKS.has(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
    index = next;
  }
  if (at < end) parent.append(text.slice(at, end));
}

function dressed(entity, words, deeds) {
  if (PLAIN[entity.type]) return make(PLAIN[entity.type]);
  switch (entity.type) {
    case "pre": return preformatted(entity);
    case "spoiler": return spoiler();
    case "blockquote": return make("blockquote");
    case "expandable_blockquote": return expandable();
    case "text_link": return link(entity.url, deeds);
    case "url": return link(/^[a-z]+:\/\//i.test(words) ? words : `https://${words}`, deeds);
    case "email": return make("a", { href: `mailto:${words}` });
    case "bot_command": return pressed(() => deeds.command(words));
    case "mention": return pressed(() => deeds.mention(words));
    case "hashtag": case "cashtag": case "phone_number": case "text_mention": return make("span", { class: "tag" });
    default: return make("span");
  }
}

function preformatted(entity) {
  const code = make("code");
  const block = make("pre", { "data-language": entity.language || null }, code);
  block.inner = code;
  return block;
}

function pressed(act) {
  return make("button", { type: "button", class: "link", onclick: act });
}

function link(address, deeds) {
  const safe = /^(https?|tg|ton):/i.test(address) ? address : "about:blank";
  return make("a", {
    href: safe, target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (deeds.link(safe)) event.preventDefault(); },
  });
}

function spoiler() {
  const show = (event) => {
    if (element.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    element.classList.add("shown");
    element.removeAttribute("aria-label");
    element.removeAttribute("role");
  };
  const element = make("span", {
    class: "spoiler", tabindex: "0", role: "button", "aria-label": say("spoiler"), onclick: show,
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") show(event); },
  });
  return element;
}

function expandable() {
  const inner = make("div", { class: "quoted" });
  const button = make("button", { type: "button", class: "expand", "aria-expanded": "false" }, say("show"));
  const quote = make("blockquote", { class: "expandable" }, inner, button);
  button.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = say(open ? "hide" : "show");
  });
  quote.inner = inner;
  return quote;
}
