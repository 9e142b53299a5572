"""InlierOutlier: unwanted items are a class of their own, and all items teach an ensemble."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.training.choosing import ByEntropy, Percentile
from labelwise.training.self_training import SelfTraining

__all__ = ["InlierOutlier", "inlier_proba"]


def inlier_proba(proba: NDArray[Any], outlier: int = -1) -> NDArray[np.float64]:
    """(m, K) probabilities of the wanted classes, given that an item is of one; ``outlier`` is left out.

    Examples
    --------
    >>> inlier_proba(np.array([[0.3, 0.1, 0.6]])).round(2).tolist()
    [[0.75, 0.25]]
    """
    kept = np.maximum(np.delete(np.asarray(proba, np.float64), outlier, axis=1), np.finfo(float).tiny)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


@dataclass(frozen=True, repr=False)
class InlierOutlier(SelfTraining):
    """For pools with items of no class: outliers are one class more, and every item teaches by its certainty.

    Annotators answer ``other`` with one name for what does not belong, and ``Campaign.add_classes`` takes
    that name in; from then on the learner tells K + 1 classes apart. All unlabelled items get the class that
    the ensemble finds most probable, weighed by ``1 - H / log(K + 1)``, altogether as much as people's
    labels. Ask by :class:`labelwise.measures.Dissent` with ``outlier=-1``, which leaves out what is taken for
    an outlier; :func:`inlier_proba` drops that class from predictions.

    Parameters
    ----------
    learner : Learner
        An ensemble, for example ``Ensemble(network)`` or ``BaggedLearner(estimator)``.

    References
    ----------
    "Training Ensembles with Inliers and Outliers for Semi-supervised Active Learning" (S050). There members
    go on from self-supervised weights, with batches that hold as many pseudo-labels as labels; here they
    are trained afresh, with weights that add up to the same.

    Examples
    --------
    >>> from labelwise.learners import BaggedLearner
    >>> from sklearn.linear_model import LogisticRegression
    >>> InlierOutlier(BaggedLearner(LogisticRegression())).choose
    Percentile(step=100.0)
    """

    choose: Any = field(default_factory=lambda: Percentile(100.0))
    weigh: Any = field(default_factory=lambda: ByEntropy(1.0))
