"""Testing a model that is given: which items to label, and what the labels say of all others."""

from labelwise.evaluation.testing.all_figures import answers_for, audit
from labelwise.evaluation.testing.draws import Drawn, draw_items, draw_next
from labelwise.evaluation.testing.expected_loss import (
    doubt_weights,
    expected_error,
    expected_log_loss,
    expected_squared_error,
)
from labelwise.evaluation.testing.importance_weighted import importance_weighted, importance_weights
from labelwise.evaluation.testing.lure import RunningLure, lure, lure_variance, pure_weights
from labelwise.evaluation.testing.ranked_draw import RankedDraw, draw_by_rank
from labelwise.evaluation.testing.ranked_figures import ranked_average_precision, ranked_figures
from labelwise.evaluation.testing.surrogates import Surrogate, draw_adaptively
from labelwise.evaluation.testing.weighted_figures import RunningAccuracy, weighted_accuracy, weighted_mean
from labelwise.unequal import floored, lure_weights

__all__ = [
    "answers_for",
    "audit",
    "Drawn",
    "draw_items",
    "draw_next",
    "expected_error",
    "expected_log_loss",
    "expected_squared_error",
    "floored",
    "doubt_weights",
    "RunningAccuracy",
    "RunningLure",
    "lure",
    "lure_variance",
    "lure_weights",
    "pure_weights",
    "RankedDraw",
    "draw_by_rank",
    "ranked_average_precision",
    "ranked_figures",
    "Surrogate",
    "draw_adaptively",
    "importance_weighted",
    "importance_weights",
    "weighted_accuracy",
    "weighted_mean",
]
