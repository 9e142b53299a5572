"""What a trained scikit-learn regressor gives."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import BaggingRegressor, ExtraTreesRegressor, RandomForestRegressor

from labelwise.errors import MissingCapability
from labelwise.learners.features import fitting
from labelwise.learners.scikit_model import SklearnModel, count, split
from labelwise.learners.skops_bytes import packed, unpacked
from labelwise.types import State

Array = NDArray[Any]

COMMITTEES = (BaggingRegressor, ExtraTreesRegressor, RandomForestRegressor)
"""Ensembles of equals; the stages of a boosted ensemble are none."""

NO_STD = (
    "use a regressor with a posterior such as sklearn.linear_model.BayesianRidge() or "
    "GaussianProcessRegressor(), or a forest"
)


class RegressionModel:
    """A trained regressor; made by :class:`~labelwise.learners.RegressionLearner`.

    Parameters
    ----------
    estimator : fitted estimator
        Gives numbers.
    sample : one row of its input, or None
        Tells whether the features are numbers.
    cold : bool
        Whether the last step is untrained.

    Attributes
    ----------
    provides : tuple of str
        Those of ``mean``, ``std`` and ``embedding`` that this model has.
    """

    def __init__(self, estimator: Any, sample: Any, *, cold: bool = False) -> None:
        self.estimator, self.cold = estimator, cold
        self._front, self._last = split(estimator)
        self._features = SklearnModel(estimator, 0, sample, cold=True)
        std = () if spread_of(self._last) is None else ("std",)
        self.provides = (*(() if cold else ("mean", *std)), *self._features.provides)

    def _need(self, name: str) -> None:
        if name not in self.provides:
            fix = "label two items first" if "mean" not in self.provides else NO_STD
            raise MissingCapability(f"{type(self._last).__name__} gives no {name}", fix=fix)

    def mean(self, x: Any) -> NDArray[np.float64]:
        """(m,) predicted numbers of items ``x``.

        Raises
        ------
        MissingCapability
            Before two items have a label.
        """
        self._need("mean")
        if not count(x):
            return np.zeros(0)
        return np.asarray(self.estimator.predict(fitting(self.estimator, x)), dtype=np.float64).reshape(-1)

    def std(self, x: Any) -> NDArray[np.float64]:
        """(m,) how far from the mean the number may be; see :class:`~labelwise.learners.RegressionLearner`.

        Raises
        ------
        MissingCapability
            If the regressor gives none.
        """
        self._need("std")
        if not count(x):
            return np.zeros(0)
        z = fitting(self.estimator, x)
        z = z if self._front is None else self._front.transform(z)
        return np.asarray(STD[spread_of(self._last)](self._last, z), dtype=np.float64)  # type: ignore[index]

    def embedding(self, x: Any) -> Array:
        """(m, D) float features of items ``x`` after the pipeline's transformers.

        Raises
        ------
        MissingCapability
            If the features are no numbers.
        """
        return self._features.embedding(x)

    def state(self) -> dict[str, Any]:
        """All of it, the estimator as skops writes it."""
        return {
            "estimator": packed(self.estimator),
            "numeric": self._features.numeric,
            "cold": self.cold,
        }

    @classmethod
    def restored(cls, state: State) -> RegressionModel:
        """The model that ``state`` was taken of."""
        sample = np.zeros((1, 1)) if state["numeric"] else None
        return cls(unpacked(state["estimator"]), sample, cold=bool(state["cold"]))


def spread_of(last: Any) -> str | None:
    """How an estimator gives a spread: ``posterior``, ``committee``, or None.

    Examples
    --------
    >>> from sklearn.linear_model import BayesianRidge, Ridge
    >>> spread_of(BayesianRidge()), spread_of(ExtraTreesRegressor()), spread_of(Ridge())
    ('posterior', 'committee', None)
    """
    if "return_std" in inspect.signature(last.predict).parameters:
        return "posterior"
    return "committee" if isinstance(last, COMMITTEES) else None


def _members(committee: Any, z: Any) -> Array:
    """(m,) standard deviation over the members' predictions; each member may see some columns only."""
    columns = getattr(committee, "estimators_features_", [slice(None)] * len(committee.estimators_))
    z = z.to_numpy() if hasattr(z, "to_numpy") else z
    each = [m.predict(z[:, c]) for m, c in zip(committee.estimators_, columns, strict=True)]
    return np.asarray(np.std(each, axis=0))


STD = {"posterior": lambda last, z: last.predict(z, return_std=True)[1], "committee": _members}
