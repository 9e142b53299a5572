import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.figures import Accuracy, hypergeometric, prediction_powered, wilson
from labelwise.types import Outcomes


def outcomes(right, wrong, **more):
    said = np.repeat([0, 1], [right, wrong])
    return Outcomes(np.zeros(right + wrong, int), said, ("a", "b"), **more)


def test_classes_alone_give_wilson():
    made = Accuracy()(outcomes(90, 10))
    assert (made.metric, made.value, made.n, made.level, made.reason) == ("accuracy", 0.9, 100, 0.95, "")
    assert (made.low, made.high) == wilson(90, 100)
    assert Accuracy()(outcomes(90, 10), level=0.8).low == wilson(90, 100, 0.8)[0]


@pytest.mark.parametrize("m", [0, 1, 19])
def test_below_twenty_there_is_none(m):
    made = Accuracy()(outcomes(m, 0))
    assert made.value is made.low is made.high is None
    assert made.reason == f"Needs 20 answered items of the random reserve; there are {m}."
    assert Accuracy()(outcomes(20, 0)).value == 1


def probabilities(rng, m, errors):
    """Right in all but the last ``errors`` items, and less sure there."""
    top = np.where(np.arange(m) < m - errors, rng.uniform(0.7, 1, m), rng.uniform(0.5, 0.8, m))
    said = np.stack([top, 1 - top], axis=1)
    return Outcomes(
        np.repeat([0, 1], [m - errors, errors]), said, ("a", "b"), rest=said[rng.integers(m, size=500)]
    )


def test_belief_sharpens_where_both_happen_often_and_only_there():
    rng = np.random.default_rng(0)
    many = probabilities(rng, 100, 20)
    made = Accuracy()(many)
    share, worth = prediction_powered(many.right, many.output.max(axis=1), many.rest.max(axis=1))
    assert worth > 120
    assert (made.value, (made.low, made.high)) == (share, wilson(share * worth, worth))
    few = Accuracy()(probabilities(rng, 100, 9))
    assert (few.value, few.low, few.high) == (0.91, *wilson(91, 100))


def test_a_large_part_of_a_pool_gives_the_exact_interval_of_the_pool():
    made = Accuracy()(outcomes(225, 25, size=500))
    assert (made.low, made.high) == hypergeometric(225, 250, 500)
    assert made.reason == "Of the 500 items of the pool."
    small = Accuracy()(outcomes(225, 25, size=5000))
    assert (small.low, small.high) == wilson(225, 250)


def test_skipped_items_count_twice_above_two_percent():
    assert Accuracy()(outcomes(90, 8, skipped=2)).low == wilson(90, 98)[0]
    made = Accuracy()(outcomes(90, 7, skipped=3))
    assert (made.low, made.high) == (wilson(90, 100)[0], wilson(93, 100)[1])
    assert made.value == 90 / 97
    assert made.reason == "3 of 100 items were skipped: the interval counts them as right and as wrong."
    pool = Accuracy()(outcomes(90, 7, skipped=3, size=200))
    assert (pool.low, pool.high) == (hypergeometric(90, 100, 200)[0], hypergeometric(93, 100, 200)[1])


@given(st.integers(20, 200), st.integers(0, 200), st.floats(0, 1), st.booleans())
def test_the_figure_is_inside_its_interval(m, skips, part, whole):
    right = round(part * m)
    made = Accuracy()(outcomes(right, m - right, skipped=skips, size=(m + skips) * 2 if whole else 0))
    assert 0 <= made.low <= made.value + 1e-12 and made.value <= made.high + 1e-12 <= 1 + 2e-12


def test_numbers_have_no_accuracy():
    with pytest.raises(BadData, match="RMSE"):
        Accuracy()(Outcomes(np.zeros(30), np.zeros(30)))


@pytest.mark.parametrize("skips", [0, 20])
def test_pairs_of_copies_are_worth_half_their_number(skips):
    truth, said = np.zeros(200, int), np.repeat([0, 1], [180, 20])
    kin = np.arange(200) // 2
    plain, paired, alone = (
        Accuracy()(Outcomes(truth, said, ("a", "b"), skipped=skips, kin=numbers))
        for numbers in (None, kin, np.arange(200))
    )
    half = Accuracy()(Outcomes(truth[::2], said[::2], ("a", "b"), skipped=skips // 2))
    assert alone == plain != paired
    assert (paired.low, paired.high) == pytest.approx((half.low, half.high)) and paired.n == 200
