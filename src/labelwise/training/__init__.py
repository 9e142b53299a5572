"""Learning from few, noisy, partial or shifted labels: recipes around learners."""

from labelwise.training.calibrated import Calibrated
from labelwise.training.ensemble import Ensemble
from labelwise.training.laplace import Laplace
from labelwise.training.single_positive import SinglePositiveLearner
from labelwise.training.snapshots import Heads, Recorded, Snapshots

__all__ = ["Calibrated", "Ensemble", "Heads", "Laplace", "Recorded", "SinglePositiveLearner", "Snapshots"]
