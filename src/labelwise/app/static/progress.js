/** How far the project is: the bar at the top, and the panel behind it. */
import { byId, el, number } from "./dom.js";
import { say } from "./strings.js";

export class Progress {
  constructor() {
    /** @type {any} */ this.status = null;
    /** Decisions made here that the status does not count yet. */
    this.unsent = 0;
  }

  update(status) {
    this.status = status;
    this.draw();
  }

  /** @param {number} unsent */
  ahead(unsent) {
    this.unsent = unsent;
    this.draw();
  }

  /** @param {number} answered as the server counts now */
  counted(answered) {
    if (this.status) this.status.answered = answered;
  }

  draw() {
    const s = this.status;
    if (!s) return;
    const limit = s.unit === "answers" && s.left !== null ? Math.min(s.total, s.answered + s.left) : s.total;
    const done = Math.min(limit, s.answered + this.unsent);
    byId("count").textContent = say.count(done, limit);
    byId("pace").textContent = s.pace ? say.pace(s.pace) : "";
    byId("fill").style.inlineSize = `${limit ? (100 * done) / limit : 0}%`;
    if (!byId("progress-panel").hidden) this.panel();
  }

  panel() {
    if (!this.status) return;
    byId("progress-body").replaceChildren(...this.counts(), ...this.bars(), ...this.model(), ...this.advice());
  }

  counts() {
    const s = this.status;
    const facts = [[s.labels, "labelled"], [s.skipped, "skipped"], [s.flagged, "flagged"], [s.total - s.answered, "open"]];
    if (s.imported) facts.splice(1, 0, [s.imported, "came with the data"]);
    const list = el("dl", { class: "facts" });
    for (const [value, name] of facts) list.append(el("div", {}, el("dt", {}, name), el("dd", {}, number(value))));
    return s.left === null ? [list] : [list, el("p", { class: "note" }, say.left(s.left, s.unit))];
  }

  bars() {
    const counts = Object.entries(this.status.classes);
    if (!counts.length) return [];
    const most = Math.max(1, ...counts.map(([, n]) => n));
    const list = el("ul", { class: "bars", "aria-label": "Labels so far" });
    counts.forEach(([name, n], index) => {
      const bar = el("span", { class: `bar tone-${index % 10}`, "aria-hidden": "true" });
      bar.style.inlineSize = `${(100 * n) / most}%`;
      list.append(el("li", {}, el("span", { class: "name", dir: "auto" }, name), el("span", { class: "rail" }, bar), el("span", { class: "n" }, number(n))));
    });
    return [list];
  }

  model() {
    const { training, model, learned, behind, quality, savings } = this.status;
    const far = training.state === "training" && training.share !== undefined;
    const state = training.state === "failed" ? say.training.failed(training.message) : far ? say.learning(training.share) : say.training[training.state];
    const facts = el("dl", { class: "lines" });
    const line = (name, value) => facts.append(el("div", {}, el("dt", {}, name), el("dd", {}, value)));
    line("Model", model ? say.model(model, learned) : say.noModel);
    line("Training", behind && training.state === "waiting" ? say.behind(behind) : state);
    line("Quality", quality.value === null ? say.unknown(quality.reason) : say.quality(quality));
    line("Saved", savings.reason);
    return [el("h3", {}, "Model"), facts];
  }

  advice() {
    const { stop, sentence } = this.status.advice;
    const said = [...this.status.warnings, ...(stop === null ? [] : [sentence])];
    return said.map((text) => el("p", { class: "note" }, text));
  }
}
