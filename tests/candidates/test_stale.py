from __future__ import annotations

import numpy as np
import pytest

from labelwise.candidates import StaleTop
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.strategy import Strategy, View

SIZE = 400
PROBA = np.random.default_rng(0).dirichlet(np.ones(3), SIZE)
ROWS = np.arange(SIZE)


def view(round, proba=PROBA, **more):
    return (
        View.from_arrays(proba=proba, **more) if round is None else View(arrays={"proba": proba}, round=round)
    )


def run(stage, round, state, rows=ROWS, n=1, seed=0, proba=PROBA):
    return stage(view(round, proba), rows, n, np.random.default_rng(seed), state)


def test_every_row_is_scored_at_first_and_at_the_rounds_named():
    stage = StaleTop(margin, refresh=(0, 3))
    found, state = run(stage, 0, {})
    assert found.tolist() == ROWS.tolist()
    np.testing.assert_array_equal(state["u"], margin(PROBA))
    assert [len(run(stage, k, state)[0]) == SIZE for k in (1, 2, 3, 4)] == [False, False, True, False]


def test_without_a_state_every_row_is_scored_whatever_the_round():
    assert len(run(StaleTop(margin), 7, {})[0]) == SIZE


def test_only_what_goes_on_is_scored_anew():
    stage, other = StaleTop(margin, keep=0.2, temp=0.05), PROBA[::-1]
    _, state = run(stage, 0, {})
    found, later = run(stage, 2, state, proba=other)
    rest = np.setdiff1d(ROWS, found)
    assert 0.2 * SIZE < len(found) < 0.35 * SIZE
    np.testing.assert_array_equal(later["u"][found], margin(other)[found])
    np.testing.assert_array_equal(later["u"][rest], margin(PROBA)[rest])
    assert state["u"] is not later["u"]


def test_at_temperature_0_exactly_the_top_goes_on():
    _, state = run(StaleTop(margin), 0, {})
    best = np.argsort(-margin(PROBA))
    for keep, count in ((0.1, 41), (40, 41), (1, 2), (SIZE, SIZE), (10 * SIZE, SIZE)):
        found, _ = run(StaleTop(margin, keep=keep, temp=0.0), 2, state)
        assert found.tolist() == sorted(best[:count])  # rank share 40 / 400 is not above 0.1


def test_never_fewer_than_will_be_picked():
    _, state = run(StaleTop(margin), 0, {})
    found, _ = run(StaleTop(margin, keep=1, temp=0.0), 2, state, n=30)
    assert found.tolist() == sorted(np.argsort(-margin(PROBA))[:30])
    assert len(run(StaleTop(margin, keep=1, temp=0.0), 2, state, n=10 * SIZE)[0]) == SIZE


def test_rows_that_never_had_a_score_come_first():
    """A pool that grew by 50 rows, of which half may go on."""
    _, state = run(StaleTop(margin), 0, {}, rows=ROWS[:350], proba=PROBA[:350])
    found, later = run(StaleTop(margin, keep=25, temp=0.0), 2, state)
    assert len(found) == 26 and found.min() >= 350
    assert np.isinf(later["u"]).sum() == 50 - 26
    assert found.tolist() != run(StaleTop(margin, keep=25, temp=0.0), 2, state, seed=1)[0].tolist()


def test_in_a_strategy_its_state_travels_under_its_place():
    strategy = Strategy(candidates=StaleTop(margin, keep=0.1, temp=0.0), measure=margin)
    first = strategy.select(view(0), 5, np.random.default_rng(0))
    assert set(first.state) == {"candidates1.u"}
    again = strategy.select(view(2), 5, np.random.default_rng(0), state=first.state)
    assert again.indices.tolist() == first.indices.tolist()
    blind = strategy.select(view(2), 5, np.random.default_rng(0), state={})
    assert blind.indices.tolist() == first.indices.tolist()


def test_needs_and_parameters_that_are_none():
    assert StaleTop(margin).needs == ("proba",)
    for bad in ({"keep": 0}, {"keep": 1.5}, {"keep": -0.1}, {"temp": -1.0}):
        with pytest.raises(BadParameter, match=r"StaleTop.*Allowed"):
            StaleTop(margin, **bad)
