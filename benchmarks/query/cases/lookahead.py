"""What an answer would change: expected error reduction and QUIRE."""

from __future__ import annotations

import numpy as np
from benchmarks.query.case import Call, case

import labelwise as lw

LABELLED = 50


def _data(size: int, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x, labelled = rng.normal(size=(size, 64)), np.arange(LABELLED)
    return x, labelled, labelled % classes


def _eer(size: int, peer: bool = True) -> tuple[Call, Call | None]:
    x, labelled, y = _data(size, 10)
    strategy = lw.Strategy(measure=lw.measures.WindowError(gamma=1 / 64, over="all"))
    full = np.full(size, np.nan)
    full[labelled] = y

    def ours() -> object:
        return lw.query(strategy, 1, embedding=x, labelled=labelled, y=y, classes=10, rng=0)

    def theirs() -> object:
        from skactiveml.classifier import ParzenWindowClassifier
        from skactiveml.pool import MonteCarloEER

        window = ParzenWindowClassifier(classes=range(10), metric="rbf", metric_dict={"gamma": 1 / 64})
        return MonteCarloEER(random_state=0).query(x, full, window)

    return ours, theirs if peer else None


def _quire(size: int, peer: bool = True) -> tuple[Call, Call | None]:
    x, labelled, y = _data(size, 2)
    strategy = lw.Strategy(measure=lw.measures.Quire(gamma=1 / 64))
    full = np.full(size, np.nan)
    full[labelled] = y

    def ours() -> object:
        return lw.query(strategy, 1, embedding=x, labelled=labelled, y=y, classes=2, rng=0)

    def theirs() -> object:
        from skactiveml.pool import Quire

        made = Quire(classes=[0, 1], metric="rbf", metric_dict={"gamma": 1 / 64}, random_state=0)
        return made.query(x, full)

    return ours, theirs if peer else None


@case("expected error, 300 x 64", peer="scikit-activeml 1.0.1", target="50x", repeats=1)
def eer_300() -> tuple[Call, Call | None]:
    """Parzen window, 10 classes."""
    return _eer(300)


@case("expected error, 600 x 64", peer="scikit-activeml 1.0.1", target="50x", repeats=1)
def eer_600() -> tuple[Call, Call | None]:
    """Parzen window, 10 classes."""
    return _eer(600)


@case("expected error, 5,000 x 64", target="finishes", repeats=3)
def eer_5000() -> tuple[Call, Call | None]:
    """Parzen window, 10 classes."""
    return _eer(5000, peer=False)


@case("QUIRE, 300 x 64", peer="scikit-activeml 1.0.1", target="50x", repeats=1)
def quire_300() -> tuple[Call, Call | None]:
    """Two classes."""
    return _quire(300)


@case("QUIRE, 1,000 x 64", peer="scikit-activeml 1.0.1", target="50x", repeats=1)
def quire_1000() -> tuple[Call, Call | None]:
    """Two classes."""
    return _quire(1000)


@case("QUIRE, 2,000 x 64", target="finishes", repeats=3)
def quire_2000() -> tuple[Call, Call | None]:
    """Two classes."""
    return _quire(2000, peer=False)
