/** A small part of Markdown as nodes: headings, paragraphs, lists, quotes, code, strong, emphasis, links. */
import { el } from "../dom.js";

const INLINE = /(`[^`]+`)|(\*\*[^*]+\*\*)|(\*[^*\s][^*]*\*|\b_[^_]+_\b)|(\[[^\]]+\]\([^)\s]+\))/;

/** @param {string} text @returns {DocumentFragment} */
export function markdown(text) {
  const page = document.createDocumentFragment();
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  while (lines.length) block(lines, page);
  return page;
}

/**
 * What stands below each heading, as plain text: what a label means, where a heading has its name.
 * @param {string} text @returns {Map<string, string>}
 */
export function sections(text) {
  const found = new Map();
  let name = null;
  for (const line of text.split("\n")) {
    const heading = /^#{1,4}\s+(.*)$/.exec(line.trim());
    if (heading) name = heading[1].replace(/[`*_]/g, "").trim();
    else if (name !== null && line.trim()) found.set(name, [found.get(name), line.trim()].filter(Boolean).join("\n"));
  }
  return found;
}

function block(lines, page) {
  const line = lines.shift();
  const heading = /^(#{1,4})\s+(.*)$/.exec(line);
  const bullet = /^\s*([-*+]|\d+[.)])\s+/;
  if (!line.trim()) return;
  if (line.startsWith("```")) page.append(code(lines));
  else if (heading) page.append(inline(el(`h${heading[1].length + 2}`), heading[2]));
  else if (bullet.test(line)) page.append(list(line, lines, bullet));
  else if (line.startsWith(">")) page.append(quote(line, lines));
  else page.append(inline(el("p"), [line, ...during(lines, (l) => l.trim() && !/^(#{1,4}\s|```|>)/.test(l) && !bullet.test(l))].join(" ")));
}

/** Take lines while they pass. */
function during(lines, passes) {
  const taken = [];
  while (lines.length && passes(lines[0])) taken.push(lines.shift());
  return taken;
}

function code(lines) {
  const body = during(lines, (l) => !l.startsWith("```"));
  lines.shift();
  return el("pre", {}, el("code", {}, body.join("\n")));
}

function list(first, lines, bullet) {
  const node = el(/^\s*\d/.test(first) ? "ol" : "ul");
  for (const line of [first, ...during(lines, (l) => bullet.test(l) || /^\s+\S/.test(l))]) {
    if (bullet.test(line)) node.append(inline(el("li"), line.replace(bullet, "")));
    else inline(node.lastElementChild, ` ${line.trim()}`);
  }
  return node;
}

function quote(first, lines) {
  const said = [first, ...during(lines, (l) => l.startsWith(">"))].map((l) => l.replace(/^>\s?/, ""));
  return el("blockquote", {}, inline(el("p"), said.join(" ")));
}

/** Append `text` to `node`, with its emphasis and links as nodes. */
function inline(node, text) {
  const found = INLINE.exec(text);
  if (!found) {
    node.append(text);
    return node;
  }
  const [all, mono, strong, light, link] = found;
  node.append(text.slice(0, found.index));
  if (mono) node.append(el("code", {}, mono.slice(1, -1)));
  if (strong) node.append(inline(el("strong"), strong.slice(2, -2)));
  if (light) node.append(inline(el("em"), light.slice(1, -1)));
  if (link) node.append(anchor(link));
  return inline(node, text.slice(found.index + all.length));
}

/** Only web and mail addresses become links; anything else stays text. */
function anchor(link) {
  const [, name, address] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(link);
  if (!/^(https?:|mailto:)/i.test(address)) return document.createTextNode(link);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, name);
}
