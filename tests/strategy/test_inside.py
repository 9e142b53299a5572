import numpy as np
import pytest

from labelwise.candidates import All, Where
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.policies import Auto, CriteriaAndSize, Labelled, Mixture, Switch
from labelwise.selectors import Random
from labelwise.strategy import (
    Strategy,
    View,
    count_for,
    exactly,
    needs_all,
    needs_now,
    overlap_of,
    strategies_in,
)
from labelwise.strategy.inside import UNLIMITED

RANDOM, MARGIN = Strategy(selector=Random()), Strategy(measure=margin)


def test_strategies_are_found_however_deep():
    policy = Switch(RANDOM, Mixture((MARGIN, RANDOM), (0.5, 0.5)), until=Labelled(2))
    assert list(strategies_in(policy)) == [RANDOM, MARGIN, RANDOM]
    assert list(strategies_in(object())) == []


def test_the_overlap_is_the_largest_inside():
    twice = Strategy(candidates=All(max_votes=2), selector=Random())
    assert overlap_of(Mixture((RANDOM, twice), (0.5, 0.5))) == 2
    assert overlap_of(Strategy(candidates=(Where("domain", "a"),), selector=Random())) == 1
    assert overlap_of(Strategy(candidates=(All(),), selector=Random())) == UNLIMITED
    assert overlap_of("anything with select") == 1


def test_needs_are_listed_once():
    assert needs_all((MARGIN, MARGIN, RANDOM)) == ("proba",)


def test_needs_of_the_moment_are_those_of_the_arm_that_picks():
    policy = Switch(Switch(RANDOM, MARGIN, Labelled(2)), Mixture((MARGIN, RANDOM), (0.5, 0.5)), Labelled(3))
    found = [needs_now(policy, View(labels=[0] * k + [-1] * (4 - k))) for k in range(4)]
    assert found == [(), (), ("proba",), ("proba",)]
    assert needs_now(MARGIN, View(labels=[-1])) == ("proba",)
    assert needs_now(object(), View(labels=[-1])) == ()


def test_what_an_arm_is_chosen_by_comes_first():
    class ByFeatures(Labelled):
        needs = ("embedding",)

    policy = Switch(RANDOM, MARGIN, ByFeatures(1))
    assert needs_now(policy, View(labels=[0, -1])) == ("embedding",)
    assert needs_now(policy, View(arrays={"embedding": [[0.0], [1.0]]}, labels=[0, -1])) == ("proba",)
    assert policy.needs == ("embedding", "proba")


def test_every_strategy_inside_becomes_exact_and_the_rest_stays():
    policy = Switch(RANDOM, Mixture((MARGIN, RANDOM), (0.5, 0.5)), until=Labelled(2))
    made = exactly(policy)
    assert [s.exact for s in strategies_in(made)] == [True] * 3
    assert made.until == Labelled(2) and not any(s.exact for s in strategies_in(policy))
    thing = object()
    assert exactly(thing) is thing


def test_arms_that_are_no_parameters_are_named_by_who_holds_them():
    assert {s.title for s in strategies_in(Auto())} > {"random", "margin", "typiclust"}


def test_no_number_is_for_those_who_choose_one():
    assert [count_for(MARGIN, n) for n in (0, np.int64(7))] == [0, 7]
    assert count_for(CriteriaAndSize(), None) is None and count_for(CriteriaAndSize(), 3) == 3
    for n in (None, -1, 2.0, True):
        with pytest.raises(BadParameter, match="a whole number of 0 or more questions"):
            count_for(MARGIN, n)
