"""S007: margin with Gumbel noise."""

import numpy as np

import labelwise as lw
from labelwise.measures import margin


def test_power_margin_ranks_by_log_score_plus_gumbel_noise():
    """The first two picks come as often as with log s - log(-log u), s = 1 - margin, and p says so."""
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 5)
    s, times = margin(proba), 250
    u = np.random.default_rng(1).random((20_000, 5))
    ranked = np.argsort(-(np.log(s) - np.log(-np.log(u))), axis=1)[:, :2]
    expected = np.zeros((5, 5))
    np.add.at(expected, tuple(ranked.T), times / len(ranked))
    drawn = np.zeros((5, 5))
    for seed in range(times):
        made = lw.query("power-margin", 2, proba=proba, rng=seed)
        first, second = made.indices
        drawn[first, second] += 1
        assert np.allclose(made.p, [s[first] / s.sum(), s[second] / (s.sum() - s[first])])
    due = expected > 3
    chi = ((drawn - expected)[due] ** 2 / expected[due]).sum()
    assert chi < due.sum() + 5 * np.sqrt(2 * due.sum())
    plain = lw.query("margin", 2, proba=proba, rng=0).indices
    assert drawn[tuple(plain)] < times / 2  # it is no argmax
