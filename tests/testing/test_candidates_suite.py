"""Each check catches the candidates stage that it is for."""

import numpy as np
import pytest

from labelwise.candidates import Open, Subsample
from labelwise.testing import candidates_suite as suite


def twice(view, rows, n, rng):
    return np.repeat(rows, 2)


def elsewhere(view, rows, n, rng):
    return rows + 1


def from_nothing(view, rows, n, rng):
    return rows if len(rows) else np.array([0])


def unseeded(view, rows, n, rng):
    return rows[np.random.default_rng().permutation(len(rows))]


def sorting(view, rows, n, rng):
    rows[::-1].sort()
    return rows


class Nested:
    """Keeps a dict in a dict."""

    stateful = True

    def __call__(self, view, rows, n, rng, state):
        return rows, {"u": {"scores": 1.0}}


class Overwriting:
    """Writes into the state it was given."""

    stateful = True

    def __call__(self, view, rows, n, rng, state):
        u = state.get("u", np.zeros(3))
        u += 1
        return rows, {"u": u}


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (suite.a_part_of_what_it_was_given, twice),
        (suite.a_part_of_what_it_was_given, elsewhere),
        (suite.nothing_from_nothing, from_nothing),
        (suite.same_seed_same_rows, unseeded),
        (suite.rows_stay, sorting),
        (suite.state_can_be_stored, Nested()),
        (suite.state_can_be_stored, Overwriting()),
    ],
)
def test_a_broken_stage_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


def test_a_stage_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Open())
    with pytest.raises(AssertionError):
        suite.config_comes_back(Subsample(5))
    used = test_a_broken_stage_is_caught.pytestmark[-1].args[1]
    assert {check for check, _ in used} | {suite.config_comes_back} == set(suite.CHECKS)


@pytest.mark.parametrize("check", suite.CHECKS[:-1], ids=lambda c: c.__name__)
def test_a_stateful_stage_passes(check):
    class Counting:
        stateful = True

        def __call__(self, view, rows, n, rng, state=None):
            return rows[:3], {}

    check(Counting())
