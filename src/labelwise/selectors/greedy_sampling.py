"""GreedySampling: the candidate farthest from all that is known, by its inputs, its number, or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import OneOf
from labelwise.representations.embedding import written
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Dense, Points, Slate

__all__ = ["GreedySampling"]

Array = NDArray[Any]


class _Inputs:
    """Distances of the candidates to points."""

    def __init__(self, own: Points, known: Points) -> None:
        self._own, self._known = own, known

    def to_known(self, j: int) -> Array:
        return self._away(self._known, j)

    def to_own(self, i: int) -> Array:
        return self._away(self._own, i)

    def to_centroid(self) -> Array:
        x = written(self._own)
        return self._away(Dense(x.mean(axis=0, dtype=np.float64, keepdims=True).astype(x.dtype)), 0)

    def _away(self, other: Points, j: int) -> Array:
        return np.sqrt(self._own.sq_dist(other, j), dtype=np.float64)


class _Targets:
    """Differences of the candidates' predictions to numbers."""

    def __init__(self, own: Array, known: Array) -> None:
        self._own, self._known = own, known

    def to_known(self, j: int) -> Array:
        return np.asarray(np.abs(self._own - self._known[j]))

    def to_own(self, i: int) -> Array:
        return np.asarray(np.abs(self._own - self._own[i]))

    def to_centroid(self) -> Array:
        return np.asarray(np.abs(self._own - self._own.mean()))


class _Greedy:
    """The least product of distances to what is known; to the centroid while nothing is."""

    def __init__(self, axes: list[Any], known: int) -> None:
        self._axes = axes
        self._least: Array | None = None
        for j in range(known):
            self._lower([axis.to_known(j) for axis in axes])

    def scores(self) -> Array:
        """(m,) float64."""
        return -self._axes[0].to_centroid() if self._least is None else self._least

    def add(self, i: int) -> None:
        """Candidate i is known from now on."""
        self._lower([axis.to_own(i) for axis in self._axes])

    def _lower(self, parts: list[Array]) -> None:
        product = parts[0] * parts[1] if len(parts) > 1 else parts[0]
        self._least = product if self._least is None else np.minimum(self._least, product)


@dataclass(frozen=True, repr=False)
class GreedySampling(Selector):
    """Greedy sampling for regression: ``argmax over x of min over known l of d(x, l)``.

    ``d`` is ``|x - x_l|`` (GSx), ``|f(x) - y_l|`` (GSy) or their product (iGS). Known are the labelled rows
    with their numbers, the pending ones and the picks so far with what the model predicts for them. Where
    nothing is known, the first pick is the candidate nearest to the centroid of the candidates.

    O(l m D) for l known rows, then O(m D) a pick.

    Parameters
    ----------
    of : {"inputs", "targets", "both"}
        What is to be spread. ``"targets"`` and ``"both"`` need ``mean``, the predictions, and ``values``.

    References
    ----------
    D. Wu, C.-T. Lin, J. Huang, "Active learning for regression using greedy sampling", 2019. There one label
    at a time with a model in between, and the first D labels by GSx, which is left to a ``Switch`` here.

    Examples
    --------
    >>> from labelwise.strategy import Strategy, View
    >>> view = View.from_arrays(mean=np.array([0.0, 1.0, 1.1, 3.0]), labelled=[0], y=[-0.5])
    >>> strategy = Strategy(selector=GreedySampling("targets"))
    >>> strategy.select(view, 2, np.random.default_rng(0)).indices.tolist()
    [3, 2]
    """

    of: Annotated[str, OneOf(("inputs", "targets", "both"))] = "inputs"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The name of its authors."""
        return {"inputs": "gsx", "targets": "gsy", "both": "igs"}[self.of]

    @property
    def takes(self) -> tuple[str, ...]:  # type: ignore[override]
        """Points, unless only targets count."""
        return () if self.of == "targets" else ("points",)

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """Predictions and known numbers, where targets count."""
        return () if self.of == "inputs" else ("mean", "values")

    def start(self, slate: Slate) -> _Greedy:
        """Begin a run from the labelled and pending rows."""
        axes: list[Any] = []
        known = 0
        if self.of != "targets":
            points = points_of(slate, self)
            centres = points.part(slice(0, 0)) if slate.centres is None else slate.centres
            axes, known = [_Inputs(points, centres)], len(centres)
        if self.of != "inputs":
            view: Any = slate.view
            told, own = _told(view), np.asarray(view.get("mean", slate.rows), dtype=np.float64)
            axes, known = [*axes, _Targets(own, told)], len(told)
        return _Greedy(axes, known)


def _told(view: Any) -> Array:
    """Numbers of the labelled rows and predictions of the pending ones, in the order of the rows."""
    rows = np.union1d(view.labelled, view.pending).astype(np.int64)
    values, mean = (np.asarray(view.get(name, rows), dtype=np.float64) for name in ("values", "mean"))
    return np.where(view.labels[rows] >= 0, values, mean)
