// One message of the chat: bubble, quote of what it replies to, time, and the keyboard under it.

import { alertBox, copy, element, icon, pressable } from "./dom.js";
import { isBlock, richText } from "./text.js";

const MEDIA = { photo: "🖼 写真", sticker: "🙂 ステッカー", voice: "🎤 ボイスメッセージ" };
const LONG_PRESS = 500;
const EDITABLE_SECONDS = 48 * 3600; // Telegram lets persons edit for two days

const clock = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("ja-JP", { month: "long", day: "numeric" });

export const timeOf = (message) => clock.format(new Date(message.date * 1000));
export const dayOf = (message) => day.format(new Date(message.date * 1000));
export const lineOf = (message) => (message.text || MEDIA[message.media] || "").replace(/\s+/g, " ").slice(0, 120);

export const canEdit = (message) =>
  !message.fromBot && !message.viaBot && message.text !== "" && Date.now() / 1000 - message.date < EDITABLE_SECONDS;

/**
 * Returns the element of a message.
 * `chat` knows: messages, nameOf(message), botMention(), isWaiting(id, data), say(text), press(id, data), follow(url),
 * startInline(text), startEdit(message), quote(message), show(id).
 */
export function messageElement(message, chat) {
  const parts = [viaOf(message, chat), quoteOf(message, chat), ...bodyOf(message, chat), metaOf(message)];
  const bubble = element("div", { className: "bubble" }, ...parts);
  const line = element("div", { className: "line" }, bubble, toolsOf(message, chat));
  onLongPress(bubble, () => (canEdit(message) ? showTools(line) : chat.quote(message)));
  return element(
    "article",
    {
      className: `message ${message.fromBot ? "in" : "out"}`,
      dataset: { id: message.id },
      "aria-label": `${chat.nameOf(message)} ${timeOf(message)}`,
    },
    line,
    keyboardOf(message, chat),
  );
}

/** The small buttons beside a bubble: reply, and edit on one's own texts. */
function toolsOf(message, chat) {
  const tool = (label, name, act) => {
    const button = element("button", { type: "button", "aria-label": label, title: label }, icon(name));
    button.addEventListener("click", act);
    return button;
  };
  return element(
    "div",
    { className: "tools" },
    tool("返信", "reply", () => chat.quote(message)),
    canEdit(message) ? tool("編集", "edit", () => chat.startEdit(message)) : null,
  );
}

/** Under a finger there is no hovering: the tools stay until the next touch elsewhere. */
function showTools(line) {
  line.classList.add("touched");
  const hide = (event) => {
    if (event.target.closest(".tools")) setTimeout(() => line.classList.remove("touched"));
    else line.classList.remove("touched");
    document.removeEventListener("pointerdown", hide);
  };
  document.addEventListener("pointerdown", hide);
}

function viaOf(message, chat) {
  if (!message.viaBot) return null;
  const name = chat.botMention();
  return element("div", { className: "via" }, "via ", pressable("span", {}, () => chat.startInline(""), name));
}

function bodyOf(message, chat) {
  if (message.media) return [element("span", { className: "media" }, MEDIA[message.media])];
  return richText(message.text, message.entities, chat);
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
  const [corner, act] = actionOf(button, message, chat);
  const node = element(
    "button",
    { type: "button", className: `key ${button.style ?? ""}`, title: button.text },
    element("span", {}, button.text),
    corner && icon(corner),
  );
  if (button.callback_data) node.dataset.data = button.callback_data;
  node.classList.toggle("waiting", chat.isWaiting(message.id, button.callback_data));
  node.addEventListener("click", act);
  return node;
}

/** The icon in a button's corner, and what a tap does. */
function actionOf(button, message, chat) {
  const elsewhere = button.switch_inline_query;
  const here = button.switch_inline_query_current_chat;
  if (button.copy_text) return ["copy", () => copy(button.copy_text.text)];
  if (button.url) return ["open", () => chat.follow(button.url)];
  if (here !== undefined) return ["search", () => chat.startInline(here)];
  if (elsewhere !== undefined) {
    const text = `${chat.botMention()} ${elsewhere}`.trim();
    return ["forward", () => alertBox(`Telegramでは、送り先のチャットを選ぶ画面が開き、次の文字が入ります。\n\n${text}`)];
  }
  return [null, () => chat.press(message.id, button.callback_data)];
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
