"""Strategies that read an output which only a recipe gives, against random questions and margin."""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import numpy as np
from benchmarks.learners.sets import rows
from benchmarks.learners.stored import completed
from benchmarks.learners.table import mlp, recipe

SETS, SEEDS, BATCH, BUDGET = ("trec6", "fashion_mnist_small"), 3, 40, 320
FIELDS = ("set", "seed", "strategy", "area", "end")
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


def one(place: str, seed: int, strategy: str) -> list[str]:
    """The figures of one campaign, as they are stored."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [f"{v:.5f}" for v in campaign(place, strategy, seed)]


def run(quick: bool) -> str:
    """Measure what is missing and write the table."""
    from benchmarks.learners.curves import cell

    keys = itertools.product(SETS, range(1 if quick else SEEDS), WAYS)
    found = completed("strategies", FIELDS, keys, one)
    of = {(r["set"], r["strategy"], int(r["seed"])): r for r in found}
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
