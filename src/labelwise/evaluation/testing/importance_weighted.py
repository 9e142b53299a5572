"""The mean loss of a model from a stream in which each item was asked about with a known probability."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.testing.weighted_figures import LEAST_LOSSES, bounded_t, too_few
from labelwise.types import Estimate

__all__ = ["importance_weighted", "importance_weights"]


def importance_weights(asked: ArrayLike, p: ArrayLike) -> NDArray[np.float64]:
    """``1 / p`` for items that were asked about, 0 for the others.

    As ``sample_weight`` of a learner they make its training loss unbiased for that of all items.

    Parameters
    ----------
    asked : (T,) bool
        Whether each item that came by was asked about.
    p : (T,) float
        With what probability it would be, given all that came before.

    Returns
    -------
    (T,) float64
        Their expectation is 1 each.

    Raises
    ------
    BadParameter
        If there are not as many probabilities as items.
    BadData
        If a probability is 0 or below, above 1, or no number; also of an item that was let go, for
        the items that could not have been asked about are missing from every figure.

    References
    ----------
    A. Beygelzimer, S. Dasgupta, J. Langford, "Importance weighted active learning", 2009, as in H. Hino,
    "Active Learning: Problem Settings and Recent Developments", 2020 (S008).

    Examples
    --------
    >>> importance_weights([True, False, True], [0.5, 0.1, 1.0]).tolist()
    [2.0, 0.0, 1.0]
    """
    made, share = np.asarray(asked, dtype=bool), np.asarray(p, dtype=np.float64)
    if made.ndim != 1 or made.shape != share.shape:
        raise BadParameter(f"asked has the shape {made.shape}, p {share.shape}", allowed="(T,) both")
    bad = np.flatnonzero(~((share > 0) & (share <= 1)))
    if len(bad):
        raise BadData(
            f"item {bad[0]} was asked about with probability {share[bad[0]]:g}",
            allowed="above 0 and up to 1: items that are never asked about are missing from the figure",
            fix="ask about every item with some probability, such as 0.05",
        )
    return np.asarray(made / share)


def importance_weighted(
    losses: ArrayLike, p: ArrayLike, rng: np.random.Generator, *, metric: str = "loss", level: float = 0.95
) -> Estimate:
    """Mean loss over all items that came by, asked about or not, with a bootstrap-t interval.

    The mean over all T items of ``loss / p`` where asked and 0 elsewhere. It is unbiased for a model that
    is fixed beforehand, whatever the rule that set p; a model trained on the same answers fits them, and
    its figure is too good.

    Parameters
    ----------
    losses : (T,) float
        Loss of each item that was asked about, NaN for those that were let go.
    p : (T,) float
        With what probability each would be asked about, given all that came before.
    rng : numpy.random.Generator
        For 999 resamples.
    metric : str
        Name of the figure.
    level : float
        Confidence of the interval.

    Returns
    -------
    Estimate
        Refused below 100 answers.

    Raises
    ------
    BadParameter, BadData
        As :func:`importance_weights`.

    References
    ----------
    Beygelzimer, Dasgupta and Langford 2009, as :func:`importance_weights`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> loss = rng.random(2000)
    >>> p = 0.1 + 0.4 * loss
    >>> found = importance_weighted(np.where(rng.random(2000) < p, loss, np.nan), p, rng)
    >>> bool(found.low < loss.mean() < found.high), found.n
    (True, 600)
    """
    made = np.asarray(losses, dtype=np.float64)
    asked = ~np.isnan(made)
    weights = importance_weights(asked, p)
    if np.isinf(made).any():
        raise BadData("a loss is infinite", allowed="finite losses", fix="clip it: probabilities at 0.001")
    count = int(asked.sum())
    if count < LEAST_LOSSES:
        return too_few(metric, count, LEAST_LOSSES, level)
    terms = weights * np.where(asked, made, 0.0)
    low, high = bounded_t(terms, rng, level)
    return Estimate(metric, float(terms.mean()), low, high, count, level)
