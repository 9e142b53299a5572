"""The pool-based model picker against its formulas, class by class."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.evaluation.models import ModelPicker


def naive(weight, column, classes, factor):
    """Mean over classes of the entropy of the weights after that class."""
    total = 0.0
    for c in range(classes):
        new = weight * factor ** (column == c)
        new /= new.sum()
        total -= (new * np.log2(np.maximum(new, 1e-12))).sum() / classes
    return total


def test_entropies_weights_and_choices_are_those_of_the_naive_version(rng):
    said, truth = rng.integers(4, size=(6, 60)), rng.integers(4, size=60)
    run, weight, left = ModelPicker(0.4).start(said, rng), np.full(6, 1 / 6), list(range(60))
    for _ in range(40):
        rows = [n for n in left if len(set(said[:, n])) > 1] or left
        wanted = np.array([naive(weight, said[:, n], 4, 1.5) for n in rows])
        np.testing.assert_allclose(run.entropies(np.array(rows)), wanted, atol=1e-9)
        item, _ = run.ask()
        assert wanted[rows.index(item)] <= wanted.min() + 1e-9
        run.tell(item, truth[item])
        left.remove(item)
        weight = weight * 1.5 ** (said[:, item] == truth[item])
        weight /= weight.sum()
        np.testing.assert_allclose(run.best()[1], weight)
    right = (said[:, run.items] == truth[run.items]).mean(axis=1)
    assert right[run.leader()] == right.max()


def test_items_on_which_all_agree_come_last():
    said = np.array([[0, 1, 1], [0, 1, 0]])
    run = ModelPicker().start(said, np.random.default_rng(0))
    assert run.ask() == (2, 1.0)
    assert run.ask()[1] == 0.5


@pytest.mark.parametrize("epsilon", [0.0, 0.6])
def test_epsilon_is_an_error_rate_below_one_half(epsilon):
    with pytest.raises(BadParameter, match="epsilon"):
        ModelPicker(epsilon)
