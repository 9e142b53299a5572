"""Each check catches the strategy that it is for."""

from dataclasses import replace

import numpy as np
import pytest

from labelwise.measures import margin
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.testing import strategy_suite as suite

GOOD = Strategy(measure=margin)


class Changed:
    """A good strategy whose selection is changed afterwards."""

    def __init__(self, change, inner=GOOD):
        self.change, self.inner = change, inner

    def select(self, view, n, rng, rows=None, state=None):
        return self.change(self.inner.select(view, n, rng, rows, state), view)


def first_twice(made, view):
    return replace(made, indices=np.where(np.arange(len(made)) == 1, made.indices[:1].sum(), made.indices))


def with_a_labelled(made, view):
    return replace(made, indices=np.append(made.indices[:-1], 0).astype(np.int64))


def without_reason(made, view):
    return replace(made, short="")


def one_less(made, view):
    return replace(made, indices=made.indices[:-1])


def no_why(made, view):
    return replace(made, why=("",) * len(made))


def scribbling(made, view):
    view.get("embedding")[0] = 7
    return made


def none_of_one(made, view):
    return replace(made, indices=made.indices[:0]) if view.size == 1 else made


class Unseeded:
    def select(self, view, n, rng, rows=None, state=None):
        return Strategy(selector=Random()).select(view, n, np.random.default_rng(), rows, state)


class Counting:
    """Remembers that it was asked before."""

    def __init__(self):
        self.turn = 0

    def select(self, view, n, rng, rows=None, state=None):
        self.turn += 1
        return GOOD.select(view, n, rng, np.arange(self.turn % 3, view.size, 3) if rows is None else rows)


class IgnoresRows:
    def select(self, view, n, rng, rows=None, state=None):
        return GOOD.select(view, n, rng)


class ByOrder:
    """Prefers what stands first in ``rows``."""

    def select(self, view, n, rng, rows=None, state=None):
        return GOOD.select(view, n, rng, None if rows is None else rows[: 2 * n])


class ByStorage:
    """Looks at how the array is stored."""

    def select(self, view, n, rng, rows=None, state=None):
        there = view.get("embedding").flags["C_CONTIGUOUS"]
        return GOOD.select(view, n, rng, None if there else np.arange(view.size // 2))


class OfAnotherSize:
    """Says that it picks three or five, and picks four."""

    sizes = (3, 5)

    def select(self, view, n, rng, rows=None, state=None):
        return GOOD.select(view, 4 if n is None else n, rng, rows)


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (suite.never_twice_never_taken, Changed(first_twice)),
        (suite.never_twice_never_taken, Changed(with_a_labelled)),
        (suite.exactly_n_or_a_reason, Changed(without_reason)),
        (suite.exactly_n_or_a_reason, Changed(one_less)),
        (suite.fields_have_one_entry_a_pick, Changed(no_why)),
        (suite.fields_have_one_entry_a_pick, Changed(one_less)),
        (suite.a_pool_of_one, Changed(none_of_one)),
        (suite.same_seed_same_picks, Unseeded()),
        (suite.same_seed_same_picks, Counting()),
        (suite.only_rows_that_were_offered, IgnoresRows()),
        (suite.only_rows_that_were_offered, ByOrder()),
        (suite.inputs_stay, Changed(scribbling)),
        (suite.storage_does_not_matter, ByStorage()),
        (suite.it_picks_as_many_as_it_says, OfAnotherSize()),
    ],
)
def test_a_broken_strategy_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


def test_a_strategy_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Strategy(selector=Random()))
    with pytest.raises(AssertionError):
        suite.config_comes_back(GOOD)
    used = test_a_broken_strategy_is_caught.pytestmark[-1].args[1]
    assert {check for check, _ in used} | {suite.config_comes_back} == set(suite.CHECKS)
