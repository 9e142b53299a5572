"""The greedy oracle: what each candidate would bring if its true label were known. For research only.

It sees the labels that a campaign is there to find out, so it says how good any strategy could be one step
ahead, and it is the expert that ImitAL (S010, S019) learns from. Nobody can ask by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Piece
from labelwise.types import Rows

__all__ = ["GreedyOracle", "greedy_oracle"]

Array = NDArray[Any]


def greedy_oracle(
    train: Callable[[Rows], Array], y: Array, labelled: Rows, candidates: Sequence[Any]
) -> NDArray[np.float64]:
    """(k,) share of all items that the model says right once a candidate has its true label.

    One training for each candidate.

    Parameters
    ----------
    train : callable
        ``train(rows)`` learns from the true labels of these rows and gives (N,) predicted labels of all, as
        :func:`labelwise.evaluation.savings.trainer` makes of a learner.
    y : (N,) array
        The true labels.
    labelled : (l,) int64
        Rows that have a label already.
    candidates : sequence of int or of (b,) int64
        Rows that are added, one or a batch at a time.

    Raises
    ------
    BadData
        If ``train`` gives another number of labels.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "Learning active learning strategies from synthetic data" (S010), 2021.

    Examples
    --------
    >>> x, y = np.arange(6), np.array([0, 0, 0, 0, 1, 1])
    >>> def train(rows):  # the label of the nearest known item
    ...     return y[rows][np.abs(x[:, None] - x[rows]).argmin(axis=1)]
    >>> greedy_oracle(train, y, np.array([0]), [1, 5, (3, 4)]).round(2).tolist()
    [0.67, 0.83, 1.0]
    """
    found = np.zeros(len(candidates))
    for k, rows in enumerate(candidates):
        said = np.asarray(train(np.union1d(labelled, rows).astype(np.int64)))
        if said.shape != np.shape(y):
            raise BadData(
                f"train gave labels of shape {said.shape}", allowed=f"{np.shape(y)}, one for each item"
            )
        found[k] = float((said == y).mean())
    return found


@dataclass(frozen=True, repr=False)
class GreedyOracle(Piece):
    """The greedy oracle as a measure, for simulations whose pool has the true classes in a column ``truth``.

    ``lw.Pool(x, columns={"truth": y})`` with y as positions in the task's classes. One training and
    predictions for the whole pool for each candidate: put a candidates stage before it.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner (S010), 2021; the optimal greedy strategies of ten and twenty candidates
    in OGAL (S009).

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> def refit(rows, targets):
    ...     return View(arrays={"proba": np.eye(2)[[0, targets[0], 1]]})
    >>> view = View(arrays={"refit": refit, "truth": np.array([0, 1, 1])})
    >>> view.score(GreedyOracle(), np.array([0, 1])).round(2).tolist()
    [0.67, 1.0]
    """

    title = "greedy-oracle"
    pooled = True

    def __call__(self, refit: Any, truth: Array, rows: Any = None, view: Any = None) -> NDArray[np.float64]:
        """(m,) float64, the share of the pool that is right after each candidate.

        Parameters
        ----------
        refit : callable
            ``refit(rows, targets) -> View``, as a campaign gives it.
        truth : (m,) int
            True classes of the candidates.
        rows : (m,) int64, optional
            Which rows of the pool they are; by default all.
        view : View, optional
            Gives the true classes of the rest.

        Raises
        ------
        BadParameter
            If ``refit`` is no function.
        """
        if not callable(refit):
            raise BadParameter(f"refit is {refit!r}", allowed="a function (rows, targets) -> View")
        every = np.asarray(truth if view is None else view.get("truth"))
        found = np.zeros(len(truth))
        for i, row in enumerate(np.arange(len(truth)) if rows is None else rows):
            after = refit(np.array([row]), np.array([every[row]]))
            only = not after.has("proba")  # all labels are of one class as yet
            said = every[row] if only else np.asarray(after.get("proba")).argmax(axis=1)
            found[i] = float((said == every).mean())
        return found
