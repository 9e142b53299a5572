"""BADGE: k-means++ seeding on the gradients of the last layer."""

from __future__ import annotations

import importlib.util

import numpy as np
from benchmarks.query.case import Call, case
from benchmarks.query.cases.k_center import mixture

import labelwise as lw

PEER = "scikit-activeml 1.0.1 Badge"


def badge(size: int, width: int, classes: int, n: int, peer: bool = True) -> tuple[Call, Call | str | None]:
    """Ours and scikit-activeml's on one embedding and one set of probabilities."""
    z = mixture(size, width)
    head = np.random.default_rng(1).normal(size=(width, classes)).astype(np.float32) / width**0.5
    proba = np.empty((size, classes), dtype=np.float32)
    for start in range(0, size, 8192):
        part = z[start : start + 8192] @ head
        part = np.exp(part - part.max(axis=1, keepdims=True))
        proba[start : start + 8192] = part / part.sum(axis=1, keepdims=True)

    def ours() -> object:
        return lw.query("badge", n, proba=proba, embedding=z, rng=0)

    if peer and importlib.util.find_spec("skactiveml") is None:
        return ours, "scikit-activeml is not installed"
    return ours, _activeml(z, proba, n) if peer else None


def _activeml(z: np.ndarray, proba: np.ndarray, n: int) -> Call:
    from skactiveml.base import SkactivemlClassifier
    from skactiveml.pool import Badge

    class Known(SkactivemlClassifier):
        """Gives the probabilities that are there."""

        def fit(self, X, y, sample_weight=None):
            return self

        def predict_proba(self, X):
            return proba[: len(X)]

    known = Known(classes=list(range(proba.shape[1])))
    y = np.full(len(z), np.nan)
    return lambda: Badge(random_state=0).query(z, y, known, fit_clf=False, batch_size=n)


def products(size: int, width: int, n: int) -> Call:
    """The products of matrices that distances to all picks are made of."""
    x = mixture(size, width)
    y = np.ascontiguousarray(x[:n].T)

    def call() -> None:
        for start in range(0, size, 8192):
            x[start : start + 8192] @ y

    return call


@case("BADGE 10k x 64, C=10, 100 picks", peer=PEER, target="30x", floor=lambda: products(10_000, 74, 100))
def small() -> tuple[Call, Call | str | None]:
    """Few of everything."""
    return badge(10_000, 64, 10, 100)


@case(
    "BADGE 50k x 64, C=10, 100 picks", peer=PEER, target="30x", repeats=3,
    floor=lambda: products(50_000, 74, 100),
)  # fmt: skip
def middle() -> tuple[Call, Call | str | None]:
    """More items."""
    return badge(50_000, 64, 10, 100)


@case(
    "BADGE 10k x 64, C=100, 100 picks", peer=PEER, target="100x", repeats=2,
    floor=lambda: products(10_000, 164, 100),
)  # fmt: skip
def classes() -> tuple[Call, Call | str | None]:
    """More classes."""
    return badge(10_000, 64, 100, 100)


@case("BADGE 10k x 768, C=10, 100 picks", peer=PEER, repeats=2, floor=lambda: products(10_000, 778, 100))
def wide() -> tuple[Call, Call | str | None]:
    """More dimensions."""
    return badge(10_000, 768, 10, 100)


@case(
    "BADGE 50k x 768, C=100, 100 picks", target="< 1 GiB", repeats=3,
    floor=lambda: products(50_000, 868, 100),
)  # fmt: skip
def both() -> tuple[Call, Call | str | None]:
    """Gradients of 31 GB, were they written out in double precision."""
    return badge(50_000, 768, 100, 100, peer=False)


@case("BADGE 1M x 384, C=100, 1,000 picks", target="pool + 2 GiB", repeats=0)
def million() -> tuple[Call, Call | str | None]:
    """As large as one machine is asked for."""
    return badge(1_000_000, 384, 100, 1000, peer=False)
