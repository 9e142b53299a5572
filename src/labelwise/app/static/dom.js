/** Building nodes. Data becomes text or an attribute, never markup. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] attributes; `on` holds listeners by event type
 * @param {...(Node|string)} children
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (value !== undefined && value !== null && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children);
  return node;
}

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

const numbers = new Intl.NumberFormat();
/** @param {number} n */
export const number = (n) => numbers.format(n);

/** A key as it is printed on a key cap. @param {string} key */
export function cap(key) {
  const names = { " ": "space", Backspace: "⌫", Enter: "enter", Escape: "esc", ArrowLeft: "←", ArrowRight: "→" };
  return names[key] ?? key;
}

/** A key cap. @param {string} key */
export const kbd = (key) => el("kbd", {}, cap(key));
