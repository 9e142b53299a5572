"""Stages one behind the other; whole strategies go through them in test_compose.py."""

import numpy as np
import pytest

from labelwise.candidates import Open, Subsample, Where
from labelwise.errors import BadParameter
from labelwise.strategy import View
from labelwise.strategy.stages import through

VIEW = View(labels=[-1] * 6)


def run(*stages, state=None, kept=None):
    rng = np.random.default_rng(0)
    return through(stages, VIEW, np.arange(6), 1, rng, (state, {} if kept is None else kept))[0].tolist()


def test_each_gets_what_the_one_before_let_through_ascending():
    assert run() == [0, 1, 2, 3, 4, 5]
    assert run(lambda view, rows, n, rng: rows[::-2], lambda view, rows, n, rng: rows[1:]) == [3, 5]


@pytest.mark.parametrize(
    ("stages", "drawn"),
    [((), False), ((Where("even", 1),), False), ((Subsample(6),), False), ((Subsample(5), Open()), True)],
)
def test_it_says_whether_chance_left_rows_out(stages, drawn):
    view = View(arrays={"even": np.array([1, 0] * 3)}, labels=[-1] * 6)
    assert through(stages, view, np.arange(6), 1, np.random.default_rng(0), (None, {}))[1] == drawn


def test_a_state_travels_under_the_place_of_its_stage():
    class Counting:
        stateful = True

        def __call__(self, view, rows, n, rng, state):
            seen = state.get("seen", 0) + 1
            return rows[seen:], {"seen": seen}

    kept = {}
    assert run(Counting(), state={"candidates0.seen": 2, "selector.k": 1}, kept=kept) == [3, 4, 5]
    assert kept == {"candidates0.seen": 3}


@pytest.mark.parametrize("given", [[6], [-1], [2, 2], [0]])
def test_rows_that_it_was_not_given_are_refused(given):
    with pytest.raises(BadParameter, match="gave rows that it was not given, or a row twice"):
        run(lambda view, rows, n, rng: rows[1:], lambda view, rows, n, rng: np.array(given))
