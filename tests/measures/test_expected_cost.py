import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelwise as lw
from labelwise.errors import BadData, BadParameter
from labelwise.measures import CostMargin, ExpectedCost, least_confidence, margin
from labelwise.params import from_config, to_config


@given(st.integers(2, 5), st.integers(0, 1000))
def test_equals_the_naive_version(classes, seed):
    rng = np.random.default_rng(seed)
    proba, costs = rng.dirichlet(np.ones(classes), 6), rng.uniform(0, 9, (classes, classes))
    for p, risk, gap in zip(proba, ExpectedCost(costs)(proba), CostMargin(costs)(proba), strict=True):
        risks = sorted(sum(p[c] * costs[c][k] for c in range(classes)) for k in range(classes))
        assert np.isclose(risk, risks[0])
        assert np.isclose(gap, risks[0] - risks[1])


def test_equal_costs_give_the_orders_of_confidence_and_margin():
    proba = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    equal = 1 - np.eye(4)
    for costs in (None, equal):
        np.testing.assert_allclose(ExpectedCost(costs)(proba), least_confidence(proba))
        np.testing.assert_allclose(CostMargin(costs)(proba), margin(proba) - 1)


def test_a_dear_mistake_moves_the_questions():
    """Where missing class 1 costs ten times as much, the items near the shifted border are asked."""
    proba = np.linspace(0.01, 0.99, 99)
    proba = np.stack([1 - proba, proba], axis=1)
    plain = lw.query(lw.Strategy(measure=CostMargin()), 1, proba=proba, rng=0).indices[0]
    dear = lw.query(lw.Strategy(measure=CostMargin([[0, 1], [10, 0]])), 1, proba=proba, rng=0).indices[0]
    assert proba[plain, 1] == pytest.approx(0.5, abs=0.01)
    assert proba[dear, 1] == pytest.approx(1 / 11, abs=0.01)


def test_it_survives_a_project_file_and_refuses_what_is_no_table():
    made = ExpectedCost(np.array([[0, 1], [10, 0]]))
    assert from_config(to_config(made)) == made
    for costs in ([[0, 1]], [[0, -1], [1, 0]], "high", [[0, np.nan], [1, 0]]):
        with pytest.raises(BadParameter, match="a square table"):
            ExpectedCost(costs)
    with pytest.raises(BadData, match="costs of 2 classes meet probabilities of 3"):
        made(np.full((1, 3), 1 / 3))
