"""Learnable: rows that lie among items the model has learned; collective outliers are left out (S102)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.params import Between, Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Learnable"]

Array = NDArray[Any]

BLOCK = 1024
"""Rows whose distances are held at once."""


@dataclass(frozen=True, repr=False)
class Learnable(Piece):
    """The ``share`` of rows whose labelled neighbours were learned with the highest confidence.

    The confidence of a labelled item is the mean over the epochs of the probability of its label; that of a
    row is the mean over the ``k`` nearest labelled items. Where fewer than ``least`` items are labelled all
    rows stay, and never so many go that fewer are left than will be picked.

    Parameters
    ----------
    share : float
        How much stays; the paper tries 0.5, 0.6, 0.75 and 0.9.
    k : int
        Labelled neighbours of a row.
    least : int
        Labels before anything is left out.

    References
    ----------
    S. Karamcheti, R. Krishna, L. Fei-Fei, C. D. Manning, "Mind your outliers! Investigating the negative
    impact of outliers on active learning for visual question answering" (S102), 2021. There the map is drawn
    from the labels of the whole pool, which no campaign has; the neighbours are ours.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> dynamics = np.tile([0.9, 0.2, 0.5, 0.5], (3, 1))[..., None] * [1.0, -1.0] + [0.0, 1.0]
    >>> near = np.array([[0.0], [5.0], [0.1], [5.1]])
    >>> view = View.from_arrays(labelled=[0, 1], y=[0, 0], embedding=near, dynamics=dynamics)
    >>> Learnable(0.5, k=1, least=2)(view, np.array([2, 3]), 1, np.random.default_rng(0)).tolist()
    [2]
    """

    share: Annotated[float, Between(0, 1)] = 0.9
    k: Annotated[int, Between(1)] = 5
    least: Annotated[int, Between(1)] = 50

    needs = ("dynamics", "embedding")

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """Those of ``rows`` that stay, in their order.

        Raises
        ------
        BadData
            If ``dynamics`` holds no class that the label is.
        """
        known = np.flatnonzero(view.labels >= 0)
        if not len(rows) or len(known) < self.least:
            return rows
        told, labels = np.asarray(view.get("dynamics", known), float), view.labels[known]
        if told.ndim == 3 and labels.max() >= told.shape[2]:
            raise BadData(f"dynamics is of {told.shape[2]} classes and a label of class {labels.max()}")
        own = told if told.ndim == 2 else told[:, np.arange(len(known)), labels]
        expected = self._expected(view, rows, known, own.mean(axis=0))
        keep = max(int(np.ceil(self.share * len(rows))), min(n, len(rows)))
        best = np.argsort(-expected, kind="stable")[:keep]
        return np.asarray(rows[np.sort(best)])

    def _expected(self, view: ViewLike, rows: Rows, known: Rows, confidence: Array) -> Array:
        """(len(rows),) mean confidence of the nearest labelled items."""
        from sklearn.metrics import pairwise_distances

        taught, k = np.asarray(view.get("embedding", known), float), min(self.k, len(known))
        made = np.empty(len(rows))
        for at in range(0, len(rows), BLOCK):
            far = pairwise_distances(np.asarray(view.get("embedding", rows[at : at + BLOCK]), float), taught)
            near = np.argpartition(far, k - 1, axis=1)[:, :k]
            made[at : at + BLOCK] = confidence[near].mean(axis=1)
        return made
