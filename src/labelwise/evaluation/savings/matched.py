"""Labels saved at matched quality, of two learning curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from labelwise.errors import BadData

__all__ = ["Matched", "matched"]

Array = NDArray[Any]
Curve = tuple[Sequence[float] | Array, Sequence[float] | Array]
"""Labels, ascending, and the score at each; higher is better."""


@dataclass(frozen=True, eq=False)
class Matched:
    """Labels that two curves need for the same scores.

    Parameters
    ----------
    scores : (Q,) float64
        The scores.
    active, random : (Q,) float64
        Labels that each curve needs; NaN where it never gets there, or starts above.

    Examples
    --------
    >>> made = Matched(np.array([0.8]), np.array([50.0]), np.array([100.0]))
    >>> made.saved.tolist(), made.ratio.tolist(), made.share.tolist()
    ([50.0], [2.0], [0.5])
    """

    scores: Array
    active: Array
    random: Array

    @property
    def saved(self) -> Array:
        """(Q,) labels saved."""
        return self.random - self.active

    @property
    def ratio(self) -> Array:
        """(Q,) random labels that one of the strategy's is worth."""
        return self.random / self.active

    @property
    def share(self) -> Array:
        """(Q,) labels saved, as a share of what random choice needs."""
        return 1 - self.active / self.random

    @property
    def mean_ratio(self) -> float:
        """Geometric mean of :attr:`ratio` over the scores that both reach; NaN where there is none."""
        logs = np.log(self.ratio[np.isfinite(self.ratio)])
        return float(np.exp(logs.mean())) if len(logs) else np.nan


def matched(active: Curve, random: Curve, scores: Sequence[float] | Array | None = None) -> Matched:
    """Labels that both curves need for the same scores.

    Each curve is made to rise (isotonic regression) and read between its points on a logarithmic scale
    of labels.

    Parameters
    ----------
    active, random : (labels, scores)
        (P,) labels, ascending and above 0, and (P,) mean scores of a strategy and of random choice.
    scores : (Q,) sequence, optional
        The scores to match; by default those of the random curve.

    Returns
    -------
    Matched

    Raises
    ------
    BadData
        Labels that do not ascend, or another number of scores.

    Examples
    --------
    >>> found = matched(([10, 20, 40], [0.6, 0.8, 0.9]), ([10, 40, 80], [0.6, 0.8, 0.85]), [0.8, 0.95])
    >>> found.active.round().tolist(), found.random.round().tolist(), found.ratio.round(1).tolist()
    ([20.0, nan], [40.0, nan], [2.0, nan])
    """
    paths = [_rising(*curve) for curve in (active, random)]
    levels = np.unique(paths[1][1]) if scores is None else np.asarray(scores, float)
    mine, other = (_needed(x, path, levels) for x, path in paths)
    return Matched(levels, mine, other)


def _rising(labels: Sequence[float] | Array, scores: Sequence[float] | Array) -> tuple[Array, Array]:
    x, y = np.asarray(labels, float), np.asarray(scores, float)
    if x.shape != y.shape or x.ndim != 1 or not len(x) or x[0] <= 0 or (np.diff(x) <= 0).any():
        raise BadData(
            f"a curve has labels {x.tolist()} and {y.size} scores",
            allowed="labels above 0, each more than the one before, and a score for each",
        )
    return np.log(x), np.asarray(isotonic_regression(y).x)


def _needed(x: Array, path: Array, levels: Array) -> Array:
    first = np.concatenate([[True], np.diff(path) > 0])  # the least labels of each score
    return np.asarray(np.exp(np.interp(levels, path[first], x[first], left=np.nan, right=np.nan)))
