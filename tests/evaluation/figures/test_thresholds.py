import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import certified_threshold, clopper_pearson
from labelwise.evaluation.figures.thresholds import GRID

WISHED = 0.95


def rising(sure):
    """Chance of being right: 0.93 of all items, 0.95 of those above 0.68."""
    return 0.9 + 0.1 * ((sure - 0.5) / 0.5) ** 2


def flat(sure):
    """Confidence says nothing, and every threshold misses the precision by a hair."""
    return np.full(len(sure), WISHED - 1e-6)


def world(rng, m, chance):
    sure = rng.uniform(0.5, 1, m)
    return sure, rng.uniform(size=m) < chance(sure)


FINE = np.linspace(0.5, 1, 20_001)


def naively(sure, right):
    """The lowest threshold whose own bound is above the precision wished for."""
    found = None
    for t in np.round(np.arange(0.95, 0.49, -0.02), 2):
        above = sure >= t
        if clopper_pearson(right[above].sum(), above.sum(), side="low")[0] >= WISHED:
            found = t
    return found


def highest_share(sure, right):
    """The lowest threshold above which the share of right items is what is wished."""
    kept = [t for t in GRID if (sure >= t).sum() > 0 and right[sure >= t].mean() >= WISHED]
    return min(kept, default=None)


def wrongly(rule, chance, repeats=400, m=600):
    """How often a rule names a threshold whose precision is below the one wished for; how often it speaks."""
    rng, wrong, spoken = np.random.default_rng(0), 0, 0
    for _ in range(repeats):
        found = rule(*world(rng, m, chance), rng)
        spoken += found is not None
        wrong += found is not None and chance(FINE[found <= FINE]).mean() < WISHED
    return wrong / repeats, spoken / repeats


LIMIT = 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize("chance", [rising, flat])
@pytest.mark.parametrize("how", ["shares", "grid", "candidates"])
def test_the_precision_is_reached_as_often_as_said(how, chance):
    def rule(sure, right, rng):
        more = {"candidates": np.linspace(0.5, 0.95, 10)} if how == "candidates" else {}
        if how == "shares":
            more = {"rest": rng.uniform(0.5, 1, 2000)}
        return certified_threshold(sure, right, WISHED, **more).threshold

    wrong, spoken = wrongly(rule, chance)
    assert wrong <= LIMIT
    assert chance is flat or spoken > 0.1  # it does speak, so that there is something to be wrong about


def test_taking_the_best_threshold_fails_the_same_test():
    assert wrongly(lambda sure, right, rng: naively(sure, right), flat)[0] > LIMIT
    assert wrongly(lambda sure, right, rng: highest_share(sure, right), flat)[0] > 0.5


def test_it_speaks_where_the_model_is_good():
    rng = np.random.default_rng(0)
    sure, others = rng.uniform(0.5, 1, 600), rng.uniform(0.5, 1, 4000)
    right = rng.uniform(size=600) < np.minimum(sure + 0.2, 1)
    made = certified_threshold(sure, right, 0.98, rest=others)
    assert 0.7 < made.threshold < 0.85
    assert made.low >= 0.98
    assert made.automatic + made.people == 4000
    assert made.automatic == (others >= made.threshold).sum()
    assert made.n == (sure >= made.threshold).sum()


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 200))
def test_one_more_error_never_loosens_the_threshold(seed, at):
    rng = np.random.default_rng(seed)
    sure, right = rng.uniform(0.5, 1, 200), np.ones(200, bool)
    right[rng.integers(200, size=rng.integers(5))] = False
    worse = right.copy()
    worse[at % 200] = False
    for more in ({}, {"rest": rng.uniform(0.5, 1, 500)}):
        before, after = (certified_threshold(sure, hits, 0.95, **more).threshold for hits in (right, worse))
        assert after is None or (before is not None and before <= after)


def test_whether_it_may_be_tried_depends_on_numbers_alone():
    needed = int(np.ceil(np.log(0.05) / np.log(0.98)))
    assert needed == 149
    for right in (np.ones(148, bool), np.zeros(148, bool)):
        made = certified_threshold(np.ones(148), right, 0.98, rest=np.ones(10))
        assert made.reason == "Needs 149 answered items of the random reserve; there are 148."
        assert (made.threshold, made.people) == (None, 10)
    assert certified_threshold(np.ones(149), np.ones(149, bool), 0.98, candidates=[0.5]).threshold == 0.5
    refused = certified_threshold(np.ones(149), np.arange(149) > 0, 0.98, candidates=[0.5])
    assert refused.reason == "No threshold is certified to be right in 0.98 of its items at 95%."


def test_bad_input_is_named():
    with pytest.raises(BadData, match=r"confidence is \(3,\)"):
        certified_threshold(np.ones(3), np.ones(4, bool), 0.9)
    for more in ({"precision": 1.0}, {"precision": 0.9, "level": 0}, {"precision": 0.9, "candidates": []}):
        with pytest.raises(BadParameter, match="Allowed"):
            certified_threshold(np.ones(300), np.ones(300, bool), **more)


@pytest.mark.parametrize(("counted", "fails"), [(True, False), (False, True)])
def test_thresholds_of_all_looks_hold_together_if_they_are_counted(counted, fails):
    rng, wrong = np.random.default_rng(1), 0
    for _ in range(400):
        right = rng.uniform(size=620) < 0.9499  # no threshold has the precision wished for
        made = (
            certified_threshold(
                np.ones(m), right[:m], 0.95, candidates=[0.5], look=j if counted else None
            ).threshold
            for j, m in enumerate(range(100, 620, 40), 1)
        )
        wrong += any(threshold is not None for threshold in made)
    assert (wrong / 400 > LIMIT) == fails


def test_each_look_needs_more_than_the_one_before():
    ones = np.ones(300), np.ones(300, bool)
    made = [certified_threshold(*ones, 0.98, candidates=[0.5], look=j) for j in (None, 1, 2, 4, 5)]
    assert [m.threshold for m in made] == [0.5] * 4 + [None]
    assert [m.look for m in made] == [None, 1, 2, 4, 5] and {m.level for m in made} == {0.95}
    needed = int(np.ceil(np.log(0.05 / (5 * 6)) / np.log(0.98)))
    assert f"Needs {needed} answered" in made[-1].reason and "This is look 5 at them" in made[-1].reason
    with pytest.raises(BadParameter, match="look is 0"):
        certified_threshold(*ones, 0.98, look=0)


@pytest.mark.parametrize(("told", "fails"), [(True, False), (False, True)])
def test_a_threshold_over_copies_holds_if_it_is_told_of_them(told, fails):
    rng, kin = np.random.default_rng(2), np.repeat(np.arange(150), 2)
    rights = np.repeat(rng.uniform(size=(400, 150)) < WISHED - 1e-6, 2, axis=1)
    more = {"candidates": [0.5], "kin": kin if told else None}
    made = [certified_threshold(np.ones(300), r, WISHED, **more).threshold is not None for r in rights]
    assert (np.mean(made) > LIMIT) == fails
