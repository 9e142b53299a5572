"""What all representations share: ``>>`` puts a transform behind a representation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import Points, Rows, Space, ViewLike

__all__ = ["Chain", "Representation", "Transform"]


class Transform(Piece, ABC):
    """Base of what changes points: fitted once on a space, then applied to points of any rows."""

    needs: tuple[str, ...] = ()

    @abstractmethod
    def fit(self, view: ViewLike, rng: np.random.Generator, space: Space) -> Callable[[Points], Points]:
        """Learn from ``space`` what is needed, and return the change of points."""


class Representation(Piece, ABC):
    """Base of what gives points.

    Attributes
    ----------
    needs : tuple of str
        View names it reads.
    """

    needs: tuple[str, ...] = ()

    @abstractmethod
    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """A space: ``space(rows) -> Points`` for any rows of the pool, the empty ones too."""

    def __rshift__(self, transform: Transform) -> Chain:
        return Chain(self, (transform,))


@dataclass(frozen=True, repr=False)
class Chain(Representation):
    """A representation and the transforms behind it; written ``first >> transform``.

    Parameters
    ----------
    first : Representation
        Gives the points.
    transforms : tuple of Transform
        Change them, in this order.

    Examples
    --------
    >>> from labelwise.representations import L2, Embedding
    >>> from labelwise.strategy import View
    >>> chain = Embedding() >> L2()
    >>> space = chain.fit(View(arrays={"embedding": np.array([[3.0, 4.0]])}), np.random.default_rng(0))
    >>> space(np.array([0])).dense(np.array([0])).tolist()
    [[0.6, 0.8]]
    """

    first: Representation
    transforms: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Refuse what is no transform."""
        super().__post_init__()
        for t in self.transforms:
            if not hasattr(t, "fit"):
                raise BadParameter(f"{t!r} follows {self.first!r} with >>", allowed="transforms such as L2()")

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """View names of all parts."""
        parts = (self.first, *self.transforms)
        return tuple(dict.fromkeys(n for p in parts for n in getattr(p, "needs", ())))

    def __rshift__(self, transform: Transform) -> Chain:
        return Chain(self.first, (*self.transforms, transform))

    def __repr__(self) -> str:
        return " >> ".join(map(repr, (self.first, *self.transforms)))

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Fit the parts one behind the other."""
        space = self.first.fit(view, rng)
        for transform in self.transforms:
            space = _behind(space, transform.fit(view, rng, space))
        return space


def _behind(space: Space, change: Callable[[Points], Points]) -> Space:
    def composed(rows: Rows) -> Points:
        return change(space(rows))

    return composed
