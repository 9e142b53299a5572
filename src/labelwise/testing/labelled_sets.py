"""Small data sets with known labels, made by a rule, that any process can make again by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import UnknownName
from labelwise.random import generator
from labelwise.tasks import Classification, Regression, Task
from labelwise.tasks.tags import Tags

__all__ = [
    "SETS", "LabelledItems", "blobs", "corners", "load_labelled", "refuse_unnamed", "reviews", "rings",
    "slope",
]  # fmt: skip

WORDS = ("good", "bad", "dull", "bright", "slow", "quick", "film", "book")


@dataclass(frozen=True, eq=False)
class LabelledItems:
    """Items and their labels.

    Parameters
    ----------
    x : array or list of str
        N items.
    y : (N,) or (N, C) array
        Their labels.
    task : Task
        What is asked.
    test : (x, y) or None
        A test part of its own.
    """

    x: Any
    y: NDArray[Any]
    task: Task
    test: tuple[Any, NDArray[Any]] | None = None


def blobs() -> LabelledItems:
    """Three classes around three centres, the last of them rarer."""
    rng = generator(0, "blobs")
    codes = np.repeat([0, 1, 2], [60, 60, 30])
    x = rng.normal(size=(150, 4)) + np.eye(3, 4)[codes] * 2.5
    return LabelledItems(
        x, np.array(["red", "green", "blue"])[codes], Classification(("blue", "green", "red"))
    )


def rings() -> LabelledItems:
    """A class inside of another one, with a test part of its own."""
    rng = generator(0, "rings")
    radius, angle = np.repeat([1.0, 2.0], 100) + rng.normal(size=200) / 5, rng.uniform(0, 2 * np.pi, 200)
    x, y = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), np.repeat(["in", "out"], 100)
    order = rng.permutation(200)
    train, test = order[:140], order[140:]
    return LabelledItems(x[train], y[train], Classification(("in", "out")), (x[test], y[test]))


def slope() -> LabelledItems:
    """A number that a plane and some noise make."""
    rng = generator(0, "slope")
    x = rng.normal(size=(120, 3))
    return LabelledItems(x, x @ np.array([1.0, -2.0, 0.5]) + rng.normal(size=120) / 10, Regression())


def corners() -> LabelledItems:
    """Two tags, each of which says that one coordinate is positive."""
    x = generator(0, "corners").normal(size=(120, 2))
    return LabelledItems(x, (x > 0).astype(int), Tags(("right", "top")))


def reviews() -> LabelledItems:
    """Short texts, liked where good words prevail."""
    rng = generator(0, "reviews")
    drawn = rng.integers(len(WORDS), size=(120, 5))
    liked = (np.isin(drawn, (0, 3, 5)).sum(axis=1) > np.isin(drawn, (1, 2, 4)).sum(axis=1)).astype(int)
    texts = [" ".join(WORDS[k] for k in row[: 2 + row[0] % 4]) for row in drawn]
    return LabelledItems(texts, np.array(["no", "yes"])[liked], Classification(("no", "yes")))


SETS: dict[str, Callable[[], LabelledItems]] = {
    "blobs": blobs, "rings": rings, "slope": slope, "corners": corners, "reviews": reviews,
}  # fmt: skip
"""What makes each set."""


def load_labelled(name: str) -> LabelledItems:
    """The set called ``name``.

    Raises
    ------
    UnknownName
        If there is none.

    Examples
    --------
    >>> load_labelled("blobs").x.shape
    (150, 4)
    """
    refuse_unnamed(name)
    return SETS[name]()


def refuse_unnamed(name: str) -> None:
    """Raise an error unless there is a set called ``name``."""
    if name not in SETS:
        raise UnknownName.among("data set", name, SETS)
