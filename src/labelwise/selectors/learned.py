"""Learned: the error decay of each group, from what was seen of it round by round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf, Piece, needs_of
from labelwise.selectors.decay import Decay, fit_decay
from labelwise.types import Slate, State

__all__ = ["Learned"]

ROUNDS = 30
"""So many last rounds are kept."""


@dataclass(frozen=True, repr=False)
class Learned(Piece):
    """Curves for :class:`ConcaveCover`, fitted to the errors of the groups at this and at past rounds.

    The error of a group is the mean of a measure over its members. A group seen at ``own`` or more different
    numbers of labels has its own curve; the others have the curve of all groups together, scaled to
    their own errors.

    Parameters
    ----------
    error : callable
        A measure of 0 or more, one error a unit: ``least_confidence`` where the model is a black box with
        confidences, a change of its predictions, or what it gets wrong out of fold on labelled rows.
    rows : {"all", "labelled"}
        Over whom the mean is taken.
    own : int
        Different numbers of labels from which a group has its own curve.

    Notes
    -----
    Kept under ``names``, ``n`` and ``e``: the groups, and (rounds, groups) labels and errors, NaN for none.

    Examples
    --------
    >>> from labelwise.measures import least_confidence
    >>> from labelwise.representations import Groups
    >>> from labelwise.selectors import ConcaveCover
    >>> from labelwise.strategy import Strategy, View
    >>> proba = np.array([[0.5, 0.5], [0.5, 0.5], [1.0, 0.0], [1.0, 0.0]])
    >>> view = View(arrays={"proba": proba, "group": np.array(["a", "a", "b", "b"])})
    >>> learnt = ConcaveCover(Learned(least_confidence))
    >>> strategy = Strategy(representation=Groups(), selector=learnt)
    >>> sorted(strategy.select(view, 2, np.random.default_rng(0)).indices.tolist())
    [0, 1]
    """

    error: Any
    rows: Annotated[str, OneOf(("all", "labelled"))] = "all"
    own: Annotated[int, Between(2)] = 4

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads."""
        return needs_of(self.error)

    def learn(self, slate: Slate, seen: NDArray[Any], state: State) -> tuple[list[Decay], State]:
        """A curve for each group that has ``seen`` (G,) labels by now, and what is kept.

        Raises
        ------
        BadParameter
            If the groups have no names.
        """
        names = getattr(slate.space, "names", None)
        if names is None or slate.view is None or slate.space is None:
            raise BadParameter(
                "Learned got groups without names", fix="use representation=Groups(('group',))"
            )
        labelled = np.flatnonzero(slate.view.labels >= 0)
        rows = labelled if self.rows == "labelled" else np.arange(slate.view.size, dtype=np.int64)
        sets: Any = slate.space(rows)
        count = np.asarray(sets.rows.sum(axis=0), dtype=np.float64).ravel()
        wrong = sets.rows.T @ slate.view.score(self.error, rows, slate.rng)
        error = np.where(count > 0, wrong / np.maximum(count, 1e-300), np.nan)
        n, e = (
            np.vstack([_before(state, key, names), now])[-ROUNDS:] for key, now in (("n", seen), ("e", error))
        )
        return self._curves(n, e), {"names": np.array(names), "n": n, "e": e}

    def _curves(self, n: NDArray[Any], e: NDArray[Any]) -> list[Decay]:
        known = ~np.isnan(e) & ~np.isnan(n)
        if not known.any():
            return [Decay()] * n.shape[1]
        common = fit_decay(n[known], e[known])
        return [self._curve(n[at, g], e[at, g], common) for g, at in enumerate(known.T)]

    def _curve(self, n: NDArray[Any], e: NDArray[Any], common: Decay) -> Decay:
        if len(np.unique(n)) >= self.own:
            return fit_decay(n, e)
        usual = common(n).sum()
        scale = float(e.sum() / usual) if usual > 0 else 1.0
        return replace(
            common, terms=tuple((scale * a, b) for a, b in common.terms), floor=scale * common.floor
        )


def _before(state: State, key: str, names: tuple[str, ...]) -> NDArray[Any]:
    """(rounds, G) what was kept, for the groups there are now; NaN for those that are new."""
    if key not in state:
        return np.zeros((0, len(names)))
    place = {str(name): k for k, name in enumerate(state["names"])}
    old = np.asarray(state[key], dtype=np.float64)
    padded = np.hstack([old, np.full((len(old), 1), np.nan)])
    return np.asarray(padded[:, [place.get(name, -1) for name in names]])
