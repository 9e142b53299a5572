"""What holds for every metric: a refusal never looks at how many answers were right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.evaluation.figures import (
    F1,
    MAE,
    RMSE,
    Accuracy,
    Brier,
    CalibrationError,
    Custom,
    LogLoss,
    MacroF1,
    Precision,
    Recall,
)
from labelwise.evaluation.figures.metric import skipped, too_few
from labelwise.types import Outcomes

CLASSES = ("a", "b", "c")


def agreement(truth, output):
    return float((truth == output.argmax(axis=1)).mean())


BLIND = [Accuracy(), MacroF1(), LogLoss(), Brier(), CalibrationError(), Custom("agreement", agreement)]


def outcomes(truth, called, skips):
    output = np.full((len(called), 3), 0.1)
    output[np.arange(len(called)), called] = 0.8
    return Outcomes(truth, output, CLASSES, rest=output[: len(output) // 2], skipped=skips)


@st.composite
def two_truths(draw):
    """What a model says, and two very different truths."""
    m = draw(st.sampled_from([0, 1, 5, 19, 20, 59, 60, 99, 100, 150]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    called = rng.choice(3, size=m, p=rng.dirichlet(np.ones(3)))
    noisy = np.where(rng.uniform(size=m) < draw(st.floats(0, 1)), called, rng.integers(3, size=m))
    return called, called.copy(), noisy, draw(st.sampled_from([0, 2, 30]))


@settings(max_examples=40)
@given(two_truths(), st.sampled_from(BLIND))
def test_refusals_do_not_look_at_the_answers(case, metric):
    called, one, other, skips = case
    made = [metric(outcomes(truth, called, skips)) for truth in (one, other)]
    assert (made[0].value is None) == (made[1].value is None)
    if made[0].value is None:
        assert made[0].reason == made[1].reason != ""


@given(st.integers(20, 60), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_figures_of_a_class_answer_by_how_many_speak_of_it(m, n, hits, other_hits):
    """The same items speak of the class; which of them are right differs."""
    true = np.repeat([0, 1], [n, m - n])

    def called(right):
        said = np.repeat([0, 1], [n, m - n])
        said[: max(n - right, 0)] = 1
        return said

    for metric in (F1("a"), Recall("a")):  # the items of the class
        made = [metric(Outcomes(true, called(k), CLASSES)) for k in (hits, other_hits)]
        assert (made[0].value is None) == (made[1].value is None) == (n < 5)
    for metric in (F1("a"), Precision("a")):  # the items that are called so
        made = [metric(Outcomes(called(k), true, CLASSES)) for k in (hits, other_hits)]
        assert (made[0].value is None) == (made[1].value is None) == (n < 5)


@given(st.integers(0, 120), st.floats(0, 10), st.integers(0, 20))
@settings(max_examples=30)
def test_figures_of_numbers_answer_by_how_many_there_are(m, off, skips):
    for metric in (RMSE(), MAE()):
        made = [metric(Outcomes(np.zeros(m), np.full(m, by), skipped=skips)) for by in (0.0, off)]
        assert (made[0].value is None) == (made[1].value is None)
        assert (made[0].value is None) == (m < 100 or skips > 0.02 * (m + skips))


def test_waiting_for_ten_errors_would_be_biased():
    """Why: who answers only once ten errors were seen says less than the truth."""
    rng = np.random.default_rng(0)
    k = rng.binomial(50, 0.9, size=20_000)
    assert k.mean() / 50 == pytest.approx(0.9, abs=0.002)
    assert k[50 - k >= 10].mean() / 50 < 0.8


def test_the_same_outcomes_give_the_same_figure_and_a_generator_another():
    rng = np.random.default_rng(0)
    called = rng.integers(3, size=150)
    made = outcomes(np.where(rng.uniform(size=150) < 0.9, called, 0), called, 0)
    for metric in (MacroF1(), LogLoss(), Brier(), Custom("balanced", balanced)):
        assert metric(made) == metric(made)
        other = metric(made, rng=np.random.default_rng(1))
        assert other.value == metric(made).value
        assert other.low != metric(made).low


def balanced(truth, output):
    said = output.argmax(axis=1)
    return float(np.mean([(said[truth == c] == c).mean() for c in np.unique(truth)]))


def test_skips_count_from_two_percent_on():
    made = Outcomes(np.zeros(98, int), np.zeros(98, int), CLASSES, skipped=2)
    assert skipped(made) == 0
    assert skipped(Outcomes(np.zeros(97, int), np.zeros(97, int), CLASSES, skipped=3)) == 3
    assert too_few(made, 98) == ""
    assert "Needs 99" in too_few(made, 99)
