// The lower edge of the chat: text field, bar of the reply or edit, command menu, and the button that starts the chat.

import { byId, element } from "./dom.js";
import { InlineList } from "./inline.js";
import { lineOf } from "./message.js";

const PLACEHOLDER = "メッセージ";

export class Composer {
  /** `chat` knows say, edit, askInline, choose, each false if it could not be sent, and newestOwn(). */
  constructor(chat) {
    this.chat = chat;
    this.text = byId("text");
    this.sheet = byId("sheet");
    this.bar = byId("bar");
    this.results = new InlineList(chat, (text) => this.fill(text));
    this.commands = [];
    this.quoted = null; // the message that is replied to
    this.edited = null; // the message that is changed
    this.draft = ""; // what stood here before the change began
    byId("start").addEventListener("click", () => this.chat.say("/start"));
    byId("unbar").addEventListener("click", () => this.cancel());
    byId("menu").addEventListener("click", () => this.toggleSheet());
    byId("composer").addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.escape());
  }

  setBot(bot) {
    this.commands = bot.commands;
    this.results.bot = bot;
    byId("menu").hidden = bot.commands.length === 0;
  }

  /** Shows the start button before the first message, and the text field after it. */
  setStarted(started) {
    byId("composer").hidden = !started;
    byId("start").hidden = started;
    if (started) this.grow();
  }

  /** Puts a text into the field, as if it had been typed. */
  fill(text) {
    this.text.value = text;
    this.typed();
    this.text.focus();
  }

  quote(message, name, placeholder = "") {
    this.cancel();
    this.quoted = message;
    this.showBar("reply", name, lineOf(message));
    this.text.placeholder = placeholder || PLACEHOLDER;
    this.text.focus();
  }

  edit(message) {
    this.cancel();
    this.edited = message;
    this.draft = this.text.value;
    this.showBar("edit", "編集", lineOf(message));
    this.fill(message.text);
  }

  showBar(kind, title, line) {
    this.bar.dataset.kind = kind;
    byId("composer").dataset.kind = kind;
    byId("bar-title").textContent = title;
    byId("bar-line").textContent = line;
    byId("unbar").setAttribute("aria-label", kind === "edit" ? "編集をやめる" : "返信をやめる");
    this.bar.hidden = false;
    this.showSend();
  }

  /** Closes the bar; the draft of before comes back. */
  cancel() {
    const editing = this.edited !== null;
    this.quoted = null;
    this.edited = null;
    this.bar.hidden = true;
    this.text.placeholder = PLACEHOLDER;
    delete byId("composer").dataset.kind;
    this.showSend();
    if (editing) this.fill(this.draft);
  }

  submit(event) {
    event.preventDefault();
    const text = this.text.value;
    if (!text.trim()) return;
    if (this.results.asking) {
      this.fill("");
    } else if (this.edited) {
      if (this.chat.edit(this.edited.id, text)) this.cancel();
    } else if (this.chat.say(text, this.quoted?.id ?? null)) {
      this.cancel();
      this.fill("");
    }
  }

  key(event) {
    // An Enter that ends a conversion (IME) must not send; 229 is what Safari reports then.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!this.results.takeFirst() && !this.results.asking) this.submit(event);
    } else if (event.key === "ArrowDown" && this.results.open) {
      event.preventDefault();
      this.results.focusFirst();
    } else if (event.key === "ArrowUp" && this.text.value === "" && !this.edited) {
      const newest = this.chat.newestOwn();
      if (newest) this.edit(newest);
    }
  }

  typed() {
    byId("composer").classList.toggle("typing", this.text.value !== "");
    this.grow();
    const start = /^\/\w*$/.exec(this.text.value);
    if (start && !this.edited) this.showSheet(start[0]);
    else this.hideSheet();
    this.results.typed(this.edited ? "" : this.text.value);
    this.showSend();
  }

  /** The last button of the row sends, saves the edit, or gives the inline query up. */
  showSend() {
    const { asking } = this.results;
    byId("composer").classList.toggle("asking", asking);
    byId("send").setAttribute("aria-label", asking ? "検索をやめる" : this.edited ? "編集を保存" : "送信");
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }

  escape() {
    if (this.results.open) {
      this.results.dismiss();
      this.showSend();
      this.text.focus();
    } else if (!this.sheet.hidden) this.hideSheet();
    else this.cancel();
  }

  toggleSheet() {
    if (this.sheet.hidden) this.showSheet("/");
    else this.hideSheet();
  }

  showSheet(start) {
    const fitting = this.commands.filter(({ command }) => `/${command}`.startsWith(start));
    this.sheet.replaceChildren(...fitting.map((command) => this.commandRow(command)));
    this.sheet.hidden = fitting.length === 0;
    byId("menu").setAttribute("aria-expanded", String(!this.sheet.hidden));
  }

  hideSheet() {
    this.sheet.hidden = true;
    byId("menu").setAttribute("aria-expanded", "false");
  }

  commandRow({ command, description }) {
    const row = element("button", { type: "button" }, element("span", {}, description), element("b", {}, `/${command}`));
    row.addEventListener("click", () => {
      if (!this.chat.say(`/${command}`)) return;
      if (this.text.value.startsWith("/")) this.text.value = "";
      this.typed();
      this.hideSheet();
    });
    return row;
  }
}
