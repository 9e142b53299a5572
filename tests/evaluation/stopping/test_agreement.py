import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from labelwise.evaluation.stopping import KappaChange, KappaLevel, kappa
from labelwise.evaluation.stopping.agreement import kappas
from labelwise.testing.stopping_suite import FLAT, RISING, path
from labelwise.types import History

RNG = np.random.default_rng(0)


def campaign(said, classes=("a", "b", "c")):
    """A history of hard answers, 20 labels a round."""
    n = 20 * np.arange(1, len(said) + 1)
    return History(n, said.__getitem__, np.zeros(0), np.zeros((len(said), 0)), classes)


@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_kappa_is_cohens(seed, size):
    a, b = np.random.default_rng(seed).integers(3, size=(2, size))
    assume(len(np.unique([a, b])) > 1)
    assert kappa(a, b) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)


def test_kappa_of_one_class_and_of_nothing_is_1():
    assert kappa(np.zeros(5, int), np.zeros(5, int)) == 1
    assert kappa(np.zeros(0, int), np.zeros(0, int)) == 1


def test_kappas_of_the_last_pairs():
    said = list(RNG.integers(3, size=(6, 50)))
    made = kappas(campaign(said), 3)
    assert made == [kappa(said[k], said[k + 1]) for k in (2, 3, 4)]


def ask(rule, history):
    return rule(history, tau=0.01, rng=np.random.default_rng(0))


def test_level_is_the_mean_of_the_window():
    said = [np.arange(100) % 2 for _ in range(9)]
    said[-1] = np.where(np.arange(100) < 2, 1 - said[-1], said[-1])
    one = kappa(said[-2], said[-1])
    made = ask(KappaLevel(), campaign(said, ("a", "b")))
    assert made.value == pytest.approx((2 + one) / 3) and made.stop is False
    assert ask(KappaLevel(level=0.98), campaign(said, ("a", "b"))).stop is True


def test_change_is_the_mean_absolute_difference():
    said = list(RNG.integers(3, size=(9, 50)))
    k = kappas(campaign(said), 4)
    made = ask(KappaChange(), campaign(said))
    assert made.value == pytest.approx(np.mean([abs(k[1] - k[0]), abs(k[2] - k[1]), abs(k[3] - k[2])]))


def test_the_shipped_form_stops_where_the_papers_goes_on():
    """The flaw of comparing differences: a steady rise of 13.5 points per 100 labels."""
    assert ask(KappaChange(), path(RISING)).stop is True
    assert ask(KappaLevel(), path(RISING)).stop is False
    assert "steady" in KappaChange.flaw


@pytest.mark.parametrize("rule", [KappaLevel(), KappaChange()])
def test_numbers_are_refused(rule):
    made = ask(rule, path(FLAT, numbers=True))
    assert made.stop is None and "about classes" in made.sentence
