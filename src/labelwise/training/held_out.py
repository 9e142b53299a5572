"""Labels held out of a training, to choose by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.training.pseudo import machine_made, outputs
from labelwise.types import Targets, Training

__all__ = ["accuracy", "apart", "classes_of"]


def classes_of(targets: Targets) -> NDArray[np.int64]:
    """(m,) the class of each label; of shares, counts and possible ones the first of the largest.

    Examples
    --------
    >>> classes_of(Targets(np.arange(2), np.array([[0.2, 0.8], [1.0, 0.0]]), "soft", np.ones(2))).tolist()
    [1, 0]
    """
    value = targets.value
    return value if value.ndim == 1 else np.asarray(value.argmax(axis=1), np.int64)


def apart(data: Training, share: float, rng: np.random.Generator) -> tuple[Training, NDArray[np.int64]]:
    """``data`` without some labels of each class, and the positions (k,) of those labels.

    Of a class of which people labelled n items ``round(share n)`` are held out, at most n - 1. The model
    before is left out too, for it has seen their labels.

    Examples
    --------
    >>> told = Targets(np.arange(8), np.repeat([0, 1], 4), "hard", np.ones(8))
    >>> rest, at = apart(Training(lambda r: r, told.rows, told), 0.25, np.random.default_rng(0))
    >>> rest.targets.value.tolist(), told.value[at].tolist()
    ([0, 0, 0, 1, 1, 1], [0, 1])
    """
    classes, people = classes_of(data.targets), ~machine_made(data.targets)
    held = np.zeros(len(classes), bool)
    for c in np.unique(classes[people]):
        own = np.unique(data.rows[people & (classes == c)])
        out = rng.permutation(own)[: min(round(share * len(own)), len(own) - 1)]
        held |= np.isin(data.rows, out)
    rest = data.targets.only(~held)
    return replace(data, rows=rest.rows, targets=rest, previous=None), np.flatnonzero(held)


def accuracy(model: Any, data: Training, at: NDArray[np.int64]) -> float:
    """Share of the labels of ``data`` at positions ``at`` that ``model`` gives too; 0 without ``proba``.

    Examples
    --------
    >>> class Sure:
    ...     provides = ("proba",)
    ...     def proba(self, x):
    ...         return np.eye(2)[x]
    >>> told = Targets(np.arange(4), np.array([0, 1, 1, 1]), "hard", np.ones(4))
    >>> accuracy(Sure(), Training(lambda r: r % 2, told.rows, told), np.arange(4))
    0.75
    """
    if "proba" not in model.provides:
        return 0.0
    said = outputs(model, data, data.targets.rows[at]).argmax(axis=1)
    return float((said == classes_of(data.targets)[at]).mean())
