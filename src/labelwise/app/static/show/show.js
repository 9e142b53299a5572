/** Showing one item of whatever kind. */
import { el } from "../dom.js";
import { showImage, prepareImage } from "./image.js";
import { showRow } from "./row.js";
import { showText } from "./text.js";

const KINDS = { text: showText, image: showImage, row: showRow };

/** Get ready what takes time: images are fetched and decoded ahead. */
export function prepare(card) {
  if (card.show.kind === "image") prepareImage(card);
}

/** @returns {HTMLElement} */
export function show(card) {
  const node = KINDS[card.show.kind](card);
  const extra = Object.entries(card.show.extra ?? {}).filter(([, value]) => value !== null && value !== "");
  if (extra.length) node.append(showRow({ show: { row: Object.fromEntries(extra) } }, "extra"));
  return node;
}

/** A few words that stand for an item in the trail. */
export function brief(card) {
  if (card.show.kind === "text") return card.show.text.slice(0, 120);
  if (card.show.kind === "image") return card.item;
  return Object.values(card.show.row).map(String).join(", ").slice(0, 120);
}

/** An empty place with a sentence. */
export const notice = (...children) => el("div", { class: "empty" }, ...children);
