// Elements made in one line; text is always text, never markup.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const ICONS = {
  send: "M3 20.5v-6.7L13.5 12 3 10.2V3.5L22 12z",
  attach: "M16.5 6v11.5a4.5 4.5 0 0 1-9 0V5.5a3 3 0 0 1 6 0V16a1.5 1.5 0 0 1-3 0V7H9v9a3 3 0 0 0 6 0V5.5a4.5 4.5 0 0 0-9 0v12a6 6 0 0 0 12 0V6z",
  more: "M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4m0 2a2 2 0 1 0 0 4 2 2 0 0 0 0-4m0 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  menu: "M3 6.5h18v2H3zm0 4.5h18v2H3zm0 4.5h18v2H3z",
  close: "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  down: "M12 16.5 5 9.5l1.4-1.4 5.6 5.6 5.6-5.6L19 9.5z",
  file: "M6 2h8l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2m7 1.5V8h4.5z",
  play: "M8 5v14l11-7z",
  person: "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9m0 2c-4 0-8 2-8 5v2h16v-2c0-3-4-5-8-5",
  pin: "M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7m0 9.5a2.5 2.5 0 1 1 0-5 2.5 2.5 0 0 1 0 5",
  arrow: "M7 17 17 7M9 7h8v8",
  share: "M14 5l7 6.5-7 6.5v-4c-5 0-8.5 1.6-11 5 1-5 4-9.5 11-10.5z",
  copy: "M8 3h11v13H8zM5 7v14h11",
  ticks: "M1 7.6 4.4 11 11 3.4M7.9 10.2l.9.8 6.7-7.6",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", name === "ticks" ? "0 0 17 14" : "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const COLOURS = 7;

export function avatar(name, id) {
  const letters = name.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  return make("span", { class: `avatar colour-${Math.abs(id) % COLOURS}`, "aria-hidden": "true" }, letters);
}

export const colour = (id) => `colour-${Math.abs(id) % COLOURS}`;
