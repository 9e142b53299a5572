"""Variance reduction: how much a label would steady the predictions of a logistic last layer (A-optimality).

With ``L = diag(p) - p p'`` a label at x adds the information ``L (x) x x'``, whatever it says, to
``F = prior I + sum over labels``. The classes' probabilities at z then vary, in sum and to first order, by
``tr(F^-1 (L_z^2 (x) z z'))``; ``score(x)`` is how much x lowers the mean of that over the unlabelled z.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from labelwise.errors import BadParameter
from labelwise.parallel import in_blocks
from labelwise.params import Between, Piece

__all__ = ["VarianceReduction", "variance_reduction"]

Array = NDArray[Any]

BLOCK = 1024
LARGEST = 8192
"""Parameters of the last layer, C D: the matrices take up to 0.5 GiB each."""


@dataclass(frozen=True, repr=False)
class VarianceReduction(Piece):
    """Fisher information of a multinomial logistic last layer, one label ahead, without training anything.

    The inverse after each candidate comes from that before by a correction of rank C - 1, so this is exact:
    ``score = tr((I + L Q)^-1 L R) / n`` with the C x C blocks ``Q_cd = x' (F^-1)_cd x`` and R likewise of
    ``F^-1 M F^-1``, M the sum of ``L_z^2 (x) z z'`` over the n unlabelled rows. O(N (C D)^2 + (C D)^3) time.

    Parameters
    ----------
    prior : float
        Precision of the weights, ``1 / C`` of scikit-learn's LogisticRegression.

    References
    ----------
    A. Schein, L. Ungar, "Active learning for logistic regression: an evaluation", 2007; D. Cohn, Z.
    Ghahramani, M. Jordan, "Active learning with statistical models", 1996. For a bias append a column of ones
    to the embedding.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> proba, where = np.array([[0.5, 0.5], [0.5, 0.5], [0.9, 0.1]]), np.array([[2.0], [1.0], [2.0]])
    >>> view = View(arrays={"proba": proba, "embedding": where}, labels=[-1, -1, -1])
    >>> view.score(VarianceReduction(), np.arange(3)).round(3).tolist()
    [0.307, 0.153, 0.193]
    """

    prior: Annotated[float, Between(0, open_low=True)] = 1.0
    title = "variance-reduction"
    pooled = whole = True

    def __call__(self, proba: Array, embedding: Any, view: Any = None) -> Array:
        """(N,) float scores of 0 or more.

        Parameters
        ----------
        proba : (N, C) float
            Rows sum to 1.
        embedding : (N, D) float
            What the last layer sees.
        view : View, optional
            Its labels say which rows count as labels; none without.

        Raises
        ------
        BadParameter
            If C D is above 8,192.
        """
        x = np.asarray(embedding.toarray() if hasattr(embedding, "toarray") else embedding, dtype=np.float64)
        p = np.asarray(proba, dtype=np.float64)
        classes, dims = p.shape[1], x.shape[1]
        if classes * dims > LARGEST:
            raise BadParameter(
                f"variance reduction inverts a matrix of {classes} classes x {dims} dimensions",
                allowed=f"a product up to {LARGEST}",
                fix="reduce the embedding first, e.g. sklearn.decomposition.PCA(64)",
            )
        known = np.zeros(len(x), dtype=bool) if view is None else view.labels >= 0
        information = self.prior * np.eye(classes * dims) + _summed(p[known], x[known], _curvature)
        inverse = cho_solve(cho_factor(information), np.eye(classes * dims))
        spread = inverse @ _summed(p[~known], x[~known], _squared) @ inverse
        found = np.empty(len(x))

        def fill(rows: slice) -> None:
            at, own = x[rows], p[rows]
            curved = own[:, :, None] * np.eye(classes) - own[:, :, None] * own[:, None, :]
            before = np.eye(classes) + curved @ _blocks(inverse, at, classes)
            gained = np.linalg.solve(before, curved @ _blocks(spread, at, classes))
            found[rows] = np.trace(gained, axis1=1, axis2=2)

        in_blocks(fill, len(x), BLOCK)
        return np.maximum(found, 0.0) / max(int((~known).sum()), 1)


variance_reduction = VarianceReduction()
"""The measure with a prior of precision 1."""


def _curvature(p: Array, c: int, d: int) -> Array:
    """(r,) entry of ``diag(p) - p p'``."""
    return np.asarray((p[:, c] if c == d else 0.0) - p[:, c] * p[:, d])


def _squared(p: Array, c: int, d: int) -> Array:
    """(r,) entry of its square."""
    both, total = p[:, c] * p[:, d], np.einsum("rc,rc->r", p, p)
    return np.asarray((p[:, c] ** 2 if c == d else 0.0) + both * (total - p[:, c] - p[:, d]))


def _summed(p: Array, x: Array, entry: Callable[[Array, int, int], Array]) -> Array:
    """(C D, C D): the sum over rows of a C x C matrix times ``x x'``."""
    classes, dims = p.shape[1], x.shape[1]
    made = np.zeros((classes, dims, classes, dims))
    pairs = [(c, d) for c in range(classes) for d in range(c + 1)]

    def fill(some: slice) -> None:
        for c, d in pairs[some]:
            for start in range(0, len(x), BLOCK):
                at = slice(start, start + BLOCK)
                made[c, :, d, :] += x[at].T @ (entry(p[at], c, d)[:, None] * x[at])
            made[d, :, c, :] = made[c, :, d, :]

    in_blocks(fill, len(pairs), 1)
    return made.reshape(classes * dims, classes * dims)


def _blocks(matrix: Array, x: Array, classes: int) -> Array:
    """(r, C, C): ``x' B x`` for each D x D block B."""
    dims = x.shape[1]
    made = np.empty((len(x), classes, classes))
    for c in range(classes):
        left = (x @ matrix[c * dims : (c + 1) * dims]).reshape(len(x), classes, dims)
        made[:, c] = np.einsum("rcd,rd->rc", left, x)
    return made
