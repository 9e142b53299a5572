"""Draws in proportion to differences of losses between models."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from labelwise.evaluation.models import Vma
from labelwise.evaluation.models.vma import spread


def naive(losses):
    return sum(np.abs(a - b) for a, b in itertools.combinations(losses, 2))


def test_the_sum_over_pairs_comes_from_sorted_losses(rng):
    losses = rng.random((7, 40))
    np.testing.assert_allclose(spread(losses), naive(losses))


def test_chances_are_in_proportion(rng):
    proba = rng.dirichlet(np.ones(3), (4, 12))
    run, left = Vma().start(proba, rng), list(range(12))
    wanted = naive(run.panel.expected_loss)
    for _ in range(12):
        total = wanted[left].sum()
        item, chance = run.ask()
        assert chance == pytest.approx(wanted[item] / total if total > 1e-12 else 1 / len(left))
        left.remove(item)


def test_no_difference_means_any_item():
    run = Vma().start(np.zeros((3, 4), dtype=int), np.random.default_rng(0))
    assert [run.ask()[1] for _ in range(4)] == [1 / 4, 1 / 3, 1 / 2, 1]
