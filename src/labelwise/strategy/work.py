"""How much a selector would read, and a random part of the candidates where it is too much."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from labelwise.candidates.subsample import Subsample
from labelwise.strategy.arrays import axis_of
from labelwise.strategy.scoring import bytes_of, gib
from labelwise.strategy.view import View
from labelwise.types import Rows

__all__ = ["WORK", "row_bytes", "within"]

WORK = 2**42
"""Bytes that a selector may read: 5 to 15 minutes on two cores."""

WIDEST = 2**20
"""Bytes of a row beyond all expectation; with less work than rows of this size would be, nobody looks."""


def within(strategy: Any, view: View, rows: Rows, n: int, rng: np.random.Generator) -> tuple[Rows, str]:
    """The candidates that the selector can work through, and in words what was left out.

    What it reads is ``bytes * rows * (n * passes + rows * pairs)``: ``passes`` of the selector is how often a
    pick reads all candidates, ``pairs`` how often all of them are compared with each other, and ``bytes`` is
    what the representation takes of a row. Where that is more than :data:`WORK`, so many candidates go on as
    are within it, drawn uniformly.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.selectors import KCenter
    >>> from labelwise.strategy import Strategy
    >>> view = View(arrays={"embedding": np.zeros((8, 2))})
    >>> chosen = Strategy(representation=Embedding(), selector=KCenter())
    >>> rows, cut = within(chosen, view, np.arange(8), 2, np.random.default_rng(0))
    >>> len(rows), cut
    (8, '')
    """
    points, size = strategy.representation, len(rows)
    each = n * float(getattr(strategy.selector, "passes", 1.0))
    pairs = float(getattr(strategy.selector, "pairs", 0.0))
    reads = size * (each + size * pairs)
    if points is None or reads * WIDEST <= WORK:
        return rows, ""
    width = row_bytes(view, getattr(points, "needs", ()))
    if reads * width <= WORK:
        return rows, ""
    most = WORK / width  # of m * (each + m * pairs)
    many = 2 * most / (each + np.sqrt(each**2 + 4 * pairs * most))
    kept = Subsample(max(1, int(many)))(view, rows, n, rng)
    return kept, f"{len(kept)} of {size} by chance, exact=True would read {gib(reads * width)}"


def row_bytes(view: View, names: tuple[str, ...]) -> float:
    """Memory of one row of some arrays.

    Examples
    --------
    >>> row_bytes(View(arrays={"embedding": np.zeros((8, 3), dtype=np.float16)}), ("embedding",))
    12.0
    """
    total = 0.0
    for name in names:
        make = view.provider(name)
        if axis_of(name) is None or not view.size:
            continue
        if getattr(make, "pooled", False):
            total += getattr(make, "row_bytes", 8)
            continue
        one = view.get(name, np.zeros(1, dtype=np.int64))
        total += one.shape[1] * one.dtype.itemsize if sparse.issparse(one) else bytes_of(one)
    return total
