"""Error decay: how the error of a group falls with its number of labels, given or learned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece

__all__ = ["Decay", "fit_decay", "together"]

Errors = Callable[[NDArray[np.int64], NDArray[Any]], NDArray[Any]]
"""Errors of groups (k,) after (k,) labels."""

POWERS, OFFSETS = (0.5, 1.0, 2.0), (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Of the fitted terms."""


@dataclass(frozen=True, repr=False)
class Decay(Piece):
    """The error ``e(n) = floor + sum of a * (offset + n) ** -b`` after n labels: falling, ever more slowly.

    Parameters
    ----------
    terms : tuple of (a, b)
        Sizes of 0 or more and powers above 0; no term is an error that never falls.
    offset : float
        Labels that were there before the first.
    floor : float
        What no number of labels removes.

    Examples
    --------
    >>> Decay(((0.6, 0.5),), offset=1.0, floor=0.1)(np.array([0.0, 3.0])).tolist()
    [0.7, 0.4]
    """

    terms: tuple[tuple[float, float], ...] = ((1.0, 0.5),)
    offset: Annotated[float, Between(0, open_low=True)] = 1.0
    floor: Annotated[float, Between(0)] = 0.0

    def __post_init__(self) -> None:
        """Refuse terms that rise."""
        super().__post_init__()
        if not all(len(term) == 2 and term[0] >= 0 and term[1] > 0 for term in self.terms):
            raise BadParameter(f"Decay: terms is {self.terms!r}", allowed="pairs (a of 0 or more, b above 0)")

    def __call__(self, n: NDArray[Any]) -> NDArray[np.float64]:
        """The error after n labels each."""
        error = np.full(np.shape(n), float(self.floor))
        for a, b in self.terms:
            error += a * (self.offset + n) ** -b
        return error


def fit_decay(n: Any, error: Any) -> Decay:
    """The falling curve nearest to observed errors: non-negative least squares, for each of eight offsets.

    Parameters
    ----------
    n, error : (k,) float
        Numbers of labels, and the errors then.

    Raises
    ------
    BadParameter
        If there is nothing to fit, or a value is no number of 0 or more.

    References
    ----------
    H.-S. Chang, S. Vembu, S. Mohan, R. Uppaal, A. McCallum, "Using Error Decay Prediction to Overcome
    Practical Issues of Deep Active Learning for Named Entity Recognition" (S060, EDG), 2020.

    Examples
    --------
    >>> n = np.array([0, 10, 50, 200])
    >>> curve = fit_decay(n, 0.1 + 2 / (5 + n) ** 0.5)
    >>> curve.offset, curve(np.array([1000])).round(3).tolist()
    (5.0, [0.163])
    """
    from scipy.optimize import nnls

    x, y = np.asarray(n, dtype=np.float64), np.asarray(error, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or not len(x) or not all(map(Between(0, 1e300), [*x, *y])):
        raise BadParameter(f"fit_decay got n={n!r}, error={error!r}", allowed="pairs of 0 or more")
    best, found = np.inf, Decay()
    for offset in OFFSETS:
        columns = np.stack([np.ones(len(x)), *((offset + x) ** -b for b in POWERS)], axis=1)
        size, left = nnls(columns, y)
        if left < best - 1e-12:
            terms = tuple((float(a), b) for a, b in zip(size[1:], POWERS, strict=True) if a > 0)
            best, found = left, Decay(terms, offset, float(size[0]))
    return found


def together(curves: Sequence[Decay]) -> Errors:
    """The curves of all groups as one function of groups and numbers of labels.

    Examples
    --------
    >>> errors = together([Decay(), Decay(((3.0, 1.0),), floor=1.0)])
    >>> errors(np.array([0, 1, 1]), np.array([0.0, 0.0, 2.0])).tolist()
    [1.0, 4.0, 2.0]
    """
    offset, floor = (np.array([getattr(c, name) for c in curves]) for name in ("offset", "floor"))
    size, power = np.zeros((2, len(curves), max((len(c.terms) for c in curves), default=0)))
    for g, curve in enumerate(curves):
        for k, (a, b) in enumerate(curve.terms):
            size[g, k], power[g, k] = a, b

    def errors(group: NDArray[np.int64], n: NDArray[Any]) -> NDArray[Any]:
        falling = size[group] * (offset[group] + n)[:, None] ** -power[group]
        return np.asarray(floor[group] + falling.sum(axis=1))

    return errors
