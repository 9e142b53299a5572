"""KCenter: the candidate farthest from everything labelled or picked, one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.selectors.base import Selector, plain, points_of
from labelwise.selectors.farthest import Farthest, Known, farthest, least_to
from labelwise.types import Points, Slate, Space, State

__all__ = ["KCenter"]

LOOKS = 64
"""Rows of the pool by which points are known again."""

MANY = 64
"""With more new centres than that, and than two a pick, distances are computed anew."""

KEPT = ("least", "seen", "near")
"""What is kept of each row: its squared distance, how many centres this knows, which of them is nearest."""


@dataclass(frozen=True, repr=False)
class KCenter(Selector):
    """Greedy k-center: repeatedly the point with the largest distance to the nearest centre.

    Centres are the labelled and the pending rows, then the picks. The covering radius is at most
    twice the best one possible. Without any centre the first pick is random.

    O(l m D) time for the l centres there are, as products of matrices; a pick then looks only at candidates
    that the latest picks may have come near to, O(m D) at worst and mostly far less. O(m) memory beyond the
    points.

    Parameters
    ----------
    carry : bool
        Keep the distances for the next selection (``Selection.state``), which then costs nothing for the
        centres it knows: for embeddings that stay while labels come. Points that moved are noticed by 64 rows
        of the pool, and a centre that is none any more by its absence; what depended on it is computed anew.

    References
    ----------
    O. Sener, S. Savarese, "Active learning for convolutional neural networks: a core-set approach"
    (S064), 2018; T. F. Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> from labelwise.types import Dense
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               points=Dense(np.array([[0.0], [1.0], [5.0], [9.0]])), centres=Dense(np.array([[0.0]])))
    >>> Picker(slate, KCenter()).fill().selection().indices.tolist()
    [3, 2]
    """

    carry: bool = False
    title = "k-center"
    passes = 0.1
    takes = ("points",)

    @property
    def stateful(self) -> bool:
        """Whether it keeps distances."""
        return self.carry

    def start(self, slate: Slate, state: State | None = None) -> Any:
        """Begin a run from the labelled and pending points."""
        points = points_of(slate, self)
        if self.carry and slate.space is not None:
            return _carried(slate, points, slate.space, plain(state or {}))
        if slate.centres is None or not len(slate.centres):
            run = farthest(slate, points, None, None)
        else:
            least, at = least_to(points, slate.centres)
            seen = np.full(len(at), len(slate.centres), dtype=np.int32)
            run = farthest(slate, points, least, Known(slate.centres, seen, at.astype(np.int32)))
        return (run, {}) if self.carry else run


def _carried(slate: Slate, points: Points, space: Space, old: State) -> tuple[Farthest, State]:
    """A run that begins with what the last one knew, and what it will have known."""
    current = slate.labels >= 0
    if slate.view is not None:
        current[slate.view.pending] = True
    kept = _Kept(slate, space, current, old)
    if not len(kept.order):
        return kept.around(farthest(slate, points, None, None)), kept
    centres = space(kept.order)
    late = np.flatnonzero(kept.seen[slate.rows] == 0)
    if len(late):
        some = points if len(late) == len(points) else points.part(late)
        kept.least[slate.rows[late]], kept.near[slate.rows[late]] = least_to(some, centres)
        kept.seen[slate.rows[late]] = len(kept.order)
    known = Known(centres, kept.seen[slate.rows], kept.near[slate.rows])
    run = farthest(slate, points, kept.least[slate.rows], known)
    return kept.around(run), kept


class _Kept(Mapping[str, Any]):
    """What is known of all rows of the pool, and, after a run, what that learned.

    ``order`` are the centres in the order in which they came.
    """

    _run: Farthest

    def __init__(self, slate: Slate, space: Space, current: NDArray[np.bool_], old: State) -> None:
        size, count = len(slate.labels), len(old.get("least", ()))
        self._rows, self._mark = slate.rows, _mark(space, size)
        mark = self._mark if count == size else _mark(space, count) if 0 < count < size else ""
        same = count > 0 and old["points"] == mark
        self.least = np.full(size, np.inf, dtype=self._mark.split()[0])
        self.seen, self.near = np.zeros(size, dtype=np.int32), np.full(size, -1, dtype=np.int32)
        before = np.asarray(old["centres"], dtype=np.int64) if same else np.zeros(0, dtype=np.int64)
        gone = np.flatnonzero(~current[before])
        before = before[: gone[0]] if len(gone) else before
        current[before] = False
        new = np.flatnonzero(current)
        self.order = np.concatenate([before, new])
        if same and len(new) <= max(MANY, 2 * slate.n):
            for name in KEPT:
                getattr(self, name)[:count] = old[name]
            self.seen[self.seen > len(before)] = 0

    def around(self, run: Farthest) -> Farthest:
        """The run, whose distances count from now on."""
        self._run = run
        return run

    def _now(self) -> dict[str, Any]:
        run, made = self._run, {name: getattr(self, name).copy() for name in KEPT}
        for name in KEPT if run.least is not None else ():
            made[name][self._rows] = getattr(run, name)
        picks = self._rows[np.array(run.picks, dtype=np.int64)]
        return {"centres": np.concatenate([self.order, picks]), "points": self._mark, **made}

    def __getitem__(self, name: str) -> Any:
        return self._now()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(("centres", "points", *KEPT))

    def __len__(self) -> int:
        return 2 + len(KEPT)

    def items(self) -> Any:
        """All of it at one moment."""
        return self._now().items()


def _mark(space: Space, size: int) -> str:
    """A short name of where some of the first ``size`` rows stand."""
    rows = np.arange(size) if size <= LOOKS else np.linspace(0, size - 1, LOOKS).astype(np.int64)
    x = np.ascontiguousarray(space(rows).dense(np.arange(len(rows))))
    return f"{x.dtype} {x.shape} {hashlib.blake2b(x.tobytes(), digest_size=16).hexdigest()}"
