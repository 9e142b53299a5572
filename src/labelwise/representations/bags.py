"""Bags: an item with many feature vectors stands at the mean direction of its kinds of content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.params import Between
from labelwise.random import generator
from labelwise.representations.base import Representation
from labelwise.representations.embedding import unit
from labelwise.representations.k_means import k_means
from labelwise.types import Dense, Ragged, Rows, ViewLike

__all__ = ["BagSpace", "Bags"]


@dataclass(frozen=True, repr=False)
class Bags(Representation):
    """Scenes, documents or volumes by the patches in them.

    The vectors of an item are clustered, and the point of the item is the mean of the centres on the unit
    sphere. So the inner product of two items is the mean cosine over all pairs of their centres.
    ``space.variety(rows)`` is 1 minus the mean cosine between the centres of one item.

    Parameters
    ----------
    name : str
        View name of a :class:`Ragged` of vectors, one or more an item.
    kinds : int
        Clusters an item, in the paper the number of classes; fewer where there are fewer vectors.

    Notes
    -----
    The clusters are found from a fixed seed, so that an item stands in one place in every round.

    References
    ----------
    N. Samet, O. Siméoni, G. Puy, G. Ponimatkin, R. Marlet, V. Lepetit, "You never get a second chance to make
    a good first impression" (SeedAL, S111), 2023. An item with one centre has no pair; its variety is 0.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> patches = Ragged(np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 0.0]]), np.array([0, 2, 3]))
    >>> space = Bags(kinds=2).fit(View(arrays={"patches": patches}), np.random.default_rng(0))
    >>> space(np.array([0, 1])).dense(np.array([0, 1])).tolist(), space.variety(np.array([0, 1])).tolist()
    ([[0.5, 0.5], [1.0, 0.0]], [1.0, 0.0])
    """

    name: str = "patches"
    kinds: Annotated[int, Between(1)] = 13

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The vectors."""
        return (self.name,)

    def fit(self, view: ViewLike, rng: np.random.Generator) -> BagSpace:
        """Points of any rows."""
        return BagSpace(lambda rows: _checked(self.name, view.get(self.name, rows)), self.kinds)


class BagSpace:
    """Points of bags, each clustered when somebody asks for it and kept.

    Parameters
    ----------
    read : callable
        ``rows -> Ragged`` of vectors.
    kinds : int
        Clusters an item.
    """

    def __init__(self, read: Callable[[Rows], Ragged], kinds: int) -> None:
        self._read, self._kinds = read, kinds
        self._known: dict[int, tuple[NDArray[Any], float]] = {}

    def __call__(self, rows: Rows) -> Dense:
        """(r, D) mean centres of ``rows``."""
        found = [self._of(row)[0] for row in self._ask(rows)]
        width = self._read(np.asarray(rows[:0])).values.shape[1]
        return Dense(np.array(found).reshape(len(found), width))

    def variety(self, rows: Rows) -> NDArray[np.float64]:
        """(r,) how different the contents of one item are, 0 to 2."""
        return np.array([self._of(row)[1] for row in self._ask(rows)], dtype=np.float64)

    def _ask(self, rows: Rows) -> list[int]:
        new = np.array([row for row in rows.tolist() if row not in self._known], dtype=np.int64)
        bags = self._read(new)
        for at, row in enumerate(new.tolist()):
            x = np.asarray(bags[at], dtype=np.float64)
            if not len(x):
                raise BadData(f"item {row} has no vectors", allowed="one or more vectors an item")
            centres = unit(np.unique(k_means(x, self._kinds, generator(0, "bags"))[1], axis=0))
            k, mean = len(centres), centres.mean(axis=0)
            cosine = (k * (mean @ mean) - 1) / (k - 1) if k > 1 else 1.0
            self._known[row] = mean, max(0.0, 1.0 - cosine)
        return [int(row) for row in rows]

    def _of(self, row: int) -> tuple[NDArray[Any], float]:
        return self._known[row]


def _checked(name: str, given: Any) -> Ragged:
    if not isinstance(given, Ragged) or given.values.ndim != 2:
        raise BadData(
            f"{name} is a {type(given).__name__}",
            allowed="a Ragged of vectors, one or more an item",
            fix="Ragged(vectors, offsets); items with one vector each have Embedding()",
        )
    return given
