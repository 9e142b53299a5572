"""A penalised last layer near its optimum: what one more label would do to the logits of other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

__all__ = ["BIAS", "LastLayer"]

Array = NDArray[Any]

CELLS = 2**22
"""Numbers held at once."""
BIAS = 30.0
"""The input of the intercept: so large that hardly any penalty falls on it."""


@dataclass(frozen=True, eq=False)
class LastLayer:
    """The inverse Hessian of a penalised last layer, on the span of the labelled embeddings.

    Parameters
    ----------
    span : (D + 1, K) float
        Orthonormal; outside of it the Hessian is the penalty alone.
    inverse : (C, K, C, K) float
    penalty : float

    Examples
    --------
    >>> made = LastLayer.of(np.array([[0.5, 0.5]]), np.array([[0.0]]), 1.0)
    >>> made.moves(np.array([[-0.5, 0.5]]), np.zeros((1, 1)), np.zeros((1, 1))).round(2).tolist()
    [[[1.0, -1.0]]]
    """

    span: Array
    inverse: Array
    penalty: float

    @classmethod
    def of(cls, proba: Any, embedding: Array, penalty: float) -> LastLayer:
        """From (l, C) probabilities and (l, D) embeddings of the labelled rows.

        A two-class model is written as two rows, which halves what the penalty of its one row is.
        """
        p, h = np.asarray(proba, np.float64), _with_bias(embedding)
        count, penalty = p.shape[1], penalty * (2 if p.shape[1] == 2 else 1)
        span = np.linalg.qr(h.T)[0] if len(h) < h.shape[1] else np.eye(h.shape[1])
        z = h @ span
        bent = np.einsum("lc,cd->lcd", p, np.eye(count)) - p[:, :, None] * p[:, None, :]
        pairs = (z[:, :, None] * z[:, None, :]).reshape(len(z), -1)
        full = (bent.reshape(len(p), -1).T @ pairs).reshape(count, count, z.shape[1], z.shape[1])
        size = count * z.shape[1]
        hessian = full.transpose(0, 2, 1, 3).reshape(size, size) + penalty * np.eye(size)
        inverse = cho_solve(cho_factor(hessian), np.eye(size))
        return cls(span, inverse.reshape(count, z.shape[1], count, z.shape[1]), penalty)

    def moves(self, wrong: Array, h: Array, seen: Array) -> Array:
        """(n, m, C): what a step down each of n gradients ``wrong`` x ``h`` does to the logits of m rows."""
        h, seen = _with_bias(h), _with_bias(seen)
        z, there = h @ self.span, seen @ self.span
        flat = (wrong[:, :, None] * z[:, None, :]).reshape(len(z), -1)
        turned = (flat @ self.inverse.reshape(flat.shape[1], -1)).reshape(len(z), wrong.shape[1], -1)
        outside = (h @ seen.T - z @ there.T) / self.penalty
        inside = np.einsum("nck,mk->nmc", turned, there)
        return np.asarray(-(inside + outside[:, :, None] * wrong[:, None, :]))

    def shortened(self, p: Array, wrong: Array, h: Array) -> Array:
        """(n, C): ``wrong``, as far as is left when each row's own curvature counts too."""
        h = _with_bias(h)
        z, count = h @ self.span, p.shape[1]
        flat = self.inverse.transpose(0, 2, 1, 3).reshape(count * count, -1)
        own = np.empty((len(z), count, count))
        for start in range(0, len(z), block := max(1, CELLS // z.shape[1] ** 2)):
            part = z[start : start + block]
            pairs = (part[:, :, None] * part[:, None, :]).reshape(len(part), -1)
            own[start : start + block] = (pairs @ flat.T).reshape(-1, count, count)
        outside = ((h * h).sum(axis=1) - (z * z).sum(axis=1)) / self.penalty
        own += outside[:, None, None] * np.eye(count)
        bent = p[:, :, None] * np.eye(count) - p[:, :, None] * p[:, None, :]
        return np.asarray(np.linalg.solve(np.eye(count) + bent @ own, wrong[:, :, None])[:, :, 0])


def _with_bias(h: Array) -> Array:
    return np.hstack([h, np.full((len(h), 1), BIAS)])
