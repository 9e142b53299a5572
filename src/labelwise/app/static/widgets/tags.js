/** Any number of labels: keys and clicks switch them on and off, Enter answers. */
import { el, kbd } from "../dom.js";
import { say } from "../strings.js";
import { Buttons } from "./buttons.js";

export class Tags extends Buttons {
  words = say.many;

  /** @param {HTMLElement} node @param {any} setup @param {(value: string[]) => boolean|void} decide */
  constructor(node, setup, decide) {
    super(node, setup.classes);
    this.decide = decide;
    /** What is switched on. @type {Set<string>} */ this.on = new Set();
    node.classList.add("tags");
    this.submit = el("button", { type: "button", class: "primary submit", "data-do": "accept" });
    this.draw();
  }

  draw() {
    super.draw();
    this.node.querySelector(".labels").setAttribute("role", "group");
    this.node.querySelector(".labels").setAttribute("aria-label", say.many.group);
    this.node.append(this.submit);
    this.paint();
  }

  button(name, index, keys) {
    const button = super.button(name, index, keys);
    button.setAttribute("role", "checkbox");
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return; // Enter answers, wherever the focus is
      event.preventDefault();
      if (!event.repeat) this.accept();
    });
    return button;
  }

  press(label) {
    if (!this.about) return false;
    if (!this.on.delete(label)) this.on.add(label);
    this.touched = true;
    if (!this.entry) this.about.draft = this.value;
    this.paint();
  }

  get value() {
    return this.classes.filter((name) => this.on.has(name));
  }

  /** Answer with what is switched on. */
  accept() {
    return this.about ? this.decide(this.value) : false;
  }

  /** Show the answer given; for an open item what was switched on before, or what the model suggests. */
  mark({ suggestion = null, entry = null, card }) {
    const [about, answer] = [entry ?? card, entry?.answer];
    const kept = this.touched && about === this.about && answer === this.answer;
    Object.assign(this, { about, answer, entry, touched: kept });
    this.suggested = new Set(suggestion?.value ?? []);
    if (!kept) this.on = new Set(entry ? (entry.kind === "is" ? entry.value : []) : (card.draft ?? this.suggested));
    this.paint();
  }

  paint() {
    for (const [name, { button, hint }] of this.buttons) {
      const on = this.on.has(name);
      button.setAttribute("aria-checked", String(on));
      button.classList.toggle("chosen", on);
      button.classList.toggle("suggested", !!this.suggested?.has(name));
      hint.textContent = this.suggested?.has(name) ? say.suggested(null) : "";
    }
    this.submit.replaceChildren(kbd("Enter"), say.many.submit(this.on.size));
  }

  text(value) {
    return value.length ? value.join(", ") : say.many.none;
  }
}
