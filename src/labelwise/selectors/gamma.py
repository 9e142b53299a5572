"""Gamma: scores as weights that fall off below the n best (LDM-S, S035)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.params import Piece

__all__ = ["Gamma"]


@dataclass(frozen=True, repr=False)
class Gamma(Piece):
    """``weight = exp(-max(L - L_n, 0) / L_n)``, L = minus the score and L_n the n-th smallest L.

    The weights of the n best have sum 1, and so have those of all others.

    Notes
    -----
    The formula as it is printed shows no normalisation; that it is done separately in the two parts is how
    the authors describe it. L has to be 0 or more, as it is for :class:`~labelwise.measures.LeastDisagree`;
    with ``L_n = 0`` the weight is 0 wherever L is above.

    References
    ----------
    S. J. Cho, G. Kim, J. Lee, J. Shin, C. D. Yoo, "Querying easily flip-flopped samples for deep active
    learning", 2024.

    Examples
    --------
    >>> Gamma()(np.array([-0.1, -0.2, -0.2, -0.6]), 2).round(3).tolist()
    [0.5, 0.5, 0.881, 0.119]
    """

    def __call__(self, score: NDArray[Any], n: int) -> NDArray[np.float64]:
        """(m,) weights of m candidates.

        Parameters
        ----------
        score : (m,) float
            Minus the least disagreement.
        n : int
            How many are wanted, 1 or more.
        """
        least, order = -score, np.argsort(-score, kind="stable")
        limit = least[order[min(n, len(order)) - 1]]
        over = np.maximum(least - limit, 0.0)
        weight = np.exp(-over / limit) if limit > 0 else (over == 0).astype(np.float64)
        for part in (order[:n], order[n:]):
            total = weight[part].sum()
            weight[part] /= total if total > 0 else 1.0
        return np.asarray(weight, dtype=np.float64)
