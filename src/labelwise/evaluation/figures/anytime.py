"""An interval that holds at every moment at once, for a model that stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, gammaln

from labelwise.errors import BadParameter
from labelwise.evaluation.figures.proportions import counts, plain

__all__ = ["Anytime", "beta_mixture"]

HALF = 0.5
"""Both parameters of the beta distribution that is mixed over."""
HALVINGS = 60


def beta_mixture(k: Any, m: Any, level: float = 0.95, *, size: int = 0) -> tuple[Any, Any]:
    """The shares that a bet against them has not yet refuted, after ``k`` of ``m`` right answers.

    With probability ``level`` the true share is inside at all ``m`` at once. The bet is the mixture
    of all shares under Beta(1/2, 1/2): a share p stays while
    ``B(k + 1/2, m - k + 1/2) / B(1/2, 1/2) < p^k (1 - p)^(m - k) / (1 - level)``. Of a pool of
    ``size`` items drawn without replacement, totals K take the place of p, and falling factorials
    that of powers.

    Parameters
    ----------
    k, m : int or (...) int
        How many are right, of how many.
    level : float
        Confidence, between 0 and 1.
    size : int
        Items of the pool that is drawn from; 0 for new data without end.

    Returns
    -------
    low, high : float or (...) float

    Raises
    ------
    BadParameter
        If ``k`` is not between 0 and ``m``, ``size`` below ``m``, or ``level`` not between 0 and 1.

    References
    ----------
    J. Ville, "Étude critique de la notion de collectif", 1939.
    H. Robbins, "Statistical Methods Related to the Law of the Iterated Logarithm", 1970.
    I. Waudby-Smith and A. Ramdas, "Confidence Sequences for Sampling without Replacement", 2020.

    Examples
    --------
    >>> beta_mixture(90, 100)
    (0.772, 0.971)
    >>> beta_mixture(90, 100, size=200)
    (0.81, 0.95)
    """
    k, m = counts(k, m, level)
    if size and (m > size).any():
        raise BadParameter(f"{m.max():g} items were drawn from a pool of {size}", allowed="no more than all")
    limit = betaln(k + HALF, m - k + HALF) - betaln(HALF, HALF) + np.log(1 - level)
    if size:
        return _totals(k, m, limit, size)
    edge = np.where(m > 0, k / np.maximum(m, 1), 0.5)
    low = _halve(lambda p: _power(k, m, p) >= limit, edge, np.zeros_like(edge))
    high = _halve(lambda p: _power(k, m, p) >= limit, edge, np.ones_like(edge))
    return plain(low), plain(high)


def _power(k: NDArray[Any], m: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
    """(...) log of p^k (1 - p)^(m - k), 0 log 0 being 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        yes, no = np.where(k > 0, k * np.log(p), 0.0), np.where(m > k, (m - k) * np.log1p(-p), 0.0)
    return np.asarray(yes + no)


def _halve(inside: Any, start: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """The outermost point between ``start``, which is inside, and ``end``; never a point too far in."""
    whole = inside(end)
    near, far = start, end
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        keep = inside(middle)
        near, far = np.where(keep, middle, near), np.where(keep, far, middle)
    return np.where(whole, end, far)


def _totals(k: NDArray[Any], m: NDArray[Any], limit: NDArray[Any], size: int) -> tuple[Any, Any]:
    """The same over how many of the pool are right."""
    slack = 1e-9 + 1e-14 * gammaln(size + 1)  # what rounding may cost, on the wide side

    def inside(total: NDArray[Any]) -> NDArray[np.bool_]:
        yes = gammaln(total + 1) - gammaln(total - k + 1)
        no = gammaln(size - total + 1) - gammaln(size - total - (m - k) + 1)
        every = gammaln(size + 1) - gammaln(size - m + 1)
        return np.asarray(yes + no - every >= limit - slack)

    first, last = k, size - (m - k)
    best = np.clip(np.where(m > 0, np.floor(k * (size + 1) / np.maximum(m, 1)), first), first, last)
    ends = []
    for end in (first, last):
        near, far = best, end
        for _ in range(int(size).bit_length() + 1):
            middle = np.where(end >= best, np.ceil((near + far) / 2), np.floor((near + far) / 2))
            keep = inside(middle)
            step = np.sign(end - best)
            near, far = np.where(keep, middle, near), np.where(keep, far, middle - step)
        ends.append(near / size)
    return plain(ends[0]), plain(ends[1])


class Anytime:
    """Bounds of a frozen model's accuracy that may be looked at after every answer.

    ``add`` takes constant time per answer and per look. Bounds of earlier looks stay in force, so
    they only come closer; where looks contradict each other (about one case in twenty at 95%, or a
    model that did change) the newest counts alone. For a model that is trained again between looks
    there is no proof: use :func:`~labelwise.evaluation.figures.certificate` there.

    Parameters
    ----------
    level : float
        Confidence that the truth is inside at every look.
    size : int
        Items of the pool that is drawn from without replacement; 0 for new data without end.

    Attributes
    ----------
    k, m : int
        Right answers, and all.
    low, high : float
        The bounds.

    Raises
    ------
    BadParameter
        If more is added than the pool holds, or ``level`` is not between 0 and 1.

    References
    ----------
    See :func:`beta_mixture`.

    Examples
    --------
    >>> watch = Anytime()
    >>> watch.add(True), watch.add([True] * 60 + [False] * 2)
    ((0.025, 1.0), (0.842, 0.999))
    """

    def __init__(self, level: float = 0.95, *, size: int = 0) -> None:
        self.level, self.size = level, size
        self.k, self.m = 0, 0
        self.low, self.high = beta_mixture(0, 0, level, size=size)

    def add(self, right: ArrayLike) -> tuple[float, float]:
        """Take one answer or several: was the model right? Gives the bounds."""
        right = np.atleast_1d(np.asarray(right, dtype=bool))
        k, m = self.k + int(right.sum()), self.m + len(right)
        low, high = beta_mixture(k, m, self.level, size=self.size)
        self.k, self.m = k, m
        together = max(low, self.low), min(high, self.high)
        self.low, self.high = together if together[0] <= together[1] else (low, high)
        return self.low, self.high
