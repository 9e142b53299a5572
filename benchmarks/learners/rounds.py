"""Going on from the model before, against training anew in every round of a campaign."""

from __future__ import annotations

import itertools
import time
import warnings
from typing import Any

import numpy as np
from benchmarks.learners import figures
from benchmarks.learners.sets import Set, load
from benchmarks.learners.stored import completed

SETS = ("trec6", "fashion_mnist_small")
ROUNDS, FIRST, STEP, SEEDS = 8, 100, 50, 5
WAYS = ("cold", "warm", "last-layer", "new labels only", "er", "mir", "der++", "sd", "sds2")
FIELDS = ("set", "seed", "way", "first", "score", "mean", "seconds")
HEAD = """## A round: anew, or from the model before

Campaigns of {rounds} rounds with `margin`: {first} random labels, then {step} a round, each way
choosing for itself; a network with one hidden layer of 256, trained until 99% of the labels are right (at
most 150 epochs anew, 40 over the new labels with replay). Accuracy at the end and on average over the rounds,
as differences from training anew in points (mean ± standard error over five seeds), and processor time of all
trainings after the first, anew divided by this way. The paper's claim (S117): three times less time at the
same accuracy.

| data | way | accuracy at the end | mean accuracy | times less time |
|---|---|---|---|---|
"""


def learner(way: str) -> Any:
    """The network, trained this way."""
    from labelwise.learners import Loop, Mlp, TorchLearner
    from labelwise.training import Replay

    loop = Loop(epochs=150, least_steps=0, schedule="constant", stop_at=0.99)
    if way in ("cold", "warm", "last-layer"):
        return TorchLearner(Mlp((256,)), loop, retrain=way)
    warm = TorchLearner(Mlp((256,)), loop, retrain="warm")
    return Replay(warm, how="er", replayed=0) if way == "new labels only" else Replay(warm, how=way)


def margin(p: np.ndarray) -> np.ndarray:
    """Higher = ask sooner."""
    best = np.sort(p, axis=1)
    return best[:, -2] - best[:, -1]


def campaign(way: str, data: Set, seed: int) -> tuple[float, float, float, float]:
    """Accuracy at first, at the end and on average, and seconds of all but the first training."""
    from labelwise.types import Targets, Training

    rng, known = np.random.default_rng((seed, 3)), np.zeros(len(data.y), bool)
    known[rng.choice(len(data.y), FIRST, replace=False)] = True
    trained, model, found, seconds = learner(way), None, [], 0.0
    names = tuple(map(str, range(data.classes)))
    for k in range(ROUNDS):
        rows, rest = np.flatnonzero(known), np.flatnonzero(~known)
        targets = Targets(rows, data.y[rows], "hard", np.ones(len(rows)))
        training = Training(lambda r: data.x[r], rows, targets, names, rest, previous=model)
        began = time.process_time()
        model = trained.fit(training, np.random.default_rng((seed, k)))
        seconds += (time.process_time() - began) if k else 0.0
        found.append(float((model.proba(data.x_test).argmax(axis=1) == data.y_test).mean()))
        known[rest[np.argsort(-margin(model.proba(data.x[rest])), kind="stable")[:STEP]]] = True
    return found[0], found[-1], float(np.mean(found)), seconds


def one(place: str, seed: int, way: str) -> list[str]:
    """The figures of one campaign, as they are stored."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [f"{v:.5f}" for v in campaign(way, load(place), seed)]


def gaps(of: dict[tuple[str, int], dict[str, str]], way: str, what: str) -> tuple[float, float]:
    """Mean difference from training anew in points, and its standard error."""
    own, cold = (
        np.array([float(r[what]) for (w, _), r in sorted(of.items()) if w == k]) for k in (way, "cold")
    )
    gap = 100 * (own - cold)
    return float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else np.nan


def saved(of: dict[tuple[str, int], dict[str, str]], way: str) -> float:
    """How many times less processor time than training anew; the median over the seeds."""
    own, cold = (
        np.array([float(r["seconds"]) for (w, _), r in sorted(of.items()) if w == k]) for k in (way, "cold")
    )
    return float(np.median(cold / own))


def run(quick: bool) -> str:
    """Measure what is missing, write the table, and draw it."""
    keys = itertools.product(SETS, range(1 if quick else SEEDS), WAYS)
    rows = completed("rounds", FIELDS, keys, one)
    lines, points = [], {}
    for place in SETS:
        of = {(r["way"], int(r["seed"])): r for r in rows if r["set"] == place}
        found = {way: [gaps(of, way, what) for what in ("score", "mean")] for way in WAYS}
        points[place] = {w: (saved(of, w), *found[w][0]) for w in WAYS if w != "cold"}
        for way, pairs in found.items():
            cells = [f"{mean:+.1f} ± {error:.1f}" for mean, error in pairs]
            if way == "cold":
                of_cold = [r for (w, _), r in of.items() if w == way]
                cells = [f"{100 * np.mean([float(r[k]) for r in of_cold]):.1f}" for k in ("score", "mean")]
            lines.append(f"| {place} | {way} | {cells[0]} | {cells[1]} | {saved(of, way):.1f} |")
    shown = [] if quick else ["", figures.rounds(points)]
    return HEAD.format(rounds=ROUNDS, first=FIRST, step=STEP) + "\n".join(lines + shown)
