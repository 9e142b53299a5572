"""First rung: an accuracy that the reserve itself can reach, and the labels the campaign needed for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.savings.arms import FEWEST, Arms, Train, both_arms
from labelwise.types import History, Savings

__all__ = ["labels_to_reach", "measured", "upper"]

Array = NDArray[Any]


def measured(
    history: History,
    train: Train,
    rng: np.random.Generator,
    *,
    arms: Arms | None = None,
    joined: bool = False,
    level: float = 0.9,
) -> Savings:
    """Labels saved at the accuracy of k random labels, k = 4/5 of the reserve; nothing is extrapolated.

    The random arm's error at k is held against the campaign's falling error path; the first round that is
    as good had n' labels. U is the ``level`` quantile of n' over paired bootstrap copies. Where U < k, the
    accuracy of k random labels was reached with at most U labels.

    Parameters
    ----------
    history, train, rng
        As for :func:`~labelwise.evaluation.savings.both_arms`.
    arms : Arms, optional
        What ``both_arms`` made, where it is known; ``train`` and ``rng`` are not used then.
    joined : bool
        Whether the delivered model trains on the reserve too. Otherwise the reserve labels asked by the
        time the campaign had U labels are taken off.
    level : float
        Confidence of the bound.

    Returns
    -------
    Savings
        Of kind ``measured``: ``labels`` by the median of n', ``low`` by U. ``labels`` None where it cannot
        be said, with the reason.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = np.tile([0, 1], 50)
    >>> said = np.array([truth ^ (rng.random(100) < e) for e in (0.4, 0.1, 0.02)])
    >>> made = History(np.array([10, 20, 30]), [].__getitem__, truth, said, ("a", "b"))
    >>> measured(made, lambda rows: truth ^ (rng.random(100) < 16 / len(rows)), rng, joined=True).reason
    'The accuracy of 80 random labels was reached with at most 20 labels.'
    """
    if len(history.truth) < FEWEST:
        return Savings(level=level, reason=too_few(history))
    arms = both_arms(history, train, rng) if arms is None else arms
    found = labels_to_reach(arms)[1:]
    most, middle = upper(found, level), upper(found, 0.5)
    if not most < arms.k:
        return Savings(level=level, reason=f"{_level(arms)} is not yet known to be reached with fewer.")
    price = 1.0 if joined else 1 + arms.m / arms.newest
    sentence = f"{_level(arms)} was reached with at most {most:.0f} labels"
    used = most * price
    if used >= arms.k:
        return Savings(
            level=level, reason=f"{sentence}, but the reserve labels asked meanwhile used up that gain."
        )
    return Savings(
        arms.k - middle * price, arms.k - used, kind="measured", level=level, reason=f"{sentence}.",
        used=used, random=float(arms.k),
    )  # fmt: skip


def labels_to_reach(arms: Arms) -> Array:
    """(1 + B,) labels of the first round that is as good as the random arm at its largest; else infinite.

    Examples
    --------
    >>> path = np.array([[0.3, 0.1], [0.3, 0.2]])
    >>> arms = Arms(40, np.array([32]), np.array([[0.15], [0.1]]), np.array([10, 20]), path)
    >>> labels_to_reach(arms).tolist()
    [20.0, inf]
    """
    there = arms.campaign <= arms.random[:, -1:]
    return np.where(there.any(axis=1), arms.labels[there.argmax(axis=1)].astype(float), np.inf)


def upper(values: Array, level: float) -> float:
    """The smallest value that at least a share ``level`` does not exceed; values may be infinite.

    Examples
    --------
    >>> upper(np.array([1.0, 2.0, 3.0, np.inf]), 0.75), upper(np.array([1.0, np.inf]), 0.9)
    (3.0, inf)
    """
    return float(np.sort(values)[int(np.ceil(level * len(values) - 1e-9)) - 1])


def too_few(history: History) -> str:
    """Why nothing is said of a small reserve."""
    return f"Cannot tell yet: it takes {FEWEST} answers on random items; there are {len(history.truth)}."


def _level(arms: Arms) -> str:
    return f"The {'accuracy' if arms.metric == 'accuracy' else 'error'} of {arms.k} random labels"
