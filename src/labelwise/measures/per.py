"""Per: one score an item from the scores of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.measures import title
from labelwise.measures.adaptor import Adaptor, passed
from labelwise.params import OneOf
from labelwise.types import Ragged

__all__ = ["Per"]

Array = NDArray[Any]


HOW = ("sum", "mean", "max", "min")
"""How the scores of an item's parts become one; all but the sum need one part at least."""


@dataclass(frozen=True, repr=False)
class Per(Adaptor):
    """A measure of parts, such as tokens, steps or regions, put together for each item.

    Ragged arrays are given to the measure flat, one row a part; an array with one row an item is repeated
    for its parts; everything else, such as ``head``, is given as it is.

    Parameters
    ----------
    what : {"item"}
        What gets one score.
    measure : callable
        Scores parts.
    how : {"sum", "mean", "max", "min"}
        How the scores of one item's parts become one.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> tokens = Ragged(np.array([[0.5, 0.5], [0.9, 0.1], [0.6, 0.4]]), np.array([0, 2, 3]))
    >>> Per("item", margin, "sum")(proba=tokens).round(3).tolist()
    [1.2, 0.8]
    """

    what: Annotated[str, OneOf(("item",))]
    measure: Any
    how: Annotated[str, OneOf(HOW)] = "mean"

    @property
    def inner(self) -> tuple[Any, ...]:
        """The measure of parts."""
        return (self.measure,)

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.how} of {title(self.measure)} per {self.what}"

    def __call__(self, rng: Any = None, view: Any = None, **arrays: Any) -> Array:
        """(n,) float scores of items.

        Raises
        ------
        BadData
            If no array is Ragged, two of them split the items differently, or an item has no part to take
            a mean, maximum or minimum of.
        """
        offsets = _offsets(arrays)
        sizes = np.diff(offsets)
        if self.how != "sum" and not sizes.all():
            raise BadData(
                f"{self.title}: {np.count_nonzero(sizes == 0)} of {len(sizes)} items have no parts",
                allowed="one part or more",
                fix="leave them out, or use how='sum', which gives them 0",
            )
        parents = np.repeat(np.arange(len(sizes)), sizes)
        flat = {name: _flat(array, parents, len(sizes)) for name, array in arrays.items()}
        scores = np.asarray(passed(self.measure, flat, {"rng": rng, "view": view}), dtype=np.float64)
        return _joined(self.how, scores, parents, sizes)


def _joined(how: str, scores: Array, parents: Array, sizes: Array) -> Array:
    if how in ("sum", "mean"):
        total = np.bincount(parents, scores, minlength=len(sizes))
        return np.asarray(total if how == "sum" else total / sizes)
    join = np.maximum if how == "max" else np.minimum
    return np.asarray(join.reduceat(scores, np.cumsum(sizes) - sizes)) if len(sizes) else scores


def _offsets(arrays: Any) -> Array:
    found = {name: array.offsets for name, array in arrays.items() if isinstance(array, Ragged)}
    if not found:
        raise BadData(
            f"Per got no parts: {', '.join(arrays) or 'nothing'}, one row an item",
            allowed="one Ragged array or more",
            fix="pass labelwise.types.Ragged(values, offsets), or use the measure without Per",
        )
    name, first = next(iter(found.items()))
    for other, offsets in found.items():
        if not np.array_equal(first, offsets):
            raise BadData(f"{name} and {other} split the items into different parts")
    return np.asarray(first)


def _flat(array: Any, parents: Array, items: int) -> Any:
    if isinstance(array, Ragged):
        return array.values
    shape = getattr(array, "shape", None)
    return array[parents] if shape and shape[0] == items else array
