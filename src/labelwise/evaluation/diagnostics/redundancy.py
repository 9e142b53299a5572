"""Do questions of one batch repeat each other? Distances within batches beside those of random batches."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import ALARM, percent
from labelwise.types import Finding, Picture

Array = NDArray[Any]

CLOSE = 0.05
"""Share of random questions that count as close to another of their batch, by definition."""

DRAWS = 99
"""Random campaigns that the batches are compared with."""

MOST = 2000
"""Questions that are looked at: the latest."""


def redundancy(embedding: Array, chosen: Array, batch: Array, rng: np.random.Generator) -> Finding:
    """Whether questions asked at once are closer to each other than random ones would be.

    The distance of each question to the nearest other one of its batch is compared with that in
    :data:`DRAWS` random campaigns of the same batch sizes. Close is what 5% of all of these are. It warns
    when more questions are close than in 95% of random campaigns, and at least twice as many as expected; the
    first of the two is an exact permutation test.

    Parameters
    ----------
    embedding : (N, D) float
        Where the items of the strategy's pool lie.
    chosen : (n,) int64
        Rows in the order in which they were asked.
    batch : (n,) int
        Number of the batch of each.
    rng : numpy.random.Generator
        For the random campaigns.

    Returns
    -------
    Finding
        Its value is the share of questions that are close to another; None without a batch of two.

    Raises
    ------
    BadData
        If ``chosen`` and ``batch`` differ in length, or a row is not in the embedding.

    Notes
    -----
    O(99 n b D) for batches of b; at most the latest :data:`MOST` questions are looked at.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(500, 2))
    >>> x[:40] = np.repeat(x[:20], 2, axis=0)
    >>> found = redundancy(x, np.arange(40), np.repeat([0, 1], 20), np.random.default_rng(1))
    >>> found.warn, found.value
    (True, 1.0)
    """
    name = "repeated questions"
    chosen, batch = np.asarray(chosen, np.int64)[-MOST:], np.asarray(batch)[-MOST:]
    if chosen.shape != batch.shape or (
        len(chosen) and not 0 <= chosen.min() <= chosen.max() < len(embedding)
    ):
        raise BadData(f"{len(chosen)} chosen rows of {len(embedding)}, {len(batch)} batch numbers")
    order = np.argsort(batch, kind="stable")
    sizes = np.unique(batch, return_counts=True)[1]
    kept = np.repeat(sizes > 1, sizes)
    if not kept.any():
        return Finding(name, "Questions were asked one at a time: none repeats another of its batch.")
    embedding = np.asarray(embedding)
    drawn = [rng.permutation(len(embedding))[: len(chosen)] for _ in range(DRAWS)]
    near = np.array([_nearest(embedding, rows, sizes)[kept] for rows in (chosen[order], *drawn)])
    close = near <= np.quantile(near, CLOSE)
    share = close.mean(axis=1)
    chance = float((share >= share[0]).mean())
    warn = bool(chance <= ALARM and share[0] >= 2 * CLOSE)
    return Finding(name, _said(share, int(kept.sum()), warn), float(share[0]), warn, _picture(near))


def _nearest(embedding: Array, rows: Array, sizes: Array) -> Array:
    """(n,) distance to the nearest other row of the batch; infinite in a batch of one."""
    found, at = np.full(len(rows), np.inf), np.append(0, np.cumsum(sizes))
    for start, end in pairwise(at):
        x = np.asarray(embedding[rows[start:end]], float)
        x = x - x.mean(axis=0)
        norms = np.einsum("ij,ij->i", x, x)
        far = norms[:, None] + norms - 2 * x @ x.T
        np.fill_diagonal(far, np.inf)
        floor = 1e-10 * norms.max(initial=0.0)  # what rounding leaves between equal rows
        near = far.min(axis=1, initial=np.inf)
        found[start:end] = np.sqrt(np.where(near > floor, near, 0))
    return found


def _said(share: Array, n: int, warn: bool) -> str:
    low, high = np.quantile(share[1:], [0.025, 0.975])
    said = (
        f"{percent(share[0])} of {n} questions are nearly the same as another of their batch; "
        f"in random batches it would be {percent(low)} to {percent(high)}."
    )
    return said + (" Ask fewer at once, or take a strategy that spreads its batch." if warn else "")


def _picture(near: Array) -> Picture:
    grid = np.linspace(0, 1, 21)
    random = np.quantile(near[1:], grid, axis=1)
    return Picture(
        "lines",
        grid,
        {"asked": np.quantile(near[0], grid), "random": random.mean(axis=1)},
        {"random": np.quantile(random, 0.025, axis=1)},
        {"random": np.quantile(random, 0.975, axis=1)},
        x_label="share of questions",
        y_label="distance to the nearest of the batch",
    )
