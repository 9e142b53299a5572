"""Some items of a pool as a pool of their own."""

from __future__ import annotations

import numpy as np

from labelwise.pool.pool import Pool
from labelwise.types import Rows


def subset(pool: Pool, rows: Rows) -> Pool:
    """The items of ``rows`` as a pool of their own, with their ids and columns.

    Parameters
    ----------
    pool : Pool
        The items.
    rows : (m,) int64
        Which of them, in this order.

    Examples
    --------
    >>> part = subset(Pool(["a", "b", "c"], columns={"price": [1, 2, 3]}), np.array([2, 0]))
    >>> part.ids.to_pylist(), part.column("price").tolist()
    (['2', '0'], [3, 1])
    """
    own = [name for name in pool.columns if pool.kind != "table"]
    x = pool.x(rows)
    return Pool(
        np.array(x, dtype=object) if pool.kind == "text" else x,
        ids=pool.ids.take(rows).to_pylist(),
        columns={name: pool.column(name, rows) for name in own},
    )
