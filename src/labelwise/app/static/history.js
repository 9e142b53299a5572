/** Past decisions: what the trail shows, what the arrows walk through, what undo takes back. */

/**
 * @typedef {{answer: string, kind: string, value: string|null, card: any, of: string|null,
 *            before: any}} Entry one item; `before` is the decision that a correction replaced
 */
export class History {
  constructor() {
    /** Oldest first. @type {Entry[]} */ this.entries = [];
    /** Entries in the order they were decided or changed. @type {Entry[]} */ this.deeds = [];
  }

  /** What the server remembers, newest first, goes before what was decided since. */
  restore(answers) {
    const known = new Set(this.entries.map((entry) => entry.answer));
    const older = answers.filter((a) => !known.has(a.answer)).map((a) => ({ ...a, before: null })).reverse();
    this.entries.unshift(...older);
    this.deeds.unshift(...older);
  }

  add(entry) {
    this.entries.push(entry);
    this.deeds.push(entry);
  }

  /** Replace the decision of an entry. */
  correct(entry, answer, kind, value) {
    entry.before = { answer: entry.answer, kind: entry.kind, value: entry.value, of: entry.of, before: entry.before };
    Object.assign(entry, { of: entry.answer, answer, kind, value });
    this.deeds.push(entry);
  }

  /**
   * Take the newest deed back.
   * @returns {{entry: Entry, answer: string, correction: boolean}|null}
   */
  undo() {
    const entry = this.deeds.pop();
    if (!entry) return null;
    const { answer, of, before } = entry;
    if (before) Object.assign(entry, before);
    else if (!of) this.entries.splice(this.entries.indexOf(entry), 1);
    return { entry, answer, correction: of !== null };
  }

  /** Forget a decision that the server did not take. */
  forget(answer) {
    this.entries = this.entries.filter((entry) => entry.answer !== answer);
    this.deeds = this.deeds.filter((entry) => entry.answer !== answer);
  }

  /** The query of an item changed. */
  renamed(from, to) {
    for (const entry of this.entries) if (entry.card.query === from) entry.card.query = to;
  }
}
