"""What all gates share."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import Decision, Spent, State, ViewLike

__all__ = ["Gate", "rate_of"]


class Gate(Piece, ABC):
    """Base of the gates of this package; others need only ``needs``, ``start`` and ``decide``.

    Attributes
    ----------
    title : str
        Its name in ``why``.
    needs : tuple of str
        View names it reads.
    """

    title = ""
    needs: tuple[str, ...] = ()

    @abstractmethod
    def start(self) -> State:
        """What it remembers before the first item: a flat dict of arrays, numbers and strings."""

    @abstractmethod
    def decide(
        self, view: ViewLike, spent: Spent, state: State, rng: np.random.Generator
    ) -> tuple[Decision, State]:
        """Decide about the one item of ``view``; returns the next state and changes nothing.

        When ``spent.left`` is 0 the caller asks no more, whatever is decided here; a gate that remembers
        what it asked about looks at it.
        """


def rate_of(own: float | None, spent: Spent) -> float:
    """The share of the next items to ask about: ``own``, else what is left over what is to come.

    Parameters
    ----------
    own : float or None
        A constant rate, for a stream of unknown length.
    spent : Spent
        Without a rate it needs a limit and a horizon; past the horizon every item may be asked.

    Raises
    ------
    BadParameter
        If there is neither a rate nor both a limit and a horizon.

    Examples
    --------
    >>> rate_of(None, Spent(seen=60, asked=4, limit=12, horizon=100)), rate_of(0.05, Spent(seen=60))
    (0.2, 0.05)
    >>> rate_of(0.05, Spent(seen=60, asked=12, limit=12))
    0.0
    """
    left = spent.left
    if left == 0:
        return 0.0
    if own is not None:
        return own
    if left is None or spent.horizon is None:
        raise BadParameter(
            f"the gate has no rate, and the limit is {spent.limit}, the horizon {spent.horizon}",
            allowed="a rate, or both a limit and a horizon",
            fix="pass for example rate=0.05, or say how many items come by and how many may be asked",
        )
    return min(1.0, left / max(spent.horizon - spent.seen, 1))
