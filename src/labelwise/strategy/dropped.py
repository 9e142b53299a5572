"""Features under dropout: how a linear last layer would decide if it saw only some of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from labelwise.params import Between, Piece
from labelwise.random import tie_break
from labelwise.representations.embedding import written_out
from labelwise.types.head import checked_head

__all__ = ["Dropped"]

LEVELS = 2**16
"""A feature is dropped by 16 bits of a hash."""


@dataclass(frozen=True, repr=False)
class Dropped(Piece):
    """``softmax(W (z * m / (1 - rate)) + b)`` with masks m of zeros and ones, drawn for each row and pass.

    The provider of ``variants`` where a model gives ``embedding`` and ``head``. The masks are a hash of row,
    pass, feature and seed, so that they stay the same in whatever chunks rows are read.

    Parameters
    ----------
    rate : float
        Share of the features that is dropped, rounded to 1/65,536.
    passes : int
        How many masks V.
    seed : int
        Other masks for another seed. The same for all rounds, where the authors draw anew; for that pass
        ``variants=Dropped(seed=round)``.

    References
    ----------
    S. R. Gupte et al., "Revisiting Active Learning in the Era of Vision Foundation Models" (S049), 2024;
    rate and passes are theirs. Their classifier is trained with the same dropout, any linear one is taken
    here.

    Examples
    --------
    >>> z, head = np.array([[2.0, 0.0], [1.0, 1.0]]), (np.array([[1.0, 0.0], [0.0, 1.0]]), np.zeros(2))
    >>> Dropped(rate=0.0, passes=1)(z, head, rows=np.arange(2)).round(2).tolist()
    [[[0.88, 0.12], [0.5, 0.5]]]
    >>> Dropped()(z, head, rows=np.arange(2)).shape
    (3, 2, 2)
    """

    rate: Annotated[float, Between(0, 1 - 1 / LEVELS)] = 0.75
    passes: Annotated[int, Between(1)] = 3
    seed: Annotated[int, Between(0)] = 0

    def __call__(
        self, embedding: Any, head: tuple[NDArray[Any], NDArray[Any]], rows: NDArray[np.int64]
    ) -> NDArray[Any]:
        """(V, n, C) class probabilities.

        Parameters
        ----------
        embedding : (n, D) float or sparse
            What the last layer is given.
        head : (W (C, D), b (C,))
            The last layer.
        rows : (n,) int64
            Which rows of the pool these are.

        Raises
        ------
        BadData
            If the head does not fit the embedding.
        """
        z = written_out(embedding)
        weights, bias = checked_head(head, z.shape[1])
        made = np.empty((self.passes, len(z), len(bias)))
        for v in range(self.passes):
            kept = z * self.kept(rows, z.shape[1], v)
            made[v] = softmax(kept @ weights.T / (1 - self.rate) + bias, axis=1)
        return made

    def kept(self, rows: NDArray[np.int64], width: int, v: int) -> NDArray[np.bool_]:
        """(n, D) which features pass ``v`` lets through."""
        words = -(-width // 4)
        key = tie_break(np.arange(v * words, (v + 1) * words), self.seed)
        bits = np.stack([tie_break(rows, int(k)) for k in key], axis=1) if words else np.zeros((len(rows), 0))
        drawn = bits.astype("<u8").view("<u2")[:, :width]
        return np.asarray(drawn >= round(self.rate * LEVELS))
