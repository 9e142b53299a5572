/** One label of several: a key or a click answers at once. */
import { say } from "../strings.js";
import { Buttons } from "./buttons.js";

export class Classes extends Buttons {
  words = say.one;

  /** @param {HTMLElement} node @param {any} setup @param {(value: any) => boolean|void} decide false when nothing could be decided */
  constructor(node, setup, decide) {
    super(node, setup.classes);
    this.decide = decide;
    this.draw();
  }

  press(label) {
    return this.decide(label) === false || this.flash(label);
  }

  /** A moment of colour where a key went. */
  flash(label) {
    const { button } = this.buttons.get(label);
    button.classList.add("hit");
    setTimeout(() => button.classList.remove("hit"), 140);
  }

  /** Take the suggestion. */
  accept() {
    return this.suggestion ? this.decide(this.suggestion.value) : false;
  }

  /** Mark the suggestion and the given answer. */
  mark({ suggestion = null, entry = null }) {
    this.suggestion = suggestion;
    const chosen = entry?.kind === "is" ? entry.value : null;
    for (const [name, { button, hint }] of this.buttons) {
      const suggested = suggestion?.value === name;
      button.classList.toggle("suggested", suggested);
      button.classList.toggle("chosen", chosen === name);
      if (chosen === null) button.removeAttribute("aria-pressed");
      else button.setAttribute("aria-pressed", String(chosen === name));
      hint.textContent = suggested ? say.suggested(suggestion.percent) : "";
    }
  }

  text(value) {
    return value;
  }
}
