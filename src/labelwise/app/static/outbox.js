/**
 * Decisions on their way to the server, in the order they were made. Each lies in
 * localStorage under a key of its own until the server has confirmed it, so a reload, a crash
 * or a lost network loses nothing. Answers carry an id made here; sending one twice is harmless.
 */
import { post } from "./api.js";

const BATCH = 50;
const PAUSES = [500, 1000, 2000, 4000, 8000];

export class Outbox {
  /**
   * @param {string} project @param {string} holder
   * @param {{changed: Function, counted: Function, refused: Function, renamed: Function, failed: Function, full: Function}} told
   */
  constructor(project, holder, told) {
    Object.assign(this, { prefix: `labelwise-out-${project}-`, holder, told });
    /** @type {any[]} */ this.ops = [];
    this.count = 0;
    this.sending = null;
    this.tries = 0;
    addEventListener("online", () => this.flush());
  }

  /** Take up everything left over from before a reload, and from tabs that are gone. */
  async recover() {
    const locks = (await navigator.locks?.query())?.held ?? [];
    const alive = new Set(locks.map((lock) => lock.name));
    alive.delete(this.holder);
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).sort();
    const mine = keys.filter((key) => !alive.has(key.slice(key.lastIndexOf("-") + 1)));
    this.ops = mine.map((key) => ({ ...JSON.parse(localStorage.getItem(key)), key }));
    if (this.size) await this.flush();
  }

  get size() {
    return this.ops.length;
  }

  /** Queries that have an answer here which the server does not know yet. */
  queries() {
    return this.ops.filter((op) => op.type === "answer").map((op) => op.body.query);
  }

  /** @param {"answer"|"undo"} type @param {Record<string, any>} body */
  add(type, body) {
    const when = Date.now().toString(36).padStart(10, "0");
    const nth = (this.count++).toString(36).padStart(6, "0");
    const op = { type, body, key: `${this.prefix}${when}-${nth}-${this.holder}` };
    this.ops.push(op);
    this.keep(op);
    this.flush();
  }

  keep(op) {
    try {
      localStorage.setItem(op.key, JSON.stringify({ type: op.type, body: op.body }));
    } catch (error) {
      this.told.full(error);
    }
  }

  drop(ops) {
    for (const op of ops) localStorage.removeItem(op.key);
    this.ops = this.ops.filter((op) => !ops.includes(op));
  }

  /** Send all there is; resolves when nothing more can be done now. */
  flush() {
    this.sending ??= this.send().finally(() => {
      this.sending = null;
      this.told.changed();
    });
    this.told.changed();
    return this.sending;
  }

  async send() {
    clearTimeout(this.timer);
    try {
      while (this.ops.length) await (this.ops[0].type === "undo" ? this.sendUndo(this.ops[0]) : this.sendAnswers());
      this.tries = 0;
    } catch (error) {
      this.told.failed(error);
      const pause = PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
      this.timer = setTimeout(() => this.flush(), pause);
    }
  }

  async sendAnswers() {
    const stop = this.ops.findIndex((op) => op.type !== "answer");
    const batch = this.ops.slice(0, stop < 0 ? BATCH : Math.min(stop, BATCH));
    const reply = await this.deliver("answers", { answers: batch.map((op) => op.body) }, batch);
    for (const result of reply?.results ?? []) if (!result.saved) this.told.refused(result);
    this.confirmed(reply);
  }

  async sendUndo(op) {
    const { answer, item, query } = op.body;
    const reply = await this.deliver("undo", { holder: this.holder, answer, item }, [op]);
    if (reply?.card) this.rename(query, reply.card.query);
    this.confirmed(reply);
  }

  confirmed(reply) {
    if (reply) this.told.counted(reply.answered);
    this.told.changed();
  }

  /** What the server cannot take at all is dropped and told; what may work later stays. */
  async deliver(path, body, ops) {
    try {
      const reply = await post(path, body);
      this.drop(ops);
      return reply;
    } catch (error) {
      if (error.passing || error.status === 401 || error.status === 403 || error.status === 421) throw error;
      this.drop(ops);
      for (const op of ops) this.told.refused({ id: op.body.id ?? op.body.answer, message: error.message });
      return null;
    }
  }

  /** An item that was taken back is asked anew, under another query. */
  rename(from, to) {
    for (const op of this.ops.filter((o) => o.body.query === from)) {
      op.body.query = to;
      this.keep(op);
    }
    this.told.renamed(from, to);
  }
}
