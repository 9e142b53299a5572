"""Scores of a View: each measure once per model version, chunk by chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData, BadParameter, LabelwiseError
from labelwise.measures import title
from labelwise.measures.adaptor import Combined
from labelwise.parallel import each, single_thread
from labelwise.params import asides_of, needs_of
from labelwise.strategy.arrays import ascending, axis_of
from labelwise.strategy.grid import Grid
from labelwise.types import CHUNK, Ragged, Rows

if TYPE_CHECKING:
    from labelwise.strategy.view import View

POOLED_BYTES = 2**31
"""A pooled measure whose arrays would take more is refused."""

POOLED = "put a candidates stage before it: candidates=(Open(), Subsample(100_000))"
WHOLE = (
    "it reads the whole pool, so no candidates stage helps: query a part of the rows, pass single precision, "
    "or make what is derived elsewhere, e.g. neighbours=(idx, dist) from an index"
)
"""What to do about a measure that is too large."""


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
            self._view.require(name, f"the measure {title(measure)} takes {name!r}")
        if isinstance(measure, Combined):
            return self._checked(
                measure, rows, measure.combine([self.of(m, rows, rng) for m in measure.inner])
            )
        if getattr(measure, "whole", False):
            return self._known(measure, np.arange(self._view.size), rng)[rows]
        return self._known(measure, rows, rng)

    def _known(self, measure: Any, rows: Rows, rng: np.random.Generator | None) -> NDArray[np.float64]:
        """The scores of ``rows``, looked up where they were computed before."""
        if not self._keeps(measure):
            return self._compute(measure, rows, rng)
        known, scores = self._memo.get(measure, (rows[:0], np.zeros(0)))
        if known is rows:
            return scores
        at = np.searchsorted(known, rows) if len(known) else rows[:0]
        if len(known) and (at < len(known)).all() and np.array_equal(known[at], rows):
            return scores[at]
        made = self._compute(measure, rows, rng)
        if len(rows) >= len(known) and ascending(rows):
            self._memo[measure] = (rows, made)
        return made

    def _keeps(self, measure: Any) -> bool:
        """Whether the score of a row depends on the row and the model alone."""
        hashable = type(measure).__hash__ is not None
        alone = not _is_pooled(measure) or getattr(measure, "whole", False)
        return alone and hashable and not asides_of(measure) and not self._view.live(needs_of(measure))

    def _compute(self, measure: Any, rows: Rows, rng: np.random.Generator | None) -> NDArray[np.float64]:
        if _is_pooled(measure):
            self._refuse_large(measure, rows)
            with single_thread():
                return self._part(measure, rows, rng)
        made = np.empty(len(rows))
        jobs = list(self._grid.views(rows))

        plain = all(self._view.is_array(name) for name in needs_of(measure)) and rng_free(measure)

        def fill(at: Any) -> None:
            made[at] = self._part(measure, rows[at], rng, close=plain)

        if plain:
            each(fill, jobs)
        else:
            for at in jobs:
                fill(at)
        return made

    def _part(
        self, measure: Any, rows: Rows, rng: np.random.Generator | None, close: bool = False
    ) -> NDArray[np.float64]:
        """The scores of ``rows``; ``close``: where few rows are missing between them, those are scored too,
        because a slice of an array costs nothing and picking rows out of it does.
        """
        wide = rows
        if close and len(rows) and rows[-1] - rows[0] < 1.2 * len(rows) and ascending(rows):
            wide = np.arange(rows[0], rows[-1] + 1)
        try:
            made = self._view.apply(measure, wide, rng=rng)
        except (AttributeError, TypeError, ValueError) as error:  # what arrays of another kind end in
            if (explained := self._of_parts(measure, rows, error)) is None:
                raise
            raise explained from error
        if len(wide) > len(rows) and np.shape(made) == wide.shape:
            made = made[rows - rows[0]]
        return self._checked(measure, rows, made)

    def _of_parts(self, measure: Any, rows: Rows, error: Exception) -> BadData | None:
        """What to say where a measure of items got parts of items."""
        parted = [n for n in needs_of(measure) if isinstance(self._view.get(n, rows), Ragged)]
        if not parted or isinstance(error, LabelwiseError):
            return None
        return BadData(
            f"the measure {title(measure)} takes one row an item, and {parted[0]} has one for each part",
            allowed="measures made for parts",
            fix=f"join its scores: Per('item', {title(measure)}, 'mean')",
        )

    def _checked(self, measure: Any, rows: Rows, scores: Any) -> NDArray[np.float64]:
        made = np.asarray(scores, dtype=np.float64)
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
        sizes: dict[str, float] = {}
        for name in needs_of(measure):
            sizes |= self._bytes(name, rows)
        total = sum(sizes.values())
        if total > POOLED_BYTES:
            listed = ", ".join(f"{name} {gib(size)}" for name, size in sizes.items())
            raise BadParameter(
                f"the measure {title(measure)} needs all {len(rows)} rows at once, {gib(total)}: {listed}",
                allowed=f"up to {gib(POOLED_BYTES)}",
                fix=WHOLE if getattr(measure, "whole", False) else POOLED,
            )

    def _bytes(self, name: str, rows: Rows) -> dict[str, float]:
        """Memory of an array for ``rows``, and of all that a pooled provider makes it from, uncomputed."""
        make = self._view.provider(name)
        if getattr(make, "pooled", False):
            every = np.arange(self._view.size)
            inputs = [self._bytes(n, every) for n in needs_of(make)]  # type: ignore[arg-type]
            own = {name: float(getattr(make, "row_bytes", 8) * len(every))}
            return own | {n: size for found in inputs for n, size in found.items()}
        if axis_of(name) is None:
            return {name: float(bytes_of(self._view.get(name)))}
        probe = rows[:CHUNK]
        return {name: bytes_of(self._view.get(name, probe)) / max(len(probe), 1) * len(rows)}


def bytes_of(thing: Any) -> int:
    """Memory of an array of any kind; 0 for what is none.

    Examples
    --------
    >>> bytes_of((np.zeros(2), np.zeros(3, dtype=np.int8))), bytes_of(None)
    (19, 0)
    """
    if isinstance(thing, Ragged):
        return int(thing.values.nbytes + thing.offsets.nbytes)
    if sparse.issparse(thing):
        return int(thing.data.nbytes + thing.indices.nbytes + thing.indptr.nbytes)
    return sum(map(bytes_of, thing)) if isinstance(thing, tuple) else int(getattr(thing, "nbytes", 0))


def gib(size: float) -> str:
    """A number of bytes in words.

    Examples
    --------
    >>> gib(3 * 2**29)
    '1.5 GiB'
    """
    return f"{size / 2**30:.1f} GiB"


def rng_free(measure: Any) -> bool:
    """Whether a measure draws nothing, so that its chunks may be scored in any order."""
    return "rng" not in asides_of(measure)


def _is_pooled(measure: Any) -> bool:
    return bool(getattr(measure, "pooled", False))
