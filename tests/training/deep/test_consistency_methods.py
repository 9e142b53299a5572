"""The rules by which unlabelled items are labelled and counted."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from labelwise.learners import TorchLearner
from labelwise.training import FlexMatch, FreeMatch, PseudoLabel, SoftMatch, Uda
from labelwise.training.deep.consistency_methods import (
    Annealed,
    Flexible,
    Free,
    Ramped,
    Soft,
    annealed,
    fairness,
    level,
    quotient,
)

NET = TorchLearner()


def draws(seed, steps=5, items=12, classes=3):
    """Probabilities and positions of a few steps."""
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        p = rng.dirichlet(np.full(classes, 0.2), 8)
        yield torch.from_numpy(p).float(), torch.from_numpy(rng.choice(items, 8, replace=False))


@given(st.integers(0, 10_000), st.floats(0.3, 1.0), st.booleans())
def test_flexible_thresholds_lie_between_0_and_the_highest(seed, sure, warm):
    rule = Flexible(FlexMatch(NET, sure=sure, warm_up=warm))
    rule.begin(3, 12)
    for p, at in draws(seed):
        counted = rule.judge(p, at, 0.0)[1]
        assert set(counted.tolist()) <= {0.0, 1.0}
        assert (rule.thresholds >= 0).all() and (rule.thresholds <= sure + 1e-6).all()


@given(st.integers(0, 10_000))
def test_soft_weights_lie_between_0_and_1_and_rise_with_the_probability(seed):
    rule = Soft(SoftMatch(NET, align=False))
    rule.begin(3, 12)
    for p, at in draws(seed):
        weight = rule.judge(p, at, 0.0)[1]
        order = p.max(dim=1).values.argsort()
        assert (weight >= 0).all() and (weight <= 1).all() and (weight[order].diff() >= -1e-9).all()


def test_free_thresholds_are_lowest_for_the_class_that_is_predicted_least():
    rule = Free(FreeMatch(NET))
    rule.begin(3, 12)
    p = torch.tensor([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1]])
    for _ in range(50):
        rule.judge(p, torch.arange(2), 0.0)
    assert rule.thresholds.argsort().tolist() == [2, 1, 0]
    assert rule.thresholds.max() == rule.overall


def test_the_weight_of_pseudo_labels_rises():
    rule = Ramped(PseudoLabel(NET, ramp=0.4, sure=0.9))
    p = torch.tensor([[0.95, 0.05], [0.6, 0.4]])
    assert [rule.judge(p, None, t)[1].tolist() for t in (0.0, 0.2, 0.4, 1.0)] == [
        [0, 0],
        [0.5, 0],
        [1, 0],
        [1, 0],
    ]
    assert Ramped(PseudoLabel(NET, ramp=0.0)).judge(p, None, 0.0)[1].tolist() == [1, 0]


def test_uda_sharpens():
    p = torch.tensor([[0.5, 0.25, 0.25]])
    target, counts = Annealed(Uda(NET, temperature=0.5, sure=0.5)).judge(p, None, 0.0)
    torch.testing.assert_close(target, torch.tensor([[4.0, 1.0, 1.0]]) / 6)
    assert counts.tolist() == [1.0]


@pytest.mark.parametrize("schedule", ["linear", "log", "exp"])
def test_levels_rise_from_chance_to_1(schedule):
    found = [level(schedule, t, 4) for t in np.linspace(0, 1, 11)]
    assert np.all(np.diff(found) > 0) and found[0] >= 0.25 and found[0] < 0.27 and 0.99 < found[-1] <= 1


def test_where_every_label_waits_nothing_counts():
    assert annealed(torch.ones(3), torch.full((3,), 0.9), 0.5).tolist() == [0, 0, 0]


def test_fairness_pulls_towards_classes_named_less():
    logits = torch.randn(20, 3, generator=torch.Generator().manual_seed(0), requires_grad=True)
    even = torch.full((3,), 1 / 3)
    fairness(logits, even, even).backward()
    assert torch.isfinite(logits.grad).all() and logits.grad.abs().sum() > 0
    assert quotient(torch.tensor([0.0, 0.0]), torch.tensor([0.0, 0.0])).tolist() == [0, 0]
