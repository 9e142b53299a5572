/** One number: typing begins it wherever the focus is, Enter answers. */
import { el, kbd } from "../dom.js";
import { say } from "../strings.js";

export class Numeric {
  words = say.number;
  classes = [];

  /** @param {HTMLElement} node @param {any} setup @param {(value: number) => boolean|void} decide */
  constructor(node, setup, decide) {
    Object.assign(this, { node, decide, ...setup.number });
    const typed = { type: "text", inputmode: this.low !== null && this.low >= 0 ? "decimal" : "text", autocomplete: "off", "data-keys": "number" };
    this.field = el("input", { id: "number", "aria-describedby": "number-range number-problem", ...typed, on: { input: () => this.typed(), keydown: (event) => this.key(event), focus: () => this.fresh() } });
    this.range = el("p", { id: "number-range", class: "range" });
    this.problem = el("p", { id: "number-problem", class: "problem", role: "alert" });
    this.submit = el("button", { type: "button", class: "primary submit", "data-do": "accept" });
    node.classList.add("numeric");
    const unit = this.unit ? [el("span", { class: "unit", dir: "auto", "aria-hidden": "true" }, this.unit)] : [];
    node.replaceChildren(
      el("label", { for: "number", class: "unseen" }, say.number.field(this.unit)),
      el("div", { class: "number" }, this.field, ...unit, this.submit),
      this.range,
      this.problem,
    );
    this.draw();
  }

  draw() {
    this.submit.replaceChildren(kbd("Enter"), this.field.value === "" && this.suggestion ? say.number.take(this.offered) : say.number.submit);
    this.range.textContent = [this.suggestion && say.number.suggested(this.offered), say.number.range(this.low, this.high, this.unit)].filter(Boolean).join(" · ");
    this.field.placeholder = this.suggestion ? String(this.offered) : "";
  }

  /** A key that belongs to a number was pressed somewhere else on the page. @param {string} character */
  type(character) {
    this.field.focus();
    this.field.setRangeText(character, this.touched ? this.field.value.length : 0, this.field.value.length, "end");
    this.typed();
  }

  /** What stands in the field and was not typed there is replaced by the next digit. */
  fresh() {
    if (!this.touched) this.field.select();
  }

  typed() {
    this.touched = true;
    this.field.toggleAttribute("data-typed", this.field.value !== "");
    if (!this.entry && this.about) this.about.draft = this.field.value;
    this.complain("");
    this.draw();
  }

  key(event) {
    if (event.isComposing || event.repeat) return;
    if (event.key === "Enter") this.accept();
    else if (event.key === "Escape" && "typed" in this.field.dataset) {
      this.field.value = "";
      this.typed();
    } else return;
    event.preventDefault();
  }

  /** Answer with what is typed, or with the suggestion where nothing is. */
  accept() {
    const text = this.field.value.trim();
    if (!this.about || (text === "" && !this.suggestion)) return this.complain(say.number.nothing);
    const value = text === "" ? this.offered : this.read(text);
    return value === null ? false : this.decide(value);
  }

  /** The number that is meant, or null after saying what is wrong. @param {string} text */
  read(text) {
    const found = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text.replace(",", ".")) : NaN;
    if (!Number.isFinite(found)) return this.complain(say.number.unreadable);
    if (/,\d{3}$/.test(text)) return this.complain(say.number.ambiguous(text));
    const inside = (this.low === null || found >= this.low) && (this.high === null || found <= this.high);
    return inside ? found : this.complain(say.number.outside(text, say.number.range(this.low, this.high, this.unit)));
  }

  /** @param {string} problem */
  complain(problem) {
    this.problem.textContent = problem;
    if (problem) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    return null;
  }

  mark({ suggestion = null, entry = null, card }) {
    const [about, answer] = [entry ?? card, entry?.answer];
    const kept = this.touched && about === this.about && answer === this.answer;
    Object.assign(this, { about, answer, entry, suggestion, touched: kept });
    this.offered = suggestion && this.rounded(suggestion.value);
    if (!kept) {
      this.field.value = entry ? (entry.kind === "is" ? String(entry.value) : "") : (card.draft ?? "");
      this.field.removeAttribute("data-typed");
      this.complain("");
      if (document.activeElement === this.field) this.fresh();
    }
    this.draw();
  }

  /** Four digits of what a model says are enough, and never outside the bounds. @param {number} value */
  rounded(value) {
    return Math.min(this.high ?? Infinity, Math.max(this.low ?? -Infinity, Number(value.toPrecision(4))));
  }

  describe() {}

  search() {
    return false;
  }

  place() {
    return -1;
  }

  text(value) {
    return this.unit ? `${value} ${this.unit}` : String(value);
  }
}
