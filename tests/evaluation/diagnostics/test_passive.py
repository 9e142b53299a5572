"""Active against random: over repeats, and within one campaign."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import active_against_random, win_probability
from labelwise.evaluation.diagnostics.passive import REPEATS, SMALLEST

LABELS = np.array([20, 40, 60, 80])


def test_equals_the_naive_version():
    rng = np.random.default_rng(0)
    active, passive = rng.integers(0, 5, (2, 30, 4)) / 5
    found = win_probability(LABELS, active, passive)
    wins = [
        sum((a < r) + (a == r) / 2 for a, r in zip(active[:, t], passive[:, t], strict=True))
        for t in range(4)
    ]
    np.testing.assert_allclose(found.picture.series["random is better"], np.array(wins) / 30)
    area = [np.trapezoid(r - a, LABELS) for a, r in zip(active, passive, strict=True)]
    whole = np.mean([(v > 1e-12) + (abs(v) <= 1e-12) / 2 for v in area])
    assert abs(found.value - whole) <= 1 / 60 + 1e-12


@given(st.integers(REPEATS, 40), st.integers(0, 2**32 - 1))
def test_both_sides_add_up(repeats, seed):
    a, b = np.random.default_rng(seed).normal(size=(2, repeats, 4))
    one, other = win_probability(LABELS, a, b), win_probability(LABELS, b, a)
    assert one.value + other.value == pytest.approx(1)
    assert not (one.warn and other.warn)
    assert ((one.picture.low["random is better"] >= 0) & (one.picture.high["random is better"] <= 1)).all()


def test_two_random_strategies_rarely_warn_and_a_worse_one_does():
    rng = np.random.default_rng(0)
    null, worse = [], []
    for _ in range(200):
        start = rng.normal(size=(12, 1))
        a, b = start + rng.normal(size=(2, 12, 4))
        null.append(win_probability(LABELS, a, b).warn)
        worse.append(win_probability(LABELS, a - 1.5, b).warn)
    assert np.mean(null) <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 200)
    assert np.mean(worse) > 0.9


def test_looking_at_every_number_of_labels_would_warn_too_often():
    """Negative control: the worst point of the curve is no test."""
    rng, often = np.random.default_rng(0), []
    labels = np.arange(20)
    for _ in range(300):
        a, b = rng.normal(size=(2, 12, 20))
        often.append((win_probability(labels, a, b).picture.low["random is better"] > 0.5).any())
    assert np.mean(often) > 0.15


def test_what_is_said():
    passive = np.full((10, 4), 0.8)
    found = win_probability(LABELS, passive - [0.0, 0.05, 0.02, -0.01], passive, name="margin")
    assert found.warn and found.sentence == (
        "Random choice learned faster than margin in 10 of 10 repeats, between 69% and 100% of all such "
        "campaigns. Margin was at worst 5.0 points behind (at 40 labels) and at best 1.0 point ahead (at 80 "
        "labels). Choose at random until there are more labels."
    )
    good = win_probability(LABELS, passive + 0.1, passive, name="margin")
    assert not good.warn and "never behind" in good.sentence and good.value == 0
    few = win_probability(LABELS, passive[:3], passive[:3])
    assert few.value is None and not few.warn and "3 repeats" in few.sentence
    assert win_probability(LABELS[:1], passive[:, :1], passive[:, :1]).value == 0.5
    with pytest.raises(BadData, match="shapes"):
        win_probability(LABELS, passive[:, :3], passive)


Y = np.random.default_rng(0).integers(0, 2, 600)
CHOSEN, RESERVE = np.arange(100, 300), np.arange(300, 400)


def luck(skill):
    """A judge that is right with probability ``skill(train)``, item by item, with the luck of a training."""

    def judge(train, test):
        rng = np.random.default_rng([int(train.sum()), len(train)])
        right = rng.random(len(test)) < skill(train)
        return np.eye(2)[np.where(right, Y[test], 1 - Y[test])]

    return judge


def test_a_campaign_that_teaches_less_than_chance_is_noticed():
    judge = luck(lambda train: 0.6 if train.max() < 300 else 0.95)
    found = active_against_random(judge, Y, CHOSEN, RESERVE, dimensions=5000)
    assert found.warn and found.value < -0.1
    assert "80 random labels" in found.sentence and "more columns (5000) than labels (80)" in found.sentence
    better = active_against_random(luck(lambda t: 0.9 if t.max() < 300 else 0.7), Y, CHOSEN, RESERVE)
    assert not better.warn and better.value > 0.1 and "ahead of random" in better.sentence


def test_chance_against_chance_warns_at_its_nominal_rate():
    """Both sides of the same skill, which itself varies by 2 points from training to training."""
    looks = []
    for seed in range(250):
        rng = np.random.default_rng(seed)
        rows = rng.permutation(600)

        def skill(train, seed=seed):
            return 0.85 + 0.02 * np.random.default_rng([seed, int(train.sum())]).normal()

        looks.append(active_against_random(luck(skill), Y, rows[:200], rows[200:300], seed=seed).warn)
    assert np.mean(looks) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 250)


def test_random_labels_are_never_judged_on_themselves():
    seen = []

    def judge(train, test):
        seen.append((set(train), set(test)))
        return np.eye(2)[Y[test]]

    found = active_against_random(judge, Y, CHOSEN, RESERVE)
    assert found.value == 0 and not found.warn and "level with" in found.sentence
    assert all(not train & test for train, test in seen)
    assert set().union(*(test for _, test in seen[1:])) == set(RESERVE)
    assert {len(train) for train, _ in seen} == {80}


def test_too_few_are_refused_by_their_number_alone():
    judge = luck(lambda train: 0.5)
    few = active_against_random(judge, Y, CHOSEN, RESERVE[: SMALLEST - 1], dimensions=9000)
    assert few.value is None and "9000" in few.sentence and not few.warn
    assert "there are 10" in active_against_random(judge, Y, CHOSEN[:10], RESERVE).sentence
    early = active_against_random(luck(lambda train: 0.9), Y, CHOSEN[:30], RESERVE)
    assert "first 30 chosen labels" in early.sentence and "30 random labels" in early.sentence
