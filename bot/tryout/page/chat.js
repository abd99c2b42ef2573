// The chat page: keeps what the server shows, and puts it on the screen.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { alertBox, byId, element, icon, shareBox, toast } from "./dom.js";
import { showKnowledge } from "./knowledge.js";
import { canEdit, dayOf, messageElement } from "./message.js";
import { Presses } from "./presses.js";

const TYPING_SHOWN = 5000; // Telegram shows a chat action for five seconds
const GROUP_SECONDS = 180; // messages that follow sooner share one tail

const log = byId("log");
const scroll = byId("scroll");
const jump = byId("jump");
const messages = new Map();
const presses = new Presses(markPresses);
let bot = { name: "", username: "", description: "", commands: [] };
let online = false;
let following = true; // the end of the chat is in sight
let typingTimer = 0;

const chat = {
  messages,
  nameOf: (message) => (message.fromBot ? bot.name : "あなた"),
  botMention: () => `@${bot.username}`,
  newestOwn: () => [...messages.values()].reverse().find(canEdit),
  isWaiting: (id, data) => presses.has(id, data),
  say: (text, replyTo = null) => sent({ type: "say", text, replyTo }),
  edit: (id, text) => sent({ type: "edit", id, text }),
  press: (id, data) => sent({ type: "press", id, data }) && presses.add(id, data),
  follow: (url) => sent({ type: "follow", url }),
  askInline: (text, offset) => sent({ type: "inline", text, offset }),
  choose: (query, result) => sent({ type: "choose", query, result }),
  startInline: (text) => composer.fill(`${chat.botMention()} ${text}`),
  startEdit: (message) => composer.edit(messages.get(message.id) ?? message),
  quote: (message) => composer.quote(messages.get(message.id) ?? message, `${chat.nameOf(message)}に返信`),
  show(id) {
    const node = find(id);
    node?.scrollIntoView({ block: "center", behavior: "smooth" });
    node?.classList.remove("flash");
    requestAnimationFrame(() => node?.classList.add("flash"));
  },
};

const composer = new Composer(chat);
const connection = new Connection((frame) => frames[frame.type]?.(frame), (state) => {
  online = state;
  showStatus();
});

const frames = {
  chat(frame) {
    messages.clear();
    presses.clear();
    for (const message of frame.messages) messages.set(message.id, message);
    showBot(frame.bot);
    showAll();
    toBottom();
    askForReply(frame.messages.at(-1));
  },
  bot: (frame) => showBot(frame.bot),
  message({ message }) {
    const follow = !message.fromBot || atBottom();
    messages.set(message.id, message);
    if (message.fromBot) showTyping(false);
    append(message);
    showStarted();
    askForReply(message);
    if (follow) followTo(message.id);
    showJump();
  },
  edit({ message }) {
    const follow = atBottom();
    messages.set(message.id, message);
    const old = find(message.id);
    const fresh = messageElement(message, chat);
    fresh.classList.toggle("tail", old?.classList.contains("tail") ?? true);
    old?.replaceWith(fresh);
    if (follow) toBottom();
  },
  delete({ id }) {
    messages.delete(id);
    showAll();
  },
  answer({ id, data, text, alert }) {
    presses.answered(id, data);
    if (text && alert) alertBox(text);
    else if (text) toast(text);
  },
  knowledge: showKnowledge,
  typing: () => showTyping(true),
  inline: (answer) => composer.results.receive(answer),
  share: ({ text }) => shareBox(text),
  web: ({ url }) => toast(`試用版ではリンクを開きません：${url}`),
  error: ({ text }) => toast(text),
};

function sent(frame) {
  const done = connection.send(frame);
  if (!done) toast("接続が切れています。つながるまでお待ちください");
  return done;
}

function find(id) {
  return log.querySelector(`.message[data-id="${Number(id)}"]`);
}

function showBot(shown) {
  bot = shown;
  document.title = `${bot.name}（ローカル試用版）`;
  byId("name").textContent = bot.name;
  byId("avatar").textContent = [...bot.name][0] ?? "";
  byId("description").textContent = bot.description;
  composer.setBot(bot);
  showStarted();
}

function showStarted() {
  byId("intro").hidden = messages.size > 0 || !bot.description;
  composer.setStarted(messages.size > 0);
}

function showAll() {
  log.replaceChildren();
  for (const message of messages.values()) append(message);
  showStarted();
}

/** Adds a message at the end; the last of a group has the tail, a new day its date. */
function append(message) {
  const lastNode = log.lastElementChild;
  const last = messages.get(Number(lastNode?.dataset.id));
  if (!last || dayOf(last) !== dayOf(message)) {
    log.append(element("div", { className: "day" }, element("span", {}, dayOf(message))));
  } else if (last.fromBot === message.fromBot && message.date - last.date < GROUP_SECONDS && !last.keyboard.length) {
    lastNode.classList.remove("tail");
    lastNode.classList.add("grouped");
  }
  const node = messageElement(message, chat);
  node.classList.add("tail");
  log.append(node);
}

/** A message that asks for a reply opens one, also after a reload. */
function askForReply(message) {
  if (!message?.forceReply) return;
  composer.quote(message, `${bot.name}に返信`, message.forceReply.input_field_placeholder);
}

function markPresses(id) {
  for (const key of find(id)?.querySelectorAll(".key") ?? []) {
    const busy = chat.isWaiting(id, key.dataset.data);
    key.classList.toggle("waiting", busy);
    key.setAttribute("aria-busy", String(busy));
  }
}

function showTyping(typing) {
  clearTimeout(typingTimer);
  typingTimer = typing ? setTimeout(() => showTyping(false), TYPING_SHOWN) : 0;
  showStatus();
}

function showStatus() {
  const status = byId("status");
  status.textContent = !online ? "接続中…" : typingTimer ? "入力中…" : "ボット";
  status.classList.toggle("busy", !online || typingTimer !== 0);
}

function atBottom() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

function toBottom() {
  scroll.scrollTop = scroll.scrollHeight;
}

/** Goes to the end, but no further than to the top of the new message, where reading starts. */
function followTo(id) {
  toBottom();
  const node = find(id);
  if (node.offsetHeight > scroll.clientHeight) scroll.scrollTop = node.offsetTop - 12;
}

function showJump() {
  jump.hidden = atBottom();
}

jump.append(icon("down"));
jump.addEventListener("click", toBottom);
scroll.addEventListener("scroll", () => {
  following = atBottom();
  showJump();
}, { passive: true });
// The room shrinks when a bar or a keyboard opens; the newest message stays in sight.
new ResizeObserver(() => following && toBottom()).observe(scroll);
