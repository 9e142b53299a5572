/** From key presses to actions. */
import { prefs } from "./prefs.js";

/** Keys of each action; the first is printed on its button. */
export const DEFAULTS = {
  accept: ["Enter"],
  skip: [" "],
  flag: ["f"],
  undo: ["Backspace", "u"],
  back: ["ArrowLeft"],
  forward: ["ArrowRight"],
  guidelines: ["g"],
  progress: ["i"],
  search: ["/"],
  keys: ["?"],
  cancel: ["Escape"],
};

/** Actions that nobody can move to another key. */
export const FIXED = ["cancel", "accept"];

/** Keys of an action as this person has set them. @param {string} action */
export const keysOf = (action) => (prefs.keys[action] ? [prefs.keys[action]] : DEFAULTS[action]);

/**
 * The keys of each label: 1 to 9 and 0, and the first letter of its name that is still free.
 * @param {string[]} classes
 * @returns {string[][]}
 */
export function labelKeys(classes) {
  const taken = new Set(Object.keys(DEFAULTS).flatMap(keysOf));
  return classes.map((name, index) => {
    const digit = index < 10 ? [String((index + 1) % 10)] : [];
    const letter = [...name.toLocaleLowerCase()].find((c) => /^\p{L}$/u.test(c) && !taken.has(c));
    if (letter) taken.add(letter);
    return letter ? [...digit, letter] : digit;
  });
}

const TYPING = "input, textarea, select, [contenteditable]";

const NUMERIC = /^[\d.,+-]$/;

/** Whether a field takes a key. One for numbers into which nothing is typed takes only what begins a number. */
function takes(field, event) {
  if (field.dataset.keys !== "number") return event.key !== "Escape";
  return NUMERIC.test(event.key) || "typed" in field.dataset;
}

/** Whether a key press belongs to a field, to a focused control, or to the browser. */
function isElsewhere(event) {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.isComposing || event.defaultPrevented) return true;
  const field = target.closest(TYPING);
  if (field && takes(field, event)) return true;
  if (target.closest("button, a, summary") && [" ", "Enter"].includes(event.key)) return true;
  return event.altKey || event.ctrlKey || event.metaKey;
}

const isUndo = (event) => (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z";

/**
 * @param {{classes: string[], type?: (character: string) => void}} widget
 * @param {(action: string, value?: string) => boolean|void} act returns false when it did nothing
 */
export function listen(widget, act) {
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest(TYPING);
    if (isUndo(event) && !typing && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      if (!event.repeat) act("undo");
      return;
    }
    if (isElsewhere(event) || document.querySelector("dialog[open]")) return;
    const found = lookUp(event.key, widget);
    if (!found || (!prefs.singleKeys && found[0] !== "cancel")) return;
    if (event.repeat) event.preventDefault();
    else if (act(...found) !== false) event.preventDefault();
  });
}

/** @returns {[string, string?]|undefined} */
function lookUp(pressed, { classes, type }) {
  if (type && NUMERIC.test(pressed)) return ["type", pressed];
  const key = pressed.length === 1 ? pressed.toLocaleLowerCase() : pressed;
  const label = labelKeys(classes).findIndex((keys) => keys.includes(key));
  if (label >= 0) return ["label", classes[label]];
  const action = Object.keys(DEFAULTS).find((name) => keysOf(name).includes(key));
  return action ? [action] : undefined;
}
