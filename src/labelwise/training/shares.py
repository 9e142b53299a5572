"""Labels of shares for learners that take one class an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from labelwise.training.pseudo import as_shares
from labelwise.types import Targets, Training

__all__ = ["SOFT", "as_taken", "copies"]

SOFT = ("soft", "votes")
"""Kinds that give each class a number."""

LEAST = 1e-4
"""Shares below this make no copy."""


def copies(targets: Targets) -> Targets:
    """Hard labels that teach what shares (or counts) teach: a copy of the row for each class, weighed by it.

    Examples
    --------
    >>> soft = Targets(np.array([4]), np.array([[0.25, 0.0, 0.75]]), "soft", np.array([2.0]))
    >>> made = copies(soft)
    >>> made.rows.tolist(), made.value.tolist(), made.weight.tolist()
    ([4, 4], [0, 2], [0.5, 1.5])
    """
    shares = np.asarray(targets.value, np.float64)
    at, classes = np.nonzero(shares > LEAST)
    by = tuple(targets.by[i] for i in at) if targets.by else ()
    weight = targets.weight[at] * shares[at, classes]
    return Targets(targets.rows[at], classes.astype(np.int64), "hard", weight, by, targets.lost)


def as_taken(data: Training, accepts: Sequence[str]) -> Training:
    """``data`` with targets of a kind that ``accepts`` names: shares become copies, classes shares.

    Examples
    --------
    >>> soft = Targets(np.array([4]), np.array([[0.25, 0.75]]), "soft", np.ones(1))
    >>> as_taken(Training(lambda r: r, soft.rows, soft), ("hard",)).targets.kind
    'hard'
    """
    told = data.targets
    if told.kind in accepts:
        return data
    if told.kind == "hard" and "soft" in accepts:
        made = replace(told, value=as_shares(told, len(data.classes)), kind="soft")
    else:
        made = copies(told) if told.kind in SOFT else told
    return replace(data, rows=made.rows, targets=made)
