"""Flips: rows whose predicted class changes when a little of a labelled class is mixed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, Piece
from labelwise.types import CHUNK, Rows, ViewLike
from labelwise.types.head import checked_head

__all__ = ["Flips"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class Flips(Piece):
    """Rows whose prediction flips under feature mixing of bounded strength.

    With the mean z* of the labelled embeddings of a class as anchor, the mix that raises the loss most is
    ``z + eps ||z* - z|| g / ||g||``, where g is the gradient of the loss of the predicted class and
    ``eps = cap / sqrt(D)``. So a row flips at an anchor beyond a distance that its logits and the head give
    in closed form. The cap grows in steps of ``cap``, up to 1, until more rows flip than will be picked.

    Parameters
    ----------
    cap : float
        The step.

    Notes
    -----
    When too few rows flip, others join at random, as in the paper. Without a label there is no anchor and
    all rows go on. A class without a label uses the mean of all labelled rows, as the authors do; equal
    to the products of their listing but for the 1e-8 that they add to a denominator. O(N C D).

    References
    ----------
    A. Parvaneh et al., "Active learning by feature mixing" (ALFA-Mix), 2022; the closed form of section 3.3
    with the cap of the authors' page, 0.2.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> z = np.array([[-3.0], [-0.3], [0.2], [4.0], [-1.0], [1.0]])
    >>> head = (np.array([[-1.0], [1.0]]), np.zeros(2))
    >>> view = View(arrays={"embedding": z, "head": head}, labels=[-1, -1, -1, -1, 0, 1])
    >>> Flips()(view, np.arange(4), 1, np.random.default_rng(0)).tolist()
    [1, 2]
    """

    cap: Annotated[float, Between(0, 1, open_low=True)] = 0.2
    needs = ("embedding", "head")
    draws = True

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that flip, in their order.

        Raises
        ------
        BadData
            If the head does not fit the embedding.
        """
        at = np.flatnonzero(view.labels >= 0)
        if not len(rows) or not len(at):
            return rows
        z = _dense(view.get("embedding", at))
        w, b = checked_head(view.get("head"), z.shape[1])
        anchors = _anchors(z, view.labels[at], len(w))
        least = np.empty(len(rows))
        for start in range(0, len(rows), CHUNK):
            part = slice(start, start + CHUNK)
            least[part] = _least(_dense(view.get("embedding", rows[part])), w, b, anchors)
        least *= np.sqrt(anchors.shape[1])
        return np.asarray(rows[self._found(least, n, rng)])

    def _found(self, least: Array, n: int, rng: np.random.Generator) -> NDArray[np.bool_]:
        """(m,) which rows flip at the first cap at which more than n do; filled up at random."""
        cap = kept = 0.0
        while cap < 1:
            cap += self.cap
            kept = cap
            if (least <= cap).sum() > n:
                break
        found = least <= kept
        rest = np.flatnonzero(~found)
        short = min(n - int(found.sum()), len(rest))
        if short > 0:
            found[rng.choice(rest, short, replace=False)] = True
        return found


def _least(z: Array, w: Array, b: Array, anchors: Array) -> Array:
    """(r,) the smallest ``eps`` at which the prediction of a row flips at its farthest anchor."""
    logits = z @ w.T + b
    top = logits.argmax(axis=1)
    residual = np.exp(logits - logits.max(axis=1, keepdims=True))
    residual /= residual.sum(axis=1, keepdims=True)
    residual[np.arange(len(z)), top] -= 1
    gradient = residual @ w
    length = np.linalg.norm(gradient, axis=1, keepdims=True)
    slope = (gradient / np.where(length > 0, length, 1)) @ w.T
    rise = slope - slope[np.arange(len(z)), top][:, None]
    gap = logits[np.arange(len(z)), top][:, None] - logits
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(rise > 0, gap / rise, np.inf).min(axis=1)
        far = np.sqrt(_far_sq(z, anchors))
        return np.where(far > 0, reach / far, np.inf)


def _far_sq(z: Array, anchors: Array) -> Array:
    """(r,) squared distance of each row to its farthest anchor."""
    return np.asarray(np.max([((z - anchor) ** 2).sum(axis=1) for anchor in anchors], axis=0))


def _anchors(z: Array, y: Array, classes: int) -> Array:
    """(A, D) float64 mean embedding of each labelled class, and of all where a class has no label."""
    found = [z[y == c].mean(axis=0) for c in np.unique(y)]
    return np.array([*found, *([z.mean(axis=0)] if len(found) < classes else [])])


def _dense(x: Any) -> Array:
    return np.asarray(x.toarray() if hasattr(x, "toarray") else x, dtype=np.float64)
