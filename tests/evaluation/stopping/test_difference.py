import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from labelwise.evaluation.stopping import (
    PerformanceDifference,
    PredictedChange,
    difference_bound,
    kappa,
    predicted_change,
)
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import History


def ask(rule, history, tau=0.01):
    return rule(history, tau=tau, rng=np.random.default_rng(0))


def f1(truth, said):
    return 2 * (truth & said).sum() / max(truth.sum() + said.sum(), 1)


@given(st.integers(0, 2**32 - 1), st.integers(4, 60), st.floats(0, 0.5), st.floats(0.05, 0.95))
def test_no_f_score_differs_by_more_whatever_is_true(seed, size, changed, share):
    """The theorem, on the same items, with any truth, the most harmful one among them."""
    rng = np.random.default_rng(seed)
    a = (rng.uniform(size=size) < share).astype(int)
    b = np.where(rng.uniform(size=size) < changed, 1 - a, a)
    bound = difference_bound(a, b, 2)
    for truth in (a, b, 1 - a, rng.integers(2, size=size), np.minimum(a, b), np.maximum(a, b)):
        for c in (0, 1):
            one, other = (f1(truth == c, x == c) for x in (a, b))
            assert abs(one - other) <= bound + 1e-12


def test_the_formula():
    a, b = np.arange(100) % 2, np.where(np.arange(100) < 4, 1 - np.arange(100) % 2, np.arange(100) % 2)
    k = kappa(a, b)
    assert difference_bound(a, b, 2) == pytest.approx(4 * (1 - k) / k)
    assert difference_bound(a, 1 - a, 2) == 1
    assert difference_bound(a, a, 5) == 0


def test_predicted_change_is_one_model_judged_by_the_other():
    a, b = np.random.default_rng(0).integers(3, size=(2, 50))
    scores = f1_score(a, b, average=None)
    assert predicted_change(a, b, 3) == pytest.approx(1 - scores.min())
    assert predicted_change(a, a, 4) == 0


def test_the_bound_is_over_100_labels_and_the_prediction_over_rounds():
    history = path(RISING)
    bound = ask(PerformanceDifference(), history)
    assert bound.value > 0.3 and "on the probe" in bound.sentence
    assert 0.02 < ask(PredictedChange(), history).value < 0.06
    assert ask(PredictedChange(change=0.1), history).stop is True


def test_one_changed_round_in_the_window_is_enough_to_go_on():
    said = [np.arange(100) % 2 for _ in range(9)]
    said[6] = 1 - said[6]
    made = History(20 * np.arange(1, 10), said.__getitem__, np.zeros(0), np.zeros((9, 0)), ("a", "b"))
    assert ask(PredictedChange(), made).stop is False
    assert ask(PredictedChange(window=1), made).stop is True


@pytest.mark.parametrize("rule", [PerformanceDifference(), PredictedChange()])
def test_numbers_are_refused(rule):
    made = ask(rule, path(FLAT, numbers=True))
    assert made.stop is None and "about classes" in made.sentence


def test_without_100_labels_between_models_nothing_is_bounded():
    made = History(10 * np.arange(1, 10), lambda t: np.zeros(4, int), np.zeros(0), np.zeros((9, 0)), ("a",))
    assert "100 labels apart" in ask(PerformanceDifference(), made).sentence
