/** The sheet of keys and settings, and the question behind a flag. */
import { post } from "./api.js";
import { byId, cap, el, kbd } from "./dom.js";
import { DEFAULTS, FIXED, keysOf, labelKeys } from "./keys.js";
import { prefs, setPrefs, setTheme, theme } from "./prefs.js";
import { actions, say } from "./strings.js";

/** @param {string[]} classes */
export function openKeys(classes) {
  drawKeys(classes);
  byId("keys-dialog").showModal();
}

function drawKeys(classes) {
  byId("keys-body").replaceChildren(
    el("div", { class: "columns" }, labelTable(classes), actionTable(classes)),
    el("h3", {}, "Settings"),
    themeChoice(),
    option("singleKeys", "Single keys answer at once"),
    option("suggestions", "Show the model’s suggestions"),
    option("why", "Show why an item was chosen"),
    linkMaker(),
  );
}

function labelTable(classes) {
  const keys = labelKeys(classes);
  const rows = classes.map((name, index) => row(name, keys[index].map(kbd)));
  return el("section", {}, el("h3", {}, "Labels"), el("dl", { class: "keys" }, ...rows));
}

function row(name, caps) {
  return el("div", {}, el("dt", { dir: "auto" }, name), el("dd", {}, ...caps));
}

function actionTable(classes) {
  const rows = Object.keys(DEFAULTS).map((action) => row(actions[action], caps(action, classes)));
  const note = el("p", { class: "note", role: "status" });
  const back = el("button", { type: "button", class: "quiet" }, "Default keys");
  back.addEventListener("click", () => change({}, classes));
  return el("section", {}, el("h3", {}, "Actions"), el("dl", { class: "keys" }, ...rows), note, ...(Object.keys(prefs.keys).length ? [back] : []));
}

function caps(action, classes) {
  if (FIXED.includes(action)) return keysOf(action).map(kbd);
  return keysOf(action).map((key) => {
    const button = el("button", { type: "button", class: "cap", title: "Change this key", "aria-label": `${actions[action]}: ${cap(key)}. Change this key` }, cap(key));
    button.addEventListener("click", () => listenFor(button, action, classes));
    return button;
  });
}

function listenFor(button, action, classes) {
  button.textContent = say.pressKey;
  const heard = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
    button.removeEventListener("keydown", heard);
    const key = event.key.length === 1 ? event.key.toLocaleLowerCase() : event.key;
    const owner = ownerOf(key, action);
    if (event.key === "Escape") drawKeys(classes);
    else if (owner) {
      drawKeys(classes);
      byId("keys-body").querySelector(".note").textContent = say.keyTaken(cap(key), owner);
    } else change({ ...prefs.keys, [action]: key }, classes);
  };
  button.addEventListener("keydown", heard);
}

function ownerOf(key, action) {
  if (/^\d$/.test(key)) return "a label";
  const other = Object.keys(DEFAULTS).find((name) => name !== action && keysOf(name).includes(key));
  return other && actions[other];
}

function change(keys, classes) {
  setPrefs({ keys });
  drawKeys(classes);
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
