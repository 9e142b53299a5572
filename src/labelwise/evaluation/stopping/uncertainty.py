"""Overall uncertainty: stop when the model is sure of nearly everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from labelwise.evaluation.stopping.base import NO_PROBABILITIES, OfClasses, Verdict
from labelwise.measures.entropy import entropy
from labelwise.params import Between
from labelwise.types import History

__all__ = ["OverallUncertainty"]


@dataclass(frozen=True, repr=False)
class OverallUncertainty(OfClasses):
    """Stop when the mean entropy on the probe, 1 for equal classes, is below a level.

    Parameters
    ----------
    level : float
        Below it, it stops.

    Notes
    -----
    What a model is unsure of may never become clear: in benchmark campaigns it did not stop in any run of 800
    labels.

    References
    ----------
    J. Zhu, H. Wang, E. Hovy, "Multi-criteria-based strategy to stop active learning for data annotation",
    2008. Entropy is divided by the logarithm of the number of classes here, so that one level serves all.

    Examples
    --------
    >>> sure = np.array([[0.999, 0.001]])
    >>> made = History(np.arange(20, 200, 20), lambda t: sure, np.zeros(0), np.zeros((9, 0)), ("a", "b"))
    >>> OverallUncertainty()(made, tau=0.01, rng=np.random.default_rng(0)).stop
    True
    """

    level: Annotated[float, Between(0, 1)] = 0.05

    def judge(self, history: History, tau: float, rng: np.random.Generator) -> Verdict:
        """Compare the mean entropy of the newest model."""
        proba = np.asarray(history.probe(-1))
        if proba.ndim < 2:
            return NO_PROBABILITIES
        mean = float(entropy(proba).mean() / np.log(max(proba.shape[1], 2)))
        text = f"The mean uncertainty on the probe is {mean:.3f} of 1"
        return Verdict(mean < self.level, mean, f"{text}; below {self.level:g} is enough.")
