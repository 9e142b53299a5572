"""Any scikit-learn regressor as a learner of numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from sklearn.base import is_regressor

from labelwise.errors import BadParameter
from labelwise.learners.regression_model import RegressionModel, spread_of
from labelwise.learners.scikit import features, seeded, trained
from labelwise.learners.scikit_model import split
from labelwise.params import Piece
from labelwise.types import State, TargetKind, Training


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
        return RegressionModel(estimator, trained(estimator, data))

    def restore(self, state: State) -> RegressionModel:
        """The model that ``state`` was taken of."""
        return RegressionModel.restored(state)
