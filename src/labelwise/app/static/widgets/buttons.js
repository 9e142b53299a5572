/** What the widgets with a button per label share: keys on the buttons, and a search field when there are many. */
import { el, kbd } from "../dom.js";
import { keysOf, labelKeys } from "../keys.js";
import { say } from "../strings.js";

const MANY = 10;

export class Buttons {
  /** @param {HTMLElement} node @param {string[]} classes */
  constructor(node, classes) {
    Object.assign(this, { node, classes });
    /** What each label means. @type {Map<string, string>} */ this.meanings = new Map();
    this.buttons = new Map();
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
      { type: "button", class: `label tone-${index % 10}`, "aria-keyshortcuts": keys.join(" "), on: { click: () => this.press(name) } },
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
      if (event.key === "Enter" && !event.isComposing) this.pressFirst(field);
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

  pressFirst(field) {
    const exact = this.classes.find((name) => name.toLocaleLowerCase() === field.value.trim().toLocaleLowerCase());
    const found = exact ?? (field.value.trim() && this.classes.find((name) => !this.buttons.get(name).button.hidden));
    if (!found) return;
    this.clear(field);
    this.press(found);
  }

  clear(field) {
    field.value = "";
    this.filter("");
    field.blur();
  }

  /** Place of a value among the labels, for its colour; -1 where it has none. */
  place(value) {
    return this.classes.indexOf([value].flat()[0]);
  }
}
