/** One label of several: buttons with their keys on them, and a search field when there are many. */
import { el, kbd } from "../dom.js";
import { keysOf, labelKeys } from "../keys.js";
import { say } from "../strings.js";

const MANY = 10;

export class Classes {
  /** @param {HTMLElement} node @param {string[]} classes @param {(label: string) => void} pick */
  constructor(node, classes, pick) {
    Object.assign(this, { node, classes, pick });
    /** What each label means. @type {Map<string, string>} */ this.meanings = new Map();
    this.buttons = new Map();
    this.draw();
  }

  draw() {
    const keys = labelKeys(this.classes);
    this.node.classList.toggle("many", this.classes.length > MANY);
    this.node.classList.toggle("few", this.classes.length <= 3);
    const buttons = this.classes.map((name, index) => this.button(name, index, keys[index]));
    this.node.replaceChildren(...(this.classes.length > MANY ? [this.searchField()] : []), el("div", { class: "labels" }, ...buttons));
  }

  button(name, index, keys) {
    const hint = el("span", { class: "hint" });
    const button = el(
      "button",
      { type: "button", class: `label tone-${index % 10}`, "aria-keyshortcuts": keys.join(" "), on: { click: () => this.pick(name) } },
      el("span", { class: "caps", "aria-hidden": "true" }, ...keys.map(kbd)),
      el("span", { class: "name", dir: "auto" }, name),
      hint,
    );
    if (this.meanings.has(name)) button.title = this.meanings.get(name);
    this.buttons.set(name, { button, hint });
    return button;
  }

  searchField() {
    const field = el("input", { type: "search", placeholder: say.search, "aria-label": say.search, autocomplete: "off" });
    field.addEventListener("input", () => this.filter(field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.pickFirst(field);
      if (event.key === "Escape") this.clear(field);
    });
    this.field = field;
    return el("p", { class: "search" }, field, kbd(keysOf("search")[0]));
  }

  /** @param {Map<string, string>} meanings label to a few words, shown when the pointer rests on it */
  describe(meanings) {
    this.meanings = meanings;
    for (const [name, { button }] of this.buttons) button.title = meanings.get(name) ?? "";
  }

  search() {
    if (!this.field) return false;
    this.field.focus();
    this.field.select();
  }

  filter(text) {
    const wanted = text.trim().toLocaleLowerCase();
    for (const [name, { button }] of this.buttons) button.hidden = !name.toLocaleLowerCase().includes(wanted);
  }

  pickFirst(field) {
    const exact = this.classes.find((name) => name.toLocaleLowerCase() === field.value.trim().toLocaleLowerCase());
    const found = exact ?? (field.value.trim() && this.classes.find((name) => !this.buttons.get(name).button.hidden));
    if (!found) return;
    this.clear(field);
    this.pick(found);
  }

  clear(field) {
    field.value = "";
    this.filter("");
    field.blur();
  }

  /** A moment of colour where a key went. */
  flash(label) {
    const { button } = this.buttons.get(label);
    button.classList.add("hit");
    setTimeout(() => button.classList.remove("hit"), 140);
  }

  /** Mark the suggestion and the given answer. */
  mark({ suggestion = null, chosen = null } = {}) {
    for (const [name, { button, hint }] of this.buttons) {
      const suggested = suggestion?.label === name;
      button.classList.toggle("suggested", suggested);
      button.classList.toggle("chosen", chosen === name);
      if (chosen === null) button.removeAttribute("aria-pressed");
      else button.setAttribute("aria-pressed", String(chosen === name));
      hint.textContent = suggested ? say.suggested(suggestion.percent) : "";
    }
  }
}
