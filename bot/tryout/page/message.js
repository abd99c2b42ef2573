// One message of the chat: bubble, quote of what it replies to, time, and the keyboard under it.

import { copy, element, icon, toast } from "./dom.js";
import { isBlock, richText } from "./text.js";

const MEDIA = { photo: "🖼 写真", sticker: "🙂 ステッカー", voice: "🎤 ボイスメッセージ" };
const LONG_PRESS = 500;

const clock = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("ja-JP", { month: "long", day: "numeric" });

export const timeOf = (message) => clock.format(new Date(message.date * 1000));
export const dayOf = (message) => day.format(new Date(message.date * 1000));
export const lineOf = (message) => (message.text || MEDIA[message.media] || "").replace(/\s+/g, " ").slice(0, 120);

/**
 * Returns the element of a message.
 * `chat` knows: messages, nameOf(message), isWaiting(id, data), say(text), press(id, data), quote(message), show(id).
 */
export function messageElement(message, chat) {
  const bubble = element("div", { className: "bubble" }, quoteOf(message, chat), ...bodyOf(message, chat), metaOf(message));
  const reply = element("button", { type: "button", className: "reply", "aria-label": "返信" }, icon("reply"));
  reply.addEventListener("click", () => chat.quote(message));
  const line = element("div", { className: "line" }, bubble, reply);
  const node = element(
    "article",
    {
      className: `message ${message.fromBot ? "in" : "out"}`,
      dataset: { id: message.id },
      "aria-label": `${chat.nameOf(message)} ${timeOf(message)}`,
    },
    line,
    keyboardOf(message, chat),
  );
  onLongPress(bubble, () => chat.quote(message));
  return node;
}

function bodyOf(message, chat) {
  if (message.media) return [element("span", { className: "media" }, MEDIA[message.media])];
  return richText(message.text, message.entities, chat.say);
}

function quoteOf(message, chat) {
  const quoted = chat.messages.get(message.replyTo);
  if (!quoted) return null;
  const button = element(
    "button",
    { type: "button", className: "quoted" },
    element("b", {}, chat.nameOf(quoted)),
    element("span", {}, lineOf(quoted)),
  );
  button.addEventListener("click", () => chat.show(quoted.id));
  return button;
}

function metaOf(message) {
  // Telegram hides the mark on messages with buttons, where editing is how a bot turns its pages.
  const edited = message.edited && !message.keyboard.length ? "編集済み " : "";
  const ticks = message.fromBot ? null : icon("ticks");
  const time = element("time", { dateTime: new Date(message.date * 1000).toISOString() }, edited + timeOf(message));
  const last = message.text.length;
  const afterBlock = message.entities.some((entity) => isBlock(entity) && entity.offset + entity.length === last);
  return element("span", { className: afterBlock ? "meta after-block" : "meta" }, time, ticks);
}

function keyboardOf(message, chat) {
  if (!message.keyboard.length) return null;
  const rows = message.keyboard.map((row) =>
    element("div", { className: "row" }, ...row.map((button) => buttonOf(button, message, chat))),
  );
  return element("div", { className: "keyboard", role: "group", "aria-label": "選択肢" }, ...rows);
}

function buttonOf(button, message, chat) {
  const corner = button.copy_text ? icon("copy") : button.url ? icon("open") : null;
  const node = element(
    "button",
    { type: "button", className: `key ${button.style ?? ""}`, title: button.text },
    element("span", {}, button.text),
    corner,
  );
  if (button.callback_data) node.dataset.data = button.callback_data;
  node.classList.toggle("waiting", chat.isWaiting(message.id, button.callback_data));
  node.addEventListener("click", () => {
    if (button.copy_text) copy(button.copy_text.text);
    else if (button.url) toast(`試用版ではリンクを開きません：${button.url}`);
    else chat.press(message.id, button.callback_data);
  });
  return node;
}

function onLongPress(node, act) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  node.addEventListener("touchstart", () => {
    stop();
    timer = setTimeout(act, LONG_PRESS);
  }, { passive: true });
  for (const end of ["touchend", "touchmove", "touchcancel"]) node.addEventListener(end, stop, { passive: true });
}
