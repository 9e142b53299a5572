"""Further last layers."""

import numpy as np

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.testing.learner_suite import blobs
from labelwise.training import Heads
from labelwise.training.deep.heads import HeadsHook
from labelwise.types import Targets, Training

X, Y = blobs()


def fit(learner, hooks=()):
    data = Training(
        lambda r: X[r], np.arange(40), Targets(np.arange(40), Y[:40], "hard", np.ones(40)), tuple("abcd")
    )
    return learner.fit(data, np.random.default_rng(0), hooks)


def test_heads_differ_learn_and_come_back():
    learner = Heads(TorchLearner(Mlp((16,)), Loop(epochs=20, rate=0.01)), 4)
    model = fit(learner)
    drawn = model.samples(X)
    assert drawn.shape == (4, 80, 4) and not np.allclose(drawn[0], drawn[1])
    assert ((drawn.argmax(axis=2) == Y).mean(axis=1) > 0.9).all()
    np.testing.assert_array_equal(learner.restore(model.state()).samples(X), drawn)


def test_each_head_counts_labels_about_once_on_average():
    model = fit(TorchLearner(Mlp((4,)), Loop(epochs=1, least_steps=0)), (HeadsHook(200),))
    hook = model.hooks[0]
    assert hook.counts.shape == (200, 40)
    assert abs(float(hook.counts.mean()) - 1) < 0.05 and abs(float(hook.counts.var()) - 1) < 0.1
