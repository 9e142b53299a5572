"""Groups: which groups a unit belongs to, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData, BadParameter
from labelwise.representations.base import Representation
from labelwise.representations.clusters import Clusters
from labelwise.types import Incidence, Ragged, Rows, Space, ViewLike

__all__ = ["GroupSpace", "Groups"]


@dataclass(frozen=True, repr=False)
class Groups(Representation):
    """Units by the groups of one or several partitions: words, word shapes, clusters, domains.

    Parameters
    ----------
    by : tuple of str or Clusters
        Each a partition. View names: an (N,) array of values, one group a value; a :class:`Ragged` of values,
        such as the words of a sentence, each counted; or (N, G) counts, sparse or not, one group a column.

    Raises
    ------
    BadData
        For counts below zero.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"domain": np.array(["web", "news", "web"])})
    >>> space = Groups(("domain",)).fit(view, np.random.default_rng(0))
    >>> space.names, space.mass.round(2).tolist(), space(np.array([2])).rows.toarray().tolist()
    (('domain=news', 'domain=web'), [0.33, 0.67], [[0.0, 1.0]])
    """

    by: tuple[Any, ...] = ("group",)

    def __post_init__(self) -> None:
        """Refuse no partition at all, and one name that is no tuple."""
        super().__post_init__()
        if not isinstance(self.by, tuple) or not self.by:
            raise BadParameter(f"Groups: by is {self.by!r}", allowed="a tuple of View names, e.g. ('group',)")

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The partitions."""
        return tuple(dict.fromkeys(name for part in self.by for name in getattr(part, "needs", (part,))))

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Count the members of all groups in the pool."""
        parts = [_part(part, view) for part in self.by]
        return GroupSpace(sparse.hstack([counts for counts, _ in parts]).tocsr(), parts)


class GroupSpace:
    """Groups of any rows.

    Parameters
    ----------
    counts : (N, G) csr
        How often each unit of the pool is in each group.
    parts : list of (csr, names)
        The partitions.

    Attributes
    ----------
    mass : (G,) float64
        Share of the pool in each group of its partition.
    names : tuple of str
        ``"partition=value"`` of each group.
    """

    def __init__(self, counts: Any, parts: list[tuple[Any, list[str]]]) -> None:
        self._counts = counts
        self.names = tuple(name for _, names in parts for name in names)
        sums = [np.asarray(part.sum(axis=0), dtype=np.float64).ravel() for part, _ in parts]
        self.mass: NDArray[np.float64] = np.concatenate([s / max(s.sum(), 1.0) for s in sums])

    def __call__(self, rows: Rows) -> Incidence:
        """(r, G) counts of ``rows``."""
        return Incidence(self._counts[rows])


def _part(part: Any, view: ViewLike) -> tuple[Any, list[str]]:
    if isinstance(part, Clusters):
        return _counted(f"cluster of {part.of}", part.values(view))
    return _counted(part, view.get(part, np.arange(view.size, dtype=np.int64)))


def _counted(name: str, given: Any) -> tuple[Any, list[str]]:
    """(N, G) counts of one partition, and the names of its groups."""
    if sparse.issparse(given) or (isinstance(given, np.ndarray) and given.ndim == 2):
        counts = sparse.csr_matrix(given, dtype=np.float64)
        if (counts.data < 0).any():
            raise BadData(f"{name} counts {counts.data.min():.3g} of a group", allowed="counts of 0 or more")
        return counts, [f"{name}={g}" for g in range(counts.shape[1])]
    values, offsets = (
        (given.values, given.offsets) if isinstance(given, Ragged) else (given, np.arange(len(given) + 1))
    )
    found, group = np.unique(np.asarray(values), return_inverse=True)
    rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    shape = (len(offsets) - 1, len(found))
    counts = sparse.csr_matrix((np.ones(len(rows)), (rows, group.ravel())), shape=shape)
    return counts, [f"{name}={value}" for value in found.tolist()]
