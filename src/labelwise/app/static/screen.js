/** Everything that is drawn when the work goes on: the item, the marks, the trail, the end. */
import { byId, el, kbd } from "./dom.js";
import { prefs } from "./prefs.js";
import { brief, notice, show } from "./show/show.js";
import { say } from "./strings.js";

const TRAIL = 8;

export class Screen {
  /** @param {any} setup @param {any} widget */
  constructor(setup, widget) {
    Object.assign(this, { setup, widget });
    this.card = null;
    this.online = true;
  }

  /** @param {any} card @param {{suggestion?: any, entry?: any, ago?: number}} marks */
  show(card, { suggestion = null, entry = null, ago = 0 }) {
    this.working(true);
    if (this.card !== card) {
      byId("item").replaceChildren(show(card));
      byId("item").scrollTop = 0;
      this.card = card;
    }
    this.widget.mark({ suggestion, entry, card });
    const review = byId("reviewing");
    review.hidden = entry === null;
    document.body.classList.toggle("looking-back", entry !== null);
    if (entry) review.replaceChildren(say.reviewing(ago, this.described(entry), this.widget.words.change), " ", kbd("Escape"));
    const why = byId("why");
    why.hidden = !(prefs.why && card.why);
    why.textContent = card.why ? say.why(card.why) : "";
  }

  described({ kind, value }) {
    return kind === "is" ? this.widget.text(value) : say.answered[kind](value);
  }

  working(yes) {
    byId("answers").hidden = !yes;
    byId("actions").hidden = !yes;
  }

  /** There is no item to show: loading, no connection, or the end. @param {string|null} end @param {number} skipped */
  end(end, skipped) {
    this.card = null;
    this.working(false);
    byId("reviewing").hidden = true;
    byId("why").hidden = true;
    document.body.classList.remove("looking-back");
    const item = byId("item");
    if (!this.online) item.replaceChildren(notice(el("p", {}, say.offlineEnd)));
    else if (end === null) item.replaceChildren(notice(el("p", {}, say.loading)));
    else item.replaceChildren(this.finished(end, skipped));
  }

  finished(end, skipped) {
    const { title, text } = say.end[end];
    const box = notice(el("h1", {}, title), el("p", {}, text));
    if (end === "held") return box;
    box.classList.add("finished");
    if (skipped) box.append(el("button", { type: "button", class: "primary", "data-do": "again" }, say.again(skipped)));
    box.append(
      el("p", {}, say.nextSteps),
      el("dl", { class: "steps" }, ...this.step(say.exportStep, this.setup.export), ...this.step(say.predictStep, this.setup.predict)),
      el("p", { class: "note" }, kbd("ArrowLeft"), " ", say.backStep),
    );
    return box;
  }

  step(name, command) {
    return command ? [el("div", {}, el("dt", {}, name), el("dd", {}, el("code", {}, command)))] : [];
  }

  /** The latest decisions, newest first; each leads back to its item. */
  trail(entries, current, visit) {
    const latest = entries.slice(-TRAIL).reverse();
    const drawn = JSON.stringify([latest.map((entry) => entry.answer), current?.answer]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    byId("undo").disabled = entries.length === 0;
    const chips = latest.map((entry) => this.chip(entry, entry === current, visit));
    const title = chips.length ? say.latest : this.widget.words.hello;
    byId("trail").replaceChildren(el("span", { class: chips.length ? "title" : "title hello" }, title), ...chips);
  }

  chip(entry, here, visit) {
    const index = entry.kind === "is" ? this.widget.place(entry.value) : -1;
    const tone = index >= 0 ? `tone-${index % 10}` : "tone-none";
    const button = el(
      "button",
      { type: "button", class: `chip ${tone}`, title: brief(entry.card), "aria-current": here ? "true" : false },
      el("span", { class: "dot", "aria-hidden": "true" }),
      el("span", { class: "what", dir: "auto" }, this.described(entry)),
    );
    button.addEventListener("click", () => visit(entry));
    return button;
  }

  /** @param {number} waiting @param {boolean} online */
  saved(waiting, online) {
    const state = waiting === 0 ? "saved" : online ? "saving" : "waiting";
    byId("saved").dataset.state = state;
    byId("saved-text").textContent = waiting === 0 ? say.saved : online ? say.saving : say.unsaved(waiting);
  }
}

/** A sentence across the page, with or without a button. */
export class Banner {
  constructor() {
    this.kind = null;
    byId("banner-button").addEventListener("click", () => this.hide());
  }

  /** @param {string} kind @param {string} text @param {string} [button] */
  show(kind, text, button = "") {
    this.kind = kind;
    byId("banner").dataset.kind = kind;
    byId("banner-text").textContent = text;
    byId("banner-button").textContent = button;
    byId("banner-button").hidden = !button;
    byId("banner").hidden = false;
  }

  hide(kind = this.kind) {
    if (kind !== this.kind) return;
    this.kind = null;
    byId("banner").hidden = true;
  }
}
