"""Contrast (CAL): how differently the model sees a unit and the units that lie near it.

``score(x) = mean over the k nearest neighbours j of KL(p_j || p_x)``, near by cosine of the embeddings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import in_blocks
from labelwise.params import Between, OneOf, Piece
from labelwise.representations.embedding import unit

__all__ = ["Contrast", "contrast"]

Array = NDArray[Any]

BLOCK = 2**22
"""Cosines of one block."""


@dataclass(frozen=True, repr=False)
class Contrast(Piece):
    """Mean divergence from the predictions of the k nearest neighbours to the unit's own.

    O(N m D) time for the m rows that may be neighbours, and a block of cosines at a time.

    Parameters
    ----------
    k : int
        How many neighbours; all there are where they are fewer.
    among : {"labelled", "all"}
        Who may be a neighbour: rows with a label, as in the paper, or every row, the unit itself (which
        adds nothing) included, as in the library small-text.
    eps : float
        Probabilities are raised to this and each row scaled back to sum 1.

    Notes
    -----
    Without any label, ``among="labelled"`` has no neighbours and all scores are 0. The paper takes Euclidean
    distances of the encoder's first token; cosines are what small-text compares.

    References
    ----------
    K. Margatina, G. Vernikos, L. Barrault, N. Aletras, "Active learning by acquiring contrastive examples",
    2021; compared in C. Schröder, A. Niekler, M. Potthast, "Revisiting uncertainty-based query strategies
    for active learning with transformers" (S017), 2022.

    Examples
    --------
    >>> proba = np.array([[0.9, 0.1], [0.9, 0.1], [0.5, 0.5]])
    >>> near = np.array([[1.0, 0.0], [1.0, 0.1], [1.0, 0.5]])
    >>> Contrast(k=2, among="all")(near, proba).round(3).tolist()
    [0.0, 0.0, 0.184]
    """

    k: Annotated[int, Between(1)] = 10
    among: Annotated[str, OneOf(("labelled", "all"))] = "labelled"
    eps: Annotated[float, Between(0, 0.1, open_low=True)] = 1e-7
    title = "contrast"
    pooled = whole = True

    def __call__(self, embedding: Any, proba: Array, view: Any = None) -> Array:
        """(N,) float scores.

        Parameters
        ----------
        embedding : (N, D) float, may be sparse
            What is near.
        proba : (N, C) float
            Rows sum to 1.
        view : View, optional
            Says which rows have a label.
        """
        size = len(proba)
        labelled = np.zeros(0, dtype=np.int64) if view is None else np.flatnonzero(view.labels >= 0)
        other = labelled if self.among == "labelled" else np.arange(size)
        found = np.zeros(size)
        if not len(other):
            return found
        x = _unit(embedding)
        p = np.maximum(np.asarray(proba, dtype=np.float64), self.eps)
        p /= p.sum(axis=1, keepdims=True)
        logs, own = np.log(p), np.einsum("ic,ic->i", p, np.log(p))
        columns, k = np.ascontiguousarray(x[other].T), min(self.k, len(other))

        def fill(rows: slice) -> None:
            near = other[np.argpartition(-(x[rows] @ columns), k - 1, axis=1)[:, :k]]
            cross = np.einsum("ikc,ic->ik", p[near], logs[rows])
            found[rows] = (own[near] - cross).mean(axis=1)

        in_blocks(fill, size, max(1, BLOCK // len(other)))
        return np.maximum(found, 0.0)


contrast = Contrast()
"""The measure with the ten nearest rows that have a label."""


def _unit(embedding: Any) -> Array:
    return unit(
        np.asarray(embedding.toarray() if hasattr(embedding, "toarray") else embedding, dtype=np.float64)
    )
