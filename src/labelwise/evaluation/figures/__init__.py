"""How good is the model? Figures of random items it never saw, each with an interval that is true."""

from labelwise.evaluation.figures.accuracy import Accuracy
from labelwise.evaluation.figures.anytime import Anytime, beta_mixture
from labelwise.evaluation.figures.bootstrap import bca, bootstrap_t
from labelwise.evaluation.figures.bulk_accept import BulkAccept, bulk_accept
from labelwise.evaluation.figures.calibration import CalibrationError, Reliability, reliability
from labelwise.evaluation.figures.certificates import LOOKS, certificate
from labelwise.evaluation.figures.custom import Custom
from labelwise.evaluation.figures.f_scores import F1, MacroF1, Precision, Recall
from labelwise.evaluation.figures.folds import cross_fit, cross_fitted
from labelwise.evaluation.figures.foreground import foreground_efficiency, penalty_matrix
from labelwise.evaluation.figures.losses import MAE, RMSE, Brier, LogLoss
from labelwise.evaluation.figures.metric import Metric
from labelwise.evaluation.figures.patches import foreground_aware_random
from labelwise.evaluation.figures.prediction_powered import prediction_powered
from labelwise.evaluation.figures.proportions import clopper_pearson, hypergeometric, wilson
from labelwise.evaluation.figures.shares import group_curves, group_shares, label_evenness
from labelwise.evaluation.figures.table import figures, usual
from labelwise.evaluation.figures.thresholds import Certified, certified_threshold

__all__ = [
    "F1",
    "LOOKS",
    "MAE",
    "RMSE",
    "Accuracy",
    "Anytime",
    "Brier",
    "BulkAccept",
    "CalibrationError",
    "Certified",
    "Custom",
    "LogLoss",
    "MacroF1",
    "Metric",
    "Precision",
    "Recall",
    "Reliability",
    "bca",
    "beta_mixture",
    "bootstrap_t",
    "bulk_accept",
    "certificate",
    "certified_threshold",
    "clopper_pearson",
    "cross_fit",
    "cross_fitted",
    "figures",
    "foreground_aware_random",
    "foreground_efficiency",
    "group_curves",
    "group_shares",
    "hypergeometric",
    "label_evenness",
    "penalty_matrix",
    "prediction_powered",
    "reliability",
    "usual",
    "wilson",
]
