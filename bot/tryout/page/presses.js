// Presses of buttons that wait for the bot's answer, shown by a turning ring on the button.

const SHOWN = 15000; // Telegram gives up waiting for an answer

export class Presses {
  /** `changed(id)` is called when the buttons of this message look different. */
  constructor(changed) {
    this.changed = changed;
    this.waiting = new Map(); // "id data" to { count, timer }
  }

  has(id, data) {
    return this.waiting.has(keyOf(id, data));
  }

  /** A button may be pressed again while it waits; each press has its own answer. */
  add(id, data) {
    const earlier = this.waiting.get(keyOf(id, data));
    clearTimeout(earlier?.timer);
    const timer = setTimeout(() => this.end(id, data), SHOWN);
    this.waiting.set(keyOf(id, data), { count: (earlier?.count ?? 0) + 1, timer });
    this.changed(id);
  }

  answered(id, data) {
    const press = this.waiting.get(keyOf(id, data));
    if (!press) return;
    press.count -= 1;
    if (press.count === 0) this.end(id, data);
  }

  clear() {
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  end(id, data) {
    clearTimeout(this.waiting.get(keyOf(id, data))?.timer);
    this.waiting.delete(keyOf(id, data));
    this.changed(id);
  }
}

const keyOf = (id, data) => `${id} ${data}`;
