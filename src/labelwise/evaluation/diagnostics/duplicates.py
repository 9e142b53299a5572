"""Does the reserve hold twins of items that a strategy may ask about? Then its figure flatters new data."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics.wording import between, percent
from labelwise.evaluation.figures import clopper_pearson
from labelwise.types import Finding, Picture

Array = NDArray[Any]

TOLERATED = 0.01
"""Share of twins that does not matter."""

CLOSE = 0.05
"""A twin is this close, as a share of the usual distance between neighbours of the pool."""

SAMPLE = 1000


def twins(pool: Array, reserve: Array, rng: np.random.Generator) -> NDArray[np.int64]:
    """(m,) the nearest row of ``pool`` for each reserve item that has a twin there, -1 for the others.

    A twin is nearer than 5% of the median distance between neighbours of the pool, or equal.

    Parameters
    ----------
    pool, reserve : (N, D) and (m, D) float
        Embeddings of both sides.
    rng : numpy.random.Generator
        Draws up to :data:`SAMPLE` rows of the pool for the usual distance.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(100, 3))
    >>> twins(x, x[[7, 9]] + [[0.0], [5.0]], np.random.default_rng(0)).tolist()
    [7, -1]
    """
    from sklearn.neighbors import NearestNeighbors

    if pool.ndim != 2 or pool.shape[1:] != reserve.shape[1:]:
        raise BadData(
            f"pool and reserve have shapes {pool.shape} and {reserve.shape}", allowed="(N, D) and (m, D)"
        )
    if len(pool) < 3 or not len(reserve):
        return np.full(len(reserve), -1)
    near = NearestNeighbors(n_neighbors=2).fit(pool)
    some = pool[rng.choice(len(pool), min(SAMPLE, len(pool)), replace=False)]
    usual = near.kneighbors(some)[0][:, 1]
    usual = np.median(usual[usual > 0]) if (usual > 0).any() else 0.0
    far, at = near.kneighbors(reserve, n_neighbors=1)
    return np.where(far[:, 0] <= CLOSE * usual, at[:, 0], -1)


def duplicates(pool: Array, reserve: Array, rng: np.random.Generator) -> Finding:
    """How many reserve items have a twin on the strategy's side.

    It warns when the lower end of the exact 95% interval of their share is above 1%.

    Parameters
    ----------
    pool, reserve : (N, D) and (m, D) float
        Embeddings of the strategy's pool and of the reserve.
    rng : numpy.random.Generator
        As in :func:`twins`.

    Returns
    -------
    Finding
        Its value is the share of reserve items with a twin; None without a reserve.

    Raises
    ------
    BadData
        If both sides have other columns.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(300, 3))
    >>> found = duplicates(x, x[:50], np.random.default_rng(0))
    >>> found.warn, found.value
    (True, 1.0)
    """
    pool, reserve = np.asarray(pool, float), np.asarray(reserve, float)
    name, m = "twins in the reserve", len(reserve)
    if not m:
        return Finding(name, "There is no reserve that could hold twins of other items.")
    found = int((twins(pool, reserve, rng) >= 0).sum())
    low, high = clopper_pearson(found, m)
    warn = low > TOLERATED
    said = (
        f"{found} of {m} reserve items ({percent(found / m, 1)}; {between(low, high)} of all such items) "
        "have a twin among the items that the strategy may ask about"
    )
    ends = (
        ": on data without twins the model may be worse than the figures say. "
        "Take one of each before a campaign."
        if warn
        else "."
    )
    picture = Picture(
        "bars",
        np.array(["with a twin", "without"]),
        {"reserve": np.array([found, m - found])},
        y_label="items",
    )
    return Finding(name, said + ends, found / m, warn, picture)
