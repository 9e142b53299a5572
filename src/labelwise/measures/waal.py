"""WAAL: what is uncertain and unlike the labelled items.

``score = weight (1 - D(x)) - (||log p||_2 + ||log p||_1) / 2``
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Between, Piece

__all__ = ["WaalScore", "waal"]


@dataclass(frozen=True, repr=False)
class WaalScore(Piece):
    """A critic's doubt that an item has a label, and how evenly the probabilities are spread.

    Parameters
    ----------
    weight : float
        Of the critic.
    eps : float
        Probabilities are raised to this inside the logarithm.

    References
    ----------
    C. Shui, F. Zhou, C. Gagné, B. Wang, "Deep active learning: unified and principled method for query and
    training", 2020; in X. Zhan et al., "A comparative survey of deep active learning" (S012), 2022.

    Examples
    --------
    >>> p = np.array([[0.5, 0.5], [0.9, 0.1]])
    >>> waal(p, np.array([0.5, 0.5])).round(2).tolist(), waal(p, np.array([0.9, 0.1])).argmax().item()
    ([3.82, 2.64], 1)
    """

    weight: Annotated[float, Between(0)] = 10.0
    eps: Annotated[float, Between(0, 0.1, open_low=True)] = 1e-12
    title = "waal"

    def __call__(self, proba: NDArray[Any], critic: NDArray[Any]) -> NDArray[Any]:
        """(n,) float scores.

        Parameters
        ----------
        proba : (n, C) float
            Rows sum to 1.
        critic : (n,) float
            Probability that an item has a label, from :class:`~labelwise.training.Waal`.
        """
        log = np.log(np.maximum(proba, self.eps))
        certain = 0.5 * np.sqrt((log**2).sum(axis=1)) - 0.5 * log.sum(axis=1)
        return np.asarray(self.weight * (1.0 - critic) - certain)


waal = WaalScore()
"""The measure with the weight of the authors."""
