"""FacilityLocation: the candidate that brings all others nearer to something chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.random import tie_break
from labelwise.representations.embedding import written
from labelwise.selectors.base import Selector, points_of
from labelwise.selectors.similarity import Gaussian, Similar
from labelwise.types import Slate

__all__ = ["FacilityLocation"]

Array = NDArray[Any]

FIRST = 128
"""Candidates whose bounds are renewed together; twice as many each time in one pick."""

SLACK = 1e-5
"""Sums of single-precision gains are bounds when this share is added."""


class _Gains:
    """``sum_n w_n max(0, s(n, i) - best_n)`` for each candidate i, of which most know an old bound only."""

    def __init__(self, slate: Slate, similar: Similar, weight: Array) -> None:
        self._similar, self._weight, self._slate = similar, weight, slate
        self._best = similar.closest()
        self._bound = np.full(len(similar), np.inf)
        self._fresh = np.zeros(len(similar), dtype=np.int8)  # 1: bound of this pick, 2: exact
        self._slack = similar.slack * weight.sum()
        self._kind = similar.kinds()

    def scores(self) -> Array:
        """(m,) float64 gains."""
        return np.array([self.score(i) for i in range(len(self._bound))])

    def score(self, i: int) -> float:
        """The gain of one candidate, and so of its copies: in tables of few distinct rows all of them tie."""
        if self._fresh[i] < 2:
            gain = np.maximum(self._similar.row(i) - self._best, 0)
            same = self._kind == self._kind[i]
            self._bound[same] = float((gain * self._weight).sum(dtype=np.float64))
            self._fresh[same] = 2
        return float(self._bound[i])

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None] | None:
        """The largest gain; only candidates whose bound reaches it are looked at."""
        top, many = -np.inf, FIRST
        while True:
            open_ = np.where(alive & (self._fresh < 2), self._bound, -np.inf)
            i = int(open_.argmax())
            if open_[i] == -np.inf or open_[i] < top:
                break
            if self._fresh[i]:
                top = max(top, self.score(i))
            else:
                self._renew(np.where(self._fresh == 0, open_, -np.inf), many)
                many *= 2
            top = max(top, float(np.where(alive & (self._fresh == 2), self._bound, -np.inf).max()))
        tied = np.flatnonzero(alive & (self._fresh == 2) & (self._bound == top))
        if not len(tied):
            return None
        return int(tied[tie_break(self._slate.rows[tied], self._slate.ties).argmin()]), None

    def _renew(self, bounds: Array, many: int) -> None:
        """Bounds of the many candidates that have the highest old ones."""
        some = np.flatnonzero(bounds > -np.inf)
        if len(some) > many and np.isfinite(bounds[some].max()):
            some = some[np.argpartition(-bounds[some], many)[:many]]
        some = np.sort(some)
        gains = self._similar.excess(some, self._best, self._weight)
        self._bound[some] = np.minimum(self._bound[some], gains * (1 + SLACK) + self._slack)
        self._fresh[some] = 1

    def add(self, i: int) -> None:
        """Candidate i serves those that it is most similar to."""
        self._best = np.maximum(self._best, self._similar.row(i))
        self._fresh[:] = 0

    def why(self, i: int) -> str:
        """How much it adds."""
        return f"adds {self.score(i) / self._weight.sum() if self._weight.any() else 0.0:.3g} of coverage"


@dataclass(frozen=True, repr=False)
class FacilityLocation(Selector):
    """Greedy facility location: each pick raises ``sum_n w_n max_s s(n, s)`` over chosen s the most.

    Labelled and pending points are chosen from the start; n runs over the candidates. When the strategy has
    a measure, its scores are the weights. Greedy reaches 1 - 1/e of the best sum. With a Gaussian kernel on
    points of length 1 it is MaxHerding, weighted by an uncertainty UncertaintyHerding.

    Gains only fall, so an old one is a bound: O(N^2 D) for the first pick, later picks look at those
    candidates whose bound reaches the largest gain, N^2 D a few times over for 100 picks. Similarities of up
    to 16,384 candidates are kept (1 GiB); beyond, they are computed in blocks each time, in O(N D) memory.

    Parameters
    ----------
    kernel : Gaussian or Cosine
        The similarity.

    References
    ----------
    W. Bae, J. Noh, D. J. Sutherland, "Generalized coverage for more robust low-budget active learning"
    (MaxHerding), 2024; W. Bae, G. L. Oliveira, D. J. Sutherland, "Uncertainty herding: one active learning
    method for all label budgets", 2025; M. Minoux, "Accelerated greedy algorithms for maximizing submodular
    set functions", 1978. ``exp(-(d / width)^2)`` as in the released code.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> x = np.array([[0.0], [0.1], [0.2], [5.0], [5.1]])
    >>> slate = Slate(np.arange(5), 2, np.random.default_rng(0), np.full(5, -1), np.ones(5), points=Dense(x))
    >>> made = Picker(slate, FacilityLocation()).fill().selection()
    >>> made.indices[0].item(), made.scores.round(2)[:1].tolist(), bool(made.indices[1] > 2)
    (1, [2.98], True)
    """

    kernel: Any = field(default_factory=Gaussian)
    title = "facility-location"
    takes = ("points",)
    passes = 0.1
    pairs = 0.3

    def start(self, slate: Slate) -> _Gains:
        """Begin a run.

        Raises
        ------
        BadParameter
            If a weight is negative.
        """
        x = written(points_of(slate, self))
        centres = written(slate.centres) if slate.centres is not None else x[:0]
        return _Gains(slate, Similar(self.kernel, x, centres), weights(slate, self))


def weights(slate: Slate, selector: Any) -> Array:
    """(m,) scores of the strategy's measure as weights, ones where there is none.

    Raises
    ------
    BadParameter
        If one is negative.
    """
    if slate.score is None:
        return np.ones(len(slate.rows))
    if slate.score.min(initial=0) < 0:
        raise BadParameter(
            f"{selector!r} weighs points by a score of {slate.score.min():.3g}", allowed="0 or more"
        )
    return np.asarray(slate.score, dtype=np.float64)
