"""Whole margin campaigns on real data, whose every model is compared with a reserve and with a holdout.

Logistic regression on standardised features, or on 100 dimensions of tf-idf; 20 random labels, then batches
of 20 of the smallest margin up to 800. The reserve has 20 labels and one more for every four others.
"""

from __future__ import annotations

import gzip
import json
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits, make_classification
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from labelwise.types import History

Array = NDArray[Any]
ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
BATCH, LAST, POOL, PROBE = 20, 800, 4000, 1000


@dataclass(frozen=True, eq=False)
class Campaign:
    """One finished campaign.

    Parameters
    ----------
    labels : (T,) int64
        Labels that each round's model had learned from.
    probe : (T, S, C) float32
        Its probabilities on items of the pool.
    truth, said : (M,), (T, M) int64
        The reserve, and what each model says of it.
    accuracy : (T,) float
        On the holdout.
    """

    labels: Array
    probe: Array
    truth: Array
    said: Array
    accuracy: Array

    def history(self, rounds: int) -> History:
        """What was known after so many rounds."""
        m = min(20 + int(self.labels[rounds - 1]) // 4, len(self.truth))
        classes = tuple(map(str, range(self.probe.shape[2])))
        told = self.said[:rounds, :m]
        return History(self.labels[:rounds], self.probe[:rounds].__getitem__, self.truth[:m], told, classes)

    @property
    def smooth(self) -> Array:
        """(T,) the accuracy on the holdout, made to rise: isotonic regression."""
        return np.asarray(IsotonicRegression().fit_transform(self.labels, self.accuracy))


def table(name: str) -> tuple[Array, Array]:
    """Features and classes of a table."""
    folder = "tabular_al_binary" if name == "spambase" else "tabular_classification"
    with gzip.open(DATA / folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        columns = next(lines).split()
        made = np.loadtxt(lines, delimiter="\t")
    at = columns.index("target")
    return StandardScaler().fit_transform(np.delete(made, at, axis=1)), made[:, at]


def text(file: str) -> tuple[Array, Array]:
    """100 dimensions of tf-idf, and classes."""
    with gzip.open(DATA / file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2))
    x = words.fit_transform([row["text"] for row in rows])
    made = TruncatedSVD(100, random_state=0).fit_transform(x)
    return StandardScaler().fit_transform(made), np.array([row["label"] for row in rows])


def digits() -> tuple[Array, Array]:
    """The digits of scikit-learn."""
    x, y = load_digits(return_X_y=True)
    return x / 8, y


def imbalanced() -> tuple[Array, Array]:
    """Two made classes, one of 6%."""
    return make_classification(
        8000, 20, n_informative=8, weights=[0.94], flip_y=0.01, class_sep=1.2, random_state=0
    )


def synthetic() -> tuple[Array, Array]:
    """Five made classes that overlap."""
    return make_classification(
        8000, 20, n_informative=10, n_classes=5, flip_y=0.02, class_sep=1.2, random_state=1
    )


SETS: dict[str, Callable[[], tuple[Array, Array]]] = {
    "digits": digits,
    **{
        name: lambda name=name: table(name)
        for name in ("pendigits", "spambase", "letter", "satimage", "splice")
    },
    "subj": lambda: text("subj/all.jsonl.gz"),
    "trec6": lambda: text("trec6/train.jsonl.gz"),
    "ag_news": lambda: text("ag_news_small/train.jsonl.gz"),
    "synthetic": synthetic,
    "imbalanced": imbalanced,
}


def split(size: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Rows of the strategy's pool, of the reserve in order, and of the holdout."""
    order, pool = rng.permutation(size), min(POOL, size * 2 // 3)
    reserve = min(20 + LAST // 4, pool // 5)
    return order[reserve:pool], order[:reserve], order[pool : pool + 4000]


def campaign(x: Array, y: Array, seed: int, *, strategy: str = "margin") -> Campaign:
    """Run one."""
    rng, classes = np.random.default_rng(seed), int(y.max()) + 1
    pool, reserve, held = split(len(y), rng)
    probe = rng.choice(pool, min(PROBE, len(pool)), replace=False)
    if len(np.unique(y[pool[:BATCH]])) == 1:  # a campaign starts with two classes
        other = int(np.flatnonzero(y[pool] != y[pool[0]])[0])
        pool[[BATCH - 1, other]] = pool[[other, BATCH - 1]]
    rows, left = pool[:BATCH], pool[BATCH:]  # the order is random
    model = LogisticRegression(max_iter=300, tol=1e-3, warm_start=True)
    labels, outputs, said, right = [], [], [], []
    while True:
        model = fitted(model, x[rows], y[rows])
        labels.append(len(rows))
        outputs.append(full(model, x[probe], classes).astype(np.float32))
        said.append(model.predict(x[reserve]))
        right.append(float((model.predict(x[held]) == y[held]).mean()))
        if len(rows) >= LAST or len(left) < BATCH:
            break
        at = rng.permutation(len(left))[:BATCH] if strategy == "random" else narrow(model, x[left])
        rows, left = np.concatenate([rows, left[at]]), np.delete(left, at)
    return Campaign(np.array(labels), np.stack(outputs), y[reserve], np.stack(said), np.array(right))


def fitted(model: LogisticRegression, x: Array, y: Array) -> LogisticRegression:
    """The model after training; from where it stood, where the classes are the same."""
    if not np.array_equal(getattr(model, "classes_", []), np.unique(y)):
        model = LogisticRegression(max_iter=300, tol=1e-3, warm_start=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(x, y)


def full(model: LogisticRegression, x: Array, classes: int) -> Array:
    """Probabilities with a column for every class."""
    made = np.zeros((len(x), classes))
    made[:, model.classes_] = model.predict_proba(x)
    return made


def narrow(model: LogisticRegression, x: Array) -> Array:
    """Positions of the batch with the smallest margins."""
    two = np.partition(model.predict_proba(x), -2, axis=1)[:, -2:]
    return np.argsort(two[:, 1] - two[:, 0], kind="stable")[:BATCH]


def campaigns(name: str, runs: int, *, strategy: str = "margin") -> list[Campaign]:
    """Several campaigns on one data set."""
    x, y = SETS[name]()
    y = np.unique(y, return_inverse=True)[1]
    return [campaign(x, y, 1000 + seed, strategy=strategy) for seed in range(runs)]
