"""Strategies that read an output which only a recipe gives, against random questions and margin."""

from __future__ import annotations

import csv
import warnings
from typing import Any

import numpy as np
from benchmarks.learners.measure import RESULTS
from benchmarks.learners.sets import rows
from benchmarks.learners.table import mlp, recipe

SETS, SEEDS, BATCH, BUDGET = ("trec6", "fashion_mnist_small"), 3, 40, 320
FIELDS = ("set", "strategy", "seed", "area", "end")
HEAD = """## Strategies that need a recipe

Whole campaigns from zero labels to {budget} in batches of {batch} with the same network (one hidden layer of
128) and the recipe that the strategy needs: mean accuracy over the course and at the end, for random choice
in percent, for others as differences in points (mean ± standard error over {seeds} seeds that share their
start). **Bold** where it is more than twice that.

| data | strategy | with | mean accuracy | at the end |
|---|---|---|---|---|
"""
WAYS: dict[str, str] = {
    "random": "",
    "margin": "",
    "bald": "",
    "learning-loss": "LossPrediction",
    "tidal": "TrainingDynamics",
    "tidal-margin": "TrainingDynamics",
    "vaal": "Vaal",
    "ta-vaal": "Vaal(LossPrediction)",
    "waal": "Waal",
}
"""The recipe of each strategy."""


def learner(strategy: str) -> Any:
    """The network, in the recipe that the strategy needs."""
    if strategy == "ta-vaal":
        return recipe("Vaal", task="predicted_loss")(recipe("LossPrediction")(mlp()))
    return recipe(WAYS[strategy])(mlp()) if WAYS[strategy] else mlp()


def campaign(place: str, strategy: str, seed: int) -> tuple[float, float]:
    """Mean accuracy over the course, and at the end."""
    import labelwise as lw

    data = rows(place)
    curves = lw.simulate(
        data.x,
        data.y,
        learner=learner(strategy),
        strategy=strategy,
        batch=BATCH,
        budget=BUDGET,
        seeds=[seed],
        test=(data.x_test, data.y_test),
    )
    scores = [row["score"] for row in curves.rows()]
    return float(np.mean(scores)), float(scores[-1])


def measured(seeds: int) -> list[dict[str, str]]:
    """What the file lacks is measured and added."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / "strategies.csv"
    if not path.exists():
        path.write_text(",".join(FIELDS) + "\n", encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        known = {(r["set"], r["strategy"], int(r["seed"])) for r in csv.DictReader(file)}
    for place in SETS:
        for seed in range(seeds):
            for strategy in WAYS:
                if (place, strategy, seed) not in known:
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        found = campaign(place, strategy, seed)
                    with path.open("a", encoding="utf-8") as file:
                        file.write(
                            ",".join([place, strategy, str(seed), *(f"{v:.5f}" for v in found)]) + "\n"
                        )
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(quick: bool) -> str:
    """Measure what is missing and write the table."""
    from benchmarks.learners.curves import cell

    of = {(r["set"], r["strategy"], int(r["seed"])): r for r in measured(1 if quick else SEEDS)}
    lines = []
    for place in SETS:
        seeds = sorted({seed for p, _, seed in of if p == place})
        for strategy, needed in WAYS.items():
            cells = []
            for what in ("area", "end"):
                own, base = (
                    np.array([float(of[place, s, k][what]) for k in seeds]) for s in (strategy, "random")
                )
                cells.append(f"{100 * base.mean():.1f}" if strategy == "random" else cell(own - base))
            lines.append(f"| {place} | {strategy} | {needed} | {cells[0]} | {cells[1]} |")
    return HEAD.format(budget=BUDGET, batch=BATCH, seeds=SEEDS) + "\n".join(lines)
