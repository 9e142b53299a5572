"""How far confidence is from accuracy, and how well that is known."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import CalibrationError, reliability
from labelwise.types import Outcomes

KINDS = ("even", "uneven")


def outcomes(confidence, right, **more):
    """Two classes, of which the model says the first."""
    output = np.stack([confidence, 1 - confidence], axis=1)
    return Outcomes(np.where(right, 0, 1), output, ("a", "b"), **more)


def world(name, n, rng):
    """Confidence, from one half on, and the true chance to be right."""
    if name == "calibrated":
        sure = 0.5 + 0.5 * rng.beta(2, 1, n)
        return sure, sure
    if name == "too sure":
        sure = 0.5 + 0.5 * rng.beta(4, 1, n)
        return sure, 0.5 + 0.7 * (sure - 0.5)
    if name == "not sure enough":
        sure = 0.5 + 0.3 * rng.random(n)
        return sure, np.minimum(sure + 0.18, 0.98)
    if name == "sure of nearly all":
        sure = 1 - np.exp(rng.normal(-6, 2, n)).clip(0, 0.5)
        return sure, 1 - 0.6 * np.sqrt(1 - sure)
    sure = 0.5 + 0.5 * rng.random(n)
    return sure, np.where(sure > 0.9, sure - 0.4, sure)


WORLDS = ("calibrated", "too sure", "not sure enough", "sure of nearly all", "wrong in one place")


def true_error(edges, sure, chance):
    place = np.searchsorted(edges, sure, side="right")
    return np.abs(np.bincount(place, sure - chance, len(edges) + 1)).sum() / len(sure)


def simulated(name, masses, m, repeats):
    """How often the interval held, and the mean errors of the value and of the plain mean of gaps."""
    rng, metric = np.random.default_rng(0), CalibrationError(masses)
    sure, chance = world(name, 20_000, rng)
    held, off, raw = [], [], []
    for _ in range(repeats):
        rows = rng.integers(len(sure), size=m)
        made = outcomes(sure[rows], rng.random(m) < chance[rows])
        bins = reliability(made, masses=masses)
        truth, found = true_error(bins.edges, sure, chance), metric(made, rng=rng)
        held.append(found.low <= truth <= found.high)
        off.append(found.value - truth)
        raw.append(bins.n @ np.abs(bins.said - bins.right) / m - truth)
    return np.mean(held), np.mean(off), np.mean(raw)


@pytest.mark.parametrize("masses", KINDS)
@pytest.mark.parametrize("name", WORLDS)
def test_the_interval_holds_and_the_value_is_nearly_right(name, masses):
    """80 reserves of 120 answers, against the error of 20,000 items in the same bins."""
    held, off, raw = simulated(name, masses, 120, 80)
    assert held >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 80)
    assert abs(off) < 0.04 and off < raw
    if name == "calibrated":
        assert raw > 0.03 and off < 0.5 * raw


@pytest.mark.slow
@pytest.mark.parametrize("masses", KINDS)
@pytest.mark.parametrize("name", WORLDS)
def test_it_holds_with_more_answers(name, masses):
    for m in (200, 500):
        held, off, _ = simulated(name, masses, m, 400)
        assert held >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)
        assert abs(off) < 0.04


def test_the_bins_are_what_they_say():
    rng = np.random.default_rng(1)
    sure = rng.uniform(0.5, 1, 310)
    right = rng.random(310) < sure
    even = reliability(outcomes(sure, right))
    assert len(even.n) == 15 and even.n.min() >= 20 and even.n.max() <= 21
    order = np.argsort(sure)[: even.n[0]]
    assert even.said[0] == pytest.approx(sure[order].mean()) and even.right[0] == right[order].mean()
    assert (even.low <= even.right).all() and (even.right <= even.high).all()
    wide = reliability(outcomes(sure, right), masses="uneven")
    assert wide.edges[0] == pytest.approx(1 / 15) and len(wide.n) == 8  # from 7/15 on
    naive = sum(
        abs(sure[b].mean() - right[b].mean()) * b.sum() / 310
        for b in ((sure >= lo) & (sure < lo + 1 / 15) for lo in np.arange(15) / 15)
        if b.any()
    )
    assert wide.n @ np.abs(wide.said - wide.right) / 310 == pytest.approx(naive)


def test_equal_confidences_make_one_bin():
    made = CalibrationError()(outcomes(np.full(100, 0.8), np.arange(100) < 80))
    assert made.value == pytest.approx(0, abs=1e-9) and made.low == 0 and made.high < 0.1


def test_edges_never_depend_on_answers():
    sure = np.random.default_rng(2).uniform(0.5, 1, 200)
    some = [reliability(outcomes(sure, np.arange(200) % k == 0)).edges for k in (1, 2, 3)]
    assert all((edges == some[0]).all() for edges in some)


@pytest.mark.parametrize("masses", KINDS)
def test_few_answers_skips_and_copies(masses):
    metric, rng = CalibrationError(masses), np.random.default_rng(3)
    sure, chance = world("too sure", 200, rng)
    right = rng.random(200) < chance
    assert "Needs 100" in metric(outcomes(sure[:99], right[:99])).reason
    for m in (0, 1, 20):
        assert metric(outcomes(sure[:m], right[:m])).value is None
        assert reliability(outcomes(sure[:m], right[:m]), masses=masses).n.sum() == m
    plain = metric(outcomes(sure, right))
    gaps = metric(outcomes(sure, right, skipped=20))
    assert gaps.low <= plain.low and gaps.high > plain.high and "20 of 220" in gaps.reason
    copies = metric(outcomes(sure, right, kin=np.arange(200) // 2))
    assert copies.low <= plain.low and copies.high > plain.high + 0.01


def test_more_confidence_is_a_shorter_interval_the_other_way():
    rng = np.random.default_rng(4)
    sure, chance = world("too sure", 300, rng)
    made = outcomes(sure, rng.random(300) < chance)
    wide, narrow = CalibrationError()(made, level=0.99), CalibrationError()(made, level=0.8)
    assert wide.low <= narrow.low <= narrow.value <= narrow.high < wide.high
    assert CalibrationError()(made) == CalibrationError()(made)


def test_what_has_no_confidence_is_refused():
    with pytest.raises(BadData, match="needs probabilities"):
        CalibrationError()(Outcomes(np.zeros(100, int), np.zeros(100, int), ("a", "b")))
    with pytest.raises(BadData, match="figure of classes"):
        CalibrationError()(Outcomes(np.zeros(100), np.zeros(100)))
    with pytest.raises(BadParameter, match="'even', 'uneven'"):
        CalibrationError("widths")


def test_it_holds_on_outputs_of_a_model():
    """Digits after 100 random labels: logistic regression is far too cautious, and that is seen."""
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(y))
    model = LogisticRegression(max_iter=200).fit(x[order[:100]] / 16, y[order[:100]])
    every = Outcomes(y[order[100:]], model.predict_proba(x[order[100:]] / 16), tuple("0123456789"))
    sure, right, rng, held = every.output.max(axis=1), every.right, np.random.default_rng(1), 0
    for _ in range(100):
        some = every.only(rng.integers(len(every), size=150))
        made = CalibrationError()(some, rng=rng)
        held += made.low <= true_error(reliability(some).edges, sure, right) <= made.high
        assert made.low > 0.05
    assert held >= 95 - 3 * np.sqrt(0.95 * 5)
