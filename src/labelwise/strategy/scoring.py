"""Scores of a View: each measure once per model version, chunk by chunk."""

from __future__ import annotations

import inspect
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.measures import title
from labelwise.params import needs_of
from labelwise.strategy.grid import Grid
from labelwise.types import CHUNK, Rows

if TYPE_CHECKING:
    from labelwise.strategy.view import View

POOLED_BYTES = 2**31
"""A pooled measure whose arrays would take more is refused."""

THREADS = os.cpu_count() or 1
"""Chunks of plain arrays are scored in so many threads; the scores do not depend on it."""


class Scores:
    """Scores under one model version.

    Parameters
    ----------
    view : View
        Gives the arrays.
    grid : Grid
        The chunks.
    memo : dict, optional
        Shared with the views of the same model version.
    """

    def __init__(
        self, view: View, grid: Grid, memo: dict[Any, tuple[Rows, NDArray[np.float64]]] | None = None
    ) -> None:
        self._view, self._grid = view, grid
        self._memo = {} if memo is None else memo

    def for_view(self, view: View) -> Scores:
        """The same memory for a view of the same models."""
        return Scores(view, self._grid, self._memo)

    def of(self, measure: Any, rows: Rows, rng: np.random.Generator | None) -> NDArray[np.float64]:
        """(m,) float64: the scores of ``rows``."""
        if not callable(measure):
            raise BadParameter(
                f"the measure is {measure!r}", allowed="a function of View arrays, e.g. measures.margin"
            )
        for name in needs_of(measure):
            self._view.require(name)
        if not self._keeps(measure):
            return self._compute(measure, rows, rng)
        known, scores = self._memo.get(measure, (rows[:0], np.zeros(0)))
        at = np.searchsorted(known, rows)
        if len(known) and (at < len(known)).all() and np.array_equal(known[at], rows):
            return scores[at]
        made = self._compute(measure, rows, rng)
        if len(rows) >= len(known) and (np.diff(rows) > 0).all():
            self._memo[measure] = (rows, made)
        return made

    def _keeps(self, measure: Any) -> bool:
        """Whether the score of a row depends on the row and the model alone."""
        target = measure if inspect.isfunction(measure) else type(measure).__call__
        free = not {"rng", "view", "state"} & set(inspect.signature(target).parameters)
        hashable = type(measure).__hash__ is not None
        return free and hashable and not _is_pooled(measure) and not self._view.live(needs_of(measure))

    def _compute(self, measure: Any, rows: Rows, rng: np.random.Generator | None) -> NDArray[np.float64]:
        if _is_pooled(measure):
            self._refuse_large(measure, rows)
            return self._part(measure, rows, rng)
        made = np.empty(len(rows))
        jobs = list(self._grid.views(rows))

        def fill(at: Any) -> None:
            made[at] = self._part(measure, rows[at], rng)

        plain = all(self._view.is_array(name) for name in needs_of(measure)) and rng_free(measure)
        if plain and len(jobs) > 1 and THREADS > 1:
            with ThreadPoolExecutor(THREADS) as pool:
                list(pool.map(fill, jobs))
        else:
            for at in jobs:
                fill(at)
        return made

    def _part(self, measure: Any, rows: Rows, rng: np.random.Generator | None) -> NDArray[np.float64]:
        made = np.asarray(self._view.apply(measure, rows, rng=rng), dtype=np.float64)
        name = title(measure)
        if made.shape != rows.shape:
            raise BadData(
                f"the measure {name} gave shape {made.shape} for {len(rows)} rows", allowed="one score a row"
            )
        bad = ~np.isfinite(made)
        if bad.any():
            raise BadData(
                f"the measure {name} gave {made[bad][0]} for row {rows[bad][0]}", allowed="finite scores"
            )
        return made

    def _refuse_large(self, measure: Any, rows: Rows) -> None:
        probe = rows[: min(len(rows), CHUNK)]
        parts = [self._view.get(n, probe) for n in needs_of(measure)]
        size = sum(getattr(p, "nbytes", 0) for p in parts) / max(len(probe), 1) * len(rows)
        if size > POOLED_BYTES:
            raise BadParameter(
                f"the measure {title(measure)} needs all {len(rows)} rows at once, {size / 2**30:.1f} GiB",
                allowed=f"up to {POOLED_BYTES / 2**30:.0f} GiB",
                fix="put a candidates stage before it: candidates=(Open(), Subsample(100_000))",
            )


def rng_free(measure: Any) -> bool:
    """Whether a measure draws nothing, so that its chunks may be scored in any order."""
    target = measure if inspect.isfunction(measure) else type(measure).__call__
    return "rng" not in inspect.signature(target).parameters


def _is_pooled(measure: Any) -> bool:
    return bool(getattr(measure, "pooled", False))
