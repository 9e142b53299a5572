"""Dissent: the share of a committee that does not agree with its mean.

``score = 1/K sum_k [argmax_c p_kc != argmax_c mean p_c]``, 0 where the mean says outlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Piece

__all__ = ["Dissent"]


@dataclass(frozen=True, repr=False)
class Dissent(Piece):
    """Share of the draws whose favourite is another than that of their mean: a whole number of K-ths.

    Parameters
    ----------
    outlier : int or None
        Position of the class of unwanted items; what the mean takes for one gets 0. -1 is the last class,
        where ``Campaign.add_classes`` puts it. None: every class is wanted.

    References
    ----------
    "Training Ensembles with Inliers and Outliers for Semi-supervised Active Learning" (S050).
    :func:`~labelwise.measures.vote_ratio` compares with the class that most draws favour instead.

    Examples
    --------
    >>> draws = np.array([[[0.6, 0.4], [0.1, 0.9]], [[0.8, 0.2], [0.6, 0.4]], [[0.4, 0.6], [0.2, 0.8]]])
    >>> Dissent()(draws).round(2).tolist(), Dissent(outlier=-1)(draws).round(2).tolist()
    ([0.33, 0.33], [0.33, 0.0])
    """

    outlier: int | None = None

    def __call__(self, samples: NDArray[Any]) -> NDArray[Any]:
        """(n,) of draws (K, n, C)."""
        said = samples.mean(axis=0).argmax(axis=1)
        share = (samples.argmax(axis=2) != said).mean(axis=0)
        if self.outlier is None:
            return np.asarray(share)
        return np.where(said == self.outlier % samples.shape[2], 0.0, share)
