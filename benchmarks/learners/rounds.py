"""Going on from the model before, against training anew in every round of a campaign."""

from __future__ import annotations

import itertools
import time
import warnings
from typing import Any

import numpy as np
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


def run(quick: bool) -> str:
    """Measure what is missing and write the table."""
    keys = itertools.product(SETS, range(1 if quick else SEEDS), WAYS)
    rows = completed("rounds", FIELDS, keys, one)
    lines = []
    for place in SETS:
        of = {(r["way"], int(r["seed"])): r for r in rows if r["set"] == place}
        seeds = sorted({s for _, s in of})
        for way in WAYS:
            cells = []
            for what in ("score", "mean"):
                own, cold = (np.array([float(of[w, s][what]) for s in seeds]) * 100 for w in (way, "cold"))
                gap = own - cold
                error = gap.std(ddof=1) / np.sqrt(len(gap)) if len(gap) > 1 else np.nan
                cells.append(f"{cold.mean():.1f}" if way == "cold" else f"{gap.mean():+.1f} ± {error:.1f}")
            ratio = np.median([float(of["cold", s]["seconds"]) / float(of[way, s]["seconds"]) for s in seeds])
            lines.append(f"| {place} | {way} | {cells[0]} | {cells[1]} | {ratio:.1f} |")
    return HEAD.format(rounds=ROUNDS, first=FIRST, step=STEP) + "\n".join(lines)
