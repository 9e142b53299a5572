"""Influence (ISAL): how much the expected gradient of a unit would lower the loss on the labels there are.

``score(x) = g(x) . s`` over the number of scored rows, ``s = (H / scale + damp I)^-1 v``: v is the summed
gradient of the reference loss, H the Hessian of the training loss, g the gradient under the pseudo-label.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import LinearOperator, cg

from labelwise.errors import BadData, BadParameter
from labelwise.params import Between, Piece

__all__ = ["Influence", "influence"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class Influence(Piece):
    """Influence of a pseudo-labelled unit on the loss of the labelled rows, by the last layer.

    Everything stays factored: gradients are products of ``p - y`` and the embedding. O(N (C + D) C) time for
    the scores, and O(l C D) for each step towards s.

    Parameters
    ----------
    top : int
        How many of the most probable classes the expected gradient is taken over; 1 is the pseudo-label.
        Over all classes it would be exactly 0, so one class at least is left out.
    damp, scale : float
        As in the paper's recursion; its defaults make s nearly v, and smaller ones use the curvature.

    Notes
    -----
    The reference and the training set are the labelled rows. The code of the authors takes the test images as
    reference, which lets the test set choose. It follows 250 steps of a recursion, which leaves about 7% of
    error; here the limit is computed. Without labels all scores are 0.

    References
    ----------
    Z. Liu, H. Ding, H. Zhong, W. Li, J. Dai, C. He, "Influence selection for active learning" (S103), 2021.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> h, p = np.eye(2)[[0, 0, 1]], np.array([[0.6, 0.4], [0.6, 0.4], [0.6, 0.4]])
    >>> view = View(arrays={"proba": p, "embedding": h}, labels=[0, -1, -1])
    >>> view.score(Influence(damp=1.0, scale=1.0), np.array([1, 2])).round(3).tolist()
    [0.072, 0.0]
    """

    top: Annotated[int, Between(1)] = 1
    damp: Annotated[float, Between(0, open_low=True)] = 0.01
    scale: Annotated[float, Between(0, open_low=True)] = 1e4
    title = "influence"
    pooled = whole = True

    def __call__(self, proba: Array, embedding: Any, view: Any = None) -> Array:
        """(N,) float scores.

        Parameters
        ----------
        proba : (N, C) float
            Rows sum to 1.
        embedding : (N, D) float, may be sparse
            What the last layer sees.
        view : View, optional
            Gives the labels.

        Raises
        ------
        BadData
            If a label names a class that ``proba`` does not have.
        """
        p = np.asarray(proba, dtype=np.float64)
        h = np.asarray(embedding.toarray() if hasattr(embedding, "toarray") else embedding, dtype=np.float64)
        labels = np.full(len(p), -1) if view is None else view.labels
        known = np.flatnonzero(labels >= 0)
        if not len(known):
            return np.zeros(len(p))
        if labels.max() >= p.shape[1]:
            raise BadData(
                f"a label names the class {labels.max()}", allowed=f"0 to {p.shape[1] - 1}, as in proba"
            )
        wrong = p[known] - np.eye(p.shape[1])[labels[known]]
        s = solved(curvature(p[known], h[known]), wrong.T @ h[known], self.damp, self.scale)
        return np.asarray(np.einsum("nc,nc->n", expected(p, min(self.top, p.shape[1] - 1)), h @ s.T) / len(p))


influence = Influence()
"""The measure with the pseudo-label and the paper's damping."""


def expected(p: Array, top: int) -> Array:
    """(n, C): the residual of the gradient, expected over the ``top`` most probable classes.

    One class stands for itself, as a pseudo-label; several count by their probabilities.
    """
    order = np.argsort(-p, axis=1, kind="stable")[:, :top]
    weight = np.zeros_like(p)
    np.put_along_axis(weight, order, 1.0 if top == 1 else np.take_along_axis(p, order, axis=1), axis=1)
    return np.asarray(weight.sum(axis=1, keepdims=True) * p - weight)


def curvature(p: Array, h: Array) -> Callable[[Array], Array]:
    """The Hessian of the mean cross-entropy of rows, as a function of a (C, D) direction."""

    def times(u: Array) -> Array:
        a = h @ u.T  # (l, C)
        turned = p * (a - np.einsum("lc,lc->l", p, a)[:, None])
        return np.asarray(turned.T @ h / len(p))

    return times


def solved(times: Callable[[Array], Array], v: Array, damp: float, scale: float) -> Array:
    """(C, D): ``(H / scale + damp I)^-1 v`` by conjugate gradients."""
    size = v.size

    def flat(u: Array) -> Array:
        return (times(u.reshape(v.shape)) / scale + damp * u.reshape(v.shape)).ravel()

    found, left = cg(LinearOperator((size, size), flat, dtype=np.float64), v.ravel(), rtol=1e-10)
    if left:
        raise BadParameter(
            f"the influence did not settle in {left} steps at damp {damp:g} and scale {scale:g}",
            fix="raise damp * scale, which steadies the curvature",
        )
    return np.asarray(found.reshape(v.shape))
