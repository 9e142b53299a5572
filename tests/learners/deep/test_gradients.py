"""Gradients of single items against autograd, item by item."""

import numpy as np
import pytest
import torch

from labelwise.errors import BadParameter
from labelwise.learners import Loop, Mlp, SmallCnn, TorchLearner
from labelwise.learners.deep.gradients import per_sample
from labelwise.learners.deep.losses import losses
from labelwise.representations import Gradient
from labelwise.strategy import View
from labelwise.testing.learner_suite import blobs
from labelwise.types import Targets, Training

X, Y = blobs()


def model_of(network=None, output="proba", x=X):
    kind = {"proba": "hard", "tags": "partial", "mean": "real"}[output]
    value = {"proba": Y, "tags": np.eye(4)[Y], "mean": Y * 1.0}[output][:24]
    data = Training(
        lambda r: x[r], np.arange(24), Targets(np.arange(24), value, kind, np.ones(24)), tuple("abcd")
    )
    learner = TorchLearner(network or Mlp((6,)), Loop(epochs=2, least_steps=0), output=output)
    return learner.fit(data, np.random.default_rng(0))


def looped(model, x, target, layers):
    """The same, one backward pass an item."""
    weights = list(model.frame.net.parameters() if layers == "all" else model.frame.head.parameters())
    found = []
    for one, wanted in zip(model.feed.prepare(x), torch.from_numpy(target.astype(np.float32)), strict=True):
        loss = losses(model.frame(one[None]).logits, wanted[None], model.output)[0]
        found.append(torch.cat([g.flatten() for g in torch.autograd.grad(loss, weights)]).numpy())
    return np.stack(found)


@pytest.mark.parametrize("layers", ["head", "all"])
@pytest.mark.parametrize("output", ["proba", "tags", "mean"])
def test_they_equal_autograd(output, layers):
    model = model_of(output=output)
    target = np.eye(4)[Y[:20]] if output != "mean" else Y[:20, None] * 1.0
    found = per_sample(model, X[:20], target, layers=layers)
    np.testing.assert_allclose(found, looped(model, X[:20], target, layers), atol=1e-5)


def test_they_equal_autograd_for_convolutions(monkeypatch):
    monkeypatch.setattr("labelwise.learners.deep.gradients.BLOCK", 3)
    x = np.random.default_rng(0).normal(size=(80, 6, 6, 3)).astype(np.float32)
    model = model_of(SmallCnn((4, 4)), x=x)
    target = np.eye(4)[Y[:7]]
    found = per_sample(model, x[:7], target, layers="all")
    np.testing.assert_allclose(found, looped(model, x[:7], target, "all"), atol=1e-5)


def test_those_of_the_head_are_the_gradient_representation():
    model = model_of()
    p = model.proba(X)
    found = per_sample(model, X, np.eye(4)[p.argmax(axis=1)])
    view = View(arrays={"proba": p, "embedding": model.embedding(X)})
    points = Gradient().fit(view, np.random.default_rng(0))(np.arange(80))
    np.testing.assert_allclose(points.dense(np.arange(80)), found[:, : 4 * 6], atol=1e-4)


def test_no_items_and_other_layers():
    assert per_sample(model_of(), X[:0], np.zeros((0, 4))).shape == (0, 28)
    with pytest.raises(BadParameter, match="layers is 'first'"):
        per_sample(model_of(), X, np.eye(4)[Y], layers="first")
