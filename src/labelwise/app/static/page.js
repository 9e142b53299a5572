/** The page for labelling: puts the parts together. */
import { get, parting, post } from "./api.js";
import { askFlag, openKeys } from "./dialogs.js";
import { byId, cap } from "./dom.js";
import { History } from "./history.js";
import { keysOf, listen } from "./keys.js";
import { Labeller } from "./labeller.js";
import { follow } from "./news.js";
import { Outbox } from "./outbox.js";
import { prefs, setPrefs } from "./prefs.js";
import { Progress } from "./progress.js";
import { Queue } from "./queue.js";
import { Banner, Screen } from "./screen.js";
import { markdown, sections } from "./show/markdown.js";
import { say } from "./strings.js";
import { holder } from "./tab.js";
import { Classes } from "./widgets/classes.js";
import { Numeric } from "./widgets/number.js";
import { Tags } from "./widgets/tags.js";

const RENEW = 30_000;
const AGAIN = 3_000;
const IDLE = 300_000;
const WIDGETS = { one: Classes, many: Tags, number: Numeric };

const setup = JSON.parse(document.body.dataset.setup);
const me = await holder();
const banner = new Banner();
const progress = new Progress();
const history = new History();
const widget = new WIDGETS[setup.widget](byId("answers"), setup, (value) => labeller.decide("is", value));
byId("answers").setAttribute("aria-label", widget.words.title);
const screen = new Screen(setup, widget);

const outbox = new Outbox(setup.key, me, {
  changed: () => drawState(),
  counted: (answered) => progress.counted(answered),
  refused: (result) => {
    labeller.forget(result.id);
    banner.show("refused", say.refused(result.message), say.understood);
  },
  renamed: (from, to) => labeller.renamed(from, to),
  failed: trouble,
  full: () => banner.show("full", say.full, say.understood),
});
const queue = new Queue(me, () => labeller.busy(), {
  changed: () => {
    if (labeller.current === null && labeller.place === null && queue.items.length) labeller.advance();
    else if (labeller.current === null && labeller.place === null) labeller.draw();
  },
  failed: trouble,
});
const labeller = new Labeller({
  queue,
  outbox,
  history,
  setup,
  suggests: () => prefs.suggestions,
  screen: {
    show: (card, marks) => screen.show(card, marks),
    end: () => screen.end(queue.end, progress.status.skipped),
    changed: drawState,
  },
});

function drawState() {
  screen.saved(outbox.size, screen.online);
  screen.trail(history.entries, labeller.entry, (entry) => labeller.visit(entry));
  progress.ahead(outbox.ops.reduce((n, op) => n + (op.type === "undo" ? -1 : op.body.of ? 0 : 1), 0));
}

function trouble(error) {
  if (error.status === 401 || error.status === 403) banner.show("out", say.signedOut);
  else if (error.passing) {
    screen.online = false;
    banner.show("offline", say.offline);
  } else banner.show("refused", say.trouble(error.message), say.understood);
  drawState();
  retry();
}

let waiting = 0;
function retry() {
  clearTimeout(waiting);
  waiting = setTimeout(reconnect, AGAIN);
}

/** The server answered: there is a connection. */
function reached() {
  if (screen.online && banner.kind !== "out") return;
  screen.online = true;
  banner.hide("offline");
  banner.hide("out");
  drawState();
}

/** Everything that was waiting for the connection. */
async function reconnect() {
  try {
    progress.update(await get("status"));
  } catch {
    return retry();
  }
  await outbox.flush();
  await renew();
  labeller.advance();
}

async function renew() {
  const queries = [...(labeller.current ? [labeller.current.query] : []), ...queue.items.map((card) => card.query)];
  try {
    if (queries.length) queue.keep((await post("renew", { holder: me, queries })).held);
    if (labeller.current || queue.end) queue.fill();
  } catch (error) {
    trouble(error);
  }
}

/** Whoever went away gives the items back by not renewing them; coming back asks for them again. */
let touched = performance.now();
function touch() {
  const away = performance.now() - touched > IDLE;
  touched = performance.now();
  if (away) renew();
}

