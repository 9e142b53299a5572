"""Learning from few, noisy, partial or shifted labels: recipes around learners."""

from labelwise.training.calibrated import Calibrated
from labelwise.training.ensemble import Ensemble
from labelwise.training.laplace import Laplace
from labelwise.training.loss_prediction import LossPrediction
from labelwise.training.replay import Replay
from labelwise.training.self_training import SelfTraining
from labelwise.training.self_training_methods import AcTune, Ceal, Curriculum, Hast, Nest, Ust, Verips
from labelwise.training.setfit import SetFit
from labelwise.training.single_positive import SinglePositiveLearner
from labelwise.training.snapshots import Heads, Recorded, Snapshots
from labelwise.training.training_dynamics import TrainingDynamics
from labelwise.training.vaal import CriticLoop, Vaal
from labelwise.training.waal import Waal

__all__ = [
    "AcTune",
    "Calibrated",
    "Ceal",
    "CriticLoop",
    "Curriculum",
    "Ensemble",
    "Hast",
    "Heads",
    "Laplace",
    "LossPrediction",
    "Nest",
    "Recorded",
    "Replay",
    "SelfTraining",
    "SetFit",
    "SinglePositiveLearner",
    "Snapshots",
    "TrainingDynamics",
    "Ust",
    "Vaal",
    "Verips",
    "Waal",
]
