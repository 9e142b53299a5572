"""Data, learners and plain campaigns for the part about savings."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import softmax
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_extraction.text import TfidfVectorizer

from labelwise.evaluation.savings.trainer import fitted, says
from labelwise.learners import SklearnLearner
from labelwise.types import History, Learner

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
LARGEST = 2500
"""Items of a pool; all others are held out, at most as many."""

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Data:
    """A pool, the items held out of it, the learner, and what random choice reaches with how many labels.

    ``wrong`` is the share of the pool's answers that name another class than the true one.
    """

    x: Array
    y: Array
    x_out: Array
    y_out: Array
    classes: tuple[str, ...]
    learner: Learner
    wrong: float = 0.0
    sizes: Array = field(default_factory=lambda: np.zeros(0))
    curve: Array = field(default_factory=lambda: np.zeros(0))

    def at(self, labels: float) -> float:
        """Mean score of random choice: accuracy, or minus the root mean squared error."""
        return float(np.interp(np.log(labels), np.log(self.sizes), self.curve))

    def needed(self, score: float) -> float:
        """Random labels for a score; infinite where the whole pool does not reach it."""
        if score > self.curve[-1]:
            return np.inf
        first = np.concatenate([[True], np.diff(self.curve) > 0])
        return float(np.exp(np.interp(score, self.curve[first], np.log(self.sizes[first]))))

    def answers(self, rng: np.random.Generator) -> Array:
        """What people say of the pool: the truth, but for a random share of wrong classes."""
        if not self.wrong:
            return self.y
        other = (self.y + rng.integers(1, len(self.classes), len(self.y))) % len(self.classes)
        return np.where(rng.random(len(self.y)) < self.wrong, other, self.y)

    def model(self, rows: Array, told: Array, rng: np.random.Generator) -> Any:
        """What the learner makes of these answers of the pool."""
        return fitted(self.learner, self.x.__getitem__, rows, told[rows], self.classes, rng)

    def score(self, model: Any, told: Array) -> float:
        """True accuracy on the items held out, or minus the root mean squared error."""
        said = says(model, self.x_out.__getitem__, np.arange(len(self.y_out)), told, self.classes)
        return float(np.mean(said == self.y_out) if self.classes else -rmse(said, self.y_out))


def rmse(said: Array, truth: Array) -> float:
    return float(np.sqrt(np.mean((said - truth) ** 2)))


def _table(path: str) -> tuple[Array, Array]:
    with gzip.open(DATA / path, "rt") as file:
        rows = np.genfromtxt(file, delimiter="\t", names=True)
    names = [n for n in rows.dtype.names if n != "target"]
    return np.stack([rows[n] for n in names], axis=1), rows["target"]


def _texts(path: str) -> tuple[Array, Array]:
    with gzip.open(DATA / path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    words = TfidfVectorizer(min_df=3, sublinear_tf=True).fit_transform([r["text"] for r in rows])
    made = TruncatedSVD(60, random_state=0).fit_transform(words)
    return made, np.array([str(r["label"]) for r in rows])


def _rare() -> tuple[Array, Array]:
    """One digit of pendigits against the others, thinned to a hundredth."""
    x, y = _table("tabular_classification/pendigits.tsv.gz")
    rare = np.flatnonzero(y == 8)
    kept = np.union1d(np.flatnonzero(y != 8), rare[: int(0.01 * np.sum(y != 8))])
    return np.hstack([x, x**2 / 100])[kept], (y == 8)[kept]


def _airfoil() -> tuple[Array, Array]:
    """Random Fourier features: the learner is linear."""
    part = np.load(DATA / "regression_uci" / "airfoil.npz")
    x, y = np.asarray(part["X"], float), np.asarray(part["y"], float).ravel()
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    rng = np.random.default_rng(0)
    waves = np.cos(0.5 * x @ rng.normal(size=(x.shape[1], 50)) + rng.uniform(0, 2 * np.pi, 50))
    return np.hstack([x, waves]), (y - y.mean()) / y.std()


SOURCES: dict[str, Callable[[], tuple[Array, Array]]] = {
    "digits": lambda: load_digits(return_X_y=True),
    "breast cancer": lambda: load_breast_cancer(return_X_y=True),
    "spambase": lambda: _table("tabular_al_binary/spambase.tsv.gz"),
    "phoneme": lambda: _table("tabular_al_binary/phoneme.tsv.gz"),
    "german": lambda: _table("tabular_al_binary/german.tsv.gz"),
    "twonorm": lambda: _table("tabular_al_binary/twonorm.tsv.gz"),
    "trec6 (text)": lambda: _texts("trec6/train.jsonl.gz"),
    "subj (text)": lambda: _texts("subj/all.jsonl.gz"),
    "1% rare": _rare,
    "airfoil (numbers)": _airfoil,
}


FOREST = SklearnLearner(ExtraTreesClassifier(30))
"""The learner of the sets whose name says so; ridge of all others."""

WRONG = 0.1
"""Share of wrong answers in the sets whose name says so, all other classes equally likely."""


@dataclass(frozen=True)
class Ridge:
    """Linear least squares on one column a class, or on numbers; its scores through a softmax."""

    penalty: float = 1.0
    accepts = ("hard", "real")

    def fit(self, data: Any, rng: np.random.Generator) -> Line:
        return line(np.asarray(data.x(data.rows)), data.targets.value, len(data.classes), self.penalty)


@dataclass(frozen=True)
class Line:
    """What :class:`Ridge` makes."""

    weights: Array
    classes: int

    @property
    def provides(self) -> tuple[str, ...]:
        return ("proba", "embedding") if self.classes else ("mean", "embedding")

    def scores(self, x: Array) -> Array:
        return x @ self.weights[:-1] + self.weights[-1]

    def proba(self, x: Array) -> Array:
        return softmax(4 * self.scores(x), axis=1)

    def mean(self, x: Array) -> Array:
        return self.scores(x)[:, 0]

    def embedding(self, x: Array) -> Array:
        return x


def line(x: Array, y: Array, classes: int, penalty: float = 1.0) -> Line:
    """Fit; the constant is not shrunk."""
    target = np.eye(classes)[y] if classes else np.asarray(y, float)[:, None]
    middle, level = x.mean(axis=0), target.mean(axis=0)
    centred = x - middle
    square = centred.T @ centred
    square.flat[:: len(square) + 1] += penalty
    weights = np.linalg.solve(square, centred.T @ (target - level))
    return Line(np.vstack([weights, level - middle @ weights]), classes)


def load(name: str, draws: int) -> Data:
    """A data set, split once, with the mean curve of so many random campaigns on its pool.

    The name may go on with what is special: ``", forest"`` or ``", wrong"``.
    """
    plain, _, special = name.partition(", ")
    x, y = SOURCES[plain]()
    rng = np.random.default_rng(0)
    order = rng.permutation(len(y))
    size = min(LARGEST, int(0.7 * len(y)))
    scale = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(scale > 0, scale, 1)
    numbers = "numbers" in plain
    names, kept = ((), y.astype(float)) if numbers else np.unique(y, return_inverse=True)
    inside, out = order[:size], order[size : size + LARGEST]
    learner = FOREST if special == "forest" else Ridge()
    wrong = WRONG if special == "wrong" else 0.0
    classes = tuple(map(str, names))
    made = Data(x[inside], kept[inside], x[out], kept[out], classes, learner, wrong)
    sizes = np.unique(np.geomspace(10, size, 24).astype(int))
    scores = np.zeros((draws, len(sizes)))
    for row in scores:
        told, drawn = made.answers(rng), rng.permutation(size)
        row[:] = [made.score(made.model(drawn[:n], told, rng), told[drawn[:n]]) for n in sizes]
    return replace(made, sizes=sizes, curve=isotonic_regression(scores.mean(axis=0)).x)


@dataclass(frozen=True, eq=False)
class Campaign:
    """One campaign: what it knows, and the true score of each round."""

    rows: Array
    reserve: Array
    told: Array
    history: History
    scores: Array


def campaigns(data: Data, strategy: str, setting: tuple[int, int, int], seed: int) -> Iterator[Campaign]:
    """Campaigns without end: n labels by a strategy, m random ones aside, in batches."""
    n, m, batch = setting
    rng = np.random.default_rng(seed)
    while True:
        told, order = data.answers(rng), rng.permutation(len(data.y))
        reserve, rest = order[:m], order[m:]
        rows = rest[:batch]
        said, scores = [], []
        while True:
            model = data.model(rows, told, rng)
            said.append(says(model, data.x.__getitem__, reserve, told[rows], data.classes))
            scores.append(data.score(model, told[rows]))
            if len(rows) >= n:
                break
            rows = np.concatenate([rows, chosen(data, strategy, model, rows, rest, batch)])
        labels = batch * np.arange(1, len(said) + 1)
        history = History(labels, [].__getitem__, told[reserve], np.array(said), data.classes)
        yield Campaign(rows, reserve, told, history, np.array(scores))


def chosen(data: Data, strategy: str, model: Any, rows: Array, rest: Array, batch: int) -> Array:
    """The next batch: at random, of the least margin, or farthest from all that has a label."""
    left = np.setdiff1d(rest, rows)
    if strategy == "random" or (strategy == "margin" and "proba" not in model.provides):  # one class so far
        return rest[~np.isin(rest, rows)][:batch]
    if strategy == "margin":
        two = np.sort(model.proba(data.x[left]), axis=1)[:, -2:]
        return left[np.argsort(two[:, 1] - two[:, 0])[:batch]]
    x, found = data.x[left], []
    far = np.min([((x - data.x[r]) ** 2).sum(axis=1) for r in rows], axis=0)
    for _ in range(batch):
        found.append(int(far.argmax()))
        far = np.minimum(far, ((x - x[found[-1]]) ** 2).sum(axis=1))
    return left[found]
