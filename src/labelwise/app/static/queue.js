/** Items that are ready to be shown. The next one is always here before it is needed. */
import { post } from "./api.js";
import { prepare } from "./show/show.js";

const SIZE = 5;
const LOW = 3;

export class Queue {
  /**
   * @param {string} holder
   * @param {() => string[]} busy queries that this tab shows or has not delivered yet
   * @param {{changed: () => void, failed: (error: any) => void}} told
   */
  constructor(holder, busy, told) {
    Object.assign(this, { holder, busy, told });
    /** @type {any[]} */ this.items = [];
    /** Why the server has no more items, null while it has. @type {string|null} */
    this.end = null;
    this.ranking = 0;
    /** The newest ranking heard of. */
    this.newest = 0;
    this.asking = false;
  }

  /** The next item, or undefined. */
  take() {
    return this.items.shift();
  }

  /** Put an item back in front. */
  putBack(card) {
    this.items.unshift(card);
  }

  /** Ask for more when few are left. */
  async fill() {
    if (!this.asking && this.items.length <= LOW) await this.ask([]);
  }

  /** A new ranking: unseen items are exchanged, except the very next one, which may be due this instant. */
  async renew(ranking) {
    this.newest = ranking;
    if (this.asking || this.newest <= this.ranking) return;
    const given = this.items.splice(1);
    if (!(await this.ask(given.map((card) => card.query)))) this.items.push(...given);
  }

  async ask(drop) {
    this.asking = true;
    try {
      const have = [...this.busy(), ...this.items.map((card) => card.query)].slice(0, 100);
      const n = Math.max(0, SIZE - this.items.length);
      const reply = await post("next", { holder: this.holder, n, have, drop });
      const known = new Set([...this.busy(), ...this.items.map((card) => card.query)]);
      this.items.push(...reply.items.filter((card) => !known.has(card.query)));
      this.items.forEach(prepare);
      Object.assign(this, { end: reply.end, ranking: reply.ranking });
      queueMicrotask(() => this.renew(this.newest)); // it may have come while this was under way
      return true;
    } catch (error) {
      this.told.failed(error);
      return false;
    } finally {
      this.asking = false;
      this.told.changed();
    }
  }

  /** Keep what is still held. */
  keep(queries) {
    const held = new Set(queries);
    this.items = this.items.filter((card) => held.has(card.query));
  }
}
