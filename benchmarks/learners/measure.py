"""One file of results a case: every set, budget and seed, resumed where it ended."""

from __future__ import annotations

import csv
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.learners.sets import Set, load
from benchmarks.learners.table import CASES, PLAIN, Case
from sklearn.metrics import average_precision_score

RESULTS = Path(__file__).resolve().parent.parent / "results" / "learners"
FIELDS = ("set", "budget", "seed", "score", "loss", "ece", "seconds")
SEEDS = 5


def drawn(data: Set, budget: int, seed: int) -> np.ndarray:
    """Rows that are labelled: the first ``budget`` of a random order, with one of each class first."""
    order = np.random.default_rng((seed, 7)).permutation(len(data.y))
    if data.y.ndim == 1:
        first = [int(order[data.y[order] == c][0]) for c in range(data.classes)]
        order = np.concatenate([first, order[~np.isin(order, first)]])
    return np.sort(order[:budget])


def fitted(learner: Any, data: Set, budget: int, seed: int) -> tuple[Any, float]:
    """A model of the labels that this seed draws, and the seconds of processor time that it took."""
    from labelwise.types import Targets, Training

    rows = drawn(data, budget, seed)
    targets = Targets(rows, data.y[rows], data.kind, np.ones(len(rows)))
    rest = np.setdiff1d(np.arange(len(data.y)), rows)
    names = tuple(map(str, range(data.classes)))
    training = Training(lambda r: data.x[r], rows, targets, names, rest)
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
    path = RESULTS / f"{name}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["set"], int(r["budget"]), int(r["seed"])): {k: float(r[k]) for k in FIELDS[3:]} for r in rows}


def measure(name: str, learner: Any, case: Case, seeds: int = SEEDS) -> None:
    """Measure what the file of ``name`` lacks and add it, line by line."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path, known = RESULTS / f"{name}.csv", read(name)
    if not path.exists():
        path.write_text(",".join(FIELDS) + "\n", encoding="utf-8")
    for place in case.sets:
        data = load(place)
        for budget in case.budgets:
            for seed in range(seeds):
                if (place, budget, seed) in known:
                    continue
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    model, seconds = fitted(learner, data, budget, seed)
                    found = scores(model, data)
                line = [place, budget, seed, *(f"{v:.5f}" for v in found), f"{seconds:.2f}"]
                with path.open("a", encoding="utf-8") as file:
                    file.write(",".join(map(str, line)) + "\n")


def needed(name: str, seeds: int = SEEDS) -> None:
    """Measure a case and the plain training that it is compared with."""
    case = CASES[name]
    measure(f"plain-{case.plain}", PLAIN[case.plain](), case, seeds)
    measure(name, case.make(PLAIN[case.plain]()), case, seeds)
