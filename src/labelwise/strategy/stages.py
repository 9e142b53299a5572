"""The candidates stages of a strategy, one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.selectors.base import part, under
from labelwise.strategy.arrays import ascending
from labelwise.strategy.view import View
from labelwise.types import Rows, State

States = tuple[State | None, dict[str, Any]]
"""What was kept the last time, and what is kept for the next."""


def through(
    stages: Sequence[Any], view: View, rows: Rows, n: int, rng: np.random.Generator, states: States
) -> tuple[Rows, bool]:
    """The rows that all stages let through, ascending; what stateful ones keep goes into ``states``.

    Also whether chance had a say: a stage that says ``draws = True`` left rows out.

    Raises
    ------
    BadParameter
        If a stage gives what it was not given.

    Examples
    --------
    >>> def even(view, rows, n, rng):
    ...     return rows[rows % 2 == 0]
    >>> through([even], View(labels=[-1] * 4), np.arange(4), 1, np.random.default_rng(0), (None, {}))
    (array([0, 2]), False)
    """
    (old, kept), drawn = states, False
    for k, stage in enumerate(stages):
        if getattr(stage, "stateful", False):
            found, new = stage(view, rows, n, rng, part(old, f"candidates{k}"))
            kept |= under(f"candidates{k}", new)
        else:
            found = stage(view, rows, n, rng)
        before, rows = rows, _subset(stage, found, rows, view.size)
        drawn |= bool(getattr(stage, "draws", False)) and len(rows) < len(before)
    return rows, drawn


def _subset(stage: Any, given: Any, rows: Rows, size: int) -> Rows:
    """What a stage let through, ascending; refused unless it is a part of ``rows``."""
    found = np.asarray(given, dtype=np.int64)
    if found is rows:
        return found
    allowed, kept = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    allowed[rows] = True
    outside = found.min(initial=0) < 0 or found.max(initial=-1) >= size
    kept[found if not outside else []] = True
    if outside or np.count_nonzero(kept & allowed) < len(found):
        raise BadParameter(
            f"{stage!r} gave rows that it was not given, or a row twice", allowed="a part of its rows"
        )
    return found if ascending(found) else np.flatnonzero(kept)
