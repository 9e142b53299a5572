"""SumOf and ProductOf: several representations as one, their inner products added or multiplied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.representations.base import Representation
from labelwise.types import Points, Product, Rows, Space, Sum, ViewLike

__all__ = ["ProductOf", "SumOf"]


@dataclass(frozen=True, repr=False)
class _Together(Representation):
    """Base of both."""

    parts: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Refuse what are no representations."""
        super().__post_init__()
        if not isinstance(self.parts, tuple) or not self.parts or not all(_is(part) for part in self.parts):
            raise BadParameter(
                f"{type(self).__name__}: parts is {self.parts!r}", allowed="a tuple of representations"
            )

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """View names of all parts."""
        return tuple(dict.fromkeys(n for part in self.parts for n in part.needs))

    def _spaces(self, view: ViewLike, rng: np.random.Generator) -> list[Space]:
        return [part.fit(view, rng) for part in self.parts]


def _is(part: Any) -> bool:
    return isinstance(part, Representation)


class SumOf(_Together):
    """Coordinates side by side: ``k = sum_r k_r``; an ensemble of kernels, or of models.

    Parameters
    ----------
    parts : tuple of Representation
        At least one.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[1.0], [2.0]]), "mean": np.zeros(2)})
    >>> points = SumOf((Embedding(), Embedding())).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.diag().tolist()
    [2.0, 8.0]
    """

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Fit all parts."""
        spaces = self._spaces(view, rng)

        def space(rows: Rows) -> Points:
            return Sum([one(rows) for one in spaces])

        return space


class ProductOf(_Together):
    """Outer products of coordinates, never written out: ``k = prod_r k_r``.

    Parameters
    ----------
    parts : tuple of Representation
        At least one.

    Examples
    --------
    >>> from labelwise.representations import Embedding
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"embedding": np.array([[1.0], [2.0]])})
    >>> points = ProductOf((Embedding(), Embedding())).fit(view, np.random.default_rng(0))(np.array([0, 1]))
    >>> points.diag().tolist()
    [1.0, 16.0]
    """

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Fit all parts."""
        spaces = self._spaces(view, rng)

        def space(rows: Rows) -> Points:
            points = spaces[0](rows)
            for one in spaces[1:]:
                points = Product(points, one(rows))
            return points

        return space
