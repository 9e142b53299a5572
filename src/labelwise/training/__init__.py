"""Learning from few, noisy, partial or shifted labels: recipes around learners."""

from labelwise.training.balanced_sampling import BalancedSampling
from labelwise.training.binned import Binned
from labelwise.training.calibrated import Calibrated
from labelwise.training.cluster_labels import ClusterLabels
from labelwise.training.confidence import Evidential, InhibitedSoftmax, LabelSmoothing
from labelwise.training.consistency import Views
from labelwise.training.consistency_methods import FixMatch, FlexMatch, FreeMatch, PseudoLabel, SoftMatch, Uda
from labelwise.training.contrastive import Contrastive, ContrastLoop
from labelwise.training.distilled import Distilled
from labelwise.training.dual_head import DualHead
from labelwise.training.ensemble import Ensemble
from labelwise.training.even_and_sure import EvenAndSure
from labelwise.training.frechet import FrechetMean
from labelwise.training.future_teacher import FutureTeacher
from labelwise.training.label_enhanced import LabelEnhanced
from labelwise.training.laplace import Laplace
from labelwise.training.large_loss import LargeLoss
from labelwise.training.loss_prediction import LossPrediction
from labelwise.training.margin_loss import MarginLoss
from labelwise.training.meta_auxiliary import MetaAuxiliary
from labelwise.training.mix_up import MixUp
from labelwise.training.outliers import InlierOutlier
from labelwise.training.plasm import Plasm
from labelwise.training.replay import Replay
from labelwise.training.reset import Reset
from labelwise.training.scarf import Scarf
from labelwise.training.self_paced import SelfPaced
from labelwise.training.self_training import SelfTraining
from labelwise.training.self_training_methods import AcTune, Ceal, Curriculum, Hast, Nest, Ust, Verips
from labelwise.training.setfit import SetFit
from labelwise.training.single_positive import SinglePositiveLearner
from labelwise.training.snapshots import Heads, Recorded, Snapshots
from labelwise.training.soft_pseudo import SoftPseudo
from labelwise.training.tangent_kernel import TangentKernel
from labelwise.training.training_dynamics import TrainingDynamics
from labelwise.training.two_stream import TwoStream
from labelwise.training.vaal import CriticLoop, Vaal
from labelwise.training.waal import Waal
from labelwise.training.weight_average import WeightAverage

__all__ = [
    "AcTune",
    "BalancedSampling",
    "Binned",
    "Calibrated",
    "Ceal",
    "ClusterLabels",
    "ContrastLoop",
    "Contrastive",
    "CriticLoop",
    "Curriculum",
    "Distilled",
    "DualHead",
    "Ensemble",
    "EvenAndSure",
    "Evidential",
    "FixMatch",
    "FlexMatch",
    "FrechetMean",
    "FreeMatch",
    "FutureTeacher",
    "Hast",
    "Heads",
    "InhibitedSoftmax",
    "InlierOutlier",
    "LabelEnhanced",
    "LabelSmoothing",
    "Laplace",
    "LargeLoss",
    "LossPrediction",
    "MarginLoss",
    "MetaAuxiliary",
    "MixUp",
    "Nest",
    "Plasm",
    "PseudoLabel",
    "Recorded",
    "Replay",
    "Reset",
    "Scarf",
    "SelfPaced",
    "SelfTraining",
    "SetFit",
    "SinglePositiveLearner",
    "Snapshots",
    "SoftMatch",
    "SoftPseudo",
    "TangentKernel",
    "TrainingDynamics",
    "TwoStream",
    "Uda",
    "Ust",
    "Vaal",
    "Verips",
    "Views",
    "Waal",
    "WeightAverage",
]
