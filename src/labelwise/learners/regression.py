"""Any scikit-learn regressor as a learner of numbers."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import is_regressor
from sklearn.ensemble import BaggingRegressor, ExtraTreesRegressor, RandomForestRegressor

from labelwise.errors import BadData, BadParameter, LabelwiseError, MissingCapability
from labelwise.learners.features import inputs
from labelwise.learners.scikit import features, seeded, weights_of
from labelwise.learners.scikit_model import SklearnModel, count, split
from labelwise.params import Piece
from labelwise.types import TargetKind, Training

Array = NDArray[Any]

COMMITTEES = (BaggingRegressor, ExtraTreesRegressor, RandomForestRegressor)
"""Ensembles of equals; the stages of a boosted ensemble are none."""


class RegressionModel:
    """A trained regressor; made by :class:`RegressionLearner`.

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
        self.estimator = estimator
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
        return np.asarray(self.estimator.predict(inputs(x)), dtype=np.float64).reshape(-1)

    def std(self, x: Any) -> NDArray[np.float64]:
        """(m,) how far from the mean the number may be; see :class:`RegressionLearner` for what it is.

        Raises
        ------
        MissingCapability
            If the regressor gives none.
        """
        self._need("std")
        if not count(x):
            return np.zeros(0)
        z = inputs(x) if self._front is None else self._front.transform(inputs(x))
        return np.asarray(STD[spread_of(self._last)](self._last, z), dtype=np.float64)  # type: ignore[index]

    def embedding(self, x: Any) -> Array:
        """(m, D) float features of items ``x`` after the pipeline's transformers.

        Raises
        ------
        MissingCapability
            If the features are no numbers.
        """
        return self._features.embedding(x)


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
NO_STD = (
    "use a regressor with a posterior such as sklearn.linear_model.BayesianRidge() or "
    "GaussianProcessRegressor(), or a forest"
)


@dataclass(frozen=True, repr=False)
class RegressionLearner(Piece):
    """Any scikit-learn regressor or pipeline that ends in one, used as it is.

    It is cloned and seeded as in :class:`~labelwise.learners.SklearnLearner`. ``std`` is one of two things,
    and both order items by how much is unknown about them:

    - the standard deviation of the predictive distribution, noise included, where ``predict`` takes
      ``return_std`` (``BayesianRidge``, ``ARDRegression``, ``GaussianProcessRegressor``);
    - the standard deviation over the members of a forest or of bagging: **how much they disagree**, which
      leaves out the noise and is no interval for the number.

    Other regressors give none.

    Parameters
    ----------
    estimator : scikit-learn regressor or Pipeline
        Anything with ``fit``, ``predict`` and ``get_params``.
    encoder : scikit-learn transformer or None
        As in :class:`~labelwise.learners.SklearnLearner`.

    Raises
    ------
    BadParameter
        If ``estimator`` is no regressor.

    Examples
    --------
    >>> from sklearn.linear_model import BayesianRidge
    >>> from labelwise.types import Targets
    >>> x = np.arange(4.0)[:, None]
    >>> targets = Targets(np.array([0, 1, 2]), np.array([0.0, 2.1, 3.9]), "real", np.ones(3))
    >>> data = Training(lambda r: x[r], targets.rows, targets)
    >>> model = RegressionLearner(BayesianRidge()).fit(data, np.random.default_rng(0))
    >>> model.provides, model.mean(x[[3]]).round(1).tolist()
    (('mean', 'std', 'embedding'), [5.9])
    """

    estimator: Any
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("real",)

    def __post_init__(self) -> None:
        """Check that the estimator is a regressor that can be cloned."""
        super().__post_init__()
        fits = hasattr(self.estimator, "get_params") and not isinstance(self.estimator, type)
        if not fits or not is_regressor(self.estimator):
            raise BadParameter(
                f"the estimator is {self.estimator!r}",
                allowed="an instance of a scikit-learn regressor or pipeline",
                fix="pass for example sklearn.linear_model.BayesianRidge(); a classifier goes with the task "
                "Classification or Tags",
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """The View names a trained model may give; what is not here it can never give."""
        std = () if spread_of(split(self.estimator)[1]) is None else ("std",)
        return ("mean", *std, "embedding")

    def fit(self, data: Training, rng: np.random.Generator) -> RegressionModel:
        """Train on ``data``.

        Parameters
        ----------
        data : Training
            Real targets.
        rng : numpy.random.Generator
            For every ``random_state`` that is None.

        Returns
        -------
        RegressionModel
            With fewer than two labels it has no ``mean``.

        Raises
        ------
        BadData
            If the estimator refuses the data; the message carries its reason.
        """
        estimator = seeded(self.estimator, rng)
        if len(data.targets) < 2:
            return RegressionModel(estimator, features(estimator, data, rng), cold=True)
        x = inputs(data.x(data.rows))
        try:
            estimator.fit(x, data.targets.value, **weights_of(estimator, data))
        except LabelwiseError:
            raise
        except ValueError as error:
            raise BadData(
                f"{type(self.estimator).__name__} could not be trained on {len(data.rows)} labels: {error}",
                fix="label more items, or pass another learner",
            ) from error
        return RegressionModel(estimator, x[:1])
