"""Finer classes around learners."""

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.testing.learner_suite import LearnerSuite
from labelwise.training import MetaAuxiliary
from labelwise.types import Targets, Training

PLAIN = TorchLearner(Mlp((16,)), Loop(epochs=5, least_steps=40, rate=0.01))


class TestMetaAuxiliary(LearnerSuite):
    tolerance = 1e-5

    def make(self):
        return MetaAuxiliary(PLAIN, 2)


def test_tags_and_numbers_have_no_finer_classes():
    for output in ("tags", "mean"):
        with pytest.raises(BadParameter, match="makes finer classes"):
            MetaAuxiliary(TorchLearner(output=output))


def test_images_with_a_generator_of_their_own():
    x = np.random.default_rng(0).normal(size=(12, 8, 8, 1)).astype(np.float32)
    y = np.arange(12) % 2
    data = Training(lambda r: x[r], np.arange(12), Targets(np.arange(12), y, "hard", np.ones(12)), ("a", "b"))
    learner = TorchLearner(SmallCnn((4, 8)), Loop(epochs=2, least_steps=0))
    model = MetaAuxiliary(learner, 3, generator=SmallCnn((4,))).fit(data, np.random.default_rng(0))
    assert np.isfinite(model.proba(x)).all()
