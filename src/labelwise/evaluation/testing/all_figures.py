"""All figures of a given model from the items that were drawn and answered, however they were drawn."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import beta_mixture, figures
from labelwise.evaluation.testing.draws import Drawn
from labelwise.evaluation.testing.weighted_figures import weighted_accuracy, weighted_mean
from labelwise.random import generator
from labelwise.types import Estimate, Outcomes

__all__ = ["answers_for", "audit"]

FLOOR, SAFE = 0.001, 0.9
"""Least probability inside a logarithm; the most that a resampled interval claims."""


def audit(
    drawn: Drawn,
    truth: ArrayLike,
    output: ArrayLike,
    *,
    classes: tuple[str, ...] = (),
    rest: ArrayLike | None = None,
    level: float = 0.95,
    every_look: bool = False,
    rng: np.random.Generator | None = None,
) -> list[Estimate]:
    """What the answers say of the model: accuracy first, then what else can be said.

    Parameters
    ----------
    drawn : Drawn
        The items, in the order in which they are to be answered.
    truth : (M,) float
        Class index or number of each, NaN where there is no answer. What comes after the last answer was
        not asked yet; a gap before it was asked in vain, and counts as such.
    output : (M, C) or (M,) array
        What the model says of them: probabilities, class indices, or numbers.
    classes : tuple of str
        Names of the classes; empty for numbers.
    rest : (R, C) or (R,) array or None
        The model's output for the items that were not drawn; sharpens the accuracy of even draws.
    level : float
        Confidence of each interval; resampled ones are given at 0.9 at most.
    every_look : bool
        Also an interval of the accuracy that holds after every answer at once, for even draws and a model
        that stays as it is: :func:`labelwise.evaluation.figures.beta_mixture`.
    rng : numpy.random.Generator or None
        For resampling; a fixed one by default.

    Returns
    -------
    list of Estimate
        Of even draws those of :func:`labelwise.evaluation.figures.figures`; of others accuracy, and
        log-loss where there are probabilities, or root mean squared error of numbers. With too few
        answers a refusal says how many it takes.

    Raises
    ------
    BadData
        If an item was drawn twice, or an answer is no class.
    BadParameter
        If there are not as many answers and outputs as draws, or ``every_look`` is wished where there is
        no such interval.

    Examples
    --------
    >>> from labelwise.evaluation.testing import draw_items
    >>> drawn = draw_items(np.ones(2000), np.random.default_rng(0), n=100)
    >>> truth = np.where(np.arange(100) < 70, np.arange(100) % 2.0, np.nan)
    >>> found = audit(drawn, truth, np.zeros(100, dtype=int), classes=("ham", "spam"))[0]
    >>> found.metric, found.value, found.n
    ('accuracy', 0.5, 70)
    """
    known, said = np.asarray(truth, dtype=np.float64), np.asarray(output)
    if not len(known) == len(said) == len(drawn):
        raise BadParameter(
            f"{len(drawn)} draws, {len(known)} answers and {len(said)} outputs", allowed="as many of each"
        )
    if len(set(drawn.rows.tolist())) < len(drawn):
        raise BadData("an item was drawn twice", fix="keep every item once")
    answered = np.flatnonzero(~np.isnan(known))
    count = int(answered[-1]) + 1 if len(answered) else 0
    known, said, drawn = known[:count], said[:count], drawn.first(count)
    if classes and not np.isin(known[answered], np.arange(len(classes))).all():
        raise BadData("an answer is no class index", allowed=f"0 to {len(classes) - 1}, NaN for none")
    rng, even = generator(0 if rng is None else rng), is_even(drawn)
    if every_look and not (even and classes):
        raise BadParameter(
            "an interval for every look was wished for", allowed="with even draws and classes alone"
        )
    if not even:
        return _weighted(drawn, known, said, bool(classes), level, rng)
    kind = np.int64 if classes else np.float64
    others = np.zeros(0) if rest is None else np.asarray(rest)
    skipped = count - len(answered)
    made = Outcomes(known[answered].astype(kind), said[answered], classes, others, skipped, drawn.size)
    found = figures(made, level=level, rng=rng)
    found[1:1] = [_every_look(made, level)] if every_look else []
    return [replace(f, reason=f.reason.replace(" of the random reserve", "")) for f in found]


def _every_look(outcomes: Outcomes, level: float) -> Estimate:
    """The accuracy with bounds that hold after every answer; skips count from the bad side in each."""
    name, m, k = "accuracy, at every look", len(outcomes), int(outcomes.right.sum())
    low = beta_mixture(k, m + outcomes.skipped, level)[0]
    high = beta_mixture(k + outcomes.skipped, m + outcomes.skipped, level)[1]
    if not m:
        return Estimate(name, level=level, reason="Nothing is answered.")
    return Estimate(name, k / m, float(low), float(high), m, level)


def is_even(drawn: Drawn) -> bool:
    """Whether each draw was even over the items left.

    Examples
    --------
    >>> is_even(Drawn(np.array([3, 1]), np.array([1 / 4, 1 / 3]), 4))
    True
    """
    return bool(np.allclose(drawn.q * (drawn.size - np.arange(len(drawn))), 1, rtol=1e-6))


def _weighted(
    drawn: Drawn, known: Any, said: NDArray[Any], classes: bool, level: float, rng: np.random.Generator
) -> list[Estimate]:
    """Figures of draws that were not even."""
    gap = np.isnan(known)
    if not classes:
        found = weighted_mean((said - known) ** 2, drawn, rng, metric="rmse", level=min(level, SAFE))
        low, high = (None if b is None else math.sqrt(max(b, 0)) for b in (found.low, found.high))
        return [
            replace(found, value=None if found.value is None else math.sqrt(found.value), low=low, high=high)
        ]
    right = np.where(gap, np.nan, (said.argmax(axis=1) if said.ndim == 2 else said) == known)
    made = [weighted_accuracy(right, drawn, level=level)]
    if said.ndim == 2:
        own = said[np.arange(len(said)), np.where(gap, 0, known).astype(np.int64)]
        losses = np.where(gap, np.nan, -np.log(np.maximum(own, FLOOR)))
        made.append(weighted_mean(losses, drawn, rng, metric="log-loss", level=min(level, SAFE)))
    return made


def answers_for(half: float, share: float, *, level: float = 0.95) -> int:
    """Random answers that it takes to know a share to about plus or minus ``half``.

    Parameters
    ----------
    half : float
        Half the width of the interval, above 0 and below 0.5.
    share : float
        What it may be, from 0 to 1; 0.5 needs most.
    level : float
        Confidence.

    Raises
    ------
    BadParameter
        If a number is outside of its range.

    Examples
    --------
    >>> answers_for(0.03, 0.9), answers_for(0.06, 0.9)
    (385, 97)
    """
    if not (0 < half < 0.5 and 0 <= share <= 1):
        raise BadParameter(f"half is {half:g}, share {share:g}", allowed="above 0 and below 0.5; 0 to 1")
    z2 = float(stats.norm.ppf((1 + level) / 2)) ** 2
    edge = math.ceil(z2 * (1 / (2 * half) - 1))  # no interval is narrower, even without an error
    return max(edge, math.ceil(z2 * share * (1 - share) / half**2), 1)
