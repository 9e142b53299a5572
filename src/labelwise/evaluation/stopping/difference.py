"""How much an F-score can differ, or is predicted to differ, between two models, without labels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.stopping.base import APART, WIDTH, OfClasses, Verdict, answers
from labelwise.params import Between
from labelwise.types import History

__all__ = ["PerformanceDifference", "PredictedChange", "difference_bound", "predicted_change"]

FAR = 1.0
"""An F-score cannot differ by more."""


def difference_bound(a: NDArray[Any], b: NDArray[Any], classes: int) -> float:
    """A bound on how much the F-score of any class differs between two models, from their agreement.

    With kappa K above 0 on "is it of this class" it is ``4 (1 - K) / K``; the worst class counts.

    Parameters
    ----------
    a, b : (S,) int
        What two models say of the same items.
    classes : int
        Number of classes.

    Returns
    -------
    float
        From 0 to 1.

    References
    ----------
    M. Bloodgood, J. Grothendieck, "Analysis of stopping active learning based on stabilizing predictions",
    2013, for two classes and the same items; it is elementary that no F-score differs by more than 1.

    Examples
    --------
    >>> a = np.arange(1000) % 2
    >>> b = np.where(np.arange(1000) < 10, 1 - a, a)
    >>> round(difference_bound(a, b, 2), 3)
    0.082
    """
    one, other, both = _counts(a, b, classes) / max(len(a), 1)
    chance = one * other + (1 - one) * (1 - other)
    apart = one + other - 2 * both
    k = 1 - np.divide(apart, 1 - chance, out=np.zeros(classes), where=chance < 1)
    return float(np.where(k > 0, np.minimum(FAR, 4 * (1 - k) / np.where(k > 0, k, 1)), FAR).max(initial=0))


def predicted_change(a: NDArray[Any], b: NDArray[Any], classes: int) -> float:
    """The F-score of one model with the other as truth, off from 1; the class that changed most counts.

    For each class ``1 - 2 both / (2 both + one + other)``: what both call so, only one, only the other.

    Examples
    --------
    >>> predicted_change(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]), 2)
    0.2
    """
    one, other, both = _counts(a, b, classes)
    return float((1 - 2 * both / np.maximum(one + other, 1))[one + other > 0].max(initial=0))


def _counts(a: NDArray[Any], b: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """(3, C) how often one says each class, the other does, and both do."""
    return np.stack([np.bincount(x, minlength=classes) for x in (a, b, a[a == b])]).astype(np.float64)


@dataclass(frozen=True, repr=False)
class PerformanceDifference(OfClasses):
    """Stop when no class can have gained more than tau of its F-score over the last 100 labels.

    Notes
    -----
    A proof for the items of the probe, and so loose that it seldom stops; :class:`ShareChanged` is the same
    for accuracy.

    Examples
    --------
    >>> same = np.array([[0.9, 0.1]])
    >>> made = History(np.arange(20, 200, 20), lambda t: same, np.zeros(0), np.zeros((9, 0)), ("a", "b"))
    >>> PerformanceDifference()(made, tau=0.01, rng=np.random.default_rng(0)).stop
    True
    """

    gain: ClassVar[bool] = True

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare the bound with tau."""
        then = history.before(WIDTH)
        if then < 0:
            return APART
        bound = difference_bound(answers(history, -1), answers(history, then), len(history.classes))
        text = (
            f"Over the last {WIDTH} labels no F-score on the probe can have changed by more than {bound:.3f}"
        )
        return Verdict(bound < tau, bound, f"{text}.")


@dataclass(frozen=True, repr=False)
class PredictedChange(OfClasses):
    """Stop when the predicted change of F was small in consecutive rounds.

    Parameters
    ----------
    change : float
        Below it counts as small.
    window : int
        Rounds in a row.

    References
    ----------
    M. Altschuler, M. Bloodgood, "Stopping active learning based on predicted change of F measure for text
    classification", 2019: two classes, 0.005 over three rounds; the largest change of any class is ours.

    Examples
    --------
    >>> same = np.array([[0.9, 0.1]])
    >>> made = History(np.arange(20, 200, 20), lambda t: same, np.zeros(0), np.zeros((9, 0)), ("a", "b"))
    >>> PredictedChange()(made, tau=0.01, rng=np.random.default_rng(0)).stop
    True
    """

    change: Annotated[float, Between(0, 1)] = 0.005
    window: Annotated[int, Between(1, 8)] = 3

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Look at the last rounds."""
        said = [answers(history, t) for t in range(-self.window - 1, 0)]
        pairs = pairwise(said)
        most = max(predicted_change(a, b, len(history.classes)) for a, b in pairs)
        text = f"The predicted change of F was at most {most:.3f} over {self.window} rounds"
        return Verdict(most < self.change, most, f"{text}; below {self.change:g} is enough.")
