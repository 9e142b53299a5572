"""Testing a model that is given: what weighted draws and strata of the rank are worth."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.evaluation.figures import F1, wilson
from labelwise.evaluation.testing import (
    Drawn,
    doubt_weights,
    draw_by_rank,
    draw_items,
    floored,
    lure,
    ranked_figures,
    weighted_accuracy,
)
from labelwise.types import Outcomes

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
SETS = {
    "spambase": "tabular_al_binary",
    "letter": "tabular_classification",
    "pendigits": "tabular_classification",
    "satimage": "tabular_classification",
    "page_blocks": "tabular_classification",
}
RARE = {"ann_thyroid": 0, "page_blocks": 2, "allhypo": 0}
"""Sets with a rare class, and its place from the rarest on."""
TRAIN, TEST = 400, 8000
SIZES = (50, 100, 200)


def table(name: str, folder: str = "tabular_classification") -> tuple[NDArray[Any], NDArray[Any]]:
    """Features and class indices in one fixed random order."""
    frame = pd.read_csv(DATA / folder / f"{name}.tsv.gz", sep="\t")
    y = np.unique(frame.pop("target").to_numpy(), return_inverse=True)[1]
    order = np.random.default_rng(1).permutation(len(y))
    return frame.to_numpy(dtype=float)[order], y[order]


def models() -> Iterator[tuple[str, str, NDArray[Any], NDArray[Any]]]:
    """(set, learner, probabilities, wrong) of models trained on 400 random labels."""
    for name, folder in SETS.items():
        X, y = table(name, folder)
        for kind in ("LR", "forest"):
            model = (
                make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
                if kind == "LR"
                else RandomForestClassifier(100, random_state=0)
            ).fit(X[:TRAIN], y[:TRAIN])
            proba = model.predict_proba(X[TRAIN : TRAIN + TEST])
            said = model.classes_[proba.argmax(axis=1)]
            yield name, kind, proba, (said != y[TRAIN : TRAIN + TEST]).astype(float)


def tried(wrong: NDArray[Any], weights: NDArray[Any], m: int, repeats: int, how: str) -> NDArray[Any]:
    """(repeats, 3): squared error, whether the interval holds, its width."""
    rng, truth, made = np.random.default_rng(m), wrong.mean(), []
    for _ in range(repeats):
        drawn = draw_items(weights, rng, n=m)
        value, low, high = judged(wrong[drawn.rows], drawn, how)
        made.append([(value - truth) ** 2, low <= 1 - truth <= high, high - low])
    return np.array(made)


def judged(wrong: NDArray[Any], drawn: Drawn, how: str) -> tuple[float, float, float]:
    """Error rate, and the interval of the accuracy."""
    m = len(wrong)
    if how == "weighted":
        found = weighted_accuracy(1 - wrong, drawn)
        return lure(wrong, drawn.q, drawn.size), found.low or 0.0, found.high or 0.0
    low, high = wilson(m - wrong.sum(), m)
    return float(wrong.mean()), low, high


def worth(even: NDArray[Any], other: NDArray[Any]) -> str:
    """How many random answers one of the other is worth, with its standard error."""
    ratio = even.mean() / other.mean()
    spread = np.hypot(*(a.std(ddof=1) / a.mean() / np.sqrt(len(a)) for a in (even, other)))
    return f"{ratio:.2f} ± {ratio * spread:.2f}"


def share(held: NDArray[Any]) -> str:
    """A coverage."""
    return f"{held.mean():.3f}"


def weighted(repeats: int) -> list[str]:
    """Rows of the table of weighted draws."""
    lines = []
    for name, kind, proba, wrong in models():
        ways = {
            "random": (np.ones(len(wrong)), "even"),
            "default": (doubt_weights(proba.max(axis=1)), "weighted"),
            "loss": (floored(1 - proba.max(axis=1), 0.01), "weighted"),
            "plain": (doubt_weights(proba.max(axis=1)), "even"),
        }
        cells = {w: {m: tried(wrong, *v[:1], m, repeats, v[1]) for m in SIZES} for w, v in ways.items()}
        random, default = cells["random"], cells["default"]
        lines.append(
            f"| {name} {kind} | {1 - wrong.mean():.3f} | "
            + " | ".join(worth(random[m][:, 0], default[m][:, 0]) for m in SIZES)
            + f" | {worth(random[100][:, 0], cells['loss'][100][:, 0])} | "
            + ", ".join(share(random[m][:, 1]) for m in SIZES)
            + " | "
            + ", ".join(share(default[m][:, 1]) for m in SIZES)
            + f" | {share(cells['plain'][100][:, 1])}"
            + f" | {random[100][:, 2].mean():.3f}, {default[100][:, 2].mean():.3f} |"
        )
    return lines


def rare(repeats: int, labels: int = 300) -> list[str]:
    """Rows of the table of strata of the rank."""
    lines = []
    for name, place in RARE.items():
        X, y = table(name)
        cls = int(np.argsort(np.bincount(y))[place])
        model = RandomForestClassifier(100, random_state=0).fit(X[: 2 * TRAIN], y[: 2 * TRAIN] == cls)
        truth = (y[2 * TRAIN :] == cls).astype(float)
        score = model.predict_proba(X[2 * TRAIN :])[:, 1]
        cut = int(min(max((score >= 0.5).sum(), 10), len(truth) - 1))
        lines.append(one_rare(name, truth, score, cut, (repeats, labels)))
    return lines


def one_rare(name: str, truth: NDArray[Any], score: NDArray[Any], cut: int, sizes: tuple[int, int]) -> str:
    """One row: coverage and width of each figure, and of F1 from as many random items."""
    repeats, labels = sizes
    rng, size = np.random.default_rng(0), len(truth)
    order = np.lexsort((rng.random(size), -score))
    ranked = -order.argsort().astype(float)  # ties broken once, so that the truth is one
    hits, total = truth[order[:cut]].sum(), truth.sum()
    due = [hits / cut, hits / total, 2 * hits / (cut + total), truth.mean()]
    said, held, wide, plain = (-ranked < cut).astype(np.int64), [], [], []
    for _ in range(repeats):
        drawn = draw_by_rank(ranked, labels, rng, cut=cut)
        found = ranked_figures(truth[drawn.rows], drawn, rng)
        held.append([f.low <= t <= f.high for f, t in zip(found, due, strict=True)])
        wide.append([f.high - f.low for f in found])
        rows = rng.choice(size, labels, replace=False)
        other = F1("yes")(Outcomes(truth[rows].astype(np.int64), said[rows], ("no", "yes")))
        plain.append(1.0 if other.low is None else other.high - other.low)
    cells = zip(due, np.mean(held, axis=0), np.mean(wide, axis=0), strict=True)
    told = " | ".join(f"{t:.3f}, {h:.3f}, {w:.3f}" for t, h, w in cells)
    return f"| {name} | {size} | {told} | {np.mean(plain):.3f} |"


def run(quick: bool) -> str:
    """The section."""
    repeats, few = (30, 5) if quick else (1000, 200)
    error = np.sqrt(0.95 * 0.05 / repeats)
    return "\n".join(
        [
            "## Testing a model that is given",
            f"Models trained on {TRAIN} random labels, tested on up to {TEST} others of which m are "
            f"labelled; {repeats} draws a cell. *Worth*: mean squared error of m random items over that of "
            "m weighted ones, ± its standard error: 1.4 means that an answer counts as 1.4 random ones. "
            "*Holds*: share of nominal 95 % intervals that held the truth (standard error "
            f"{error:.3f}): Wilson for random items, `weighted_accuracy` for weighted ones. By *loss alone*, "
            "1 - confidence with a floor of 1 %, is the form to avoid; *unweighted*, Wilson on the weighted "
            "draw without its weights, is the negative control.",
            "",
            "| model | accuracy | worth at 50 | worth at 100 | worth at 200 | loss alone, worth at 100 "
            "| random holds (50, 100, 200) | weighted holds (50, 100, 200) | unweighted holds (100) "
            "| width at 100, random, weighted |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *weighted(repeats),
            "",
            "### A rare class",
            f"300 labels in strata of the rank, {few} draws, a forest of 800 labels; true value, share of "
            "nominal 95 % intervals that held it, and their mean width. Last: mean width of the interval of "
            "F1 from 300 random items, 1 where it is refused.",
            "",
            "| set | items | precision | recall | F1 | share of the class | F1, random items |",
            "|---|---|---|---|---|---|---|",
            *rare(few),
            "",
            "Precision and the share come out sharp; recall, and F1 with it, is bounded by what the labels "
            "far down leave possible, and where the model misses little (ann_thyroid) random items bound F1 "
            "better.",
        ]
    )
