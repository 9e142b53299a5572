"""Labels that a model gives: drawn up, joined to those of people, never in their place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.strategy.arrays import axis_of
from labelwise.types import Targets, Training

__all__ = ["joined", "machine_made", "outputs", "remembered", "sample"]

Array = NDArray[Any]

CHUNK = 8192
"""Items that are predicted at a time."""


def sample(data: Training, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """At most ``most`` unlabelled rows, drawn at random, ascending.

    Examples
    --------
    >>> none = Targets(np.zeros(0, np.int64), np.zeros(0, np.int64), "hard", np.zeros(0))
    >>> data = Training(lambda r: r, none.rows, none, ("a", "b"), np.array([4, 7, 9]))
    >>> sample(data, 5, np.random.default_rng(0)).tolist()
    [4, 7, 9]
    """
    rows = np.asarray(data.unlabelled, np.int64)
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def outputs(model: Any, data: Training, rows: Array, name: str = "proba") -> Array:
    """What the method ``name`` of ``model`` says of ``rows`` of the pool, chunk by chunk."""
    starts, axis = range(0, max(len(rows), 1), CHUNK), axis_of(name)
    return np.concatenate([getattr(model, name)(data.x(rows[s : s + CHUNK])) for s in starts], axis=axis)


def joined(
    data: Training, rows: Array, value: Array, weight: Array | float, *, by: str, kind: Any = None
) -> Training:
    """``data`` with further labels that a model gives; ``by`` names it, ``model:...``.

    Hard human labels become shares where the new ones are shares (m, C).

    Parameters
    ----------
    data : Training
        With labels of people.
    rows : (m,) int64
        Unlabelled rows of the pool.
    value : (m,) int64 or (m, C) float
        Their classes, or shares of each.
    weight : (m,) or float
        How much each counts.
    by : str
        Their author, ``model:hast`` for example.
    kind : str, optional
        Of the result; ``soft`` where ``value`` has two dimensions, else ``hard``.

    Raises
    ------
    BadParameter
        If a row has a label of a person: that is never overwritten.

    Examples
    --------
    >>> told = Targets(np.array([1]), np.array([0]), "hard", np.ones(1), ("human:anna",))
    >>> data = Training(lambda r: r, told.rows, told, ("a", "b"), np.array([0, 2]))
    >>> more = joined(data, np.array([2]), np.array([1]), 0.1, by="model:hast")
    >>> more.targets.rows.tolist(), more.targets.value.tolist(), more.targets.by, more.unlabelled.tolist()
    ([1, 2], [0, 1], ('human:anna', 'model:hast'), [0])
    """
    told, rows, value = data.targets, np.asarray(rows, np.int64), np.asarray(value)
    if not by.startswith("model:"):
        raise BadParameter(f"the author of pseudo-labels is {by!r}", allowed="a name that begins with model:")
    taken = np.intersect1d(rows, told.rows)
    if len(taken):
        raise BadParameter(
            f"row {taken[0]} has a label of a person", allowed="pseudo-labels of unlabelled rows only"
        )
    kind = kind or ("soft" if value.ndim == 2 else "hard")
    own = as_shares(told, value.shape[1]) if value.ndim == 2 else told.value
    order = np.argsort(np.concatenate([told.rows, rows]), kind="stable")
    authors = (*(told.by or ("human",) * len(told)), *(by,) * len(rows))
    both = Targets(
        np.concatenate([told.rows, rows])[order],
        np.concatenate([own, value.astype(own.dtype)])[order],
        kind,
        np.concatenate([told.weight, np.broadcast_to(weight, len(rows))])[order].astype(float),
        tuple(authors[i] for i in order),
        told.lost,
    )
    return replace(data, rows=both.rows, targets=both, unlabelled=np.setdiff1d(data.unlabelled, rows))


def as_shares(targets: Targets, classes: int) -> NDArray[np.float64]:
    """(m, C) shares of hard labels; other kinds as they are."""
    return np.eye(classes)[targets.value] if targets.kind == "hard" else np.asarray(targets.value, float)


def machine_made(targets: Targets) -> NDArray[np.bool_]:
    """(m,) which labels a model gave.

    Examples
    --------
    >>> both = Targets(np.arange(2), np.arange(2), "hard", np.ones(2), ("human:anna", "model:hast"))
    >>> machine_made(both).tolist()
    [False, True]
    """
    return np.array([by.startswith("model:") for by in targets.by] or [False] * len(targets), bool)


def remembered(model: Any, data: Training) -> Any:
    """``model``, with the pseudo-labels it was trained on as ``model.pseudo``.

    A recipe inside that added some to ``data`` has said so, and that stays. A campaign counts them in the
    event of the training; they are no answers and stand in no export.
    """
    if not len(getattr(model, "pseudo", ())):
        model.pseudo = data.targets.only(machine_made(data.targets))
    return model
