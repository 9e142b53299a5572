"""The entropy gap against mutual information and finite differences."""

import numpy as np
import pytest
from scipy.special import softmax

from labelwise.training.clustering_loss import entropy_gap


def mutual_information(p):
    joint = p / len(p)
    own, both = joint.sum(axis=0), joint.sum(axis=1, keepdims=True)
    return (joint * np.log(joint / (own * both))).sum()


def test_with_gamma_one_it_is_minus_the_mutual_information():
    logits = np.random.default_rng(0).normal(size=(40, 5)) * 2
    assert entropy_gap(logits)[0] == pytest.approx(-mutual_information(softmax(logits, axis=1)))


@pytest.mark.parametrize("gamma", [1.0, 2.5])
def test_it_is_least_where_items_have_one_cluster_each_of_one_size(gamma):
    sure = 60 * np.eye(4)[np.arange(40) % 4]
    least = entropy_gap(sure, gamma)[0]
    assert least == pytest.approx(-gamma * np.log(4))
    rng = np.random.default_rng(1)
    others = [60 * np.eye(4)[rng.integers(0, 3, 40)], rng.normal(size=(40, 4)), np.zeros((40, 4))]
    assert all(entropy_gap(logits, gamma)[0] > least for logits in others)


@pytest.mark.parametrize("gamma", [1.0, 3.0])
def test_the_gradient_is_that_of_small_steps(gamma):
    logits = np.random.default_rng(2).normal(size=(6, 3))
    found = entropy_gap(logits, gamma)[1]
    for i, k in np.ndindex(6, 3):
        step = np.zeros((6, 3))
        step[i, k] = 1e-5
        slope = (entropy_gap(logits + step, gamma)[0] - entropy_gap(logits - step, gamma)[0]) / 2e-5
        assert found[i, k] == pytest.approx(slope, abs=1e-7)
