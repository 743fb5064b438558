// The page's own words, in Italian, or in English when the browser speaks it.

const WORDS = {
  it: {
    title: "Telegram simulato", bot: "bot", typing: "sta scrivendo…", sending: "sta inviando un file…",
    start: "Avvia", unblock: "Sblocca il bot", block: "Blocca il bot", message: "Messaggio", menu: "Menu",
    what: "Cosa può fare questo bot?", edited: "modificato", forwarded: "Inoltrato da", via: "tramite",
    today: "Oggi", yesterday: "Ieri", reply: "Rispondi", edit: "Modifica", forward: "Inoltra a", copy: "Copia testo",
    attach: "Allega un file", send: "Invia", options: "Altre opzioni", members: "membri", writes: "Scrivi come",
    language: "Lingua di", joined: "è entrato nel gruppo", left: "ha lasciato il gruppo", ok: "OK",
    moved: "Il gruppo è diventato un supergruppo", cancel: "Annulla", reactions: "Reagisci", copied: "Copiato",
    searching: "Cerco…", nothing: "Nessun risultato", choose: "Scegli una chat", contact: "Contatto",
    location: "Posizione", voice: "Messaggio vocale", votes: "Voti", bottom: "Vai in fondo", web: "App web: si apre solo in Telegram",
    offline: "Il simulatore non risponde. Riprovo…", commands: "Comandi", deleted: "Account eliminato",
    photo: "Foto", document: "Documento", show: "Mostra tutto", hide: "Mostra meno", spoiler: "Testo nascosto",
    chats: "Chat", results: "Risultati", share: "Condividi il mio contatto", draft: "sta scrivendo",
  },
  en: {
    title: "Simulated Telegram", bot: "bot", typing: "typing…", sending: "sending a file…",
    start: "Start", unblock: "Unblock bot", block: "Block bot", message: "Message", menu: "Menu",
    what: "What can this bot do?", edited: "edited", forwarded: "Forwarded from", via: "via",
    today: "Today", yesterday: "Yesterday", reply: "Reply", edit: "Edit", forward: "Forward to", copy: "Copy text",
    attach: "Attach a file", send: "Send", options: "More options", members: "members", writes: "Write as",
    language: "Language of", joined: "joined the group", left: "left the group", ok: "OK",
    moved: "The group became a supergroup", cancel: "Cancel", reactions: "React", copied: "Copied",
    searching: "Searching…", nothing: "No results", choose: "Choose a chat", contact: "Contact",
    location: "Location", voice: "Voice message", votes: "Votes", bottom: "Go to bottom", web: "Web app: opens in Telegram only",
    offline: "The simulator does not answer. Trying again…", commands: "Commands", deleted: "Deleted account",
    photo: "Photo", document: "Document", show: "Show all", hide: "Show less", spoiler: "Hidden text",
    chats: "Chats", results: "Results", share: "Share my contact", draft: "typing",
  },
};

export const language = navigator.language.toLowerCase().startsWith("en") ? "en" : "it";

export const say = (key) => WORDS[language][key];

export const role = (person) =>
  typeof person.role === "string" ? person.role : person.role[language] || person.role.it || "";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
const calendar = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });

export const time = (seconds) => clock.format(new Date(seconds * 1000));

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  return ago === 0 ? say("today") : ago === 1 ? say("yesterday") : calendar.format(date);
}

export function size(bytes) {
  const units = ["B", "KB", "MB"];
  let value = bytes, unit = 0;
  while (value >= 1000 && unit < 2) { value /= 1000; unit += 1; }
  return `${value.toLocaleString(language, { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}
