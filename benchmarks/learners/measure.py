"""One file of results a case: every set, budget and seed, resumed where it ended."""

from __future__ import annotations

import itertools
import time
import warnings
from typing import Any

import numpy as np
from benchmarks.learners.sets import Set, load, rows
from benchmarks.learners.stored import completed, lines
from benchmarks.learners.table import CASES, PLAIN
from sklearn.metrics import average_precision_score

WHAT = ("score", "loss", "ece", "seconds")
FIELDS = ("set", "budget", "seed", *WHAT, *(f"plain_{name}" for name in WHAT))
SEEDS = 5


def drawn(data: Set, budget: int, seed: int) -> np.ndarray:
    """Rows that are labelled: the first ``budget`` of a random order, with one of each class first."""
    order = np.random.default_rng((seed, 7)).permutation(len(data.y))
    if data.y.ndim == 1:
        first = [int(order[data.y[order] == c][0]) for c in range(data.classes)]
        order = np.concatenate([first, order[~np.isin(order, first)]])
    return np.sort(order[:budget])


def named(tags: np.ndarray, seed: int) -> np.ndarray:
    """(m, C) what is known where an annotator names one tag that is there: 1, and NaN for the others."""
    rng, told = np.random.default_rng((seed, 11)), np.full(tags.shape, np.nan)
    for row, there in zip(told, tags, strict=True):
        if there.any():
            row[rng.choice(np.flatnonzero(there))] = 1
    return told


def fitted(learner: Any, data: Set, budget: int, seed: int) -> tuple[Any, float]:
    """A model of the labels that this seed draws, and the seconds of processor time that it took."""
    from labelwise.types import Targets, Training

    known = drawn(data, budget, seed)
    value = data.y[known] if data.y.ndim == 1 else named(data.y[known], seed)
    targets = Targets(known, value, data.kind, np.ones(len(known)))
    rest = np.setdiff1d(np.arange(len(data.y)), known)
    names = tuple(map(str, range(data.classes)))
    training = Training(lambda r: data.x[r], known, targets, names, rest)
    began = time.process_time()  # other work on the machine does not count
    model = learner.fit(training, np.random.default_rng(seed))
    return model, time.process_time() - began


def scores(model: Any, data: Set) -> tuple[float, float, float]:
    """Accuracy (mean average precision of tags), log loss, calibration error in 15 equal shares."""
    if data.y.ndim == 2:
        p = np.clip(model.tags(data.x_test), 1e-6, 1 - 1e-6)
        seen = data.y_test.any(axis=0)
        each = average_precision_score(data.y_test[:, seen], p[:, seen], average="macro")
        loss = -(data.y_test * np.log(p) + (1 - data.y_test) * np.log(1 - p)).mean()
        return float(each), float(loss), float("nan")
    p = model.proba(data.x_test)
    hit = p.argmax(axis=1) == data.y_test
    loss = -np.log(np.maximum(p[np.arange(len(p)), data.y_test], 1e-6)).mean()
    order = np.array_split(np.argsort(p.max(axis=1)), 15)
    gap = sum(len(o) * abs(hit[o].mean() - p.max(axis=1)[o].mean()) for o in order) / len(p)
    return float(hit.mean()), float(loss), float(gap)


def read(name: str) -> dict[tuple[str, int, int], dict[str, float]]:
    """What a file holds, by set, budget and seed."""
    found = lines(name)
    return {(r["set"], int(r["budget"]), int(r["seed"])): {k: float(r[k]) for k in FIELDS[3:]} for r in found}


def one(learner: Any, data: Set, budget: int, seed: int) -> list[str]:
    """The scores and the seconds of one training."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model, seconds = fitted(learner, data, budget, seed)
        return [*(f"{v:.5f}" for v in scores(model, data)), f"{seconds:.3f}"]


def measure(name: str, seeds: int = SEEDS) -> None:
    """Measure what the file of a case lacks, recipe and plain training in turn, and add it line by line."""
    case = CASES[name]
    plain = PLAIN[case.plain]()
    learners, read_in = (case.make(plain), plain), rows if case.rows else load

    def both(place: str, budget: int, seed: int) -> list[str]:
        return [value for learner in learners for value in one(learner, read_in(place), budget, seed)]

    completed(name, FIELDS, itertools.product(case.sets, case.budgets, range(seeds)), both)
