"""The learner of parts that is used when nobody names one, or names an estimator alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadParameter
from labelwise.learners.encoders import PixelFeatures, StepFeatures, TokenFeatures
from labelwise.learners.parts import PartLearner

if TYPE_CHECKING:
    from labelwise.pool import Pool
    from labelwise.tasks.base import Task


def _steps(pool: Pool, task: Any) -> StepFeatures:
    return StepFeatures(task.column, "question" if "question" in pool.columns else None)


FEATURES: dict[str, Callable[[Pool, Any], Any]] = {
    "pixels": lambda pool, task: PixelFeatures(),
    "steps": _steps,
    "tokens": lambda pool, task: TokenFeatures(task.column),
}
"""Features of parts by what a task calls them."""


def part_learner(pool: Pool, task: Task, estimator: Any = None) -> PartLearner:
    """A learner of the parts of this kind of task.

    Parameters
    ----------
    pool : Pool
        The items; features of parts are taken as they are.
    task : Task
        Its ``parts`` decides about the features.
    estimator : scikit-learn classifier, optional
        Scaled features and logistic regression by default.

    Raises
    ------
    BadParameter
        If no features are known for such parts.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.pool import Pool
    >>> from labelwise.tasks import Pixels
    >>> part_learner(Pool(np.zeros((2, 4, 6, 3), np.uint8)), Pixels(["sky", "road"])).features
    PixelFeatures()
    """
    if estimator is None:
        estimator = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    if pool.kind == "parts":
        return PartLearner(estimator)
    if task.parts not in FEATURES:
        raise BadParameter(
            f"no features are known of {task.parts}",
            allowed=f"{', '.join(FEATURES)}; or a pool of features, a Ragged",
            fix="pass learner=PartLearner(estimator, features=...)",
        )
    return PartLearner(estimator, FEATURES[task.parts](pool, task))
