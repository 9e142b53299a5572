"""The headline: the strongest of three statements that says something, or that nothing can be said yet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from labelwise.errors import BadParameter
from labelwise.evaluation.savings.arms import FEWEST, Arms, Train, both_arms
from labelwise.evaluation.savings.identifiability import needed_reserve
from labelwise.evaluation.savings.measured import measured, too_few
from labelwise.evaluation.savings.projected import projected_floor
from labelwise.types import History, Savings

__all__ = ["ladder", "worth"]

HOUR = 3600


def ladder(
    history: History,
    train: Train,
    rng: np.random.Generator,
    *,
    replayed: Callable[[], Savings] | None = None,
    joined: bool = False,
    level: float = 0.9,
) -> Savings:
    """Labels saved against random choice: measured, else projected, else replayed, else nothing.

    Parameters
    ----------
    history, train, rng
        As for :func:`~labelwise.evaluation.savings.both_arms`.
    replayed : callable, optional
        Called without arguments where the first two say nothing, for the replay's savings, which take
        several simulated campaigns; see :func:`~labelwise.evaluation.savings.replay`.
    joined : bool
        Whether the delivered model trains on the reserve too. Otherwise the figures are net of its labels.
    level : float
        Confidence of the bound.

    Returns
    -------
    Savings
        ``reason`` is the sentence to show. Where all are silent, ``labels`` is None and the sentence says
        about how many reserve labels could tell, and what the replays gave.

    Notes
    -----
    A statement holds at its level for one rung at one look. Over all rungs random choice was said to save
    labels in up to 15% of benchmark campaigns (``docs/benchmarks/trust.md``), and somebody who looks many
    times and keeps the best sentence is wrong more often.

    Accuracy is the share of the reserve's answers that are met, wrong ones included. Where a share of the
    answers is wrong at random, whatever the item, that falls and rises with the true accuracy, so the labels
    needed for it are the same. Where people err together on the same items, the saving is one of
    saying what they say.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = np.tile([0, 1], 20)
    >>> made = History(np.array([20]), [].__getitem__, truth, truth[None], ("a", "b"))
    >>> ladder(made, lambda rows: truth ^ (rng.random(40) < 4 / len(rows)), rng, joined=True).kind
    'measured'
    """
    if len(history.truth) < FEWEST:
        return Savings(level=level, reason=too_few(history))
    arms = both_arms(history, train, rng)
    for rung in (measured, projected_floor):
        found = rung(history, train, rng, arms=arms, joined=joined, level=level)
        if found.labels is not None:
            return found
    silent = _cannot_tell(arms, joined, level)
    if replayed is None:
        return Savings(level=level, reason=silent)
    found = replayed()
    return found if found.labels is not None else Savings(level=level, reason=f"{silent} {found.reason}")


def _cannot_tell(arms: Arms, joined: bool, level: float) -> str:
    needed = needed_reserve(arms, joined=joined, level=level)
    if needed is None:
        return "Cannot tell yet: a model of random labels does not get better with more of them so far."
    return f"Cannot tell yet: it takes about {needed:,} answers on random items."


def worth(
    savings: Savings,
    *,
    seconds_per_label: float | None = None,
    price_per_label: float | None = None,
    money: str = "",
) -> str:
    """What the labels saved are worth, as a sentence; empty when nothing is saved or no price is known.

    Parameters
    ----------
    savings : Savings
        Its lower bound is what counts.
    seconds_per_label : float, optional
        Time one answer takes.
    price_per_label : float, optional
        What one answer costs.
    money : str
        Unit of the price, such as ``"EUR"``.

    Raises
    ------
    BadParameter
        If a price is negative or not finite.

    Examples
    --------
    >>> saved = Savings(150.0, 120.0, kind="measured", reason="")
    >>> worth(saved, seconds_per_label=45, price_per_label=0.3, money="EUR")
    'That is at least 120 labels, 1.5 hours, 36.00 EUR.'
    """
    for name, price in (("seconds_per_label", seconds_per_label), ("price_per_label", price_per_label)):
        if price is not None and not (np.isfinite(price) and price >= 0):
            raise BadParameter(f"{name} is {price!r}", allowed="0 or more")
    if savings.low is None or (seconds_per_label is None and price_per_label is None):
        return ""
    parts = [f"{savings.low:.0f} labels"]
    if seconds_per_label is not None:
        parts.append(f"{savings.low * seconds_per_label / HOUR:.1f} hours")
    if price_per_label is not None:
        parts.append(f"{savings.low * price_per_label:.2f} {money}".rstrip())
    return f"That is at least {', '.join(parts)}."
