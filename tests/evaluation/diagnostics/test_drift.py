"""Whether the pool changes over time."""

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import pool_drift


def look(shift, seed, size=300):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(size, 4))
    x[:, 0] += np.linspace(-shift, shift, size)
    return pool_drift(x, np.arange(size), rng)


@pytest.mark.slow
def test_a_pool_that_stays_warns_at_its_nominal_rate_and_one_that_moves_mostly():
    null = [look(0.0, seed).warn for seed in range(150)]
    assert np.mean(null) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 150)
    assert np.mean([look(2.0, seed).warn for seed in range(10)]) > 0.9


def test_a_pool_that_moves_is_noticed():
    assert look(2.0, 0).warn and not look(0.0, 0).warn


def test_judging_on_what_it_learned_would_warn_too_often():
    """Negative control: the same teller on its own half."""
    from labelwise.evaluation.diagnostics.drift import _scores

    often = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, late = rng.normal(size=(200, 20)), np.arange(200) >= 100
        score, test = _scores(np.vstack([x, x]), np.r_[late, late], rng)
        seen = ((score > 0) == np.r_[late, late][test]).mean()
        often.append(seen > 0.5 + 1.64 * np.sqrt(0.25 / len(test)))
    assert np.mean(often) > 0.2


def test_the_period_is_named():
    when = np.datetime64("2024-01-01") + np.arange(200)
    found = pool_drift(np.random.default_rng(0).normal(size=(200, 2)), when, np.random.default_rng(0))
    assert found.sentence.endswith("All figures are for items from 2024-01-01 to 2024-07-18.")
    assert len(found.picture.x) == 10


def test_large_pools_are_sampled_and_order_of_rows_does_not_matter():
    rng = np.random.default_rng(0)
    x, when = rng.normal(size=(5000, 2)) + np.linspace(0, 4, 5000)[:, None], np.arange(5000)
    mixed = rng.permutation(5000)
    assert pool_drift(x[mixed], when[mixed], rng).warn


def test_refusals():
    rng = np.random.default_rng(0)
    for when in (np.zeros(300), np.arange(300)[:80], np.zeros(0)):
        found = pool_drift(np.zeros((len(when), 2)), when, rng)
        assert found.value is None and not found.warn
    with pytest.raises(BadData, match="shapes"):
        pool_drift(np.zeros((5, 2)), np.zeros(4), rng)
