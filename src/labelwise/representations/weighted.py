"""Weighted: each point times its score, so that a batch is spread out and consists of what scores high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.errors import BadData
from labelwise.params import needs_of
from labelwise.representations.base import Representation
from labelwise.types import Dense, Points, Rows, Scaled, Space, ViewLike

__all__ = ["Weighted"]


@dataclass(frozen=True, repr=False)
class Weighted(Representation):
    """``phi(x) = score(x) * base(x)``: the kernel ``q_i k_ij q_j`` of a determinantal point process.

    Parameters
    ----------
    base : Representation
        Says how alike two units are; on the unit sphere its kernel is the cosine.
    measure : callable
        The quality q of each unit, 0 or more; a plain measure of View arrays.

    Raises
    ------
    BadData
        For scores below 0.

    References
    ----------
    A. Kulesza, B. Taskar, "Determinantal point processes for machine learning", 2012, section 3.1.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> def price(mean):
    ...     return mean
    >>> view = View(arrays={"embedding": np.array([[3.0, 4.0], [0.0, 1.0]]), "mean": np.array([2.0, 0.5])})
    >>> space = Weighted(Embedding(norm="l2"), price).fit(view, np.random.default_rng(0))
    >>> space(np.array([0, 1])).diag().round(3).tolist()
    [4.0, 0.25]
    """

    base: Representation
    measure: Any

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the base and the measure read."""
        return tuple(dict.fromkeys((*self.base.needs, *needs_of(self.measure))))

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Points of any rows, each times its score."""
        inner = self.base.fit(view, rng)

        def space(rows: Rows) -> Points:
            points, score = inner(rows), view.score(self.measure, rows)
            if score.min(initial=0) < 0:
                raise BadData(
                    f"Weighted got the score {score.min():.3g}",
                    allowed="scores of 0 or more",
                    fix="take a measure such as margin, or add a constant",
                )
            if not isinstance(points, Dense):
                return Scaled(points, score)
            x = points.dense(np.arange(len(points)))
            return Dense(x * score[:, None].astype(x.dtype))

        return space
