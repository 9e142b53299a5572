"""S057: items that are uncertain and predicted differently under simulated conditions, spread out."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.candidates import Top
from labelwise.measures import Product, inconsistency, variant_entropy
from labelwise.strategy import View


def test_equal_variants_are_consistent():
    """Jensen-Shannon over variants is 0 for equal ones and the BALD of posterior draws else."""
    p = np.random.default_rng(0).dirichlet(np.ones(5), 30)
    np.testing.assert_allclose(inconsistency(np.stack([p] * 4)), 0, atol=1e-12)
    draws = np.random.default_rng(1).dirichlet(np.ones(5), (6, 30))
    entropies = -(draws * np.log(draws)).sum(axis=2)
    mean = draws.mean(axis=0)
    np.testing.assert_allclose(
        inconsistency(draws), -(mean * np.log(mean)).sum(axis=1) - entropies.mean(axis=0)
    )


def conditions(model, x, rng, levels=(2.0, 5.0, 10.0)):
    """Predictions of photon counts at several light levels."""
    return np.stack([model.predict_proba(rng.poisson(x * level) / level) for level in levels])


@pytest.fixture(scope="module")
def digits():
    x, y = load_digits(return_X_y=True)
    x = x / 16
    model = LogisticRegression(max_iter=60, tol=1e-2).fit(x[:150], y[:150])
    return x[150:900], y[150:900], conditions(model, x[150:900], np.random.default_rng(0))


def test_uncertain_inconsistent_and_spread_out(digits):
    x, _, variants = digits
    made = lw.query("condition-aware", 15, variants=variants, embedding=x, rng=0).indices
    score = variant_entropy(variants) * inconsistency(variants)
    best = np.argsort(-score)[:150]
    assert np.isin(made, best).all()
    near = lambda rows: ((x[rows][:, None] - x[rows]) ** 2).sum(axis=2)[np.triu_indices(15, 1)].min()  # noqa: E731
    assert near(made) > near(best[:15])


def test_it_takes_items_that_the_model_gets_wrong_under_bad_conditions(digits):
    """The product finds errors at the lowest light level at least as often as entropy, chance far less."""
    _, y, variants = digits
    wrong = variants[0].argmax(axis=1) != y
    view, rows = View(arrays={"variants": variants}), np.arange(len(y))
    both = Top(Product((variant_entropy, inconsistency)), count=75)(view, rows, 1, np.random.default_rng(0))
    alone = Top(variant_entropy, count=75)(view, rows, 1, np.random.default_rng(0))
    assert wrong[both].mean() > wrong[alone].mean() - 0.05
    assert wrong[both].mean() > 1.3 * wrong.mean()
