"""QUIRE: informative and representative at once, by the least loss that a unit's worst label leaves.

``score(x) = -max over labels of min over y_u of y' (K + lambda I)^-1 y``, where y holds the known labels, the
label of x and the free values y_u of all other units. The inner minimum has a closed form that no longer
speaks of the other units:

``min = y_l' M y_l + (y_x - k' M y_l)^2 / (K_xx + lambda - k' M k)``, M = (K_ll + lambda I)^-1, k = K_lx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from labelwise.measures.centred import centred
from labelwise.parallel import in_blocks
from labelwise.params import Between, Piece

__all__ = ["Quire", "quire"]

Array = NDArray[Any]

BLOCK = 4096
"""Rows whose kernel values against the labelled are held at once."""


@dataclass(frozen=True, repr=False)
class Quire(Piece):
    """Minus the loss of the best labelling of all other units, when the unit gets its worst label.

    Classes are taken one against the rest with labels +1 and -1, and the worst class counts; for two
    classes that is the rule of the paper. O(N l^2) time and O(l^2) memory for l labels: eliminating the
    other units one by one, as the paper's recursion does, gives the same number in O(N^3).

    Parameters
    ----------
    gamma : float or None
        Of the kernel ``exp(-gamma |a - b|^2)``; None is one over the summed variances of the columns.
    regularisation : float
        lambda.

    References
    ----------
    S.-J. Huang, R. Jin, Z.-H. Zhou, "Active learning by querying informative and representative examples",
    2010. There the free values are relaxed to real numbers too.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[0.0], [0.2], [1.0], [2.0]])}, labels=[0, -1, -1, 1])
    >>> view.score(Quire(gamma=1.0), np.array([1, 2])).round(2).tolist()
    [-2.4, -1.55]
    """

    gamma: Annotated[float | None, Between(0, open_low=True)] = None
    regularisation: Annotated[float, Between(0, open_low=True)] = 1.0
    title = "quire"
    pooled = whole = True

    def __call__(self, embedding: Any, view: Any = None) -> Array:
        """(N,) float scores; all equal without labels.

        Parameters
        ----------
        embedding : (N, D) float
            Where the units are.
        view : View, optional
            Gives the labels.
        """
        x, gamma = centred(embedding, self.gamma)
        labels = np.full(len(x), -1) if view is None else view.labels
        known = np.flatnonzero(labels >= 0)
        if not len(known):
            return np.full(len(x), -1 / (1 + self.regularisation))
        signs = _against_the_rest(labels[known], getattr(view, "classes", None))
        ridge = _kernel(x[known], x[known], gamma) + self.regularisation * np.eye(len(known))
        factor = cho_factor(ridge)
        weights = cho_solve(factor, signs)  # (l, C)
        fixed = np.einsum("lc,lc->c", signs, weights)
        found = np.empty(len(x))

        def fill(rows: slice) -> None:
            k = _kernel(x[rows], x[known], gamma)
            left = 1 + self.regularisation - np.einsum("rl,lr->r", k, cho_solve(factor, k.T))
            found[rows] = -(fixed + (1 - k @ weights) ** 2 / left[:, None]).max(axis=1)

        in_blocks(fill, len(x), BLOCK)
        return found


quire = Quire()
"""The measure with a kernel as wide as the embedding and lambda 1."""


def _against_the_rest(labels: Array, classes: int | None) -> Array:
    """(l, C): 1 in the column of the label, -1 elsewhere; two columns or more."""
    count = max(classes or 0, int(labels.max()) + 1, 2)
    return np.where(labels[:, None] == np.arange(count), 1.0, -1.0)


def _kernel(a: Array, b: Array, gamma: float) -> Array:
    squared = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2 * (a @ b.T)
    return np.asarray(np.exp(-gamma * np.maximum(squared, 0.0)))
