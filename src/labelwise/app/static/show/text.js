/** A text, as it is: any script, any direction, spaces and line breaks kept. */
import { el } from "../dom.js";
import { say } from "../strings.js";

const FIRST = 40_000;

/** Short texts are set larger. */
const size = (length) => (length <= 140 ? "short" : length <= 700 ? "middle" : "long");

export function showText(card) {
  const text = card.show.text;
  const body = el("p", { class: `text ${size(text.length)}`, dir: "auto" });
  if (!text.trim()) body.append(el("span", { class: "missing" }, say.emptyText));
  else body.append(cut(text, FIRST));
  const box = el("div", { class: "text-box" }, body);
  if (text.length > FIRST) box.append(rest(body, text));
  return box;
}

/** Never in the middle of a surrogate pair. */
function cut(text, at) {
  const code = text.charCodeAt(at - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? at - 1 : at);
}

function rest(body, text) {
  const button = el("button", { type: "button", class: "quiet" }, say.showRest(text.length - FIRST));
  button.addEventListener("click", () => {
    body.textContent = text;
    button.remove();
  });
  return button;
}
