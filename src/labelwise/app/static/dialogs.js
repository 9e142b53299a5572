/** The sheet of keys and settings, and the question behind a flag. */
import { post } from "./api.js";
import { byId, cap, el, kbd } from "./dom.js";
import { DEFAULTS, FIXED, keysOf, labelKeys } from "./keys.js";
import { prefs, setPrefs, setTheme, theme } from "./prefs.js";
import { actions, say } from "./strings.js";

/** @param {any} widget */
export function openKeys(widget) {
  drawKeys(widget);
  byId("keys-dialog").showModal();
}

function drawKeys(widget) {
  byId("keys-body").replaceChildren(
    el("div", { class: widget.classes.length ? "columns" : "" }, ...labelTable(widget), actionTable(widget)),
    el("h3", {}, "Settings"),
    themeChoice(),
    option("singleKeys", "Single keys answer at once"),
    option("suggestions", "Show the model’s suggestions"),
    option("why", "Show why an item was chosen"),
    linkMaker(),
  );
}

function labelTable({ classes, words }) {
  const keys = labelKeys(classes);
  const rows = classes.map((name, index) => row(name, keys[index].map(kbd)));
  return rows.length ? [el("section", {}, el("h3", {}, words.title), el("dl", { class: "keys" }, ...rows))] : [];
}

function row(name, caps) {
  return el("div", {}, el("dt", { dir: "auto" }, name), el("dd", {}, ...caps));
}

function actionTable(widget) {
  const rows = Object.keys(DEFAULTS).map((action) => row(actions[action] ?? widget.words[action], caps(action, widget)));
  const note = el("p", { class: "note", role: "status" });
  const back = el("button", { type: "button", class: "quiet" }, "Default keys");
  back.addEventListener("click", () => change({}, widget));
  return el("section", {}, el("h3", {}, "Actions"), el("dl", { class: "keys" }, ...rows), note, ...(Object.keys(prefs.keys).length ? [back] : []));
}

function caps(action, widget) {
  if (FIXED.includes(action)) return keysOf(action).map(kbd);
  return keysOf(action).map((key) => {
    const button = el("button", { type: "button", class: "cap", title: "Change this key", "aria-label": `${actions[action]}: ${cap(key)}. Change this key` }, cap(key));
    button.addEventListener("click", () => listenFor(button, action, widget));
    return button;
  });
}

function listenFor(button, action, widget) {
  button.textContent = say.pressKey;
  const heard = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
    button.removeEventListener("keydown", heard);
    const key = event.key.length === 1 ? event.key.toLocaleLowerCase() : event.key;
    const owner = ownerOf(key, action, widget);
    if (event.key === "Escape") drawKeys(widget);
    else if (owner) {
      drawKeys(widget);
      byId("keys-body").querySelector(".note").textContent = say.keyTaken(cap(key), owner);
    } else change({ ...prefs.keys, [action]: key }, widget);
  };
  button.addEventListener("keydown", heard);
}

function ownerOf(key, action, widget) {
  if (/^\d$/.test(key)) return widget.type ? "the number" : "a label";
  const other = Object.keys(DEFAULTS).find((name) => name !== action && keysOf(name).includes(key));
  return other && actions[other];
}

function change(keys, widget) {
  setPrefs({ keys });
  drawKeys(widget);
}

function themeChoice() {
  const names = { system: "As the system", light: "Light", dark: "Dark" };
  const group = el("fieldset", { class: "choice" }, el("legend", {}, "Colours"));
  for (const [value, name] of Object.entries(names)) {
    const radio = el("input", { type: "radio", name: "theme", value, checked: theme() === value });
    radio.addEventListener("change", () => setTheme(value));
    group.append(el("label", {}, radio, name));
  }
  return group;
}

function option(name, text) {
  const box = el("input", { type: "checkbox", checked: prefs[name] });
  box.addEventListener("change", () => setPrefs({ [name]: box.checked }));
  return el("label", { class: "option" }, box, text);
}

function linkMaker() {
  const place = el("p", { class: "note", role: "status" });
  const button = el("button", { type: "button", class: "quiet" }, "Link for another browser");
  button.addEventListener("click", async () => {
    try {
      const { url } = await post("links", {});
      place.replaceChildren(say.linkMade, el("br"), el("code", { class: "link" }, url));
    } catch (error) {
      place.textContent = say.trouble(error.message);
    }
  });
  return el("div", { class: "linker" }, button, place);
}

/** Ask for a note; `done` is called with it, unless the question is closed. @param {(note: string|null) => void} done */
export function askFlag(done) {
  const dialog = byId("flag-dialog");
  const form = byId("flag-form");
  byId("flag-note").value = "";
  form.onsubmit = () => done(byId("flag-note").value.trim() || null);
  dialog.showModal();
}
