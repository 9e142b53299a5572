"""Learning from few, noisy, partial or shifted labels: recipes around learners."""

from labelwise.training.single_positive import SinglePositiveLearner

__all__ = ["SinglePositiveLearner"]
