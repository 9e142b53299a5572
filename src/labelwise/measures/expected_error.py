"""Expected error reduction with any model: train anew for every possible answer.

``score(x) = -sum over c of p_c(x) risk(the model after x got c)``, the risk being the mean loss that the new
model expects on the other unlabelled rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from labelwise.errors import BadParameter
from labelwise.params import OneOf, Piece

__all__ = ["ExpectedError", "expected_error"]

Array = NDArray[Any]


def _zero_one(p: Array) -> Array:
    return np.asarray(1 - p.max(axis=1))


def _log(p: Array) -> Array:
    return np.asarray(entr(p).sum(axis=1))


def _gini(p: Array) -> Array:
    return np.asarray(1 - (p * p).sum(axis=1))


LOSSES: dict[str, Callable[[Array], Array]] = {"zero-one": _zero_one, "log": _log, "gini": _gini}
"""What a model expects to lose: by its best guess, by its probabilities, by a guess drawn from them."""


@dataclass(frozen=True, repr=False)
class ExpectedError(Piece):
    """Expected error reduction by ``refit``, which trains the caller's own model anew.

    m C trainings for m candidates, one after the other, each followed by predictions for the pool: put a
    candidates stage before it, as the named method does. ``window_error`` needs none.

    Parameters
    ----------
    loss : {"zero-one", "log", "gini"}
        Of the best guess, of the probabilities, of a guess drawn by them.

    References
    ----------
    N. Roy, A. McCallum, "Toward optimal active learning through Monte Carlo estimation of error reduction",
    2001.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> def refit(rows, targets):  # one constant for all rows: the share of each class, with pseudo-counts
    ...     share = (1 + np.bincount([0, *targets], minlength=2)) / (3 + len(targets))
    ...     return View(arrays={"proba": np.tile(share, (3, 1))})
    >>> view = View(arrays={"proba": np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]]), "refit": refit})
    >>> view.score(ExpectedError(), np.arange(3)).tolist()
    [-0.275, -0.375, -0.45]
    """

    loss: Annotated[str, OneOf(tuple(LOSSES))] = "zero-one"
    title = "expected-error"
    pooled = True

    def __call__(self, refit: Any, proba: Array, rows: Any = None, view: Any = None) -> Array:
        """(m,) float64, never positive.

        Parameters
        ----------
        refit : callable
            ``refit(rows, targets) -> View``: the pool under a model that has learned besides the present
            labels that ``rows`` are of the classes ``targets``.
        proba : (m, C) float
            What the present model says of the candidates.
        rows : (m,) int64, optional
            Which rows of the pool they are; by default all.
        view : View, optional
            Says which rows have a label, and are not judged.

        Raises
        ------
        BadParameter
            If ``refit`` is no function, or gives no View.
        """
        rows = np.arange(len(proba)) if rows is None else rows
        free = np.arange(len(proba)) if view is None else np.flatnonzero(view.labels < 0)
        others = np.maximum(len(free) - np.isin(rows, free), 1)
        risk = expected_risk(refit, np.asarray(proba, dtype=np.float64), rows, free, self.loss)
        return np.asarray(-risk / others)


expected_error = ExpectedError()
"""The measure with the loss of the best guess."""


def expected_risk(refit: Any, proba: Array, rows: Any, free: Any, loss: str) -> Array:
    """(m,) summed loss on the rows ``free`` but the candidate, expected over its class."""
    if not callable(refit):
        raise BadParameter(f"refit is {refit!r}", allowed="a function (rows, targets) -> View")
    found = np.zeros(len(rows))
    for i, row in enumerate(rows):
        others = free[free != row]
        for c in np.flatnonzero(proba[i] > 0):
            after = refit(np.array([row]), np.array([c]))
            if not hasattr(after, "labelled"):
                raise BadParameter(
                    f"refit gave {type(after).__name__}",
                    allowed="a View",
                    fix="return labelwise.strategy.View(arrays={'proba': ...}) of the whole pool",
                )
            p = np.asarray(after.get("proba", others), dtype=np.float64)
            found[i] += proba[i, c] * LOSSES[loss](p).sum()
    return found
