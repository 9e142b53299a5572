"""Labels that a model gives to all that it is sure of, and a spot check of them (S112)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures.proportions import hypergeometric

__all__ = ["BulkAccept", "bulk_accept"]


@dataclass(frozen=True, eq=False)
class BulkAccept:
    """What a model labels by itself, and how much of it is wrong.

    Parameters
    ----------
    rows : (n,) int64
        Items that it labels, ascending.
    labels : (n,) int64
        The class of each.
    spot : (s,) int64
        Those of ``rows`` that people check: a simple random sample.
    wrong : (s,) bool or None
        Which of these are wrong; None before the check.
    level : float
        Confidence of the interval.

    Attributes
    ----------
    error, low, high : float or None
        Share of wrong labels among all ``rows``, and its exact interval; None before the check.
    left : (float, float) or None
        Interval of the share that is wrong once those found are mended.
    """

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    spot: NDArray[np.int64]
    wrong: NDArray[np.bool_] | None = None
    level: float = 0.95

    @property
    def error(self) -> float | None:
        """Share of wrong labels in the spot check."""
        return None if self.wrong is None else float(self.wrong.mean())

    @property
    def low(self) -> float | None:
        """What the share of wrong labels is at least."""
        return None if self.wrong is None else self._bounds[0]

    @property
    def high(self) -> float | None:
        """What it is at most."""
        return None if self.wrong is None else self._bounds[1]

    @property
    def left(self) -> tuple[float, float] | None:
        """The same for what is left after the wrong ones that were found are mended."""
        if self.wrong is None:
            return None
        low, high = self._bounds
        mended = self.wrong.sum() / len(self.rows)
        return low - mended, high - mended

    @cached_property
    def _bounds(self) -> tuple[float, float]:
        assert self.wrong is not None
        return hypergeometric(int(self.wrong.sum()), len(self.spot), len(self.rows), self.level)

    def checked(self, truth: NDArray[np.int64]) -> BulkAccept:
        """The same after people have said what the items of the spot check are.

        Parameters
        ----------
        truth : (s,) int64
            Their classes, in the order of ``spot``.

        Raises
        ------
        BadData
            If there is not one for each.
        """
        truth = np.asarray(truth)
        if truth.shape != self.spot.shape:
            raise BadData(f"{len(truth)} answers for a spot check of {len(self.spot)} items")
        own = self.labels[np.searchsorted(self.rows, self.spot)]
        return replace(self, wrong=truth != own)


def bulk_accept(
    proba: NDArray[np.float64],
    rows: NDArray[np.int64],
    threshold: float,
    *,
    check: int,
    rng: np.random.Generator,
    level: float = 0.95,
) -> BulkAccept:
    """Accept what a model says of the items it is sure of, and draw some of them for people to check.

    The threshold is chosen before the check; whoever tries several looks at one interval more than once. For
    a threshold that is certified beforehand by the reserve see
    :func:`~labelwise.evaluation.figures.certified_threshold`.

    Parameters
    ----------
    proba : (n, C) float
        What the model says of ``rows``.
    rows : (n,) int64
        Items without a label.
    threshold : float
        Items whose likeliest class has at least this probability are accepted.
    check : int
        Items of the spot check; all that are accepted where these are fewer.
    rng : numpy.random.Generator
        Draws them.
    level : float
        Confidence of the interval, which is exact for draws without replacement.

    Returns
    -------
    BulkAccept
        ``spot`` is to be checked, then :meth:`BulkAccept.checked`.

    Raises
    ------
    BadData
        If nothing is accepted, or the shapes do not fit.
    BadParameter
        If ``check`` is below 1.

    Examples
    --------
    >>> p = np.repeat([[0.95, 0.05], [0.4, 0.6]], 50, axis=0)
    >>> made = bulk_accept(p, np.arange(100), 0.9, check=20, rng=np.random.default_rng(0))
    >>> len(made.rows), len(made.spot), made.high
    (50, 20, None)
    >>> done = made.checked(np.zeros(20, int))
    >>> done.error, done.high
    (0.0, 0.12)
    """
    proba, rows = np.asarray(proba, float), np.asarray(rows, np.int64)
    if proba.ndim != 2 or len(proba) != len(rows):
        raise BadData(f"proba has the shape {proba.shape} for {len(rows)} rows", allowed="(rows, classes)")
    if check < 1:
        raise BadParameter(
            f"check is {check}", allowed="1 or more items: what nobody looks at has no interval"
        )
    sure = proba.max(axis=1) >= threshold
    if not sure.any():
        raise BadData(
            f"no item has a class of probability {threshold:g} or more",
            fix="lower threshold=, or label more items",
        )
    order = np.argsort(rows[sure], kind="stable")
    accepted, labels = rows[sure][order], proba[sure].argmax(axis=1)[order]
    spot = np.sort(rng.choice(accepted, min(check, len(accepted)), replace=False))
    return BulkAccept(accepted, labels.astype(np.int64), spot, level=level)