const SCROLL = { ArrowDown: 60, ArrowUp: -60, PageDown: 400, PageUp: -400 };
function scrollItem(event) {
  if (event.target === document.body && event.key in SCROLL) byId("item").scrollBy({ top: SCROLL[event.key] });
}

const ACTIONS = {
  label: (label) => widget.press(label),
  type: (character) => widget.type(character),
  accept: () => widget.accept(),
  skip: () => labeller.decide("skip"),
  flag: () => (labeller.current || labeller.entry ? askFlag((note) => labeller.decide("flag", note)) : false),
  undo: () => labeller.undo(),
  back: () => labeller.back(),
  forward: () => labeller.forward(),
  search: () => widget.search(),
  keys: () => openKeys(widget),
  guidelines: () => panel("guidelines"),
  progress: () => panel("progress"),
  cancel: () => labeller.live() !== false || closePanels(),
  close: (_, button) => button.closest("dialog").close(),
  again: () => askAgain(),
};

/** Ask once more what was skipped. */
async function askAgain() {
  try {
    const { freed } = await post("again", {});
    for (const answer of freed) history.forget(answer);
    progress.status.skipped = 0;
    await queue.fill();
  } catch (error) {
    trouble(error);
  }
}

function act(action, value, button) {
  return ACTIONS[action](value, button);
}

function panel(name, open = byId(`${name}-panel`).hidden) {
  if (name === "guidelines" && !setup.guideline) return false;
  for (const other of ["guidelines", "progress"]) {
    byId(`${other}-panel`).hidden = other !== name || !open;
    document.querySelector(`[aria-controls="${other}-panel"]`).setAttribute("aria-expanded", String(other === name && open));
  }
  document.body.classList.toggle("with-panel", open);
  if (name === "guidelines") setPrefs({ guidelines: open });
  if (name === "progress") progress.panel();
}

function closePanels() {
  if (byId("guidelines-panel").hidden && byId("progress-panel").hidden) return false;
  panel(byId("progress-panel").hidden ? "guidelines" : "progress", false);
}

async function showGuidelines() {
  if (!setup.guideline) return;
  byId("guidelines-button").hidden = false;
  const { text } = await get("guidelines");
  byId("guidelines").replaceChildren(markdown(text));
  widget.describe(sections(text));
  if (prefs.guidelines && matchMedia("(min-width: 60rem)").matches) panel("guidelines", true);
}

function drawKeyCaps() {
  for (const node of document.querySelectorAll("[data-key]")) node.textContent = cap(keysOf(node.dataset.key)[0]);
  document.body.classList.toggle("no-keys", !prefs.singleKeys);
  widget.draw();
  if (labeller.current || labeller.entry) labeller.draw();
}

function heard(status) {
  progress.update(status);
  queue.renew(status.ranking);
  if (labeller.current === null && labeller.place === null) queue.fill();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) act(button.dataset.do, undefined, button);
  if (event.detail > 0 && !event.target.closest("dialog")) event.target.closest("button")?.blur(); // a mouse click leaves the space key to skipping
});
document.addEventListener("prefs", drawKeyCaps);
document.addEventListener("reached", reached);
document.addEventListener("visibilitychange", () => document.hidden || renew());
addEventListener("pageshow", (event) => event.persisted && renew());
addEventListener("pagehide", () => parting("release", { holder: me }));

progress.update(JSON.parse(document.body.dataset.status));
listen(widget, act);
drawKeyCaps();
await outbox.recover();
await get("history").then(({ answers }) => history.restore(answers), trouble); // whoever sees an item can undo what came before
await Promise.all([queue.fill().then(() => labeller.advance()), showGuidelines().catch(trouble)]);
drawState();
follow(heard, () => {});
for (const type of ["keydown", "pointerdown", "pointermove"]) addEventListener(type, touch, { passive: true });
addEventListener("keydown", scrollItem);
setInterval(() => document.hidden || performance.now() - touched > IDLE || renew(), RENEW);
