/** The work itself: one item on screen, a decision, the next item at once. */
import { newId } from "./tab.js";

/**
 * @typedef {{show: (card: any, marks: any) => void, end: () => void, changed: () => void,
 *            said: (text: string) => void}} Screen
 */
export class Labeller {
  constructor({ queue, outbox, history, screen, setup, suggests }) {
    Object.assign(this, { queue, outbox, history, screen, setup, suggests });
    /** The item being worked on. @type {any} */ this.current = null;
    /** Place in the history while looking back, null at work. @type {number|null} */ this.place = null;
    this.watch = new Stopwatch();
  }

  get entry() {
    return this.place === null ? null : this.history.entries[this.place];
  }

  /** Show the next item, unless one is on screen. */
  advance() {
    if (this.current === null) {
      this.current = this.queue.take() ?? null;
      this.watch.start();
    }
    this.queue.fill();
    this.draw();
  }

  draw() {
    if (this.entry) this.screen.show(this.entry.card, { entry: this.entry, ago: this.history.entries.length - this.place });
    else if (this.current) this.screen.show(this.current, { suggestion: this.visibleSuggestion() });
    else this.screen.end();
    this.screen.changed();
  }

  visibleSuggestion() {
    return this.suggests() ? this.current?.suggestion ?? null : null;
  }

  /** @param {"is"|"skip"|"flag"} kind @param {string|number|string[]|null} value */
  decide(kind, value = null) {
    if (this.entry) return this.correct(kind, value);
    if (!this.current) return false;
    const card = this.current;
    const answer = newId();
    this.history.add({ answer, kind, value, card, of: null, before: null });
    this.send(card, { id: answer, kind, value, seconds: this.watch.seconds, shown: this.visibleSuggestion() !== null });
    this.current = null;
    this.advance();
  }

  correct(kind, value) {
    const entry = this.entry;
    if (entry.kind !== kind || JSON.stringify(entry.value) !== JSON.stringify(value)) {
      const answer = newId();
      this.send(entry.card, { id: answer, kind, value, of: entry.answer, shown: false });
      this.history.correct(entry, answer, kind, value);
    }
    this.forward();
  }

  send(card, body) {
    this.outbox.add("answer", { query: card.query, item: card.item, guideline: this.setup.guideline, ...body });
  }

  /** Take the newest decision back; its item returns to the screen. */
  undo() {
    const deed = this.history.undo();
    if (!deed) return false;
    const { entry, answer, correction } = deed;
    this.outbox.add("undo", { answer, item: entry.card.item, query: entry.card.query });
    if (correction) this.place = Math.max(0, this.history.entries.indexOf(entry));
    else {
      if (this.current) this.queue.putBack(this.current);
      if (entry.kind === "is") entry.card.draft = entry.value;
      Object.assign(this, { current: entry.card, place: null });
      this.watch.start();
    }
    this.draw();
  }

  back() {
    const place = this.place ?? this.history.entries.length;
    if (place === 0) return false;
    this.place = place - 1;
    this.draw();
  }

  forward() {
    if (this.place === null) return false;
    if (this.place + 1 === this.history.entries.length) return this.live();
    this.place += 1;
    this.draw();
  }

  /** Look at one past decision. */
  visit(entry) {
    this.place = this.history.entries.indexOf(entry);
    this.draw();
  }

  /** Return to work. */
  live() {
    if (this.place === null) return false;
    this.place = null;
    this.advance();
  }

  /** The server did not take an answer: it never was. */
  forget(answer) {
    this.history.forget(answer);
    if (this.place !== null && this.place >= this.history.entries.length) this.place = null;
    this.draw();
  }

  /** Queries that must not be handed to this tab again. */
  busy() {
    return [...(this.current ? [this.current.query] : []), ...this.outbox.queries()];
  }

  renamed(from, to) {
    this.history.renamed(from, to);
    if (this.current?.query === from) this.current.query = to;
    for (const card of this.queue.items) if (card.query === from) card.query = to;
  }
}

/** Seconds that an item was looked at; time in another window does not count. */
class Stopwatch {
  constructor() {
    this.start();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.spent += performance.now() - this.since;
      else this.since = performance.now();
    });
  }

  start() {
    this.spent = 0;
    this.since = performance.now();
  }

  get seconds() {
    const now = document.hidden ? this.since : performance.now();
    return Math.min(86_000, Math.round(this.spent + now - this.since) / 1000);
  }
}
