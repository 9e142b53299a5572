"""Top: only the candidates with the highest scores go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece, needs_of
from labelwise.random import tie_break
from labelwise.types import Rows, ViewLike

__all__ = ["Top", "best_of", "how_many", "one_of"]


def one_of(name: str, **given: Any) -> None:
    """Refuse anything but exactly one of the given parameters."""
    if sum(v is not None for v in given.values()) != 1:
        passed = ", ".join(f"{k}={v!r}" for k, v in given.items() if v is not None) or "nothing"
        raise BadParameter(f"{name}: {passed} is given", allowed=f"exactly one of {', '.join(given)}")


def how_many(size: int, n: int, share: float | None, count: int | None, per_pick: int | None) -> int:
    """How many of ``size`` go on; at least as many as are wanted, as far as there are.

    Examples
    --------
    >>> how_many(100, 5, 0.2, None, None), how_many(100, 5, None, None, 10), how_many(100, 5, None, 3, None)
    (20, 50, 5)
    """
    asked = (
        int(np.ceil(share * size))
        if share is not None
        else count
        if count is not None
        else (per_pick or 0) * n
    )
    return min(size, max(asked, n))


@dataclass(frozen=True, repr=False)
class Top(Piece):
    """The candidates with the highest scores of a measure; ties by a hash of the row.

    Parameters
    ----------
    measure : callable
        A measure over View arrays.
    share : float, optional
        This share of the candidates.
    count : int, optional
        So many.
    per_pick : int, optional
        So many for each unit that will be picked.
    by : str, optional
        View name of a group: the share or count is taken in each group.

    Notes
    -----
    Never fewer than will be picked, as far as there are. With ``by``, each group gives its own share; only
    where all of them together are fewer than will be picked, the best of the others go on too.

    Raises
    ------
    BadParameter
        Unless exactly one of share, count and per_pick is given.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"proba": np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])})
    >>> Top(margin, count=2)(view, np.arange(3), 1, np.random.default_rng(0)).tolist()
    [1, 2]
    """

    measure: Any
    share: Annotated[float | None, Between(0, 1, open_low=True)] = field(default=None, kw_only=True)
    count: Annotated[int | None, Between(1)] = field(default=None, kw_only=True)
    per_pick: Annotated[int | None, Between(1)] = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse none or several sizes."""
        super().__post_init__()
        one_of("Top", share=self.share, count=self.count, per_pick=self.per_pick)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads, and the group."""
        return (*needs_of(self.measure), *(() if self.by is None else (self.by,)))

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The best of ``rows``, in their order."""
        seed = int(rng.integers(2**63))
        score = view.score(self.measure, rows, rng)
        if self.by is None:
            k = how_many(len(rows), n, self.share, self.count, self.per_pick)
            return np.asarray(rows[best_of(score, rows, k, seed)])
        count = self.count if self.per_pick is None else self.per_pick * n
        kept = np.zeros(len(rows), dtype=bool)
        for at in _groups(view.get(self.by, rows)):
            k = how_many(len(at), 0, self.share, count, None)
            kept[at[best_of(score[at], rows[at], k, seed)]] = True
        rest = np.flatnonzero(~kept)
        short = min(n - int(kept.sum()), len(rest))
        if short > 0:
            kept[rest[best_of(score[rest], rows[rest], short, seed)]] = True
        return np.asarray(rows[kept])


def _groups(group: NDArray[Any]) -> list[Rows]:
    """Positions of each group."""
    _, number = np.unique(group, return_inverse=True)
    return np.split(np.argsort(number, kind="stable"), np.cumsum(np.bincount(number))[:-1])


def best_of(score: NDArray[Any], rows: Rows, k: int, seed: int) -> Rows:
    """Positions of the ``k`` highest scores, in order."""
    if k >= len(rows):
        return np.arange(len(rows))
    threshold = np.partition(score, len(score) - k)[len(score) - k] if k else np.inf
    above, tied = np.flatnonzero(score > threshold), np.flatnonzero(score == threshold)
    tied = tied[np.argsort(tie_break(rows[tied], seed))[: k - len(above)]]
    return np.sort(np.concatenate((above, tied)))
