/** One row of a table: names on the left, values on the right. */
import { el } from "../dom.js";
import { say } from "../strings.js";

const LONG = 80;

export function showRow(card, style = "row") {
  const list = el("dl", { class: style });
  for (const [name, value] of Object.entries(card.show.row)) {
    list.append(el("div", {}, el("dt", { dir: "auto" }, name), valueOf(value)));
  }
  return list;
}

function valueOf(value) {
  if (value === null || value === "") return el("dd", { class: "missing" }, say.missing);
  if (typeof value === "number") return el("dd", { class: "number" }, numeral(value));
  const text = String(value);
  return el("dd", { dir: "auto", class: text.length > LONG ? "long" : false }, text);
}

/** As it stands in the data, only cut to six places. */
const numeral = (n) => (Number.isInteger(n) ? String(n) : String(Number(n.toPrecision(7))));
