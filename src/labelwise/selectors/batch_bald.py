"""BatchBALD: the batch whose answers together tell most about the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.measures.draws import mean_and_entropy
from labelwise.measures.entropy import entropy
from labelwise.parallel import each, in_blocks
from labelwise.params import Between
from labelwise.random import tie_break
from labelwise.selectors.base import Selector
from labelwise.selectors.configurations import LEVELS, Configurations
from labelwise.types import Slate

__all__ = ["BatchBALD"]

Array = NDArray[Any]

SLACK = 1e-9
"""Bounds are raised by this much, for what is lost in the last digits."""

STEP = 2**17
"""Entries of one block of bounds, so that it stays in the cache."""

FEW = 16
"""Candidates that are looked at together; the double of it next."""


class _Gains:
    """Information that one more answer would add; computed only where a bound calls for it."""

    def __init__(self, slate: Slate, samples: Array, limit: int) -> None:
        self._rows, self._ties, self._samples = slate.rows, slate.ties, samples
        mean, inside = mean_and_entropy(samples)
        self._inside = inside.astype(np.float64)
        self._bound = entropy(mean).astype(np.float64) - self._inside
        self._gain = self._bound.copy()
        self._fresh = np.ones(len(self._rows), dtype=bool)
        self._known = Configurations(len(samples), limit, slate.rng)

    def scores(self) -> Array:
        """(m,) gains of all candidates."""
        self._look(np.arange(len(self._rows)))
        return self._gain

    def score(self, i: int) -> float:
        """The gain of a candidate."""
        self._look(np.array([i]))
        return float(self._gain[i])

    def add(self, i: int) -> None:
        """Its answer counts as known from now on."""
        self._known.add(self._samples[:, i])
        self._fresh[:] = False
        found = self._bounds(np.arange(len(self._rows)), 0)
        if self._known.exact:  # what an answer adds only falls while others are added
            np.minimum(found, self._bound, out=found)
        self._bound = found

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, None] | None:
        """The highest gain, ties as the Picker breaks them; those that cannot reach it are passed over."""
        left = np.flatnonzero(alive)
        if not len(left):
            return None
        lead = left[np.argsort(-self._gain[left], kind="stable")[:FEW]]  # the best at the pick before
        self._look(lead)
        best = self._gain[lead].max()
        self._tighten(left, best, 1)
        left = left[np.argsort(-self._bound[left], kind="stable")]
        seen, step = 0, FEW
        while seen < len(left) and self._bound[left[seen]] + SLACK >= best:
            part = left[seen : seen + step]
            near = self._tighten(part, best, LEVELS - 1)
            if len(near):
                self._look(near)
                best = max(best, self._gain[near].max())
            seen, step = seen + len(part), 2 * step
        tied = np.flatnonzero(alive & self._fresh & (self._gain == best))
        return int(tied[tie_break(self._rows[tied], self._ties).argmin()]), None

    def _tighten(self, candidates: Array, best: float, level: int) -> Array:
        """Lower the bounds of those that may reach ``best``; those that still may."""
        near = candidates[self._bound[candidates] + SLACK >= best]
        stale = near[~self._fresh[near]]
        if len(stale):
            self._bound[stale] = np.minimum(self._bound[stale], self._bounds(stale, level))
        return near[self._bound[near] + SLACK >= best]

    def _bounds(self, candidates: Array, level: int) -> Array:
        """Upper bounds of the gains, a block of candidates at a time."""
        groups = len(self._known.joined(level)[0])

        def bound(part: slice) -> Array:
            rows = part if len(candidates) == len(self._rows) else candidates[part]
            return self._known.bounds(np.asarray(self._samples[:, rows], dtype=np.float64), level)

        step = max(1, STEP // (groups * self._samples.shape[2]))
        return np.concatenate(in_blocks(bound, len(candidates), step)) - self._inside[candidates]

    def _look(self, candidates: Array) -> None:
        stale = candidates[~self._fresh[candidates]]
        if not len(stale):
            return

        def gains(part: Array) -> Array:
            given = np.ascontiguousarray(self._samples[:, part].transpose(1, 0, 2), dtype=np.float64)
            return np.array([self._known.entropy(proba) for proba in given])

        parts = np.array_split(stale, max(1, len(stale) // FEW))
        self._gain[stale] = np.concatenate(each(gains, parts)) - self._inside[stale]
        self._bound[stale] = self._gain[stale]
        self._fresh[stale] = True


@dataclass(frozen=True, repr=False)
class BatchBALD(Selector):
    """Greedy maximum of the mutual information between the model and the answers of the batch together.

    The score of a candidate is what its answer adds to those of the picks before it,
    ``H(y | y_1 .. y_t) - 1/K sum_k H(p_k)``; a duplicate of a pick adds little. The first pick is that of
    BALD, and the batch has at least 1 - 1/e of the most that so many answers could tell.

    All configurations of the answers are added up as long as there are at most ``configurations`` of them,
    then so many are drawn. A candidate is looked at only where an upper bound of its score reaches the best
    one: Jensen's, over configurations that speak alike, closer where a coarser one does not tell, and its
    score at the pick before, which only falls as long as none are drawn. The picks are those that looking at
    all candidates would give.

    Cost a pick: O(M K C) for each candidate looked at, O(N K^2 C) for the bounds; memory O(N + M K).

    Parameters
    ----------
    configurations : int
        The most configurations M of the answers of a batch; not fewer than there are draws.

    References
    ----------
    A. Kirsch, J. van Amersfoort, Y. Gal, "BatchBALD: efficient and diverse batch acquisition for deep
    Bayesian active learning", 2019. There the drawn configurations are drawn anew for each pick; here they
    are drawn once and go on, which is as true on average and costs less.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.strategy import View
    >>> torn, other = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], [[0.9, 0.1], [0.1, 0.9]] * 2
    >>> view = View(arrays={"samples": np.stack([torn, torn, other], axis=1)})
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3), view=view)
    >>> made = Picker(slate, BatchBALD()).fill().selection()
    >>> 2 in made.indices, made.scores.round(3).tolist()
    (True, [0.693, 0.368])
    """

    configurations: Annotated[int, Between(1)] = 10_000
    title = "batchbald"
    needs = ("samples",)

    def start(self, slate: Slate) -> _Gains:
        """Begin a run over the draws of the slate's view.

        Raises
        ------
        BadParameter
            If the slate has no view.
        """
        if slate.view is None:
            raise BadParameter("BatchBALD got a slate without a view", fix="pass samples=(K, N, C)")
        return _Gains(slate, slate.view.get("samples", slate.rows), self.configurations)
