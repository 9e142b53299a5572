"""What stopping rules lose: regret, stops that come too early, and runs that are never stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from benchmarks.trust import margin_projection
from benchmarks.trust.margin_runs import SETS, Campaign, campaigns

from labelwise.evaluation import stopping as s

TAUS = (0.02, 0.01, 0.005)
RUNS, QUICK = 20, 2
QUICK_SETS = ("digits", "spambase")

RULES: dict[str, Any] = {
    "fixed 200": s.BudgetSpent(200),
    "fixed 400": s.BudgetSpent(400),
    "whole budget": s.BudgetSpent(1e9),
    "kappa change below .01 (as a package ships it)": s.KappaChange(),
    "kappa of .99 or more": s.KappaLevel(),
    "no answer changes": s.ClassificationChange(),
    "at most 1% of the answers change": s.ClassificationChange(share=0.01),
    "mean entropy below .05": s.OverallUncertainty(),
    "predicted change of F below .005": s.PredictedChange(),
    "bound on F-scores below tau": s.PerformanceDifference(),
    "bound: share changed below tau": s.ShareChanged(),
    "posterior change below 5% of its largest": s.PosteriorChange(),
    "posterior change below 20% of its largest": s.PosteriorChange(ratio=0.2),
    "slope of the curve below tau, twice": s.ExpectedGain(),
    "curve, median below tau, twice": s.ReserveCurve(quantile=0.5),
    "curve, 90% below tau, twice": s.ReserveCurve(),
    "cost per point (belief and curve), twice": s.CostPerPoint(),
    "believed gain below tau, twice": s.BelievedGain(),
    "believed gain below tau / 2, twice": s.BelievedGain(share=0.5),
    "**believed, twice, and curve below 2 tau (default)**": s.Confirmed(),
    "the default, cautious": s.Confirmed(cautious=True),
}
KNOWS_TAU = {name for name, rule in RULES.items() if rule.gain or type(rule) is s.CostPerPoint}

HEAD = """## When to stop
{runs} margin campaigns of 20 to 800 labels on each of: {sets} (random: with random choice);
batches of 20, logistic regression, 1000 items of the pool as probe, a reserve of 20 and a quarter of the
other labels. A campaign is worth `100 * accuracy / tau - labels`, in labels, with the accuracy on a holdout
made to rise (isotonic regression); *regret* is how much less it is worth at the stop than at the best round,
on average over campaigns. *Too early*: share of stops after which the next 100 labels still gained more than
tau. *Never*: share of campaigns that were not stopped, which count with their end. Rules of others are
written from their papers or read from code; they were not run from their packages. The default was chosen
on earlier campaigns on digits, pendigits, spambase, letter, satimage, splice and made data; the texts (subj,
trec6, ag_news) had no part in that.
"""


@dataclass(frozen=True)
class Stop:
    """Where a rule stopped a campaign: labels lost, whether too early (None: unknown), whether it stopped."""

    regret: float
    early: bool | None
    stopped: bool


def first_stop(rule: Any, run: Campaign, tau: float, seed: int = 0) -> int | None:
    """The round after which a rule stops, None where it never does."""
    for rounds in range(1, len(run.labels) + 1):
        verdict = rule(run.history(rounds), tau=tau, rng=np.random.default_rng([seed, rounds]))
        if verdict.stop:
            return rounds - 1
    return None


def judged(run: Campaign, at: int | None, tau: float) -> Stop:
    """What the stop cost."""
    n, accuracy = run.labels, run.smooth
    worth = 100 * accuracy / tau - n
    here = len(n) - 1 if at is None else at
    later = int(np.searchsorted(n, n[here] + 100))
    early = None if later >= len(n) else bool(accuracy[later] - accuracy[here] > tau)
    return Stop(float(worth.max() - worth[here]), early if at is not None else None, at is not None)


def stops(runs: list[Campaign]) -> dict[tuple[str, float], list[Stop]]:
    """Every rule on every campaign; a rule that does not know tau is asked once."""
    made: dict[tuple[str, float], list[Stop]] = {}
    for name, rule in RULES.items():
        for k, run in enumerate(runs):
            at = None
            for tau in TAUS:
                if name in KNOWS_TAU or tau == TAUS[0]:
                    at = first_stop(rule, run, tau, k)
                made.setdefault((name, tau), []).append(judged(run, at, tau))
    return made


def line(name: str, cells: dict[str, dict[tuple[str, float], list[Stop]]]) -> str:
    """One row of the table: means over data sets of means over runs."""

    def mean(what: str, tau: float) -> list[float]:
        found = []
        for made in cells.values():
            values = [getattr(stop, what) for stop in made[name, tau]]
            known = [float(v) for v in values if v is not None]
            found.append(float(np.mean(known)) if known else np.nan)
        return found

    regret = [mean("regret", tau) for tau in TAUS]
    early = [mean("early", tau) for tau in TAUS]
    worst = int(np.argmax(regret[1]))
    never = 1 - np.mean(mean("stopped", 0.01))
    shares = " / ".join("-" if np.isnan(e).all() else f"{np.nanmean(e):.2f}" for e in early)
    latest = "-" if np.isnan(early[1]).all() else f"{np.nanmax(early[1]):.2f}"
    means = " / ".join(f"{np.mean(r):.0f}" for r in regret)
    most = f"{regret[1][worst]:.0f} ({[*cells][worst]})"
    return f"| {name} | {means} | {most} | {shares} | {latest} | {never:.2f} |"


def by_set(cells: dict[str, dict[tuple[str, float], list[Stop]]]) -> str:
    """The default on each data set."""
    name = next(n for n in RULES if "(default)" in n)
    rows = ["| data | regret .02 / .01 / .005 | too early | never (.01) |", "|---|---|---|---|"]
    for data, made in cells.items():
        found = [made[name, tau] for tau in TAUS]
        regret = " / ".join(f"{np.mean([x.regret for x in stops]):.0f}" for stops in found)
        known = [[x.early for x in stops if x.early is not None] for stops in found]
        early = " / ".join(f"{np.mean(k):.2f}" if k else "-" for k in known)
        never = np.mean([not x.stopped for x in found[1]])
        rows.append(f"| {data} | {regret} | {early} | {never:.2f} |")
    return "\n".join(rows)


def run(quick: bool) -> str:
    """The section on stopping: regret of every rule, the default by data set, and what projections hold."""
    names = QUICK_SETS if quick else tuple(SETS)
    extra = () if quick else ("pendigits", "spambase")
    count = QUICK if quick else RUNS
    cells, ahead = {}, {}
    for name in (*names, *(f"{name}, random" for name in extra)):
        base, _, other = name.partition(", ")
        made = campaigns(base, count, strategy=other or "margin")
        cells[name], ahead[name] = stops(made), margin_projection.projections(made)
    return f"{section(cells, count)}\n\n{margin_projection.section(ahead, count)}"


def section(cells: Any, count: int) -> str:
    """The tables on stopping, from their figures."""
    rows = "\n".join(line(name, cells) for name in RULES)
    top = (
        "| rule | regret tau=.02 / .01 / .005 | worst set at .01 | too early .02 / .01 / .005 | "
        "too early on the worst set (.01) | never (.01) |\n|---|---|---|---|---|---|"
    )
    head = HEAD.format(runs=count, sets="; ".join(cells))
    return f"{head}\n{top}\n{rows}\n\nThe default by data set:\n\n{by_set(cells)}"
