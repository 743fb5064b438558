// What opens above a chat: menus beside a message, toasts, alerts.

import { make } from "./dom.js";
import { say } from "./words.js";

const EMOJI = ["👍", "❤️", "🔥", "🎉", "🙏", "👎"];

export function closeMenus() {
  document.querySelectorAll(".popup").forEach((popup) => popup.remove());
}

// Choices are [label, act]; the menu opens where the person pressed and returns the focus when it closes.
export function openMenu(panel, { choices, event, reactions, title }) {
  closeMenus();
  const before = document.activeElement;
  const done = (act) => () => { closeMenus(); before?.focus?.({ preventScroll: true }); act(); };
  const items = choices.map(([label, act]) => make("button", { type: "button", role: "menuitem", onclick: done(act) }, label));
  const faces = reactions
    ? make("div", { class: "faces", role: "group", "aria-label": say("reactions") }, ...EMOJI.map((emoji) =>
        make("button", { type: "button", role: "menuitem", "aria-label": `${say("reactions")} ${emoji}`, onclick: done(() => reactions(emoji)) }, emoji)))
    : null;
  const popup = make("div", { class: "popup", role: "menu", "aria-label": title || say("options") },
    title ? make("b", { class: "popup-title" }, title) : null, faces, ...items);
  panel.append(popup);
  place(popup, panel, event);
  popup.addEventListener("keydown", (key) => move(key, popup, before));
  popup.querySelector("button")?.focus({ preventScroll: true });
}

function place(popup, panel, event) {
  const frame = panel.getBoundingClientRect();
  const from = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : corner(event.target);
  const x = Math.min(from.x - frame.left, frame.width - popup.offsetWidth - 8);
  const y = Math.min(from.y - frame.top, frame.height - popup.offsetHeight - 8);
  popup.style.left = `${Math.max(8, x)}px`;
  popup.style.top = `${Math.max(8, y)}px`;
}

function corner(element) {
  const box = element.getBoundingClientRect();
  return { x: box.left + 24, y: Math.min(box.top + 32, box.bottom) };
}

function move(key, popup, before) {
  const items = [...popup.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key.key];
  if (step) { key.preventDefault(); items[(at + step + items.length) % items.length].focus(); }
  if (key.key === "Escape") { closeMenus(); before?.focus?.(); }
}

export function toast(panel, text) {
  panel.querySelector(".toast")?.remove();
  const note = make("p", { class: "toast", role: "status" }, text);
  panel.append(note);
  setTimeout(() => note.remove(), 3500);
}

export function alert(panel, text) {
  const before = document.activeElement;
  const close = () => { cover.remove(); before?.focus?.(); };
  const button = make("button", { type: "button", class: "confirm", onclick: close }, say("ok"));
  const cover = make("div", { class: "cover" },
    make("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": text }, make("p", {}, text), button));
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault();
  });
  panel.append(cover);
  button.focus();
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".popup")) closeMenus();
});
