"""Agreement of annotators."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import agreements, alpha, annotator_agreement
from labelwise.evaluation.diagnostics.agreement import TENTATIVE


def naive(rows, values):
    """Krippendorff's coincidences, pair by pair."""
    units = [values[rows == u] for u in np.unique(rows)]
    units = [u for u in units if len(u) > 1]
    observed = sum(
        sum(a != b for i, a in enumerate(u) for j, b in enumerate(u) if i != j) / (len(u) - 1) for u in units
    )
    every = np.concatenate(units)
    expected = sum(a != b for i, a in enumerate(every) for j, b in enumerate(every) if i != j) / (
        len(every) - 1
    )
    return 1 - observed / expected


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    for _ in range(10):
        rows, values = rng.integers(0, 20, 50), rng.integers(0, 3, 50)
        assert alpha(rows, values) == pytest.approx(naive(rows, values))


def test_the_published_example():
    """Krippendorff 2011, section C: two answers or more of 11 of 12 units, alpha 0.743."""
    a = ["1", "2", "3", "3", "2", "1", "4", "1", "2", "-", "-", "-"]
    b = ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", "-", "3"]
    c = ["-", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", "-"]
    d = ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", "-"]
    told = [(u, int(v)) for who in (a, b, c, d) for u, v in enumerate(who) if v != "-"]
    assert alpha(*np.array(told).T) == pytest.approx(0.743, abs=5e-4)


def crowd(rng, items=80, wrong=0.1, people=4, each=3):
    truth = rng.integers(0, 3, items)
    rows = np.repeat(np.arange(items), each)
    who = np.concatenate([rng.choice(people, each, replace=False) for _ in range(items)])
    wrong = np.broadcast_to(wrong, people)[who]
    values = np.where(rng.random(len(rows)) < wrong, rng.integers(0, 3, len(rows)), truth[rows])
    return rows, [f"p{w}" for w in who], values


def test_those_who_agree_are_left_alone_and_guessers_are_named():
    rng = np.random.default_rng(0)
    assert not any(annotator_agreement(*crowd(rng, wrong=0.1)).warn for _ in range(20))
    found = [annotator_agreement(*crowd(rng, wrong=[0.4, 0.4, 0.4, 1.0])) for _ in range(15)]
    assert np.mean([f.warn for f in found]) > 0.9
    assert np.mean(["talk first to p3" in f.sentence for f in found if f.warn]) > 0.9


@pytest.mark.slow
def test_at_the_border_it_warns_rarely():
    """A crowd whose alpha is 0.667: the upper end of the interval is above it nearly always."""
    rng, keep = np.random.default_rng(0), 1 - np.sqrt(TENTATIVE)
    looks = [annotator_agreement(*crowd(rng, wrong=keep)).warn for _ in range(200)]
    assert np.mean(looks) <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 200)


@given(st.integers(0, 2**32 - 1))
def test_names_of_classes_and_order_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    rows, _, values = crowd(rng, items=30)
    mixed = rng.permutation(len(rows))
    assert alpha(rows[mixed], np.array([2, 0, 1])[values[mixed]]) == pytest.approx(alpha(rows, values))


@pytest.mark.parametrize("wrong", [0.02, 0.1, 0.4])
def test_the_intervals_hold(wrong):
    rng, runs = np.random.default_rng(1), 300
    big = agreements(*crowd(rng, items=100_000, wrong=wrong, people=3, each=2))
    held = []
    for _ in range(runs):
        made = agreements(*crowd(rng, items=40, wrong=wrong, people=3, each=2))
        pairs = [(made.same, big.same.value), (made.beyond, big.beyond.value)]
        held.append([e.low <= truth <= e.high for e, truth in pairs])
    least = 0.93 - 3 * np.sqrt(0.93 * 0.07 / runs)  # Wilson's lowest at 40
    assert (np.mean(held, axis=0) >= least).all()


def test_full_agreement_is_not_certain():
    rows, values = np.repeat(np.arange(25), 2), np.repeat(np.arange(25) % 2, 2)
    found = agreements(rows, ["a", "b"] * 25, values)
    assert found.same.value == found.beyond.value == found.beyond.high == 1
    assert found.same.low < 0.9 and found.beyond.low < 0.8
    assert found.each["a"] == found.each["b"] == found.same


def test_each_is_compared_with_the_others_and_an_item_counts_once():
    rows = np.concatenate([np.repeat(np.arange(20), 3), np.arange(20, 50)])
    by = ["a", "b", "c"] * 20 + ["a"] * 30
    values = np.concatenate([np.tile([0, 0, 1], 20), np.arange(30) % 2])
    found = agreements(rows, by, values)
    assert {who: (e.value, e.n) for who, e in found.each.items()} == {
        "a": (0.5, 20),
        "b": (0.5, 20),
        "c": (0.0, 20),
    }
    assert found.same.n == 20 and found.same.value == pytest.approx(1 / 3)


def test_who_shares_little_or_nothing_is_not_judged():
    rows, by, values = np.arange(30), ["a"] * 30, np.zeros(30, int)
    found = agreements(rows, by, values)
    assert found.each == {} and found.same.value is None and "No item has" in found.same.reason
    few = agreements(np.r_[rows, :5], [*by, *("b",) * 5], np.r_[values, np.ones(5, int)])
    assert few.each["b"].value is None and few.each["b"].n == 5
    assert few.same.reason.startswith("5 items have answers of several annotators; 20 are needed")


def test_one_class_alone_says_nothing_beyond_chance():
    rows, by, values = crowd(np.random.default_rng(0))
    found = agreements(rows, by, np.zeros_like(values))
    assert found.same.value == 1 and found.beyond.value is None and "All answers" in found.beyond.reason


def test_refusals():
    rng = np.random.default_rng(0)
    rows, by, values = crowd(rng, items=19)
    assert annotator_agreement(rows, by, values).value is None
    rows, by, values = crowd(rng)
    assert annotator_agreement(rows, by, np.zeros_like(values)).value is None
    with pytest.raises(BadData, match="answered twice"):
        annotator_agreement(np.r_[rows, rows[0]], [*by, by[0]], np.r_[values, 0])
    with pytest.raises(BadData):
        annotator_agreement(rows, by[1:], values)
