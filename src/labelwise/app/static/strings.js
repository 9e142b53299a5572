/** Every sentence that a script puts on the page, in one place. */
import { number } from "./dom.js";

const plural = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;

export const say = {
  saved: "Saved",
  saving: "Saving",
  unsaved: (n) => `${number(n)} not saved yet`,
  loading: "Getting the next item …",
  offline: "No connection to labelwise. You can go on: answers are kept in this browser and sent later.",
  offlineEnd: "No connection, and this was the last item kept here. The page goes on by itself when the connection is back.",
  signedOut: "labelwise was started again. Open the new address that it printed: answers kept here are sent from there.",
  back: "Connection is back. Everything is saved.",
  full: "This browser cannot keep unsent answers (its storage is full). Do not close the page before it says Saved.",
  refused: (message) => `One answer was not recorded: ${message}`,
  trouble: (message) => `Something went wrong: ${message}`,
  understood: "OK",
  answered: { skip: () => "skipped", flag: (note) => (note ? `flagged: ${note}` : "flagged") },
  latest: "Latest",
  /** One label of several. */
  one: {
    title: "Labels",
    hello: "Press the key on a label, or click it. Every answer is saved at once.",
    change: "A label key changes it.",
    accept: "Take the suggestion",
  },
  /** Any number of labels. */
  many: {
    title: "Tags",
    hello: "Switch on every tag that fits, then press enter. Every answer is saved at once.",
    change: "Switch tags and save to change it.",
    accept: "Answer with the tags that are switched on",
    group: "Tags that fit",
    none: "no tag",
    submit: (n) => (n ? `Save ${plural(n, "tag", "tags")}` : "No tag fits"),
  },
  /** One number. */
  number: {
    title: "Your answer",
    hello: "Type the number, then press enter. Every answer is saved at once.",
    change: "Type another number and save to change it.",
    accept: "Answer with the number typed, or the suggestion",
    field: (unit) => (unit ? `Number, in ${unit}` : "Number"),
    submit: "Save",
    take: (value) => `Take ${value}`,
    suggested: (value) => `suggested: ${value}`,
    range(low, high, unit) {
      const of = unit ? ` ${unit}` : "";
      if (low !== null && high !== null) return `from ${low} to ${high}${of}`;
      if (low !== null) return `${low}${of} or more`;
      return high === null ? unit && `in ${unit}` : `${high}${of} or less`;
    },
    nothing: "Type a number first, or skip the item.",
    unreadable: "This is no number. Write digits alone, such as 12 or 3.5.",
    ambiguous: (text) => `${text} can be read in two ways. Write ${text.replace(",", "")} or ${text.replace(",", ".")}.`,
    outside: (text, range) => `${text} is outside: the answer is ${range}.`,
  },
  reviewing: (ago, what, change) => `${plural(ago, "item", "items")} back – your answer: ${what}. ${change}`,
  suggested: (percent) => (percent === null ? "suggested" : `suggested, ${percent} %`),
  count: (done, total) => `${number(done)} of ${number(total)}`,
  left: (n, unit) => `${number(n)} ${unit === "answers" ? "" : unit + " "}left in the budget`,
  pace: (n) => `${number(n)} an hour`,
  labels: (n) => plural(n, "label", "labels"),
  classes: (n) => plural(n, "label to choose from", "labels to choose from"),
  search: "Find a label",
  noLabel: "No label has this name.",
  imageBroken: "This image cannot be shown.",
  image: "The image to label",
  showRest: (n) => `Show the rest (${number(n)} characters)`,
  emptyText: "(empty text)",
  missing: "–",
  why: (text) => `Why this item: ${text}`,
  training: {
    off: "not running",
    starting: "starting",
    training: "learning now",
    waiting: "up to date",
    failed: (message) => `stopped: ${message}. Labelling goes on as before.`,
  },
  learning: (share) => `learning now, ${Math.round(100 * share)}%`,
  behind: (n) => `${plural(n, "answer", "answers")} not learned yet`,
  noModel: "none yet: it begins when labels arrive",
  unknown: (reason) => `not known yet: ${reason}`,
  quality: ({ metric, value, low, high, n, reason }) => {
    const figure = (x) => (metric === "accuracy" ? `${(100 * x).toFixed(1)}%` : Number(x.toPrecision(3)).toString());
    return `${metric} ${figure(value)} (${figure(low)} to ${figure(high)}), on ${plural(n, "random item", "random items")}${reason ? `. ${reason}` : ""}`;
  },
  model: (version, n) => `learned from ${plural(n, "label", "labels")} (${version})`,
  end: {
    labelled: { title: "All done", text: "Every item of this project has an answer." },
    budget: { title: "The budget is spent", text: "The model can label the rest." },
    held: { title: "Nothing free right now", text: "The last open items are on another page. This page looks again by itself." },
  },
  nextSteps: "What now? In a terminal, in the folder of the project:",
  again: (n) => (n === 1 ? "Ask the skipped item again" : `Ask the ${number(n)} skipped items again`),
  exportStep: "Write the labels to a file",
  predictStep: "Let the model label the rest",
  backStep: "goes back over your answers.",
  linkMade: "Open this address once in the other browser, within ten minutes:",
  pressKey: "press a key …",
  keyTaken: (key, action) => `“${key}” is taken by: ${action}`,
};

/** What each action is called in the list of keys. */
export const actions = {
  skip: "Skip this item",
  flag: "Flag this item, with a note if you like",
  undo: "Undo (also Ctrl + Z)",
  back: "Back to earlier answers",
  forward: "Forward again",
  guidelines: "Guidelines",
  progress: "Progress",
  search: "Find a label by name",
  keys: "Keys and settings",
  cancel: "Close, or return to the current item",
};
