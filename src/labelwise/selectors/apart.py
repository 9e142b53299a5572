"""Apart: picks keep a distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadParameter
from labelwise.representations.embedding import unit
from labelwise.selectors.wrapper import Wrapped, Wrapper, groups
from labelwise.types import Rows, Run, Slate

__all__ = ["Apart"]


class _Spread(Wrapped):
    """Bars the neighbours of each pick."""

    def __init__(self, inner: Run, wrapper: Apart, slate: Slate) -> None:
        super().__init__(inner)
        self._near, self._similar = _table(slate, wrapper.near), _table(slate, wrapper.similar)
        self._group = None if wrapper.by is None else groups(slate, wrapper.by)

    def add(self, i: int) -> Rows:
        """Tell the inner run; bar what is too close to i."""
        inner = self._inner.add(i)
        close = np.zeros(0, dtype=bool)
        if self._near is not None:
            x, radius = self._near
            close = np.linalg.norm(x - x[i], axis=1) < radius
        if self._similar is not None:
            x, cosine = self._similar
            alike = unit(x) @ unit(x[[i]])[0] > cosine
            close = alike | close if len(close) else alike
        if self._group is not None:
            close &= self._group == self._group[i]
        barred = np.flatnonzero(close)
        return barred if inner is None else np.union1d(barred, inner)


def _table(slate: Slate, limit: tuple[str, float] | None) -> tuple[NDArray[Any], float] | None:
    if limit is None:
        return None
    x = groups(slate, limit[0]) if slate.view is None else slate.view.get(limit[0], slate.rows)
    x = np.asarray(x.toarray() if sparse.issparse(x) else x, dtype=np.float64)
    return x.reshape(len(x), -1), limit[1]


@dataclass(frozen=True, repr=False)
class Apart(Wrapper):
    """After each pick, bar what is nearer than a radius or more similar than a cosine.

    Parameters
    ----------
    selector : selector
        Picks.
    near : (str, float), optional
        View name of coordinates, and a Euclidean distance that picks keep.
    similar : (str, float), optional
        View name of vectors, and a cosine that picks do not exceed.
    by : str, optional
        View name of a group: only picks of one group keep apart.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.selectors import TopK
    >>> from labelwise.strategy import Strategy, View
    >>> view = View(arrays={"proba": np.array([[0.5, 0.5], [0.6, 0.4], [0.9, 0.1]]),
    ...                     "coords": np.array([[0.0], [0.1], [5.0]])})
    >>> strategy = Strategy(measure=margin, selector=Apart(TopK(), near=("coords", 1.0)))
    >>> strategy.select(view, 2, np.random.default_rng(0)).indices.tolist()
    [0, 2]
    """

    selector: Any
    near: tuple[str, float] | None = None
    similar: tuple[str, float] | None = None
    by: str | None = None

    def __post_init__(self) -> None:
        """Refuse a wrapper that keeps nothing apart."""
        super().__post_init__()
        if self.near is None and self.similar is None:
            raise BadParameter(
                "Apart: near and similar are None", allowed="one of them, or both", fix="near=('coords', 1.0)"
            )

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The arrays that say what is close."""
        limits = [limit[0] for limit in (self.near, self.similar) if limit is not None]
        return (*super().needs, *limits)

    def around(self, run: Run, slate: Slate) -> Run:
        """Keep the picks apart."""
        return _Spread(run, self, slate)
