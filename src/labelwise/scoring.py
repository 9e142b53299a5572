"""Scores of a pool of any size: chunk by chunk, in several processes or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelwise.engines import Spread, engine_named
from labelwise.errors import BadData, BadParameter
from labelwise.measures import title
from labelwise.measures.adaptor import Combined
from labelwise.params import asides_of, needs_of
from labelwise.pool import Pool, as_pool, paths, subset
from labelwise.strategy import View
from labelwise.types import CHUNK

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["chunkwise", "score"]

Made = TypeVar("Made")

JOB = 8 * CHUNK
"""Rows that one process reads and scores in one go, rounded to what a Parquet file stores together."""
ALONE = "a measure of one item after the other, such as measures.margin"


class Part(Protocol):
    """Rows of a pool that are scored in one go."""

    @property
    def begin(self) -> int:
        """The first row."""

    def chunks(self) -> Iterator[Pool]:
        """Its fixed chunks, as pools, one after the other."""


@dataclass(frozen=True)
class Held:
    """Chunks of a pool in memory; what travels to another process are they alone."""

    begin: int
    pools: tuple[Pool, ...]

    def chunks(self) -> Iterator[Pool]:
        """The chunks."""
        return iter(self.pools)


@dataclass(frozen=True)
class Stored:
    """Rows ``begin`` to ``end`` of a Parquet file; they are read where they are scored.

    Parameters
    ----------
    path : str
        The file, under the same name on every machine.
    begin, end : int
        Its rows; ``begin`` is the first of a chunk.
    groups : tuple of int
        The row groups that hold them.
    skip : int
        Rows of the first group that belong to the part before.
    """

    path: str
    begin: int
    end: int
    groups: tuple[int, ...]
    skip: int

    def chunks(self) -> Iterator[Pool]:
        """Its chunks; no more than a chunk and a page of the file are in memory."""
        import pyarrow as pa

        with paths.parquet_file(self.path) as file:
            batches = file.iter_batches(CHUNK, row_groups=list(self.groups))
            tables = (pa.Table.from_batches([batch]) for batch in batches)
            sizes = [min(CHUNK, self.end - at) for at in range(self.begin, self.end, CHUNK)]
            parts = cut(tables, [self.skip, *sizes])
            next(parts)
            yield from map(Pool, parts)


def cut(tables: Iterator[pa.Table], sizes: list[int]) -> Iterator[pa.Table]:
    """Tables of these numbers of rows, from the rows of ``tables``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> [len(part) for part in cut(iter([pa.table({"x": [1, 2, 3]}), pa.table({"x": [4]})]), [1, 3])]
    [1, 3]
    """
    import pyarrow as pa

    rest = next(tables)
    for size in sizes:
        while len(rest) < size:
            rest = pa.concat_tables([rest, next(tables)])
        yield rest[:size]
        rest = rest[size:]


def score(
    measure: Any,
    models: Any,
    pool: Any,
    *,
    engine: str = "loky",
    jobs: int = -1,
    address: str | None = None,
) -> NDArray[np.float64]:
    """Score every item of a pool, in several processes or on a cluster; higher = ask sooner.

    Of a Parquet file each process reads the rows that it scores and no others, so that the file may be
    larger than the memory of any machine; row groups of some 100,000 rows spread well. The scores are those
    that a :class:`~labelwise.View` of the same models gives, whichever engine computes them.

    Parameters
    ----------
    measure : str or measure
        A measure that looks at one item after the other, or the name of a strategy that has one.
    models : Model or mapping of str to Model
        As for a View; they travel to the processes, so they can be pickled.
    pool : Pool, what one is made of, or path of a Parquet file
        The items. A path is read on every machine under this name.
    engine : {"loky", "ray", "serial"}
        Processes of this machine, a cluster that Ray manages, or this process.
    jobs : int
        At most so many processes at once; -1 is one per core.
    address : str, optional
        Of the head of a Ray cluster, ``HOST:PORT``; None starts one on this machine.

    Returns
    -------
    (N,) float64
        To be asked about with any selector:
        ``lw.query(lw.Strategy(measure=lambda score: score), 100, score=scores)``.

    Raises
    ------
    BadParameter
        If the measure compares items, draws numbers, or reads labels: it has no score of an item alone.
    MissingCapability
        If no model and no column gives what the measure takes.
    MissingExtra
        If the engine is not installed.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> class Model:
    ...     provides = ("proba",)
    ...     def proba(self, x):
    ...         return np.column_stack([x[:, 0], 1 - x[:, 0]])
    >>> score(margin, Model(), np.array([[0.5], [0.9]]), engine="serial").round(3).tolist()
    [1.0, 0.2]
    """
    single, pool = _of_one(measure), pool if isinstance(pool, (str, Path)) else as_pool(pool)
    first = next(next(_parts(pool)).chunks())
    _refuse(single, View(subset(first, np.arange(1)), models))
    work = partial(_scored, single, models)
    return np.concatenate(chunkwise(work, pool, engine, Spread(jobs, address)))


def _scored(measure: Any, models: Any, chunk: Pool) -> NDArray[np.float64]:
    view = View(chunk, models)
    return np.asarray(view.score(measure, np.arange(view.size)))


def chunkwise(work: Callable[[Pool], Made], pool: Any, engine: str, spread: Spread) -> list[Made]:
    """What ``work`` makes of each fixed chunk of a pool, in their order.

    Parameters
    ----------
    work : callable
        Of a chunk, a pool of its own; it travels to the processes.
    pool : Pool, what one is made of, or path of a Parquet file
        As for :func:`score`.
    engine, spread : str and Spread
        Where it is computed.

    Examples
    --------
    >>> chunkwise(len, np.zeros((10_000, 1)), "serial", Spread())
    [8192, 1808]
    """
    made = dict(engine_named(engine)(partial(_worked, work), _parts(pool), spread))
    return [one for begin in sorted(made) for one in made[begin]]


def _worked(work: Callable[[Pool], Made], part: Part) -> tuple[int, list[Made]]:
    return part.begin, [work(chunk) for chunk in part.chunks()]


def _of_one(measure: Any) -> Any:
    """The measure, or that of a strategy."""
    if isinstance(measure, str):
        from labelwise.papers import resolve

        measure = getattr(resolve(measure), "measure", None) or measure
    if not callable(measure):
        raise BadParameter(f"the measure is {measure!r}", allowed=ALONE)
    return measure


def _refuse(measure: Any, view: View) -> None:
    """Refuse a measure whose score of an item depends on more than the item and the models."""
    for name in needs_of(measure):
        view.require(name, f"the measure {title(measure)} takes {name!r}")
    if _compares(measure) or any(_compares(make) for make in _makers(view, needs_of(measure))):
        why = "compares items"
    elif "rng" in asides_of(measure):
        why = "draws numbers"
    elif view.live(needs_of(measure)) or "view" in asides_of(measure):
        why = "reads labels, which a pool alone does not have"
    else:
        return
    raise BadParameter(
        f"the measure {title(measure)} {why}",
        allowed=ALONE,
        fix="score by another one, then query() among the best rows",
    )


def _compares(function: Any) -> bool:
    pooled = getattr(function, "pooled", False) or getattr(function, "whole", False)
    return bool(pooled) or isinstance(function, Combined)


def _makers(view: View, names: Iterable[str]) -> Iterator[Any]:
    """What makes these arrays, and what makes those that it reads."""
    for make in filter(None, map(view.provider, names)):
        yield make
        yield from _makers(view, needs_of(make))


def _parts(pool: Any) -> Iterator[Part]:
    """What is worked on in one go."""
    if isinstance(pool, (str, Path)):
        return _stored(str(pool))
    made = as_pool(pool)
    chunks = list(made.chunks())
    jobs = (chunks[at : at + JOB // CHUNK] for at in range(0, len(chunks), JOB // CHUNK))
    return (Held(int(job[0][0]), tuple(subset(made, rows) for rows in job)) for job in jobs)


def _stored(path: str) -> Iterator[Part]:
    with paths.parquet_file(path) as file:
        sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
    ends = np.cumsum(sizes)
    if not len(ends) or not ends[-1]:
        raise BadData(f"{path!r} has no rows", allowed="at least one item")
    groups = np.searchsorted(ends, np.arange(0, ends[-1], CHUNK), side="right")  # of the first row of chunks
    bounds = [0]
    for chunk in range(1, len(groups)):
        if groups[chunk] != groups[chunk - 1] and (chunk - bounds[-1]) * CHUNK >= JOB:
            bounds.append(chunk)
    edges = [*(chunk * CHUNK for chunk in bounds), int(ends[-1])]
    return (_range(path, begin, end, ends) for begin, end in pairwise(edges))


def _range(path: str, begin: int, end: int, ends: NDArray[Any]) -> Stored:
    first, last = np.searchsorted(ends, [begin, end - 1], side="right")
    before = int(ends[first - 1]) if first else 0
    return Stored(str(Path(path).resolve()), begin, end, tuple(range(first, last + 1)), begin - before)
