"""ClusterLabels: one answer for a cluster is spread over its members, for as much as it is worth (S086)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.learners.linear_model import numbers
from labelwise.params import Between
from labelwise.representations.k_means import k_means
from labelwise.training.pseudo import joined, remembered, sample
from labelwise.training.recipe import Recipe, train
from labelwise.types import Model, TargetKind, Training

__all__ = ["ClusterLabels", "spread_accuracy"]

Array = NDArray[Any]


def spread_accuracy(cluster: Array, truth: Array) -> float:
    """Expected share of right labels where each cluster gets that of a random member.

    ``sum_k n_k / n sum_c p_kc^2``, p_kc the share of class c in cluster k.

    Parameters
    ----------
    cluster, truth : (n,) int64
        Cluster and class of each item.

    Examples
    --------
    >>> spread_accuracy(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]))
    0.75
    """
    counts = np.zeros((int(cluster.max(initial=-1)) + 1, int(truth.max(initial=-1)) + 1))
    np.add.at(counts, (cluster, truth), 1)
    sizes = np.maximum(counts.sum(axis=1), 1)
    return float(((counts**2).sum(axis=1) / sizes).sum() / len(truth))


def purity(votes: Array) -> NDArray[np.float64]:
    """(K,) how likely a further member of each cluster has the label that most of its labels say.

    Labels of all clusters tell how often two of one cluster agree; a cluster's own labels beyond the first
    count beside that, as one more of them.

    Parameters
    ----------
    votes : (K, C) float
        Labels of each class in each cluster.

    Examples
    --------
    >>> purity(np.array([[3, 0], [1, 0], [0, 0]])).round(2).tolist()
    [0.93, 0.8, 0.8]
    """
    many = votes.sum(axis=1)
    alike = float((votes * (votes - 1)).sum() / 2)
    pairs = float((many * (many - 1)).sum() / 2)
    agree = (alike + 1) / (pairs + 2)
    more = np.maximum(many - 1, 0)
    return np.asarray((np.maximum(votes.max(axis=1) - 1, 0) + agree) / (more + 1))


@dataclass(frozen=True, repr=False)
class ClusterLabels(Recipe):
    """Items are clustered, and those without a label learn what most labels of their cluster say.

    Such a label counts what :func:`purity` expects it to be right: with one label in each cluster, how often
    two labels of one cluster agree, one half before that is known. Labels of people are never changed, and
    clusters without one stay out. Ask for the clusters' members by
    ``Strategy(representation=Embedding(), selector=KMeansNearest(member="random"))``.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        What is trained on both.
    clusters : int or None
        How many; None for as many as labels, 200 at most.
    most : int
        Unlabelled items that are clustered, drawn at random where there are more.

    Notes
    -----
    Items have to be numbers, or the learner to have an encoder. O(n K D) for each step of k-means.

    References
    ----------
    A. Jansen et al., "Coincidence, categorization, and consolidation: learning to recognize sounds with
    minimal supervision" (S086), 2020. There clusters come from a network, and all members count alike; the
    estimate of their purity is ours.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    >>> told = Targets(np.array([0, 3]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("a", "b"), np.array([1, 2, 4, 5]))
    >>> model = ClusterLabels(LogisticRegression()).fit(data, np.random.default_rng(0))
    >>> model.pseudo.rows.tolist(), model.pseudo.value.tolist(), model.pseudo.weight.tolist()
    ([1, 2, 4, 5], [0, 0, 1, 1], [0.5, 0.5, 0.5, 0.5])
    """

    clusters: Annotated[int | None, Between(2)] = None
    most: Annotated[int, Between(1)] = 5000

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Hard labels."""
        return ("hard",)

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Train on people's labels and those of their clusters."""
        more = self._spread(data, rng) if len(data.rows) and len(data.unlabelled) else data
        model: Model = remembered(train(self.learner, more, rng, hooks), more)
        return model

    def _spread(self, data: Training, rng: np.random.Generator) -> Training:
        """``data`` with the labels of clusters."""
        told, free = np.unique(data.rows), sample(data, self.most, rng)
        x = numbers(data.x(np.concatenate([told, free])))
        x = np.asarray(x.toarray() if hasattr(x, "toarray") else x, dtype=np.float64)
        wanted = self.clusters or min(max(len(told), 2), 200)
        cluster, _ = k_means(x, min(wanted, len(x)), rng)
        at, value = np.searchsorted(told, data.rows), data.targets.value
        votes = np.zeros((int(cluster.max()) + 1, len(data.classes) or int(value.max()) + 1))
        np.add.at(votes, (cluster[at], value), 1)
        own = cluster[len(told) :]
        some = votes[own].any(axis=1)
        label, worth = votes.argmax(axis=1)[own[some]], purity(votes)[own[some]]
        return joined(data, free[some], label, worth, by="model:clusters")
