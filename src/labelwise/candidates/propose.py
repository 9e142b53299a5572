"""Propose: what another strategy would pick goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np

from labelwise.candidates.top import how_many, one_of
from labelwise.params import Between, Piece
from labelwise.types import Rows, ViewLike

__all__ = ["Propose"]


@dataclass(frozen=True, repr=False)
class Propose(Piece):
    """The rows that a strategy picks are the candidates of the next stage.

    Parameters
    ----------
    strategy : Strategy or policy
        Proposes.
    share, count, per_pick : optional
        How many, exactly one of them; never fewer than will be picked.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.strategy import Strategy, View
    >>> view = View(arrays={"proba": np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])})
    >>> stage = Propose(Strategy(measure=margin), count=2)
    >>> stage(view, np.arange(3), 1, np.random.default_rng(0)).tolist()
    [1, 2]
    """

    strategy: Any
    share: Annotated[float | None, Between(0, 1, open_low=True)] = field(default=None, kw_only=True)
    count: Annotated[int | None, Between(1)] = field(default=None, kw_only=True)
    per_pick: Annotated[int | None, Between(1)] = field(default=None, kw_only=True)
    draws = True  # for the strategy may

    def __post_init__(self) -> None:
        """Refuse none or several sizes."""
        super().__post_init__()
        one_of("Propose", share=self.share, count=self.count, per_pick=self.per_pick)

    @property
    def needs(self) -> tuple[str, ...]:
        """What the strategy reads."""
        return tuple(getattr(self.strategy, "needs", ()))

    def __call__(self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator) -> Rows:
        """The proposed ones among ``rows``, ascending."""
        k = how_many(len(rows), n, self.share, self.count, self.per_pick)
        return np.sort(self.strategy.select(view, k, rng, rows).indices)
