// A message's text with its entities as elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { copy, element, icon, pressable } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

/** Returns the nodes of a text; `chat` says a command and follows an address that is tapped. */
export function richText(text, entities, chat) {
  const queue = entities
    .map((entity) => ({ ...entity, start: entity.offset, end: entity.offset + entity.length }))
    .sort(outerFirst);
  return render(text, 0, text.length, queue, chat);
}

const outerFirst = (a, b) => a.start - b.start || b.end - a.end;

function render(text, start, end, queue, chat) {
  const nodes = [];
  let at = start;
  while (queue.length) {
    const entity = queue.shift();
    if (entity.start > at) nodes.push(text.slice(at, entity.start));
    const inner = queue.filter((other) => other.start < entity.end);
    const later = queue.filter((other) => other.start >= entity.end);
    // What reaches out of the entity is cut at its end and goes on behind it.
    const rest = inner.filter((other) => other.end > entity.end).map((other) => ({ ...other, start: entity.end }));
    const clipped = inner.map((other) => ({ ...other, end: Math.min(other.end, entity.end) }));
    nodes.push(entityNode(entity, text.slice(entity.start, entity.end), render(text, entity.start, entity.end, clipped, chat), chat));
    queue = [...rest, ...later].sort(outerFirst);
    at = entity.end;
    if (isBlock(entity) && text[at] === "\n") at += 1; // the block has its own line already
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

export const isBlock = (entity) => entity.type === "pre" || entity.type.endsWith("blockquote");

function entityNode(entity, text, children, chat) {
  switch (entity.type) {
    case "code":
      return pressable("code", { title: "タップでコピー" }, () => copy(text), text);
    case "pre":
      return preBlock(text, entity.language);
    case "blockquote":
      return element("blockquote", {}, ...children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "bot_command":
      return pressable("span", { className: "link" }, () => chat.say(text), ...children);
    case "url":
    case "email":
    case "text_link":
    case "mention":
      return link(entity.url ?? text, children, chat);
    default:
      return element(TAGS[entity.type] ?? "span", {}, ...children);
  }
}

function link(address, children, chat) {
  const follow = () => chat.follow(address);
  return pressable("span", { className: "link", role: "link", title: address }, follow, ...children);
}

function spoiler(children) {
  const node = pressable("span", { className: "spoiler", "aria-label": "隠れている文章を表示" }, () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  }, ...children);
  return node;
}

function preBlock(text, language) {
  const button = element("button", { type: "button", className: "copy-pre" }, icon("copy"), "コピー");
  button.addEventListener("click", () => copy(text));
  const head = language ? element("div", { className: "language" }, language) : null;
  return element("div", { className: "pre" }, button, head, element("pre", {}, text));
}

function expandable(children) {
  const body = element("div", { className: "folded" }, ...children);
  const button = element("button", { type: "button", "aria-expanded": "false", "aria-label": "引用を広げる" }, icon("down"));
  button.addEventListener("click", () => {
    const open = body.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!open));
    button.setAttribute("aria-label", open ? "引用を広げる" : "引用をたたむ");
  });
  return element("blockquote", { className: "expandable" }, body, button);
}
