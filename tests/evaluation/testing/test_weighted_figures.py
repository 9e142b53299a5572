"""Accuracy and losses of weighted draws: exact where it must be, covered, refused by numbers alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import wilson
from labelwise.evaluation.testing import (
    Drawn,
    RunningAccuracy,
    RunningLure,
    doubt_weights,
    draw_items,
    floored,
    lure,
    lure_variance,
    weighted_accuracy,
    weighted_mean,
)
from labelwise.evaluation.testing.weighted_figures import bounded_t

NAN = float("nan")
TWICE = Drawn(np.array([4, 4]), np.full(2, 0.1), 9)


def even(count: int, size: int = 5000) -> Drawn:
    return draw_items(np.ones(size), np.random.default_rng(0), n=count)


@pytest.fixture(scope="module")
def tested() -> tuple[np.ndarray, np.ndarray]:
    """Confidence and errors of a model that is somewhat too sure of itself: 4,000 items, 9 % wrong."""
    rng = np.random.default_rng(5)
    confidence = 1 - 0.5 * rng.beta(0.35, 1.8, 4000)
    return confidence, (rng.random(4000) < 1.1 * (1 - confidence)).astype(float)


def naive(right, drawn, level):
    """The rule of the interval in words: Wilson at p (1 - p) / v, from half to twice as many items."""
    p, m = 1 - lure(1 - right, drawn.q, drawn.size), len(right)
    v = lure_variance(1 - right, drawn.q, drawn.size) + p * (1 - p) / drawn.size
    n = min(max(p * (1 - p) / v, m / 2), 2 * m)
    ends = []
    for sign in (-1, 1):
        z = sign * stats.norm.ppf((1 + level) / 2)
        root = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        ends.append((p + z * z / (2 * n) + root) / (1 + z * z / n))
    return p, *ends


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_equals_the_naive_version(tested, level):
    confidence, wrong = tested
    drawn = draw_items(doubt_weights(confidence), np.random.default_rng(1), n=120)
    found = weighted_accuracy(1 - wrong[drawn.rows], drawn, level=level)
    made = found.value, found.low, found.high
    np.testing.assert_allclose(made, naive(1 - wrong[drawn.rows], drawn, level))
    assert found.n == 120 and found.level == level and found.reason == ""


@pytest.mark.parametrize("gaps", [0.0, 0.01, 0.2])
def test_comes_label_by_label(tested, gaps):
    confidence, wrong = tested
    rng = np.random.default_rng(3)
    drawn = draw_items(doubt_weights(confidence), rng, n=200)
    right = np.where(rng.random(200) < gaps, NAN, 1 - wrong[drawn.rows])
    running = RunningAccuracy(RunningLure(drawn.size), 0.9)
    assert running.estimate == weighted_accuracy(right[:0], drawn.first(0), level=0.9)
    for m in range(200):
        running = running.add(None if np.isnan(right[m]) else bool(right[m]), drawn.q[m])
        if m + 1 in (10, 51, 60, 120, 200):
            found, made = running.estimate, weighted_accuracy(right[: m + 1], drawn.first(m + 1), level=0.9)
            assert (found.n, found.level, found.reason) == (made.n, made.level, made.reason)
            sides = [(e.value, e.low, e.high) for e in (found, made)]
            np.testing.assert_allclose(*np.array(sides, dtype=float), rtol=1e-9)  # NaN where it is refused


def test_a_running_accuracy_takes_yes_no_and_no_answer():
    with pytest.raises(BadData, match="other values than 0, 1"):
        RunningAccuracy(RunningLure(10)).add(0.5, 0.1)
    with pytest.raises(BadData, match="above 0"):
        RunningAccuracy(RunningLure(10)).add(True, 0.0)


def share_held(tested, weights, count, interval, repeats=300) -> float:
    wrong = tested[1]
    rng, held = np.random.default_rng(2), 0
    for _ in range(repeats):
        drawn = draw_items(weights, rng, n=count)
        low, high = interval(1 - wrong[drawn.rows], drawn)
        held += low <= 1 - wrong.mean() <= high
    return held / repeats


def ours(right, drawn):
    found = weighted_accuracy(right, drawn)
    return found.low, found.high


def unweighted(right, drawn):
    half = 1.96 * right.std() / np.sqrt(len(right))
    return right.mean() - half, right.mean() + half


@pytest.mark.parametrize("count", [50, 100])
def test_the_interval_holds_as_often_as_it_says(tested, count):
    held = share_held(tested, doubt_weights(tested[0]), count, ours)
    assert held >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)


def test_the_plain_mean_of_what_was_drawn_does_not(tested):
    """Negative control of the coverage test."""
    held = share_held(tested, doubt_weights(tested[0]), 100, unweighted)
    assert held < 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)


def test_draws_by_the_expected_loss_alone_are_worse_than_by_the_default(tested):
    """A model too sure of itself: an item it is sure of and wrong about gets a huge weight."""
    confidence, wrong = tested
    sure = np.where((confidence > 0.999) & (np.arange(4000) % 20 == 0), 1.0, wrong)
    rng, errors = np.random.default_rng(4), {}
    for name, weights in {
        "default": doubt_weights(confidence),
        "loss": floored(1 - confidence, 0.001),
    }.items():
        drawn = [draw_items(weights, rng, n=100) for _ in range(200)]
        errors[name] = np.mean([(lure(sure[d.rows], d.q, 4000) - sure.mean()) ** 2 for d in drawn])
    assert errors["loss"] > 2 * errors["default"]


def test_all_items_give_the_truth(rng):
    right = (rng.random(60) < 0.7).astype(float)
    drawn = draw_items(rng.uniform(1, 5, 60), rng)
    assert weighted_accuracy(right, drawn).value == pytest.approx(right.mean(), abs=1e-12)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_refusals_say_how_many_it_takes_and_never_look_at_answers(value, rng):
    found = weighted_accuracy(np.full(49, value), even(49))
    assert (
        found.value is found.low is None
        and "49 answers are too few, it takes 50: label 1 more" in found.reason
    )
    assert weighted_accuracy(np.full(50, value), even(50)).value == value
    found = weighted_mean(np.full(99, value), even(99), rng, metric="log-loss")
    assert found.value is None and "it takes 100" in found.reason and found.metric == "log-loss"
    assert weighted_mean(np.full(100, value), even(100), rng, metric="log-loss").value == pytest.approx(value)


def test_without_an_error_the_interval_is_that_of_even_draws():
    found = weighted_accuracy(np.ones(100), even(100))
    assert found.high == 1 and found.low == pytest.approx(0.963, abs=1e-3)


def test_few_items_without_an_answer_are_left_out_and_many_widen_the_interval():
    right = (np.arange(100) % 10 > 0).astype(float)
    few, many = right.copy(), right.copy()
    few[[3, 7]], many[20:30] = NAN, NAN
    left = weighted_accuracy(few, even(100))
    assert left.n == 98 and left.reason == "2 items without an answer left out"
    assert left.value == pytest.approx(np.nanmean(few), abs=1e-12)
    outer = weighted_accuracy(many, even(100))
    assert "10 items without an answer counted as wrong in the low bound" in outer.reason
    wrong, right = (weighted_accuracy(np.nan_to_num(many, nan=v), even(100)) for v in (0.0, 1.0))
    assert (outer.low, outer.high) == pytest.approx((wrong.low, right.high), abs=1e-12)


def test_a_mean_is_refused_when_many_items_have_no_answer(rng):
    losses = rng.random(150)
    losses[:10] = NAN
    found = weighted_mean(losses, even(150), rng, metric="cost")
    assert found.value is None and "10 of 150 items have no answer" in found.reason
    losses[2:10] = 0.5
    assert weighted_mean(losses, even(150), rng, metric="cost").reason == "2 items without an answer left out"


def test_the_mean_holds_and_the_plain_t_interval_does_not(rng):
    """Heavy tails, 200 repeats: log-normal losses; the t interval, the control, misses more often."""
    losses = np.exp(1.5 * rng.normal(size=5000))
    held = []
    for _ in range(200):
        drawn = draw_items(np.ones(5000), rng, n=100)
        made = losses[drawn.rows]
        found = weighted_mean(made, drawn, rng, metric="cost", level=0.9)
        half = stats.t.ppf(0.95, 99) * stats.sem(made)
        held.append([found.low <= losses.mean() <= found.high, abs(made.mean() - losses.mean()) <= half])
    ours, plain = np.mean(held, axis=0)
    assert ours >= 0.85 - 3 * np.sqrt(0.85 * 0.15 / 200) and plain < ours


def test_what_cannot_be_bounded_has_no_bound(rng):
    assert bounded_t(np.full(50, 2.0), rng, 0.95) == (0.0, None)
    assert bounded_t(np.full(50, -2.0), rng, 0.95) == (None, None)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (lambda: weighted_accuracy(np.full(60, 0.5), even(60)), "other values than 0, 1"),
        (lambda: weighted_accuracy(np.ones(10), even(60)), "for 60 draws"),
        (lambda: weighted_accuracy(np.ones(2), TWICE), "item 4 was drawn twice"),
        (
            lambda: weighted_mean(np.full(3, np.inf), even(3), np.random.default_rng(0), metric="x"),
            "infinite",
        ),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(action, says):
    with pytest.raises((BadData, BadParameter), match=says):
        action()


@pytest.fixture(scope="module")
def pendigits(data_dir) -> tuple[np.ndarray, np.ndarray]:
    """Confidence and errors of a forest that is nearly always right, on 8,000 real items."""
    import pandas as pd
    from sklearn.ensemble import RandomForestClassifier

    frame = pd.read_csv(data_dir / "tabular_classification" / "pendigits.tsv.gz", sep="\t")
    y, order = frame.pop("target").to_numpy(), np.random.default_rng(1).permutation(len(frame))
    train, test = order[:1000], order[1000:9000]
    forest = RandomForestClassifier(100, random_state=0).fit(frame.to_numpy()[train], y[train])
    proba = forest.predict_proba(frame.to_numpy()[test])
    return proba.max(axis=1), (forest.classes_[proba.argmax(axis=1)] != y[test]).astype(float)


def unclipped(right, drawn):
    """Wilson at an effective size up to 16 m, as small as few errors make the variance."""
    p, m = 1 - lure(1 - right, drawn.q, drawn.size), len(right)
    v = lure_variance(1 - right, drawn.q, drawn.size)
    n = min(p * (1 - p) / v, 16 * m) if v else 16 * m
    return wilson(p * n, n)


@pytest.mark.slow
@pytest.mark.parametrize("count", [50, 100, 200])
def test_the_interval_holds_where_errors_are_rare(pendigits, count):
    """1000 draws; without the clip the interval of 50 misses far too often."""
    weights = doubt_weights(pendigits[0])
    held = share_held(pendigits, weights, count, ours, repeats=1000)
    assert held >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 1000)
    if count == 50:
        assert share_held(pendigits, weights, count, unclipped, repeats=1000) < 0.9
