"""PrototypeLearner: the class of the nearest mean (S013)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from labelwise.learners.features import dense
from labelwise.learners.linear_model import LinearModel, numbers
from labelwise.learners.scikit import some_rows
from labelwise.learners.scikit_model import ABSENT
from labelwise.params import Between, Piece
from labelwise.types import State, TargetKind, Training

__all__ = ["PrototypeLearner"]

Array = NDArray[Any]


@dataclass(frozen=True, repr=False)
class PrototypeLearner(Piece):
    """Each class is the mean of its labelled items; an item belongs to the nearest mean.

    ``proba`` is the softmax of minus the squared distances, divided by twice a variance. One label a class is
    enough where the features are good: those of a frozen network, or meta-learned ones
    (:class:`~labelwise.training.Meta`).

    Parameters
    ----------
    spread : float or None
        Standard deviation of a feature within a class; None: the root mean square distance of all known items
        from their nearest mean, per feature.
    encoder : scikit-learn transformer or None
        As in :class:`~labelwise.learners.SklearnLearner`.

    References
    ----------
    J. Snell, K. Swersky, R. Zemel, "Prototypical Networks for Few-shot Learning", 2017, whose variance is
    1/2; one of the learners of "Exploring Active Learning in Meta-Learning" (S013).

    Examples
    --------
    >>> from labelwise.types import Targets
    >>> x = np.array([[0.0], [1.0], [5.0]])
    >>> targets = Targets(np.array([0, 2]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("low", "high"), np.array([1]))
    >>> model = PrototypeLearner().fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist()
    [0, 0, 1]
    """

    spread: Annotated[float | None, Between(0, open_low=True)] = None
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("hard", "soft")
    provides: ClassVar[tuple[str, ...]] = ("proba", "embedding", "head")

    def fit(self, data: Training, rng: np.random.Generator) -> LinearModel:
        """Means from hard labels or shares of classes, by their weights.

        Parameters
        ----------
        data : Training
            Labels, and unlabelled rows for the spread.
        rng : numpy.random.Generator
            Draws some of the rows where there are very many.
        """
        shares = _shares(data) * data.targets.weight[:, None]
        mass = shares.sum(axis=0)
        if (mass > 0).sum() < 2:
            return LinearModel(None)
        z = _features(data, data.rows)
        seen = np.flatnonzero(mass)
        means = (shares.T @ z)[seen] / mass[seen, None]
        variance = self.spread**2 if self.spread is not None else self._variance(data, means, rng)
        weights = np.zeros((len(mass), z.shape[1] + 1))
        weights[:, -1] = ABSENT
        weights[seen, :-1], weights[seen, -1] = means / variance, -(means**2).sum(axis=1) / (2 * variance)
        return LinearModel(weights)

    def restore(self, state: State) -> LinearModel:
        """The model that ``state`` was taken of."""
        return LinearModel(state.get("weights"))

    def _variance(self, data: Training, means: Array, rng: np.random.Generator) -> float:
        z = _features(data, some_rows(data, rng))
        nearest: Array = cdist(z, means, "sqeuclidean").min(axis=1)
        return float(max(nearest.mean() / z.shape[1], 1e-12))


def _shares(data: Training) -> NDArray[np.float64]:
    """(m, C) shares of the classes."""
    value = data.targets.value
    if data.targets.kind == "soft":
        return np.asarray(value, float)
    return np.eye(len(data.classes) or int(value.max(initial=-1)) + 1)[value.astype(np.int64)]


def _features(data: Training, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(dense(numbers(data.x(rows))), float)
