"""Steps of a last layer against the whole Hessian."""

import numpy as np
import pytest

from labelwise.last_layer import BIAS, LastLayer


def case(labels=6, classes=3, dims=4, seed=0):
    rng = np.random.default_rng(seed)
    h = rng.normal(size=(labels, dims))
    return rng, rng.dirichlet(np.ones(classes), labels), h


def naive_inverse(p, h, penalty):
    """The inverse of the whole Hessian, (C (D + 1), C (D + 1))."""
    z = np.hstack([h, np.full((len(h), 1), BIAS)])
    size = p.shape[1] * z.shape[1]
    hessian = penalty * np.eye(size)
    for pi, zi in zip(p, z, strict=True):
        hessian += np.kron(np.diag(pi) - np.outer(pi, pi), np.outer(zi, zi))
    return np.linalg.inv(hessian)


@pytest.mark.parametrize("labels", [2, 20])  # fewer than columns, and more
@pytest.mark.parametrize("own", [False, True])
def test_a_step_is_that_of_the_whole_hessian(labels, own):
    rng, p, h = case(labels)
    layer = LastLayer.of(p, h, 0.5)
    new, said, seen = rng.normal(size=(5, 4)), rng.dirichlet(np.ones(3), 5), rng.normal(size=(7, 4))
    wrong = said - np.eye(3)[rng.integers(0, 3, 5)]
    effective = layer.shortened(said, wrong, new) if own else wrong
    found = layer.moves(effective, new, seen)
    for i in range(5):
        z = np.append(new[i], BIAS)
        rows, one = (p, h), (said[i : i + 1], new[i : i + 1])
        both = [np.concatenate([a, b]) for a, b in zip(rows, one, strict=True)] if own else rows
        step = -naive_inverse(*both, 0.5) @ np.kron(wrong[i], z)
        expected = np.hstack([seen, np.full((7, 1), BIAS)]) @ step.reshape(3, -1).T
        np.testing.assert_allclose(found[i], expected, atol=1e-8)


def test_two_classes_have_the_penalty_of_their_one_row():
    assert LastLayer.of(np.array([[0.5, 0.5]]), np.ones((1, 2)), 3.0).penalty == 6
    assert LastLayer.of(np.full((1, 3), 1 / 3), np.ones((1, 2)), 3.0).penalty == 3
