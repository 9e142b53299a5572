"""Weights that are kept on the way."""

import numpy as np
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Frame
from labelwise.learners.deep.networks import mlp
from labelwise.testing.learner_suite import blobs
from labelwise.training import Recorded, Snapshots
from labelwise.training.deep.snapshots import copied, with_weights
from labelwise.types import Targets, Training

X, Y = blobs()


def fit(learner, m=40):
    data = Training(
        lambda r: X[r], np.arange(m), Targets(np.arange(m), Y[:m], "hard", np.ones(m)), tuple("abcd")
    )
    return learner.fit(data, np.random.default_rng(0))


def net(epochs):
    return TorchLearner(Mlp((8,), 0.0), Loop(epochs=epochs, least_steps=0, rate=0.02))


def test_other_weights_inside_and_the_own_ones_after():
    a, b = (Frame(mlp((4,), 3, (8,), 0.0), 3) for _ in range(2))
    x = torch.rand(2, 4)
    before = a(x).logits
    with with_weights(a, copied(b)):
        assert torch.equal(a(x).logits, b(x).logits)
    assert torch.equal(a(x).logits, before)


def test_each_cycle_leaves_a_member_and_the_last_is_where_the_training_ended():
    model = fit(Snapshots(net(8), 4))
    drawn = model.samples(X)
    assert drawn.shape == (4, 80, 4)
    assert all(not np.allclose(drawn[0], other) for other in drawn[1:])
    np.testing.assert_allclose(model.proba(X), drawn.mean(axis=0))
    head, bias = model.head()
    z = model.embedding(X) @ head.T + bias
    e = np.exp(z - z.max(axis=1, keepdims=True))
    np.testing.assert_allclose(drawn[-1], e / e.sum(axis=1, keepdims=True), atol=1e-5)


def test_fewer_epochs_than_members_make_fewer_members():
    assert fit(Snapshots(net(2), 5)).samples(X).shape[0] == 2


def test_the_course_ends_with_the_model_and_losses_fall_along_it():
    model = fit(Recorded(net(12), 4))
    said = model.dynamics(X)
    assert said.shape == (4, 80, 4)
    np.testing.assert_allclose(said[-1], model.proba(X), atol=1e-6)
    told = [-np.log(p[np.arange(40), Y[:40]]).mean() for p in said[:, :40]]
    assert told == sorted(told, reverse=True)


def test_they_are_stored():
    for learner in (Snapshots(net(4), 2), Recorded(net(4), 2)):
        model = fit(learner)
        again = learner.restore(model.state())
        assert again.provides == model.provides
        name = "samples" if isinstance(learner, Snapshots) else "dynamics"
        np.testing.assert_array_equal(getattr(again, name)(X), getattr(model, name)(X))
