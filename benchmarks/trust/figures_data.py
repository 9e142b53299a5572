"""Populations for the coverage of figures: what the models of a margin campaign say of items nobody asks."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import StandardScaler

from labelwise.types import Outcomes

Array = NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
TEXTS = ("subj", "trec6")
NUMBERS = ("airfoil", "concrete", "housing", "kin40k")
LARGEST = 6000
BATCH, LABELS = 20, 100


def table(path: Path) -> tuple[Array, Array]:
    """Features and class indices of a table whose last column is called target."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        head = file.readline().rstrip("\n").split("\t")
        rows = np.loadtxt(file, delimiter="\t", ndmin=2)
    at = head.index("target")
    return np.delete(rows, at, axis=1), np.unique(rows[:, at], return_inverse=True)[1]


def texts(name: str) -> tuple[Array, Array]:
    """100 directions of the words of at most LARGEST texts, learned without labels."""
    file = next((DATA / name).glob("all.jsonl.gz"), DATA / name / "train.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    some = np.random.default_rng(0).permutation(len(rows))[:LARGEST]
    words = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform([rows[i]["text"] for i in some])
    y = np.unique([rows[i]["label"] for i in some], return_inverse=True)[1]
    return TruncatedSVD(100, random_state=0).fit_transform(words), y


def rare() -> tuple[Array, Array]:
    """Letters: is it an A? One in a hundred is."""
    x, y = table(DATA / "tabular_classification" / "letter.tsv.gz")
    rng = np.random.default_rng(0)
    yes, no = rng.permutation(np.flatnonzero(y == 0)), rng.permutation(np.flatnonzero(y != 0))
    rows = np.concatenate([yes[: LARGEST // 100], no[: LARGEST - LARGEST // 100]])
    return x[rows], (y[rows] == 0).astype(np.int64)


def sets(quick: bool) -> Iterator[tuple[str, Array, Array]]:
    """Name, standardised features and classes of every set."""
    found = [("digits", load_digits), ("breast_cancer", load_breast_cancer)]
    for name, load in found:
        yield name, *scaled(*load(return_X_y=True))
    if quick:
        return
    for file in sorted((DATA / "tabular_al_binary").glob("*.tsv.gz")):
        yield file.name.removesuffix(".tsv.gz"), *scaled(*table(file))
    for name in TEXTS:
        yield name, *texts(name)
    yield "letter A, 1%", *scaled(*rare())


def scaled(x: Array, y: Array) -> tuple[Array, Array]:
    """At most LARGEST rows with unit variance."""
    rows = np.random.default_rng(0).permutation(len(y))[:LARGEST]
    return StandardScaler().fit_transform(x[rows]), y[rows]


@dataclass(frozen=True, eq=False)
class Campaign:
    """One margin campaign on a random half of the items; the other half is what figures are about.

    ``rounds`` holds (h, C) probabilities of the items of the other half, a round a row, the last with
    all labels; ``chosen`` and ``away`` are rows of labelled items and of the other half.
    """

    x: Array
    y: Array
    size: int
    chosen: Array
    away: Array
    rounds: list[Array]

    def fit(self, rows: Array) -> LogisticRegression:
        """The learner on these items."""
        return LogisticRegression(max_iter=300, tol=1e-2).fit(self.x[rows], self.y[rows])

    def says(self, model: LogisticRegression, rows: Array) -> Array:
        """(n, C) probabilities, with a column for every class."""
        made = np.zeros((len(rows), self.size))
        made[:, model.classes_] = model.predict_proba(self.x[rows])
        return made

    def outcomes(self, place: Array, rest: Array, turn: int = -1, size: int = 0) -> Outcomes:
        """Outcomes of items of the other half under the model of a round."""
        said, names = self.rounds[turn], tuple(map(str, range(self.size)))
        return Outcomes(self.y[self.away[place]], said[place], names, rest=said[rest], size=size)

    @property
    def right(self) -> list[Array]:
        """(h,) whether each round's model is right."""
        return [said.argmax(axis=1) == self.y[self.away] for said in self.rounds]

    def crossed_on_chosen(self) -> tuple[int, int]:
        """The figure that nobody should print, hits and items: cross-validation on what margin chose."""
        counts = np.bincount(self.y[self.chosen])
        folds = int(np.clip(counts[counts > 0].min(), 2, 5))
        learner = LogisticRegression(max_iter=300, tol=1e-2)
        said = cross_val_predict(learner, self.x[self.chosen], self.y[self.chosen], cv=folds)
        return int((said == self.y[self.chosen]).sum()), len(said)


def campaign(x: Array, y: Array, rng: np.random.Generator, labels: int = LABELS) -> Campaign:
    """Run one: two of each class and random ones to BATCH, then the smallest margins."""
    order = rng.permutation(len(y))
    pool, away = order[: len(y) // 2], order[len(y) // 2 :]
    first = [pool[y[pool] == c][:2] for c in np.unique(y)]
    chosen = list(dict.fromkeys(np.concatenate([*first, pool]).tolist()))[: max(BATCH, 2 * len(first))]
    made = Campaign(x, y, int(y.max()) + 1, np.array(chosen), away, [])
    while True:
        model = made.fit(np.array(chosen))
        made.rounds.append(made.says(model, away))
        if len(chosen) >= labels:
            break
        left = np.setdiff1d(pool, chosen)
        two = np.sort(made.says(model, left), axis=1)[:, -2:]
        chosen += left[np.argsort(two[:, 1] - two[:, 0])[:BATCH]].tolist()
    return Campaign(x, y, made.size, np.array(chosen), away, made.rounds)


def numbers(name: str, rng: np.random.Generator) -> tuple[Array, Array]:
    """Truth and what extra-trees on 200 random labels say of the rest of a regression set."""
    held = np.load(DATA / "regression_uci" / f"{name}.npz")
    rows = rng.permutation(len(held["y"]))[:LARGEST]
    x, y = held["X"][rows], held["y"][rows].ravel().astype(float)
    model = ExtraTreesRegressor(50, random_state=int(rng.integers(2**31))).fit(x[:200], y[:200])
    return y[200:], model.predict(x[200:])
