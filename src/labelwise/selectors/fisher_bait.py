"""FisherBait: BAIT for classes, with the Fisher information of a softmax layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.parallel import in_blocks
from labelwise.params import Between
from labelwise.representations.embedding import written_out
from labelwise.representations.mapping import ALL, written
from labelwise.selectors.bait import forward_backward
from labelwise.selectors.base import Selector, points_of
from labelwise.types import Rows, Slate

__all__ = ["FisherBait"]

Array = NDArray[Any]

WIDE = 4096
"""Classes times coordinates beyond which no square matrix of them is made."""

STEP = 1024
"""Rows of a block."""


def roots(proba: Array) -> Array:
    """(m, C, C) columns ``sqrt(p_y) (p - e_y)``; a product with its transpose is ``diag(p) - p p'``.

    Examples
    --------
    >>> made = roots(np.array([[0.5, 0.5]]))[0]
    >>> (made @ made.T).round(3).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """
    p = proba.astype(np.float64)
    return np.asarray((p[:, :, None] - np.eye(p.shape[1])) * np.sqrt(p)[:, None, :])


def fisher(x: Array, proba: Array) -> Array:
    """(C D, C D) sum over rows of ``(diag(p) - p p') ⊗ x x'``."""
    classes, width = proba.shape[1], x.shape[1]
    made = np.zeros((classes, width, classes, width))
    for c in range(classes):
        for d in range(classes):
            weight = proba[:, c] * ((c == d) - proba[:, d])
            made[c, :, d] = (x * weight[:, None]).T @ x
    return made.reshape(classes * width, classes * width)


class _Trace:
    """``V' M V`` and ``V' M F M V`` of each candidate, V its (C D, C) root of the Fisher information."""

    def __init__(self, x: Array, root: Array, m: Array, moments: Array) -> None:
        self._x, self._root, self._m, self._g = x, root, m, m @ moments @ m
        classes = root.shape[1]
        square = (classes, x.shape[1], classes, x.shape[1])
        self.var, self.gain = (self._quadratic(part.reshape(square)) for part in (self._m, self._g))

    def _quadratic(self, matrix: Array) -> Array:
        def block(rows: Any) -> Array:
            inner = np.einsum("rcke,re->rck", np.tensordot(self._x[rows], matrix, (1, 1)), self._x[rows])
            return np.asarray(self._root[rows].transpose(0, 2, 1) @ inner @ self._root[rows])

        return np.concatenate(in_blocks(block, len(self._x), STEP))

    def forward(self) -> Array:
        """(m,) how much each would lower the trace."""
        return self._falls(ALL, 1.0)

    def backward(self, rows: Rows) -> Array:
        """(r,) minus how much the trace would rise without each."""
        return self._falls(rows, -1.0)

    def _falls(self, rows: Any, sign: float) -> Array:
        inner = self.var[rows] + sign * np.eye(self.var.shape[1])
        return np.asarray(np.trace(np.linalg.solve(inner, self.gain[rows]), axis1=1, axis2=2))

    def take(self, i: int) -> None:
        """Condition on candidate i."""
        self._move(i, 1.0)

    def leave(self, picks: Rows, k: int) -> None:
        """The k-th pick is none any more."""
        self._move(int(picks[k]), -1.0)

    def _move(self, i: int, sign: float) -> None:
        """Condition on candidate i (sign 1), or undo it (sign -1): a change of rank C."""
        classes, width = self._root.shape[1], self._x.shape[1]
        v = np.einsum("cy,d->cdy", self._root[i], self._x[i]).reshape(classes * width, classes)
        b = np.linalg.inv(sign * np.eye(classes) + self.var[i])
        u, h = self._m @ v, self._g @ v
        own = b @ self.gain[i] @ b
        flat = [w.reshape(classes, width, classes).transpose(1, 0, 2).reshape(width, -1) for w in (u, h)]

        def block(rows: Any) -> None:
            shape, root = (-1, classes, classes), self._root[rows].transpose(0, 2, 1)
            left, right = (root @ (self._x[rows] @ part).reshape(shape) for part in flat)
            across = left @ b @ right.transpose(0, 2, 1)
            turned = left.transpose(0, 2, 1)
            self.var[rows] -= left @ b @ turned
            self.gain[rows] += left @ own @ turned - across - across.transpose(0, 2, 1)

        in_blocks(block, len(self._x), STEP)
        across = u @ b @ h.T
        self._g += u @ own @ u.T - across - across.T
        self._m -= u @ b @ u.T


@dataclass(frozen=True, repr=False)
class FisherBait(Selector):
    """Greedy minimum of ``trace((l I + I_L + I_B)^-1 I_all)``: Fisher information of the last layer of a
    classifier, ``I(x) = (diag(p) - p p') ⊗ h h'``, of the labelled rows, the batch and all rows.

    Forward: ``over`` times as many as wanted; backward: what raises it least is left out again.

    Parameters
    ----------
    penalty : float
        ``l``, the ridge.
    over : float
        1 is forward alone.

    Raises
    ------
    BadParameter
        If classes times coordinates are more than 4,096: put ``>> PCA(64)`` behind the representation.

    Notes
    -----
    O(m D C^2 + m C^3 + (C D)^2 C) a pick, O(m C^2 D^2) at the start, O(m C^2 + (C D)^2) memory. ``I_L`` and
    ``I_B`` are sums over ``l + n``, the numbers of labelled rows and picks; in the code of the authors a unit
    of the batch weighs n times as much as a labelled one.

    References
    ----------
    J. T. Ash, S. Goel, A. Krishnamurthy, S. Kakade, "Gone fishing: neural active learning with Fisher
    embeddings" (BAIT), 2021.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import Strategy, View
    >>> view = View(arrays={"proba": np.array([[0.5, 0.5], [1.0, 0.0], [0.6, 0.4]]), "embedding": np.eye(3)})
    >>> strategy = Strategy(representation=Embedding(), selector=FisherBait())
    >>> sorted(strategy.select(view, 2, np.random.default_rng(0)).indices.tolist())
    [0, 2]
    """

    penalty: Annotated[float, Between(0, open_low=True)] = 1.0
    over: Annotated[float, Between(1)] = 2.0
    title = "bait"
    takes = ("points",)
    needs = ("proba",)

    def choose(self, slate: Slate) -> Rows:
        """Positions in picking order."""
        if slate.view is None:
            raise BadParameter(f"{self!r} reads proba", fix="select with a View that has it")
        x = written(points_of(slate, self), self).dense(ALL).astype(np.float64)
        p = written_out(slate.view.get("proba", slate.rows), "proba").astype(np.float64)
        if p.shape[1] * x.shape[1] > WIDE:
            raise BadParameter(
                f"FisherBait got {p.shape[1]} classes times {x.shape[1]} coordinates",
                allowed=f"at most {WIDE}",
                fix=f"put >> PCA({max(1, WIDE // p.shape[1])}) behind the representation",
            )
        known = np.union1d(np.flatnonzero(slate.view.labels >= 0), slate.view.pending).astype(np.int64)
        wanted, moments, m = (
            min(slate.n, len(x)),
            fisher(x, p),
            self.penalty * np.eye(p.shape[1] * x.shape[1]),
        )
        if len(known) and slate.space is not None:
            seen = written(slate.space(known), self).dense(ALL).astype(np.float64)
            theirs = fisher(seen, written_out(slate.view.get("proba", known), "proba").astype(np.float64))
            moments, m = moments + theirs, m + theirs / (len(known) + wanted)
        scale = np.sqrt(1 / (len(known) + wanted))
        trace = _Trace(x, scale * roots(p), np.linalg.inv(m), moments / (len(x) + len(known)))
        return forward_backward(trace, slate, self.over)
