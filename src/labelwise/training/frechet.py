"""FrechetMean: classes with a distance, predicted by a weighted mean, also those without labels (S119)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from labelwise.errors import BadParameter
from labelwise.learners.states import parted
from labelwise.params import Between
from labelwise.tasks.label_geometry import checked_distances
from labelwise.training.corrections import KEY, CorrectedModel, Correction, inside
from labelwise.training.recipe import Recipe, train
from labelwise.types import State, Training

__all__ = ["FrechetMean", "frechet_mean"]

Array = NDArray[Any]


def frechet_mean(proba: Array, distances: Array) -> NDArray[np.int64]:
    """(...,) the class with the least expected squared distance, the first of equals.

    Parameters
    ----------
    proba : (..., C) float
        Classes that the model does not know have 0.
    distances : (C, C) float
        Between the classes.

    Examples
    --------
    >>> path = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    >>> frechet_mean(np.array([[0.5, 0.0, 0.5], [0.9, 0.0, 0.1]]), path).tolist()
    [1, 0]
    """
    return np.asarray((proba @ np.square(distances)).argmin(axis=-1))


@dataclass(frozen=True, eq=False)
class Spread(Correction):
    """Probabilities that fall with the expected squared distance.

    Examples
    --------
    >>> path = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
    >>> Spread(path, 1.0)(np.array([[0.5, 0.0, 0.5]])).round(2).tolist()
    [[0.21, 0.58, 0.21]]
    """

    distances: Array
    width: float

    def __call__(self, proba: Array) -> NDArray[np.float64]:
        """(..., C) ``exp(-E / width)``, rows with sum 1, E in parts of the smallest squared distance."""
        squares = np.square(self.distances)
        unit = squares[squares > 0].min()
        return np.asarray(softmax(-(np.asarray(proba, np.float64) @ squares) / (unit * self.width), axis=-1))

    def state(self) -> dict[str, Any]:
        """Nothing: the recipe knows the distances."""
        return {}


@dataclass(frozen=True, repr=False)
class FrechetMean(Recipe):
    """Any learner of classes, whose predictions are Frechet means: ``argmin_y sum_l p_l d(y, l)^2``.

    A class without a single label is predicted where it lies between those that the model believes in.
    Nothing is trained differently. With all classes equally far apart it is the most probable class.

    ``proba`` are made of the expected squared distances, ``exp(-E / width)``, E in parts of the smallest
    squared distance: their order is exact, their size is no calibrated probability
    (:class:`~labelwise.training.Calibrated` around it helps).

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        One that gives ``proba``.
    distances : (C, C) array-like
        Between the classes, in the order of the task; :func:`labelwise.tasks.tree_distances` makes them of a
        taxonomy.
    width : float
        How fast probabilities fall.

    Raises
    ------
    BadData
        If the distances are none.

    References
    ----------
    N. Roberts, X. Li, D. Adila, S. Cromp, T.-H. Huang, J. Zhao, F. Sala, "Geometry-aware adaptation for
    pretrained models" (S119), 2023. Probabilities made of the distances are ours.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> path = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    >>> x, rows = np.arange(30.0)[:, None], np.r_[0:10, 20:30]
    >>> targets = Targets(rows, np.repeat([0, 2], 10), "hard", np.ones(20))
    >>> data = Training(lambda r: x[r], rows, targets, ("low", "middle", "high"))
    >>> model = FrechetMean(LogisticRegression(C=0.01), path).fit(data, np.random.default_rng(0))
    >>> model.proba(np.array([[2.0], [14.5], [28.0]])).argmax(axis=1).tolist()
    [0, 1, 2]
    """

    distances: Any = ((0.0, 1.0), (1.0, 0.0))
    width: Annotated[float, Between(0, open_low=True)] = 1.0

    def __post_init__(self) -> None:
        """Check the distances, and keep them as plain numbers."""
        super().__post_init__()
        found = checked_distances(self.distances)
        object.__setattr__(self, "distances", tuple(tuple(row) for row in found.tolist()))

    @property
    def provides(self) -> tuple[str, ...]:
        """What models of the learner inside may give, but for ``head``."""
        return tuple(name for name in super().provides if name != "head")

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Any:
        """Train on ``data``.

        Raises
        ------
        BadParameter
            If there are not as many classes as distances.
        """
        if data.classes and len(data.classes) != len(self.distances):
            raise BadParameter(
                f"there are distances of {len(self.distances)} classes, and {len(data.classes)} classes",
                allowed="a row and a column for each class, in the order of the task",
            )
        data = replace(data, previous=inside(data.previous))
        return self._corrected(train(self.learner, data, rng, hooks))

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        return self._corrected(super().restore(parted(state, KEY)[0], hooks))

    def _corrected(self, model: Any) -> Any:
        if "proba" not in model.provides:
            return model
        return CorrectedModel(model, Spread(np.asarray(self.distances), self.width))
