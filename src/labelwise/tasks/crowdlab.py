"""CROWDLAB: what several annotators and a model say together, and how far each is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.tasks.tempering import temperature_of, tempered
from labelwise.tasks.votes import agreement, majority, vote_counts

__all__ = ["Crowd", "crowdlab"]

Array = NDArray[Any]

LEAST = 1e-6
"""No weight and no chance error is smaller."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """Consensus and weights of n units that have votes.

    Parameters
    ----------
    label : (n,) int64
        The consensus.
    quality : (n,) float64
        Its probability, given model and annotators.
    proba : (n, C) float64
        Probability of each class, given model and annotators.
    weight : (J,) float64
        How far each annotator is trusted.
    model : float
        How far the model is trusted.
    temperature : float
        At which the model's probabilities fit the votes best.
    """

    label: NDArray[np.int64]
    quality: NDArray[np.float64]
    proba: NDArray[np.float64]
    weight: NDArray[np.float64]
    model: float
    temperature: float


def crowdlab(votes: Any, proba: Array) -> Crowd:
    """Consensus labels and weights from votes and a model's out-of-fold probabilities.

    With one vote a unit there is nothing to compare: all weights are 1, and a label is as good as the
    model's probability of it.

    Parameters
    ----------
    votes : (n, J) sparse or dense int
        Class index + 1 of each annotator's vote, 0 where there is none; one vote a unit at least.
    proba : (n, C) float
        Probabilities by models that were not trained on the unit.

    Raises
    ------
    BadData
        If a unit has no vote, or a vote is for no class.

    Notes
    -----
    The consensus is first the majority, ties going to the model's more probable class, then to the rarer
    one (and then to the first; the code of the authors goes on by annotators and by chance), and then, with
    its weights, the most probable class, for which weights and probabilities are computed again.

    References
    ----------
    H. W. Goh, U. Tkachenko, J. Mueller, "CROWDLAB: supervised learning to infer consensus labels and quality
    scores for data with multiple annotators", 2022.

    Examples
    --------
    >>> votes = np.array([[1, 1, 1], [2, 2, 2], [1, 1, 0], [2, 2, 1]])
    >>> made = crowdlab(votes, np.array([[0.7, 0.3], [0.2, 0.8], [0.9, 0.1], [0.4, 0.6]]))
    >>> made.label.tolist(), made.weight.round(2).tolist()
    ([0, 1, 0, 1], [0.71, 0.71, 0.33])
    """
    votes, proba = sparse.csr_matrix(votes), np.asarray(proba, dtype=np.float64)
    counts = vote_counts(votes, proba.shape[1])
    many = counts.sum(axis=1)
    if not many.all():
        raise BadData(f"{np.count_nonzero(many == 0)} units have no vote", allowed="one vote or more")
    if (many == 1).all():
        label, trusted = counts.argmax(axis=1), np.ones(votes.shape[1])
        return Crowd(label, proba[np.arange(len(label)), label], proba, trusted, 1.0, 1.0)
    temperature = temperature_of(counts / many[:, None], proba)
    proba = tempered(proba, temperature)
    most = majority(counts, proba)
    first = _posterior(votes, counts, proba, most)[0]
    unique = (first == first.max(axis=1, keepdims=True)).sum(axis=1) == 1
    label = np.where(unique, first.argmax(axis=1), most)
    posterior, weight, model = _posterior(votes, counts, proba, label)
    return Crowd(label, posterior[np.arange(len(label)), label], posterior, weight, model, temperature)


def _posterior(votes: Any, counts: Array, proba: Array, label: Array) -> tuple[Array, Array, float]:
    """Probabilities given model and annotators, the annotators' weights, and the model's."""
    many, rows = counts.sum(axis=1), np.arange(len(label))
    shared = many > 1
    agree = float((counts[rows, label] / many)[shared].mean())
    usual = np.bincount(label[shared], minlength=counts.shape[1]).argmax()
    chance = max(float((label[shared] != usual).mean()), LEAST)
    weight = np.maximum(1 - (1 - agreement(votes, counts)) / chance, LEAST)
    wrong = float((proba[shared].argmax(axis=1) != label[shared]).mean())
    model = max(1 - wrong / chance, LEAST) * float(np.sqrt(many.mean()))
    given = vote_counts(votes, counts.shape[1], weight)
    total = given.sum(axis=1, keepdims=True)
    other = (1 - agree) / (counts.shape[1] - 1)
    return (model * proba + agree * given + other * (total - given)) / (model + total), weight, model
