/** An image, decoded before its turn comes; a click shows it at full size. */
import { el } from "../dom.js";
import { say } from "../strings.js";

/** @type {WeakMap<any, HTMLImageElement>} */
const ready = new WeakMap();

export function prepareImage(card) {
  if (ready.has(card)) return;
  const image = el("img", { src: card.show.src, alt: say.image, decoding: "sync", draggable: "false" });
  ready.set(card, image);
  image.decode().catch(() => image.classList.add("broken"));
}

export function showImage(card) {
  prepareImage(card);
  const image = ready.get(card);
  const box = el("div", { class: "image-box" }, image);
  const small = () => image.classList.toggle("small", image.naturalWidth > 0 && image.naturalWidth <= 128);
  small();
  image.addEventListener("load", small);
  image.addEventListener("error", () => box.replaceChildren(el("p", { class: "missing" }, say.imageBroken)));
  if (image.classList.contains("broken") && image.complete && !image.naturalWidth) box.replaceChildren(el("p", { class: "missing" }, say.imageBroken));
  image.addEventListener("click", () => box.classList.toggle("full"));
  return box;
}
