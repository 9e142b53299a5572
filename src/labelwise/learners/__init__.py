"""Adapters that make a learner of an estimator, and the defaults."""

from labelwise.learners.bagged import BaggedLearner
from labelwise.learners.black_box import BlackBoxLearner
from labelwise.learners.boosting import BoostingLearner
from labelwise.learners.defaults import as_learner, bare, default_encoder, default_learner, encode
from labelwise.learners.loop import Loop
from labelwise.learners.matching import Matching, MatchingLearner
from labelwise.learners.multilabel import OneVsRestLearner
from labelwise.learners.networks import CamCnn, Capsules, Mlp, SmallCnn, Transformer
from labelwise.learners.part_model import PartModel
from labelwise.learners.partial import PartialLogistic
from labelwise.learners.parts import PartLearner
from labelwise.learners.prototype import PrototypeLearner
from labelwise.learners.recorded import RecordedLearner
from labelwise.learners.regression import RegressionLearner
from labelwise.learners.saving import Saved, load, save
from labelwise.learners.scikit import SklearnLearner
from labelwise.learners.scikit_model import SklearnModel
from labelwise.learners.torch_learner import TorchLearner
from labelwise.learners.transformer_learner import TransformerLearner

__all__ = [
    "BaggedLearner",
    "BlackBoxLearner",
    "BoostingLearner",
    "CamCnn",
    "Capsules",
    "Loop",
    "Matching",
    "MatchingLearner",
    "Mlp",
    "OneVsRestLearner",
    "PartLearner",
    "PartModel",
    "PartialLogistic",
    "PrototypeLearner",
    "RecordedLearner",
    "RegressionLearner",
    "Saved",
    "SklearnLearner",
    "SklearnModel",
    "SmallCnn",
    "TorchLearner",
    "Transformer",
    "TransformerLearner",
    "as_learner",
    "bare",
    "default_encoder",
    "default_learner",
    "encode",
    "load",
    "save",
]
