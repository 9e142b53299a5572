"""Maps from probabilities to calibrated ones."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.isotonic import IsotonicRegression

from labelwise.training.corrections import METHODS, Isotonic, Temperature, restored


def said_and_true(rng, heat=2.5, n=4000):
    """Probabilities that are too sure by a temperature, and classes."""
    logits = rng.normal(size=(n, 3)) * 1.5
    p = softmax(logits, axis=1)
    y = (p.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return softmax(heat * logits, axis=1), p, np.eye(3)[y]


@pytest.mark.parametrize("name", METHODS)
def test_it_finds_the_way_back(name):
    rng = np.random.default_rng(0)
    said, right, share = said_and_true(rng)
    made = METHODS[name].fitted(share, said, np.ones(len(said)))
    new, truth, _ = said_and_true(rng)
    assert np.abs(made(new) - truth).mean() < 0.2 * np.abs(new - truth).mean()
    assert right.shape == said.shape


@pytest.mark.parametrize("name", METHODS)
def test_it_gives_probabilities_of_any_shape(name):
    rng = np.random.default_rng(1)
    said, _, share = said_and_true(rng, n=200)
    made = METHODS[name].fitted(share, said, np.ones(len(said)))
    draws = rng.dirichlet(np.ones(3), (4, 7))
    np.testing.assert_allclose(made(draws).sum(axis=-1), 1)
    np.testing.assert_allclose(made(draws)[2], made(draws[2]))
    assert made(draws[:, :0]).shape == (4, 0, 3)


@pytest.mark.parametrize("name", METHODS)
def test_what_was_stored_corrects_the_same(name):
    rng = np.random.default_rng(2)
    said, _, share = said_and_true(rng, n=300)
    made = METHODS[name].fitted(share, said, np.ones(len(said)))
    np.testing.assert_array_equal(restored(made.state())(said), made(said))


def test_curves_are_those_of_isotonic_regression():
    rng = np.random.default_rng(3)
    said, _, share = said_and_true(rng, n=300)
    weight = rng.uniform(0.5, 2, 300)
    made = Isotonic.fitted(share, said, weight)
    for c in range(3):
        plain = IsotonicRegression(out_of_bounds="clip").fit(said[:, c], share[:, c], sample_weight=weight)
        np.testing.assert_allclose(
            np.interp(said[:, c], made.said[c], made.true[c]), plain.predict(said[:, c])
        )


def test_a_row_that_every_curve_puts_at_zero_stays():
    flat = Isotonic((np.array([0.0, 1.0]),) * 2, (np.array([0.0, 0.0]),) * 2)
    np.testing.assert_array_equal(flat(np.array([[0.3, 0.7]])), [[0.3, 0.7]])


def test_a_temperature_leaves_order_and_impossible_classes():
    p = np.array([[0.5, 0.3, 0.2, 0.0]])
    for heat in (0.1, 1.0, 9.0):
        made = Temperature(heat)(p)
        assert (np.diff(made[0]) <= 0).all() and made[0, 3] == 0
    np.testing.assert_allclose(Temperature(1.0)(p), p)
