"""Flips: how often another look at the item changes what is predicted.

``score = |{v : argmax variants_v != argmax proba}| / V``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData

__all__ = ["flips"]


def flips(proba: NDArray[Any], variants: NDArray[Any]) -> NDArray[Any]:
    """Share of the perturbed inputs whose favourite class is another one.

    Parameters
    ----------
    proba : (n, C) float
        Rows sum to 1.
    variants : (V, n, C) float
        Class scores of V perturbed inputs, such as features under dropout.

    Returns
    -------
    (n,) float
        0 where nothing changes the prediction, 1 where everything does.

    Raises
    ------
    BadData
        If the two do not have the same classes.

    Notes
    -----
    O(N V C).

    References
    ----------
    S. R. Gupte et al., "Revisiting Active Learning in the Era of Vision Foundation Models" (S049,
    DropQuery), 2024.

    Examples
    --------
    >>> proba = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])
    >>> variants = np.array([[[0.8, 0.2], [0.3, 0.7], [0.4, 0.6]], [[0.9, 0.1], [0.7, 0.3], [0.1, 0.9]]])
    >>> flips(proba, variants).tolist()
    [0.0, 0.5, 1.0]
    """
    if variants.shape[2] != proba.shape[1]:
        raise BadData(
            f"variants has {variants.shape[2]} classes and proba {proba.shape[1]}",
            allowed="the same classes in both",
        )
    return np.asarray((variants.argmax(axis=2) != proba.argmax(axis=1)).mean(axis=0))
