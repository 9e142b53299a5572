"""The loss of a linear model by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import logsumexp

from labelwise.learners.partial_loss import Loss, spread
from labelwise.types import Targets

RNG = np.random.default_rng(0)


def by_hand(value, kind, z):
    if kind == "partial":
        return [logsumexp(line) - logsumexp(line[m > 0]) for line, m in zip(z, value, strict=True)]
    return [-(q * (line - logsumexp(line))).sum() for line, q in zip(z, value, strict=True)]


@pytest.mark.parametrize("kind", ["soft", "votes", "partial"])
def test_loss_and_gradient_by_hand(kind):
    value = RNG.integers(0, 2, (9, 4)) | np.eye(4, dtype=int)[RNG.integers(0, 4, 9)]
    value = value / value.sum(axis=1, keepdims=True) if kind == "soft" else value.astype(float)
    targets = Targets(np.arange(9), value, kind, RNG.random(9))
    x, flat = RNG.normal(size=(9, 5)), RNG.normal(size=4 * 6)
    loss, w = Loss(x, value, targets, 0.7), flat.reshape(4, 6)
    z = x @ w[:, :-1].T + w[:, -1]
    wanted = targets.weight @ by_hand(value, kind, z) + 0.35 * (w[:, :-1] ** 2).sum()
    assert loss(flat)[0] == pytest.approx(wanted / targets.weight.sum())
    assert check_grad(lambda v: loss(v)[0], lambda v: loss(v)[1], flat) < 1e-4


def test_a_class_is_a_mask_of_one():
    hard = Targets(np.arange(3), np.array([2, 0, 2]), "hard", np.ones(3))
    assert spread(hard, 4).tolist() == np.eye(4)[[2, 0, 2]].tolist()
