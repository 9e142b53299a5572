"""What a question costs: one forward pass, or a model for each candidate as the expert trains them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from sklearn.linear_model import LogisticRegression

from labelwise.candidates import Furthest
from labelwise.evaluation.oracle import greedy_oracle
from labelwise.papers import resolve
from labelwise.strategy import View

REPEATS, SIZES, FEATURES, CLASSES, LABELS, PICKS = 9, (1_000, 10_000, 100_000), 20, 5, 50, 5

TEXT = """## What a question costs
A batch of {picks} after {labels} labels, {features} features, {classes} classes; milliseconds of the
processor, the median of {repeats} with the range. Beside it, in turn in the same process, what the expert
does: a logistic regression for each of twenty candidates, and its predictions for the whole table. Both get
the probabilities of the present model.

| strategy | rows | ours, ms | range | a model for each candidate, ms | range | ratio of medians |
|---|---|---|---|---|---|---|
{rows}
"""


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the processor that one call takes: the same whatever else runs."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def in_words(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} | {min(values):.1f} to {max(values):.1f}"


def row(name: str, size: int, repeats: int) -> str:
    """Ours and the expert, alternately."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, CLASSES, size)
    x = rng.normal(size=(size, FEATURES)) + 1.5 * np.eye(CLASSES, FEATURES)[y]
    known = np.arange(LABELS)
    proba = LogisticRegression().fit(x[known], y[known]).predict_proba(x)
    strategy = resolve(name)

    view = View.from_arrays(proba=proba, embedding=x, labelled=known, y=y[known], classes=CLASSES)

    def expert() -> object:
        rows = Furthest(20, 1)(view, np.arange(LABELS, size), 1, rng)
        lists = rows if name == "imital" else rng.permutation(np.arange(LABELS, size))[:100].reshape(20, 5)
        return greedy_oracle(
            lambda at: LogisticRegression().fit(x[at], y[at]).predict(x), y, known, list(lists)
        )

    def ours() -> object:
        return strategy.select(view, PICKS, rng)

    ours(), expert()
    pairs = [(timed(ours), timed(expert)) for _ in range(repeats)]
    mine, theirs = ([pair[k] for pair in pairs] for k in (0, 1))
    ratio = statistics.median(theirs) / statistics.median(mine)
    return f"| `{name}` | {size:,} | {in_words(mine)} | {in_words(theirs)} | {ratio:.0f} |"


def run(quick: bool) -> str:
    """Both forms, small and large pools."""
    repeats = 3 if quick else REPEATS
    rows = [row(name, size, repeats) for name in ("imital", "imital-batch") for size in SIZES]
    shown = {"picks": PICKS, "labels": LABELS, "features": FEATURES, "classes": CLASSES, "repeats": repeats}
    return TEXT.format(rows="\n".join(rows), **shown)
