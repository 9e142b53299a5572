import numpy as np
import pytest

import labelwise as lw
from labelwise.measures import least_confidence
from labelwise.selectors import Minimax
from labelwise.selectors.minimax import inclusion, minimax_law, systematic
from labelwise.strategy import Strategy


def test_inclusion_probabilities_are_capped_and_add_up():
    q = np.random.default_rng(0).dirichlet(np.full(30, 0.2))
    for n in (1, 5, 20, 30):
        p = inclusion(q, n)
        assert p.max() <= 1 and p.sum() == pytest.approx(n)
    free = inclusion(q, 5) < 1
    ratio = inclusion(q, 5)[free] / q[free]
    np.testing.assert_allclose(ratio, ratio[0])


def test_systematic_draws_have_the_probabilities():
    rng, p = np.random.default_rng(0), inclusion(np.array([0.5, 0.2, 0.1, 0.1, 0.1, 0.0]), 3)
    counts = np.zeros(6)
    for _ in range(4000):
        found = systematic(p, rng)
        assert len(set(found.tolist())) == 3
        counts[found] += 1
    np.testing.assert_allclose(counts / 4000, p, atol=0.03)


def test_few_gains_and_all_of_the_pool():
    proba = np.array([[1.0, 0.0]] * 4 + [[0.6, 0.4]] * 2)
    for n in (1, 3, 6):
        made = lw.query(Strategy(measure=least_confidence, selector=Minimax()), n, proba=proba, rng=0)
        assert len(set(made.indices.tolist())) == n


def test_a_law_needs_gains():
    q, value = minimax_law(np.array([0.3, 0.3]), 1)
    assert q.tolist() == [0.5, 0.5] and value == pytest.approx(0.15)
