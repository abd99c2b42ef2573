// Inline mode: the list of results above the composer, while "@name …" is typed.

import { byId, element } from "./dom.js";

const REST = 250; // milliseconds without a key before the bot is asked
const PATIENCE = 10000; // then nobody waits for an answer any more
const LONGEST_QUERY = 256; // Telegram cuts what is longer
const AHEAD = 120; // pixels above the end of the list at which the next results are asked for

export class InlineList {
  /**
   * `chat` knows askInline(text, offset), choose(query, result) and say(text), each false if not sent;
   * `fill(text)` puts a text into the composer.
   */
  constructor(chat, fill) {
    this.chat = chat;
    this.fill = fill;
    this.panel = byId("results");
    this.bot = { name: "", username: "" };
    this.wanted = null; // the query that is typed now; null: no query
    this.answer = null; // the newest answer to it
    this.dismissed = false; // Escape was pressed since it was typed
    this.panel.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.panel.addEventListener("keydown", (event) => this.key(event));
  }

  get open() {
    return !this.panel.hidden;
  }

  /** While a query is typed, nothing that stands in the composer is a message. */
  get asking() {
    return this.wanted !== null && !this.dismissed;
  }

  /** Follows what stands in the composer. */
  typed(value) {
    const query = this.queryIn(value);
    if (query === null) {
      this.close();
      if (isBeginningOf(value, `@${this.bot.username}`)) this.show(this.nameRow());
      return;
    }
    if (query === this.wanted) return;
    this.wanted = query;
    this.dismissed = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(""), REST);
  }

  /** Takes the answer of the bot; one to an older query is dropped. */
  receive(answer) {
    if (answer.text !== this.wanted || this.dismissed) return;
    this.searching(false);
    this.answer = answer;
    const rows = answer.results.map((result) => this.resultRow(result, answer.query));
    if (answer.offset) {
      this.panel.append(...rows);
      return;
    }
    if (answer.button) rows.unshift(this.buttonRow(answer));
    if (!answer.results.length) rows.push(element("p", { className: "nothing" }, "該当する項目はありません"));
    this.show(...rows);
  }

  close() {
    clearTimeout(this.timer);
    this.searching(false);
    this.wanted = null;
    this.answer = null;
    this.panel.hidden = true;
  }

  /** Hides the list until something else is typed. */
  dismiss() {
    clearTimeout(this.timer);
    this.searching(false);
    this.dismissed = true;
    this.panel.hidden = true;
  }

  /** Does what Enter does in the composer: takes the first row; false if there is none. */
  takeFirst() {
    const first = this.open && (this.panel.querySelector("button.result") ?? this.panel.querySelector("button"));
    if (first) first.click();
    return Boolean(first);
  }

  focusFirst() {
    this.panel.querySelector("button")?.focus();
  }

  queryIn(value) {
    const name = `@${this.bot.username}`;
    if (value.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return null;
    const rest = value.slice(name.length);
    if (!/^\s/.test(rest)) return null;
    return [...rest.trim()].slice(0, LONGEST_QUERY).join("");
  }

  ask(offset) {
    if (this.wanted === null || !this.chat.askInline(this.wanted, offset)) return;
    this.searching(true);
  }

  searching(busy) {
    clearTimeout(this.patience);
    byId("composer").classList.toggle("searching", busy);
    this.patience = busy ? setTimeout(() => this.searching(false), PATIENCE) : 0;
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.panel;
    if (!this.answer?.nextOffset || scrollTop + clientHeight < scrollHeight - AHEAD) return;
    const offset = this.answer.nextOffset;
    this.answer = { ...this.answer, nextOffset: "" }; // ask once
    this.ask(offset);
  }

  show(...rows) {
    this.panel.replaceChildren(...rows);
    this.panel.scrollTop = 0;
    this.panel.hidden = false;
  }

  resultRow(result, query) {
    return this.row("result", result.title, result.description, () => {
      if (this.chat.choose(query, result.id)) this.fill("");
    });
  }

  buttonRow({ button, start }) {
    const node = element("button", { type: "button", className: "results-button" }, button);
    node.addEventListener("click", () => {
      if (this.chat.say(`/start ${start}`)) this.fill("");
    });
    return node;
  }

  nameRow() {
    const { name, username } = this.bot;
    return this.row("account", name, `@${username}`, () => this.fill(`@${username} `));
  }

  row(kind, title, description, act) {
    const letter = element("span", { className: "letter", "aria-hidden": "true" }, [...title.trim()][0] ?? "");
    const words = element("span", { className: "words" }, element("b", {}, title), description && element("span", {}, description));
    const node = element("button", { type: "button", className: kind }, letter, words);
    node.addEventListener("click", act);
    return node;
  }

  key(event) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    event.preventDefault();
    (document.activeElement[step] ?? byId("text")).focus();
  }
}

const isBeginningOf = (value, name) => value !== "" && name.toLowerCase().startsWith(value.toLowerCase());
