"""What all measures of measures share: their needs, and what they pass on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Piece, asides_of, needs_of

__all__ = ["Adaptor", "Combined"]


ROUNDING = 1e-6
"""Scores that are zero but for rounding may be this far below it."""


class Adaptor(Piece, ABC):
    """Base of measures that are made of other measures.

    Attributes
    ----------
    inner : tuple of callable
        The measures it is made of.

    Examples
    --------
    >>> from labelwise.measures import Mix, entropy, least_disagree
    >>> mixed = Mix((entropy, least_disagree), (0.5, 0.5))
    >>> mixed.needs, mixed.asides, mixed.pooled
    (('proba', 'embedding', 'head'), ('rng',), True)
    """

    @property
    @abstractmethod
    def inner(self) -> tuple[Any, ...]:
        """The measures it is made of."""

    def __post_init__(self) -> None:
        """Refuse what is no measure, and measures with a memory."""
        super().__post_init__()
        for measure in self.inner:
            if not callable(measure) or getattr(measure, "stateful", False):
                raise BadParameter(
                    f"{type(self).__name__}: the measure is {measure!r}",
                    allowed="a function of View arrays without a state, e.g. measures.margin",
                )

    @property
    def needs(self) -> tuple[str, ...]:
        """View names that the measures take."""
        return tuple(dict.fromkeys(n for measure in self.inner for n in needs_of(measure)))

    @property
    def asides(self) -> tuple[str, ...]:
        """What the measures take besides arrays."""
        return tuple(dict.fromkeys(n for measure in self.inner for n in asides_of(measure)))

    @property
    def pooled(self) -> bool:
        """Whether one of them needs all rows at once."""
        return any(getattr(measure, "pooled", False) for measure in self.inner)

    @property
    def whole(self) -> bool:
        """Whether one of them reads the whole pool."""
        return any(getattr(measure, "whole", False) for measure in self.inner)


def positive(into: Adaptor, measure: Any, scores: Any) -> NDArray[np.float64]:
    """(n,) float64 scores of ``measure`` for ``into``, which takes none below 0.

    Raises
    ------
    BadParameter
        If a score is negative.
    """
    made = np.asarray(scores, dtype=np.float64)
    if (made < -ROUNDING).any():
        from labelwise.measures import title

        raise BadParameter(
            f"{title(measure)} gave {made.min():g} to {type(into).__name__}", allowed="scores of 0 or more"
        )
    return np.maximum(made, 0)


class Combined(Adaptor):
    """Base of measures that compute with the scores of several others.

    A View scores each of them on its own, so that what is unit-local stays fed chunk by chunk and what is
    known is not computed again; called with arrays it does the same at once.

    Attributes
    ----------
    measures : tuple of callable
        One or more.
    """

    measures: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Refuse none."""
        object.__setattr__(self, "measures", tuple(self.measures))
        super().__post_init__()
        if not self.measures:
            raise BadParameter(f"{type(self).__name__} has no measures", allowed="one or more")

    @property
    def inner(self) -> tuple[Any, ...]:
        """The measures."""
        return self.measures

    @abstractmethod
    def combine(self, scores: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """(n,) one score a row from those of each measure."""

    def __call__(self, rng: Any = None, view: Any = None, **arrays: Any) -> NDArray[Any]:
        """(n,) float scores."""
        return self.combine([passed(m, arrays, {"rng": rng, "view": view}) for m in self.measures])


def passed(measure: Any, arrays: Mapping[str, Any], asides: Mapping[str, Any]) -> Any:
    """The scores of ``measure``, given what it takes of the arrays and of what comes besides.

    Examples
    --------
    >>> passed(lambda cost, rng: cost + rng, {"cost": 1, "proba": 2}, {"rng": 3, "view": 4})
    4
    """
    given = {n: arrays[n] for n in needs_of(measure)}
    return measure(**given, **{n: asides[n] for n in asides_of(measure)})
