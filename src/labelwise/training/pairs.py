"""Pairs of labelled items: of the same class, and of two classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter

__all__ = ["pairs"]


def pairs(
    y: NDArray[np.int64], rng: np.random.Generator, most: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Pairs of items of the same class, and as many of two classes, in a random order.

    With K items in each of C classes there are C K (K - 1) / 2 pairs of the first kind. Where classes have
    one item, and so no such pair, there are as many pairs of two classes as there are classes, if there are
    so many.

    Parameters
    ----------
    y : (m,) int64
        Class of each item.
    rng : numpy.random.Generator
        Draws the pairs of two classes, and all pairs where there are more than ``most``.
    most : int, optional
        Pairs at most, half of each kind.

    Returns
    -------
    at : (p, 2) int64
        Positions in ``y``; each pair occurs once.
    same : (p,) float32
        1 where both have the same class, else 0.

    Raises
    ------
    BadParameter
        If ``most`` is below 2.

    References
    ----------
    L. Tunstall et al., "Efficient Few-Shot Learning Without Prompts" (SetFit), 2022.

    Examples
    --------
    >>> at, same = pairs(np.repeat([0, 1, 2], 4), np.random.default_rng(0))
    >>> len(at), int(same.sum())
    (36, 18)
    """
    if most is not None and most < 2:
        raise BadParameter(f"most is {most}", allowed="2 or more pairs")
    y, half = np.asarray(y), None if most is None else most // 2
    counts = np.unique(y, return_counts=True)[1].astype(np.int64)
    alike = int((counts * (counts - 1) // 2).sum())
    unlike = len(y) * (len(y) - 1) // 2 - alike
    first = _drawn(y, True, alike if half is None else min(alike, half), alike, rng)
    wanted = len(first) if len(first) else len(counts)
    second = _drawn(y, False, min(unlike, wanted), unlike, rng)
    at = np.concatenate([first, second])
    same = np.repeat(np.array([1, 0], np.float32), [len(first), len(second)])
    order = rng.permutation(len(at))
    return at[order], same[order]


def _drawn(
    y: NDArray[np.int64], alike: bool, wanted: int, there: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """``wanted`` different pairs of the ``there`` that are alike, or are not, each as likely as another."""
    if not wanted:
        return np.zeros((0, 2), np.int64)
    chosen = np.sort(rng.choice(there, wanted, replace=False)) if wanted < there else np.arange(there)
    found, before = [], 0
    for i in range(len(y)):  # pairs (i, j > i), counted row by row: no table of all pairs
        partners = i + 1 + np.flatnonzero((y[i + 1 :] == y[i]) == alike)
        own = chosen[np.searchsorted(chosen, before) : np.searchsorted(chosen, before + len(partners))]
        found.append(np.column_stack([np.full(len(own), i), partners[own - before]]))
        before += len(partners)
    return np.concatenate(found).astype(np.int64)
