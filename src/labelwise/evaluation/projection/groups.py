"""The same by group: how the error of each group falls with its own labels, and what more would bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.params import Between
from labelwise.selectors.decay import Decay, fit_decay
from labelwise.types import Estimate, History

__all__ = ["GroupProjection", "project_groups"]

Array = NDArray[Any]

ROUNDS, LEAST, COPIES = 9, 10, 60
"""Rounds, and reserve labels of a group, below which nothing is projected; copies of the reserve."""

SHARED = 20.0
"""Reserve labels that the curve of all groups weighs in each."""


@dataclass(frozen=True)
class GroupProjection:
    """One group.

    Parameters
    ----------
    group : str
        Its name.
    labels : int
        Labels in it by now.
    share : float
        Of all labels.
    now : float or None
        Error of the newest model on its reserve items; None where it has none.
    curve : Decay or None
        The fitted error by its number of labels.
    error : Estimate
        The error expected with more labels of this group, or why it cannot be said.

    Examples
    --------
    >>> GroupProjection("verbs", 10, 0.1, None, None, Estimate("error of verbs", reason="Too few.")).share
    0.1
    """

    group: str
    labels: int
    share: float
    now: float | None
    curve: Decay | None
    error: Estimate


def project_groups(
    history: History,
    group: Array,
    counts: Mapping[str, Any],
    more: int,
    *,
    level: float = 0.9,
    rng: np.random.Generator,
) -> tuple[GroupProjection, ...]:
    """How far the error of each group falls with ``more`` labels of that group.

    The curve of a group is ``c + a1 / (a0 + n) ** 0.5 + a2 / (a0 + n) + a3 / (a0 + n) ** 2``, all of 0 or
    more, by non-negative least squares over a grid of a0; where a group has few reserve labels its path is
    drawn towards the curve of all groups together, which weighs as much as 20 of them. The interval comes
    from copies of the reserve with exponential weights on its items.

    Parameters
    ----------
    history : History
        Of classes; 9 rounds or more.
    group : (m,) str array
        Of each reserve item.
    counts : dict of str to (T,) int
        Labels of each group by each round; further keys are groups without reserve items.
    more : int
        Labels to come in each group.
    level : float
        Confidence of the interval.
    rng : numpy.random.Generator
        Draws the weights.

    Returns
    -------
    tuple of GroupProjection
        One for each key of ``counts``, in its order.

    Raises
    ------
    BadParameter
        If ``more`` is below 1 or ``level`` is not between 0 and 1.
    BadData
        If sizes do not fit, a group has no counts, or there are no classes.

    Notes
    -----
    Labels of other groups help too; their part is in the curve as if it were the group's own. How often the
    intervals hold was not measured.

    References
    ----------
    H.-S. Chang, S. Vembu, S. Mohan, R. Uppaal, A. McCallum, "Using Error Decay Prediction to Overcome
    Practical Issues of Deep Active Learning for Named Entity Recognition" (S060), 2020.

    Examples
    --------
    >>> from labelwise.testing.stopping_suite import path
    >>> made = path([0.9 - 0.4 * (1 + t) ** -1.0 for t in range(12)])
    >>> names = np.array(["a", "b"])[np.arange(200) % 2]
    >>> counts = {"a": made.labels // 2, "b": made.labels // 2}
    >>> for g in project_groups(made, names, counts, 100, rng=np.random.default_rng(0)):
    ...     print(g.group, g.labels, g.share, g.error.value < g.now)
    a 120 0.5 True
    b 120 0.5 True
    """
    _check(history, group, counts, more, level)
    taken = {name: np.asarray(counts[name], dtype=np.float64) for name in counts}
    total = sum(n[-1] for n in taken.values())
    rows = {name: np.flatnonzero(group == name) for name in counts}
    if len(history) < ROUNDS:
        why = f"A projection needs {ROUNDS} rounds; there have been {len(history)}."
        shared = None
    else:
        why, shared = "", _together(history, rows, taken)
    made = []
    for name, n in taken.items():
        wrong = ~history.right[:, rows[name]]
        curve, error = _one(name, n, wrong, shared, (more, level, why), rng)
        now = float(wrong[-1].mean()) if wrong.shape[1] else None
        made.append(GroupProjection(name, int(n[-1]), float(n[-1] / max(total, 1)), now, curve, error))
    return tuple(made)


def _check(history: History, group: Array, counts: Mapping[str, Any], more: int, level: float) -> None:
    if not (Between(1)(more) and float(more).is_integer()):
        raise BadParameter(f"project_groups: more is {more!r}", allowed="an integer of 1 or more")
    if not 0 < level < 1:
        raise BadParameter(f"project_groups: level is {level!r}", allowed="a number between 0 and 1")
    if not history.classes:
        raise BadData("errors by group are of classes; this history is about numbers")
    if len(group) != len(history.truth):
        raise BadData(f"{len(group)} groups for {len(history.truth)} reserve labels", fix="give one an item")
    if missing := sorted(set(group.tolist()) - set(counts)):
        raise BadData(f"no counts for {', '.join(map(str, missing))}", fix="give the labels of every group")
    if wrong := [name for name, n in counts.items() if len(n) != len(history)]:
        raise BadData(f"counts of {', '.join(wrong)} are not of {len(history)} rounds")


def _together(history: History, rows: dict[str, Array], taken: dict[str, Array]) -> Decay | None:
    """The curve of all groups, each counted by its reserve labels; None without any."""
    pairs = [(taken[g], (~history.right[:, at]).mean(axis=1), len(at)) for g, at in rows.items() if len(at)]
    if not pairs:
        return None
    times = [
        np.repeat(np.stack([n, e]), max(1, round(10 * m / len(history.truth))), axis=1) for n, e, m in pairs
    ]
    n, e = np.concatenate(times, axis=1)
    return fit_decay(n, e)


def _one(
    name: str,
    n: Array,
    wrong: Array,
    shared: Decay | None,
    asked: tuple[int, float, str],
    rng: np.random.Generator,
) -> tuple[Decay | None, Estimate]:
    """The curve of a group and what it says."""
    (more, level, why), m = asked, wrong.shape[1]
    metric = f"error of {name}"
    if not why and m < LEAST:
        why = f"Group {name} has {m} random reserve labels; a projection needs {LEAST}."
    if not why and more > max(n[-1], 1):
        why = f"It cannot be said more than {int(n[-1])} labels ahead, as many as group {name} has."
    if why or shared is None:
        return None, Estimate(metric, n=m, level=level, reason=why)
    prior = shared(n)
    weight = rng.exponential(size=(COPIES, m))
    path = (weight @ wrong.T + SHARED * prior) / (weight.sum(axis=1, keepdims=True) + SHARED)
    ahead = np.array([n[-1] + more])
    made = np.array([fit_decay(n, e)(ahead)[0] for e in path])
    curve = fit_decay(n, (wrong.sum(axis=1) + SHARED * prior) / (m + SHARED))
    low, high = (float(q) for q in np.quantile(made, [(1 - level) / 2, (1 + level) / 2]))
    value = float(curve(ahead)[0])
    return curve, Estimate(metric, value, min(low, value), max(high, value), m, level)
