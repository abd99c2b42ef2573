// The lower edge of the chat: text field, quote bar, command menu, and the button that starts the chat.

import { byId, element } from "./dom.js";
import { lineOf } from "./message.js";

const PLACEHOLDER = "メッセージ";

export class Composer {
  /** `say(text, replyTo)` returns false if it could not be sent; then the text stays. */
  constructor(say) {
    this.say = say;
    this.text = byId("text");
    this.sheet = byId("sheet");
    this.commands = [];
    this.quoted = null;
    byId("start").addEventListener("click", () => this.say("/start", null));
    byId("unquote").addEventListener("click", () => this.unquote());
    byId("menu").addEventListener("click", () => this.toggleSheet());
    byId("composer").addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.escape());
  }

  setCommands(commands) {
    this.commands = commands;
    byId("menu").hidden = commands.length === 0;
  }

  /** Shows the start button before the first message, and the text field after it. */
  setStarted(started) {
    byId("composer").hidden = !started;
    byId("start").hidden = started;
    if (started) this.grow();
  }

  quote(message, name, placeholder = "") {
    this.quoted = message;
    byId("quote-name").textContent = name;
    byId("quote-line").textContent = lineOf(message);
    byId("quoting").hidden = false;
    this.text.placeholder = placeholder || PLACEHOLDER;
    this.text.focus();
  }

  unquote() {
    this.quoted = null;
    byId("quoting").hidden = true;
    this.text.placeholder = PLACEHOLDER;
  }

  submit(event) {
    event.preventDefault();
    const text = this.text.value;
    if (!text.trim() || !this.say(text, this.quoted?.id ?? null)) return;
    this.text.value = "";
    this.unquote();
    this.typed();
    this.text.focus();
  }

  key(event) {
    // An Enter that ends a conversion (IME) must not send; 229 is what Safari reports then.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    this.submit(event);
  }

  typed() {
    byId("composer").classList.toggle("typing", this.text.value !== "");
    this.grow();
    const start = /^\/\w*$/.exec(this.text.value);
    if (start) this.showSheet(start[0]);
    else this.hideSheet();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }

  escape() {
    if (!this.sheet.hidden) this.hideSheet();
    else this.unquote();
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
      if (!this.say(`/${command}`, null)) return;
      if (this.text.value.startsWith("/")) this.text.value = "";
      this.typed();
      this.hideSheet();
    });
    return row;
  }
}
