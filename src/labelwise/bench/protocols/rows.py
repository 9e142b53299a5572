"""Which rows of a data set a run asks about, begins with, and is scored on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.protocols.cell import Cell
from labelwise.errors import BadData, BadParameter
from labelwise.random import generator

__all__ = ["RULES", "SplitRows", "check_split", "first_rows", "split_rows", "thinned"]

Array = NDArray[np.int64]
RULES = ("random:SHARE", "rebenchmark", "fixed")
"""How a split may be drawn."""


@dataclass(frozen=True, eq=False)
class SplitRows:
    """Rows of one split.

    Parameters
    ----------
    train : (N,) int64
        Rows of the data set to ask about, in the order of the pool.
    held : (M,) int64
        Rows to score on: of the data set, or of its own test part.
    """

    train: Array
    held: Array


def check_split(rule: str) -> float:
    """The share that is held out; NaN where the rule has none.

    Raises
    ------
    BadParameter
        If there is no such rule.

    Examples
    --------
    >>> check_split("random:0.4")
    0.4
    """
    name, _, share = rule.partition(":")
    if rule in RULES[1:]:
        return float("nan")
    try:
        found = float(share) if name == "random" else 0.0
    except ValueError:
        found = 0.0
    if not 0 < found < 1:
        raise BadParameter(f"the split is {rule!r}", allowed=f"{', '.join(RULES)} with a share such as 0.3")
    return found


def split_rows(cell: Cell, y: Sequence[Any], others: int) -> SplitRows:
    """Rows to ask about and to score on.

    ``random:SHARE`` draws the rows to score on anew for each seed, as :func:`labelwise.simulate` does.
    ``rebenchmark`` shuffles all rows by ``numpy.random.default_rng(seed)``, takes the first ``int(0.6 n)``
    for training, and shuffles these by a second ``default_rng(seed)``; the first labels come first.
    ``fixed`` takes all rows, and scores on the ``others`` of the test part.

    Parameters
    ----------
    cell : Cell
        ``split``, ``seed``, ``imbalance``, ``pool_rows`` and ``test_rows`` count.
    y : sequence of N labels
        Of the data set.
    others : int
        Size of its own test part; 0 where it has none.

    Raises
    ------
    BadData
        If nothing is left on one side, or there is no test part.

    References
    ----------
    P.-Y. Lu, C.-L. Li, H.-T. Lin, "Re-Benchmarking Pool-Based Active Learning for Binary Classification"
    (S067), 2023.

    Examples
    --------
    >>> rows = split_rows(Cell("iris", "margin", 0, split="rebenchmark"), list("ab") * 5, 0)
    >>> rows.train.tolist(), rows.held.tolist()
    ([7, 2, 5, 3, 4, 6], [9, 0, 8, 1])
    """
    found = _split(cell, len(y), others)
    train = found.train
    if cell.imbalance:
        train = thinned(train, [y[row] for row in train], cell.imbalance, cell.seed)
    found = replace(
        found,
        train=_at_most(train, cell.pool_rows, cell.seed, "pool rows"),
        held=_at_most(found.held, cell.test_rows, cell.seed, "test rows"),
    )
    if not len(found.train) or not len(found.held):
        raise BadData(
            f"{cell.dataset} has {len(y)} items, which leaves {len(found.train)} to ask about and "
            f"{len(found.held)} to score on",
            fix="take another split, or a larger data set",
        )
    return found


def _split(cell: Cell, size: int, others: int) -> SplitRows:
    if cell.split == "fixed":
        if not others:
            raise BadData(f"{cell.dataset} has no test part of its own", fix="take the split random:0.3")
        return SplitRows(np.arange(size), np.arange(others))
    if cell.split == "rebenchmark":
        rows = np.arange(size)
        np.random.default_rng(cell.seed).shuffle(rows)
        train, held = rows[: int(0.6 * size)].copy(), rows[int(0.6 * size) :]
        np.random.default_rng(cell.seed).shuffle(train)
        return SplitRows(train, held)
    order = generator(cell.seed, "split").permutation(size)
    cut = round(check_split(cell.split) * size)
    return SplitRows(np.sort(order[cut:]), np.sort(order[:cut]))


def _at_most(rows: Array, most: int, seed: int, key: str) -> Array:
    """The rows, or ``most`` of them drawn at random, in their order."""
    if not most or len(rows) <= most:
        return rows
    return rows[np.sort(generator(seed, key).choice(len(rows), most, replace=False))]


def thinned(rows: Array, y: Sequence[Any], ratio: float, seed: int) -> Array:
    """Rows whose class sizes fall from the most frequent class to the rarest by ``ratio`` in all.

    With the classes in the order of their sizes and C of them, class j keeps in proportion to
    ``ratio ** (-j / (C - 1))``, as many as every class has; ratio 1 thins all classes to the size of the
    rarest. That is the long tail of Cui et al., "Class-Balanced Loss Based on Effective Number of Samples",
    2019. Each class keeps two at least, as far as it has them.

    Raises
    ------
    BadData
        If labels are no classes, or there is only one.

    Examples
    --------
    >>> kept = thinned(np.arange(30), ["a"] * 20 + ["b"] * 10, 4.0, seed=0)
    >>> len(kept), int((kept >= 20).sum())
    (25, 5)
    """
    if not all(isinstance(value, str) for value in y):
        raise BadData("imbalance was wished for labels that are no classes", fix="leave imbalances out")
    counts = Counter(y).most_common()
    if len(counts) < 2:
        raise BadData("imbalance was wished for one class", fix="leave imbalances out")
    shares = ratio ** (-np.arange(len(counts)) / (len(counts) - 1))
    most = min(count / share for (_, count), share in zip(counts, shares, strict=True))
    labels, rng, kept = np.array(y), generator(seed, "imbalance"), list[Array]()
    for (name, count), share in zip(sorted(counts), _sorted(counts, shares), strict=True):
        n = min(count, max(2, round(most * share)))
        kept.append(rng.choice(rows[labels == name], n, replace=False))
    inside = np.isin(rows, np.concatenate(kept))
    return rows[inside]


def _sorted(counts: list[tuple[str, int]], shares: NDArray[np.float64]) -> list[float]:
    """The shares in the alphabetical order of the classes."""
    by_name = {name: float(share) for (name, _), share in zip(counts, shares, strict=True)}
    return [by_name[name] for name, _ in sorted(counts)]


def first_rows(cell: Cell, size: int) -> Array:
    """Positions in the pool of the labels that are given before the first question.

    Raises
    ------
    BadData
        If they are as many as the pool.

    Examples
    --------
    >>> first_rows(Cell("iris", "margin", 0, split="rebenchmark", start=3), 60).tolist()
    [0, 1, 2]
    """
    if cell.start >= size:
        raise BadData(f"{cell.start} first labels in a pool of {size} items", fix="start with fewer")
    if cell.split == "rebenchmark":
        return np.arange(cell.start)
    return np.sort(generator(cell.seed, "start").choice(size, cell.start, replace=False))
