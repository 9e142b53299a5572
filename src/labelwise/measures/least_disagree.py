"""Least disagreement (LDM, S035): how little the last layer must change to change its mind about a unit.

``L_x = min over last layers h with h(x) != g(x) of P[h(X) != g(X)]`` and ``score = -L_x``: where the smallest
change is enough is asked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece
from labelwise.types.head import checked_head

__all__ = ["LeastDisagree", "least_disagree"]

Array = NDArray[Any]

LADDER = tuple(10 ** (0.1 * k - 5) for k in range(1, 52))
"""Standard deviations of the paper's perturbations, smallest first."""


@dataclass(frozen=True, repr=False)
class LeastDisagree(Piece):
    """Minus the least disagreement found by random changes of the last layer; from -1 to 0.

    P is the mean over the rows that are scored, and the hypotheses are the last layer plus Gaussian noise of
    growing strength. A draw costs one product of the embedding with a matrix of the head's shape.

    Parameters
    ----------
    patience : int
        A row waits for so many draws in a row that do not improve it, and one strength ends when no row
        waits. All rows share the draws and gain from each, so a row is never worse off than in the paper's
        listing for one. Ending when no row at all improved would take draws in proportion to the rows.
    sigmas : tuple of float
        The strengths, tried in this order.

    References
    ----------
    S. J. Cho, G. Kim, J. Lee, J. Shin, C. D. Yoo, "Querying easily flip-flopped samples for deep active
    learning", 2024. No official code was found; ladder and patience as in the paper's experiments.

    Examples
    --------
    >>> embedding = np.array([[1.0, 0.0], [0.9, 0.4], [0.7, 0.7], [0.1, 1.0], [0.0, 1.0]])
    >>> head = np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros(2)
    >>> int(least_disagree(embedding, head, np.random.default_rng(0)).argmax())
    2
    """

    patience: Annotated[int, Between(1)] = 10
    sigmas: tuple[float, ...] = LADDER
    title = "least-disagree"
    pooled = True

    def __post_init__(self) -> None:
        """Refuse strengths that are none."""
        super().__post_init__()
        if not all(Between(0, open_low=True)(s) for s in self.sigmas):
            raise BadParameter(f"LeastDisagree: sigmas are {self.sigmas}", allowed="numbers above 0")

    def __call__(self, embedding: Array, head: tuple[Array, Array], rng: np.random.Generator) -> Array:
        """(n,) float scores.

        Parameters
        ----------
        embedding : (n, D) float
            What the last layer sees.
        head : tuple of (C, D) and (C,) float
            Its weights and biases.
        rng : numpy.random.Generator
            For the perturbations.

        Raises
        ------
        BadData
            If the head does not fit the embedding.
        """
        w, b = checked_head(head, embedding.shape[1])
        logits = embedding @ w.T + b
        now, least = logits.argmax(axis=1), np.ones(len(logits))
        for sigma in self.sigmas:
            idle, waiting = np.zeros(len(logits), dtype=np.int64), np.ones(len(logits), dtype=bool)
            while waiting.any():
                noise = rng.normal(scale=sigma, size=(len(w), w.shape[1] + 1)).astype(logits.dtype)
                flips = (logits + embedding @ noise[:, :-1].T + noise[:, -1]).argmax(axis=1) != now
                better = flips & (flips.mean() < least)
                least[better] = flips.mean()
                idle = np.where(better, 0, idle + 1)
                waiting &= idle < self.patience
        return -least


least_disagree = LeastDisagree()
"""The measure with the options of the paper."""
