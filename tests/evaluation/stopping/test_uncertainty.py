import numpy as np
import pytest
from scipy.stats import entropy

from labelwise.evaluation.stopping import OverallUncertainty
from labelwise.testing.stopping_suite import FLAT, path
from labelwise.types import History


def of(proba):
    return History(20 * np.arange(1, 10), lambda t: proba, np.zeros(0), np.zeros((9, 0)), ("a", "b", "c"))


def ask(history, rule=None):
    return (rule or OverallUncertainty())(history, tau=0.01, rng=np.random.default_rng(0))


def test_mean_entropy_of_the_newest_model_with_1_for_equal_classes():
    proba = np.random.default_rng(0).dirichlet(np.ones(3), 20)
    assert ask(of(proba)).value == pytest.approx(np.mean([entropy(p, base=3) for p in proba]))
    assert ask(of(np.full((4, 3), 1 / 3))).value == pytest.approx(1)
    made = ask(of(np.eye(3)))
    assert made.stop is True and made.value == 0


def test_the_level_decides():
    proba = np.array([[0.9, 0.05, 0.05]])
    value = ask(of(proba)).value
    assert [ask(of(proba), OverallUncertainty(level)).stop for level in (value - 0.01, value + 0.01)] == [
        False,
        True,
    ]


def test_without_probabilities_nothing_is_said():
    assert "no probabilities" in ask(of(np.zeros(4, int))).sentence
    assert "about classes" in ask(path(FLAT, numbers=True)).sentence
