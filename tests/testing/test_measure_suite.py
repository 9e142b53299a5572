"""Each check catches the measure that it is for."""

import numpy as np
import pytest

from labelwise.measures import margin, pooled
from labelwise.testing import measure_suite as suite


def one_number(proba):
    return np.float64(proba.max())


def infinite(proba):
    return np.log(proba * 0).sum(axis=1)


def by_position(proba):
    return np.arange(len(proba), dtype=float)


def ranked(proba):
    """Depends on the other rows, without saying so."""
    return np.argsort(np.argsort(proba[:, 0])).astype(float)


def normalising(proba):
    proba /= proba.max(axis=1, keepdims=True)
    return proba.min(axis=1)


def unsafe(proba):
    return np.nan_to_num(-(proba * np.log(proba + (proba == 0) * -1.0)).sum(axis=1), nan=np.inf)


def reversed_margin(proba):
    return 1 - margin(proba)


def first_class(proba):
    return proba[:, 0]


def half(proba):
    return proba.max(axis=1) * (1.1 if proba.dtype == np.float32 else 1.0)


class Remembering:
    """The first call differs from the later ones."""

    def __init__(self):
        self.calls = 0

    def __call__(self, proba):
        self.calls += 1
        return proba.max(axis=1) + self.calls

    def __hash__(self):
        return id(self)


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (suite.one_finite_score_a_row, one_number),
        (suite.one_finite_score_a_row, lambda proba: proba[:, 0] * np.nan),
        (suite.rows_may_be_permuted, by_position),
        (suite.rows_stand_alone, ranked),
        (suite.inputs_stay, normalising),
        (suite.certain_and_torn_rows_are_finite, unsafe),
        (suite.higher_is_sooner, reversed_margin),
        (suite.classes_may_be_permuted, first_class),
        (suite.single_precision_is_close, half),
        (suite.chunks_and_threads_do_not_matter, Remembering()),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_a_broken_measure_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


def test_every_check_has_its_control():
    used = test_a_broken_measure_is_caught.pytestmark[-1].args[1]
    assert {check for check, _ in used} == set(suite.CHECKS)


@pytest.mark.parametrize("check", suite.CHECKS, ids=lambda c: c.__name__)
def test_a_pooled_measure_of_other_arrays_passes(check):
    @pooled
    def spread(embedding, samples):
        return samples.var(axis=0).sum(axis=1) + np.linalg.norm(embedding - embedding.mean(axis=0), axis=1)

    check(spread)
