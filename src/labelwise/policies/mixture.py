"""Mixture: each slot of the batch goes to one of several strategies by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.strategy import View, needs_all
from labelwise.types import Budget, Rows, Selection, State

__all__ = ["Mixed", "Mixture"]


@dataclass(frozen=True, repr=False)
class Mixture(Piece):
    """Draw for each slot which strategy fills it; no two ever take the same row.

    The recorded probability of a pick is exact given the earlier ones: the sum over the strategies of
    their share times their probability of picking that row. With a share of random picks every row
    has a chance, and estimates from the answers can be corrected for the choice.

    Parameters
    ----------
    arms : tuple of Strategy
        Who may pick.
    shares : tuple of float
        Their shares, together 1.

    Raises
    ------
    BadParameter
        If the shares do not fit the arms, or do not sum to 1.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> from labelwise.selectors import Random
    >>> from labelwise.strategy import Strategy
    >>> policy = Mixture((Strategy(measure=margin), Strategy(selector=Random())), (0.5, 0.5))
    >>> view = View(arrays={"proba": np.array([[0.5, 0.5], [0.9, 0.1]])})
    >>> made = policy.select(view, 2, np.random.default_rng(1))
    >>> made.indices.tolist(), made.p.tolist()
    ([0, 1], [0.75, 1.0])
    """

    arms: tuple[Any, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        super().__post_init__()
        fits = len(self.arms) == len(self.shares) > 0 and min(self.shares) >= 0
        if not fits or abs(sum(self.shares) - 1) > 1e-9:
            raise BadParameter(
                f"Mixture: {len(self.arms)} arms with the shares {self.shares}",
                allowed="one share of 0 or more for each arm, together 1",
            )

    @property
    def needs(self) -> tuple[str, ...]:
        """What all arms read."""
        return needs_all(self.arms)

    def select(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Selection:
        """Pick ``n`` rows; see :meth:`labelwise.strategy.Strategy.select`."""
        return self.picker(view, n, rng, rows, state, budget=budget).fill().selection()

    def picker(
        self,
        view: View,
        n: int,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Mixed:
        """The same, opened and not yet filled."""
        return Mixed(
            [arm.picker(view, n, rng, rows, state, budget=budget) for arm in self.arms], self.shares, rng
        )


class Mixed:
    """Several Pickers as one: each slot goes to one of them by chance, and all are told.

    Parameters
    ----------
    pickers : list of Picker
        The arms.
    shares : tuple of float
        Their shares.
    rng : numpy.random.Generator
        Draws the arm of each slot.
    """

    def __init__(self, pickers: list[Any], shares: tuple[float, ...], rng: np.random.Generator) -> None:
        self._pickers, self._shares, self._rng = pickers, shares, rng
        self._next: tuple[int, int] | None = None

    def best(self) -> int | None:
        """The row that would be picked next, None when no arm has any left."""
        if self._next is None:
            share = self._live()
            if not share.any():
                return None
            k = int(self._rng.choice(len(share), p=share))
            self._next = (self._pickers[k].best(), k)
        return self._next[0]

    def take(self, row: int, why: str = "", p: float | None = None, cost: float | None = None) -> None:
        """Take a row in all arms."""
        chance = self.chance(row) if p is None else p
        reason, price = why or self.reason(row), self.cost(row) if cost is None else cost
        for picker in self._pickers:
            picker.take(row, why=reason, p=chance, cost=price)
        self._next = None

    def fill(self) -> Mixed:
        """Pick until there are ``n``, or nothing is left."""
        while (row := self.best()) is not None:
            self.take(row)
        return self

    def chance(self, row: int) -> float:
        """The probability that ``row`` is the next pick."""
        return float(sum(s * p.chance(row) for s, p in zip(self._live(), self._pickers, strict=True) if s))

    def cost(self, row: int) -> float | None:
        """What ``row`` costs; None where no arm has it among its candidates."""
        return next((c for p in self._pickers if (c := p.cost(row)) is not None), None)

    def reason(self, row: int) -> str:
        """Why ``row`` would be picked now."""
        k = self._next[1] if self._next is not None and self._next[0] == row else 0
        return str(self._pickers[k].reason(row))

    def selection(self) -> Selection:
        """What was picked so far."""
        made: Selection = self._pickers[0].selection()
        return made

    def _live(self) -> NDArray[Any]:
        """Shares of the arms that have something left, together 1."""
        left = [p.best() is not None for p in self._pickers]
        share = np.array(self._shares) * left
        return np.asarray(share / share.sum() if share.any() else share)
