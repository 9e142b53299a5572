"""Adapters that make a learner of an estimator, and the defaults."""

from labelwise.learners.defaults import as_learner, default_learner, encode
from labelwise.learners.scikit import SklearnLearner
from labelwise.learners.scikit_model import SklearnModel

__all__ = ["SklearnLearner", "SklearnModel", "as_learner", "default_learner", "encode"]
