"""Unfamiliar: what a critic takes for an item that nobody has labelled.

``score = 1 - D(x)``
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["unfamiliar"]


def unfamiliar(critic: NDArray[Any]) -> NDArray[Any]:
    """How sure a critic is that an item has no label.

    Parameters
    ----------
    critic : (n,) float
        Its probability that an item has one; :class:`~labelwise.training.Vaal` gives it, and
        :class:`~labelwise.training.Waal`.

    Returns
    -------
    (n,) float

    References
    ----------
    S. Sinha, S. Ebrahimi, T. Darrell, "Variational adversarial active learning", 2019; K. Kim et al.,
    "Task-aware variational adversarial active learning" (S016), 2021.

    Examples
    --------
    >>> unfamiliar(np.array([0.9, 0.25])).round(2).tolist()
    [0.1, 0.75]
    """
    return np.asarray(1.0 - critic)
