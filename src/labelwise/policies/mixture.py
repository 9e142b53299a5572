"""Mixture: each slot of the batch goes to one of several strategies by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.policies.interleave import PerSlot
from labelwise.strategy import View
from labelwise.types import State

__all__ = ["Mixture"]


class Drawn:
    """Each slot to an arm with its share, which those that have nothing left give up."""

    def __init__(self, shares: Any, rng: np.random.Generator) -> None:
        self._shares, self._rng = np.array(shares), rng

    def shares(self, live: NDArray[np.bool_]) -> NDArray[Any]:
        """(M,) together 1; zeros where no live arm has a share."""
        share = self._shares * live
        return np.asarray(share / share.sum() if share.any() else share)

    def draw(self, live: NDArray[np.bool_]) -> int | None:
        """An arm, None where no live one has a share."""
        share = self.shares(live)
        return int(self._rng.choice(len(live), p=share)) if share.any() else None


@dataclass(frozen=True)
class _Fixed:
    """The same shares for every slot."""

    fixed: tuple[float, ...]

    def start(self, view: View, arms: int, state: State, rng: np.random.Generator) -> Drawn:
        return Drawn(self.fixed, rng)


@dataclass(frozen=True, repr=False)
class Mixture(PerSlot):
    """Draw for each slot which strategy fills it; no two ever take the same row.

    The recorded probability of a pick is exact given the earlier ones: the sum over the strategies of
    their share times their probability of picking that row. With a share of random picks every row
    has a chance, and estimates from the answers can be corrected for the choice. Where the candidates of
    a strategy are drawn, as by ``Subsample``, nobody knows its probabilities and none is recorded.

    Parameters
    ----------
    arms : tuple of Strategy
        Who may pick.
    shares : tuple of float
        Their shares, together 1.

    Raises
    ------
    BadParameter
        If the shares do not fit the arms, or do not sum to 1, or an arm is no strategy or chooses a whole
        batch at once.

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

    def who(self) -> _Fixed:
        """Chance."""
        return _Fixed(self.shares)
