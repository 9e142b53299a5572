"""An embedding from pairs, then the last layer."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, TorchLearner, TransformerLearner
from labelwise.testing.learner_suite import LearnerSuite
from labelwise.testing.tiny_models import tiny_bert
from labelwise.training import Heads, SetFit
from labelwise.types import Targets, Training

QUICK = Loop(epochs=3, least_steps=60, rate=0.01)
NET = TorchLearner(Mlp((16,)), QUICK)


class Torch:
    tolerance = 1e-5


class TestSetFit(Torch, LearnerSuite):
    def make(self):
        return SetFit(NET)


class TestNested(Torch, LearnerSuite):
    def make(self):
        return Heads(SetFit(NET, passes=2, most=50), 2)


def test_it_needs_classes_and_a_loop():
    with pytest.raises(BadParameter, match="a learner of mean"):
        SetFit(TorchLearner(output="mean"))


def test_texts_of_a_class_come_together(tmp_path):
    words = [["ball", "goal", "team"], ["film", "actor", "stage"]]
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    texts = [" ".join(rng.choice(words[c], 3)) for c in y]
    folder = tiny_bert(tmp_path, [" ".join(w) for w in words])
    targets = Targets(np.arange(16), y[:16], "hard", np.ones(16))
    data = Training(lambda r: [texts[i] for i in r], targets.rows, targets, ("a", "b"), np.arange(16, 40))
    learner = SetFit(
        TransformerLearner(folder, Loop(epochs=1, least_steps=20, batch=16, rate=3e-3)), passes=6
    )
    model = learner.fit(data, np.random.default_rng(0))
    assert (model.proba(texts).argmax(axis=1) == y)[16:].mean() > 0.9
    z = model.embedding(texts)[16:]
    cosine = (z / np.linalg.norm(z, axis=1, keepdims=True)) @ (z / np.linalg.norm(z, axis=1, keepdims=True)).T
    alike = y[16:, None] == y[None, 16:]
    assert cosine[alike].mean() > cosine[~alike].mean() + 0.3
