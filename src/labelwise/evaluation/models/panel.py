"""What several models say of the same items: probabilities, or one class each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.parallel import in_blocks
from labelwise.probabilities import check_proba

__all__ = ["Panel", "panel"]

Array = NDArray[Any]
ROWS = 8192
"""Rows of a block; fixed, because the last bits of a product depend on it."""


@dataclass(frozen=True, eq=False)
class Panel:
    """H models on N items with C classes; made by :func:`panel`.

    Parameters
    ----------
    said : (H, N) int
        The class that each model says.
    classes : int
        C.
    proba : (H, N, C) float or None
        Probabilities, kept as they were given; None where models gave classes only, which count as
        certain.
    """

    said: Array
    classes: int
    proba: Array | None = None

    def __len__(self) -> int:
        """Items."""
        return int(self.said.shape[1])

    @property
    def models(self) -> int:
        """H."""
        return int(self.said.shape[0])

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        """(N, C) mean prediction, the consensus."""
        total = np.zeros((len(self), self.classes))
        for model in range(self.models):
            if self.proba is None:
                total[np.arange(len(self)), self.said[model]] += 1.0
            else:
                total += self.proba[model]
        return total / self.models

    @cached_property
    def split(self) -> NDArray[np.bool_]:
        """(N,) whether two models say different classes."""
        return np.asarray((self.said != self.said[0]).any(axis=0))

    @cached_property
    def expected_loss(self) -> NDArray[np.float64]:
        """(H, N) how probably each model is wrong, if the consensus were calibrated."""
        return np.stack([1.0 - self.mean[np.arange(len(self)), row] for row in self.said])

    def confusion(self, model: int, truth: Array) -> NDArray[np.float64]:
        """(C, C) mean prediction of a model for the items of each class; zeros for a class without any."""
        held = np.zeros((self.classes, self.classes))
        if self.proba is None:
            np.add.at(held, (truth, self.said[model]), 1.0)
        else:
            order = np.argsort(truth, kind="stable")
            at = np.searchsorted(truth[order], np.arange(self.classes + 1))
            for c in range(self.classes):
                held[c] = self.proba[model, order[at[c] : at[c + 1]]].sum(axis=0, dtype=np.float64)
        return np.asarray(held / np.maximum(held.sum(axis=1, keepdims=True), 1e-6))

    def through(self, model: int, alpha: Array) -> NDArray[np.float64]:
        """(N, C) ``sum_s alpha[c, s] p(s | n)`` of a model for every item and class."""
        if self.proba is None:
            return np.asarray(alpha.T[self.said[model]])
        proba = self.proba[model]
        return np.concatenate(
            in_blocks(lambda rows: proba[rows].astype(np.float64) @ alpha.T, len(self), ROWS)
        )

    def agreement(self, classes: Array) -> NDArray[np.float64]:
        """(N,) sum over models of the probability of each model's class in ``classes`` (H,)."""
        if self.proba is None:
            return np.asarray((self.said == classes[:, None]).sum(axis=0), dtype=np.float64)
        total = np.zeros(len(self))
        for model, c in enumerate(classes):
            total += self.proba[model, :, c]
        return total


def panel(predictions: Array | Panel, classes: int | None = None) -> Panel:
    """Checked predictions of several models.

    Parameters
    ----------
    predictions : (H, N, C) float or (H, N) int
        Class probabilities, or class indices from 0, of H models on the same N items.
    classes : int, optional
        C, where models gave classes only; by default the largest one that is said, and one more.

    Returns
    -------
    Panel

    Raises
    ------
    BadData
        If there are fewer than two models, two classes or one item, if probabilities are negative, not
        finite or do not sum to 1, or if a class is out of range.

    Examples
    --------
    >>> made = panel(np.array([[0, 1, 2], [0, 1, 1]]))
    >>> made.models, len(made), made.classes, made.split.tolist()
    (2, 3, 3, [False, False, True])
    >>> panel(np.full((2, 3, 2), 0.7))
    Traceback (most recent call last):
    labelwise.errors.BadData: model 0: row 0 sums to 1.4 (3 such rows). Allowed: ...
    """
    if isinstance(predictions, Panel):
        return predictions
    given = np.asarray(predictions)
    if given.ndim not in (2, 3) or min(given.shape, default=0) < 1 or len(given) < 2:
        raise BadData(
            f"the predictions have shape {given.shape}",
            allowed="(H, N, C) probabilities or (H, N) class indices of two or more models on the same items",
        )
    return _certain(given, classes) if given.ndim == 2 else _probable(given, classes)


def _certain(given: Array, classes: int | None) -> Panel:
    if given.dtype.kind not in "iu":
        raise BadData(f"the classes are of type {given.dtype}", allowed="whole numbers from 0")
    count = max(int(given.max()) + 1, 2) if classes is None else classes
    bad = np.argwhere((given < 0) | (given >= count))
    if len(bad):
        model, item = bad[0]
        raise BadData(
            f"model {model} says class {given[model, item]} of item {item}", allowed=f"0 to {count - 1}"
        )
    return Panel(_small(given, count), count)


def _probable(given: Array, classes: int | None) -> Panel:
    count = given.shape[2]
    if given.dtype.kind != "f" or count < 2 or classes not in (None, count):
        raise BadData(
            f"the probabilities have type {given.dtype} and {count} classes",
            allowed=f"floating-point numbers of {classes or 'two or more'} classes",
        )
    for model, rows in enumerate(given):
        check_proba(rows, f"model {model}")
    return Panel(_small(np.stack([rows.argmax(axis=1) for rows in given]), count), count, given)


def _small(said: Array, classes: int) -> Array:
    """Class indices in the smallest type that holds them."""
    return np.ascontiguousarray(said.astype(np.min_scalar_type(-classes)))
