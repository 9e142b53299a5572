"""How much the posterior moved, and the bound on the change of the expected error that follows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.stopping.base import NO_PROBABILITIES, OfClasses, Verdict
from labelwise.params import Between
from labelwise.types import History

__all__ = ["PosteriorChange", "error_gap", "gaussian_divergence"]

TINY = 1e-6
"""Added to probabilities, so that a class that was ruled out stays comparable."""


def error_gap(divergence: Any) -> NDArray[np.float64]:
    """How much the expected error of a model drawn from a posterior can change, from the divergence KL.

    The r of 0 or more with ``(1 + r) log(1 + r) - r = KL``, that is ``exp(1 + W((KL - 1) / e)) - 1`` with W
    the Lambert function: the change of measure (Donsker and Varadhan) with Bennett's bound for a loss whose
    range and variance are at most 1. It needs no sample, hence no confidence.

    Parameters
    ----------
    divergence : (...) float
        KL(now || before), 0 or more.

    References
    ----------
    H. Ishibashi, H. Hino, "Stopping criterion for active learning based on deterministic generalization
    bounds", 2020, named in H. Hino, "Active learning: problem settings and recent developments", 2020 (S008).

    Examples
    --------
    >>> error_gap([0.0, 0.005, 1.0]).round(3).tolist()
    [0.0, 0.102, 1.718]
    """
    from scipy.special import lambertw

    kl = np.maximum(np.asarray(divergence, dtype=np.float64), 0)
    gap = np.exp(1 + lambertw((kl - 1) / np.e).real) - 1
    return np.asarray(np.where(kl < 1e-9, np.sqrt(2 * kl), np.maximum(gap, 0)))


def gaussian_divergence(mean: Any, covariance: Any, mean_before: Any, covariance_before: Any) -> float:
    """KL(now || before) of two Gaussians; for a Gaussian process at the newly measured points it is exact.

    What was measured changes the process only through its values there, so the divergence of the whole
    processes is that of their values at the new points.

    Parameters
    ----------
    mean, mean_before : (k,) float
    covariance, covariance_before : (k, k) float
        Positive definite.

    Examples
    --------
    >>> round(gaussian_divergence([1.0], [[1.0]], [0.0], [[1.0]]), 12)
    0.5
    """
    now, was = np.atleast_2d(covariance), np.atleast_2d(covariance_before)
    away = np.atleast_1d(mean_before) - np.atleast_1d(mean)
    inverse = np.linalg.inv(was)
    logs = np.linalg.slogdet(was)[1] - np.linalg.slogdet(now)[1]
    return float((np.trace(inverse @ now) + away @ inverse @ away - len(away) + logs) / 2)


@dataclass(frozen=True, repr=False)
class PosteriorChange(OfClasses):
    """Stop when the bound on the change of the expected error has shrunk to a share of its largest.

    Parameters
    ----------
    ratio : float
        The share; relative, so that no scale has to be set.
    window : int
        Rounds whose mean must be as small.

    Notes
    -----
    The paper's divergence is between posteriors of the parameters, which few learners have. From outputs, it
    is the mean divergence of the predicted distributions on the probe, which is never larger (information
    cannot grow by predicting). The paper tests by a run test whether the bound still moves; the ratio to the
    largest so far is a simpler form of the same idea.

    Examples
    --------
    >>> same = np.array([[0.9, 0.1]])
    >>> made = History(np.arange(20, 200, 20), lambda t: same, np.zeros(0), np.zeros((9, 0)), ("a", "b"))
    >>> PosteriorChange()(made, tau=0.01, rng=np.random.default_rng(0)).stop
    True
    """

    ratio: Annotated[float, Between(0, 1)] = 0.05
    window: Annotated[int, Between(1, 8)] = 3

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare the newest gaps with the largest."""
        proba = [np.asarray(history.probe(t), dtype=np.float64) for t in range(len(history))]
        if any(p.ndim < 2 for p in proba):
            return NO_PROBABILITIES
        gaps = error_gap([divergence(b, a) for a, b in pairwise(proba)])
        most = float(gaps.max())
        left = float(gaps[-self.window :].mean()) / most if most > 0 else 0.0
        text = f"The bound on the change of error a round is {100 * left:.0f}% of its largest"
        return Verdict(left <= self.ratio, left, f"{text}; {100 * self.ratio:g}% is enough.")


def divergence(now: NDArray[Any], before: NDArray[Any]) -> float:
    """Mean KL of predicted distributions.

    Examples
    --------
    >>> divergence(np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]]))
    0.0
    """
    size = max(now.shape[1], before.shape[1])
    p, q = (np.pad(x, ((0, 0), (0, size - x.shape[1]))) + TINY for x in (now, before))
    p, q = (x / x.sum(axis=1, keepdims=True) for x in (p, q))
    return float((p * np.log(p / q)).sum(axis=1).mean())
