from dataclasses import dataclass
from unittest import mock

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.measures import margin, pooled
from labelwise.strategy import View, scoring
from labelwise.types import CHUNK

SIZE = 2 * CHUNK + 10
PROBA = np.random.default_rng(0).dirichlet(np.ones(3), SIZE)


class Counted:
    """A margin that counts the rows of its calls."""

    def __init__(self):
        self.rows = []

    def __call__(self, proba):
        self.rows.append(len(proba))
        return margin(proba)


def test_a_plain_measure_is_fed_chunk_by_chunk_and_once():
    measure, view = Counted(), View(arrays={"proba": PROBA})
    with mock.patch.object(scoring, "THREADS", 1):
        made = view.score(measure, np.arange(SIZE))
        view.score(measure, np.arange(5, 500))
    assert measure.rows == [CHUNK, CHUNK, 10]
    np.testing.assert_array_equal(made, margin(PROBA))


def test_scores_are_kept_for_newer_labels_and_not_for_measures_of_labels():
    measure, view = Counted(), View(arrays={"proba": PROBA[:50]})
    rows = np.arange(50)
    view.score(measure, rows)
    newer = view.now(labels=np.where(rows == 3, 1, -1), pending=[4])
    newer.score(measure, rows)
    assert measure.rows == [50]

    def labelled_first(labels):
        return (labels >= 0).astype(float)

    assert view.score(labelled_first, rows).sum() == 0
    assert newer.score(labelled_first, rows).nonzero()[0].tolist() == [3]


def test_a_provider_of_labels_is_live_too():
    def seen(labels):
        return (labels >= 0).astype(float)

    def measure(seen):
        return seen

    view = View(arrays={"seen": seen}, labels=[-1, -1])
    assert view.score(measure, np.arange(2)).tolist() == [0, 0]
    assert view.now(labels=[-1, 1]).score(measure, np.arange(2)).tolist() == [0, 1]


def test_rows_in_any_order_and_a_part_of_those_known():
    view = View(arrays={"proba": PROBA})
    view.score(margin, np.arange(100, 200))
    rows = np.array([150, 120, 9000, 3])
    np.testing.assert_array_equal(view.score(margin, rows), margin(PROBA[rows]))


def test_a_random_measure_is_drawn_anew():
    def noise(proba, rng):
        return rng.random(len(proba))

    view, rows = View(arrays={"proba": PROBA}), np.arange(SIZE)
    first, second = (view.score(noise, rows, np.random.default_rng(s)) for s in (0, 1))
    again = view.score(noise, rows, np.random.default_rng(0))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, again)


def test_a_pooled_measure_gets_all_rows_at_once():
    @pooled
    def above_mean(proba):
        return proba[:, 0] - proba[:, 0].mean()

    view = View(arrays={"proba": PROBA})
    assert view.score(above_mean, np.arange(SIZE)).mean() == pytest.approx(0)
    assert view.score(above_mean, np.arange(9)).mean() == pytest.approx(0)


def test_a_pooled_measure_on_too_large_a_pool_says_how_much_memory():
    @pooled
    def everything(proba):
        return proba[:, 0]

    with mock.patch.object(scoring, "POOLED_BYTES", 1000), pytest.raises(BadParameter) as error:
        View(arrays={"proba": PROBA}).score(everything, np.arange(SIZE))
    assert f"needs all {SIZE} rows at once, 0.0 GiB" in str(error.value)
    assert "Subsample" in str(error.value)


def test_an_object_with_options_is_a_measure():
    @dataclass(frozen=True)
    class Tempered:
        power: float = 1.0

        def __call__(self, proba):
            return 1 - proba.max(axis=1) ** self.power

    view, rows = View(arrays={"proba": PROBA[:9]}), np.arange(9)
    np.testing.assert_allclose(view.score(Tempered(2.0), rows), 1 - PROBA[:9].max(axis=1) ** 2)
    np.testing.assert_allclose(view.score(Tempered(1.0), rows), 1 - PROBA[:9].max(axis=1))


@pytest.mark.parametrize(
    ("measure", "error", "message"),
    [
        (lambda attention: attention, MissingCapability, "nobody provides 'attention'"),
        (lambda proba: proba, BadData, "gave shape"),
        (lambda proba: np.where(proba[:, 0] > 2, 0, np.nan), BadData, "gave nan for row 0"),
        (lambda proba: np.log(proba[:, 0] * 0 + 1) - np.inf, BadData, "finite scores"),
        ("margin", BadParameter, "a function of View arrays"),
    ],
)
def test_measures_that_do_not_work(measure, error, message):
    with pytest.raises(error, match=message):
        View(arrays={"proba": PROBA[:9]}).score(measure, np.arange(9))
