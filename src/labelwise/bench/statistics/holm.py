"""Holm's procedure: p-values of several tests that hold together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from labelwise.bench.statistics.scores import Floats
from labelwise.errors import BadData

__all__ = ["holm"]


def holm(p: ArrayLike) -> Floats:
    """p-values adjusted so that any one of them below a level has at most that chance, whatever depends.

    Parameters
    ----------
    p : (P,) float
        One a test, from 0 to 1.

    Returns
    -------
    (P,) float64
        In the order of ``p``.

    Raises
    ------
    BadData
        If one is no probability.

    References
    ----------
    S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    found = np.asarray(p, dtype=np.float64)
    if found.ndim != 1 or not ((found >= 0) & (found <= 1)).all():
        raise BadData(f"p-values are {found.tolist()}", allowed="numbers from 0 to 1, in one row")
    order = np.argsort(found, kind="stable")
    stepped = np.maximum.accumulate(found[order] * np.arange(len(found), 0, -1))
    made = np.empty(len(found))
    made[order] = np.minimum(stepped, 1.0)
    return made
