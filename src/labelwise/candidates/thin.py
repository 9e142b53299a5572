"""Thin: of a sequence of much alike items one for each stretch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.params import Between, Piece
from labelwise.representations.embedding import unit
from labelwise.types import CHUNK, Rows, ViewLike

__all__ = ["Thin"]


@dataclass(frozen=True, repr=False)
class Thin(Piece):
    """The middle item of each stretch of neighbours that look like the first of the stretch.

    Items are walked along in the order of the pool; where the cosine to the first of the stretch is below
    ``similar``, or ``by`` changes, a new stretch begins. When fewer stretches than picks come out, the others
    of the longest stretches join, so that never fewer go on than will be picked.

    Parameters
    ----------
    similar : float
        The cosine.
    by : str, optional
        View name of the sequence of an item, such as its video.
    name : str
        View name of the vectors.

    References
    ----------
    N. Samet et al., "You never get a second chance to make a good first impression" (SeedAL, S111), 2023;
    0.75 as there.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> x = np.array([[1.0, 0.0], [0.9, 0.1], [0.8, 0.2], [0.0, 1.0]])
    >>> Thin()(View(arrays={"embedding": x}), np.arange(4), 1, np.random.default_rng(0)).tolist()
    [1, 3]
    """

    similar: Annotated[float, Between(-1, 1)] = 0.75
    by: str | None = None
    name: str = "embedding"

    @property
    def needs(self) -> tuple[str, ...]:
        """The vectors and the sequence."""
        return (self.name, *(() if self.by is None else (self.by,)))

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The middles of the stretches of ``rows``, in their order."""
        begins = self._begins(view, rows)
        ends = np.append(begins[1:], len(rows))
        kept = np.zeros(len(rows), dtype=bool)
        kept[(begins + ends - 1) // 2] = True
        short = min(n, len(rows)) - int(kept.sum())
        if short > 0:
            length = np.repeat(ends - begins, ends - begins)
            rest = np.flatnonzero(~kept)
            kept[rest[np.argsort(-length[rest], kind="stable")[:short]]] = True
        return np.asarray(rows[kept])

    def _begins(self, view: ViewLike, rows: Rows) -> Rows:
        """Where stretches begin."""
        group = None if self.by is None else np.asarray(view.get(self.by, rows))
        found: list[int] = []
        first = np.zeros(0)
        for start in range(0, len(rows), CHUNK):
            given = view.get(self.name, rows[start : start + CHUNK])
            x = np.asarray(given.toarray() if hasattr(given, "toarray") else given, dtype=np.float64)
            for at, vector in enumerate(unit(x), start):
                other = group is not None and at > 0 and group[at] != group[at - 1]
                if not found or other or float(vector @ first) < self.similar:
                    found.append(at)
                    first = vector
        return np.array(found, dtype=np.int64)
