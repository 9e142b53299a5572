"""Learning from few, noisy, partial or shifted labels: recipes around learners."""

from labelwise.training.calibrated import Calibrated
from labelwise.training.single_positive import SinglePositiveLearner

__all__ = ["Calibrated", "SinglePositiveLearner"]
