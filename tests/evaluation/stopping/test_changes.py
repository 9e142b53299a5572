import numpy as np
import pytest

from labelwise.evaluation.stopping import ClassificationChange, ShareChanged, share_changed
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import History


def ask(rule, history, tau=0.01):
    return rule(history, tau=tau, rng=np.random.default_rng(0))


def test_share_over_100_labels_and_over_one_round():
    history = path(RISING)
    assert share_changed(history) == pytest.approx(0.135)
    made = ask(ClassificationChange(), history)
    assert made.value == pytest.approx(0.0275, abs=1e-3) and made.stop is False
    assert ask(ClassificationChange(share=0.03), history).stop is True


def test_one_answer_is_a_change():
    said = [np.zeros(1000, int) for _ in range(9)]
    said[-1] = np.r_[1, said[0][1:]]
    made = History(20 * np.arange(1, 10), said.__getitem__, np.zeros(0), np.zeros((9, 0)), ("a", "b"))
    assert ask(ClassificationChange(), made).stop is False
    assert ask(ClassificationChange(share=0.001), made).stop is True
    assert [ask(ShareChanged(), made, tau).stop for tau in (0.001, 0.0011)] == [False, True]


def test_without_100_labels_between_models_nothing_is_said():
    history = History(
        10 * np.arange(1, 10), lambda t: np.zeros(4, int), np.zeros(0), np.zeros((9, 0)), ("a",)
    )
    assert share_changed(history) is None
    assert ask(ShareChanged(), history).sentence == "The first and the newest model must be 100 labels apart."


@pytest.mark.parametrize("rule", [ClassificationChange(), ShareChanged()])
def test_numbers_are_refused(rule):
    made = ask(rule, path(FLAT, numbers=True))
    assert made.stop is None and "about classes" in made.sentence
