"""One call for all figures, whichever way the items were drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import beta_mixture, figures, wilson
from labelwise.evaluation.testing import (
    answers_for,
    audit,
    doubt_weights,
    draw_items,
    lure,
    weighted_accuracy,
)
from labelwise.evaluation.testing.all_figures import is_even
from labelwise.types import Outcomes

CLASSES = ("a", "b", "c")


@pytest.fixture
def model(rng):
    y = rng.integers(0, 3, 3000)
    proba = rng.dirichlet(np.ones(3), 3000) * 0.4
    proba[np.arange(3000), np.where(rng.random(3000) < 0.8, y, (y + 1) % 3)] += 0.6
    return proba, y


def test_even_draws_are_judged_as_a_reserve_is(model, rng):
    proba, y = model
    drawn = draw_items(np.ones(3000), rng, n=140)
    rest = np.delete(np.arange(3000), drawn.rows)
    found = audit(drawn, y[drawn.rows], proba[drawn.rows], classes=CLASSES, rest=proba[rest])
    made = Outcomes(y[drawn.rows], proba[drawn.rows], CLASSES, proba[rest], 0, 3000)
    assert found == figures(made, rng=np.random.default_rng(0))
    assert is_even(drawn)


def test_other_draws_are_weighed(model, rng):
    proba, y = model
    drawn = draw_items(doubt_weights(proba.max(axis=1)), rng, n=140)
    found = audit(drawn, y[drawn.rows], proba[drawn.rows], classes=CLASSES)
    right = (proba.argmax(axis=1) == y)[drawn.rows]
    assert found[0] == weighted_accuracy(right, drawn) and not is_even(drawn)
    loss = -np.log(np.maximum(proba[drawn.rows, y[drawn.rows]], 1e-3))
    assert found[1].metric == "log-loss" and found[1].level == 0.9
    assert found[1].value == pytest.approx(lure(loss, drawn.q, 3000))
    assert [
        f.metric for f in audit(drawn, y[drawn.rows], proba[drawn.rows].argmax(axis=1), classes=CLASSES)
    ] == ["accuracy"]


def test_numbers(rng):
    y = rng.normal(size=2000)
    said = y + 0.5 * rng.normal(size=2000)
    for weights in (np.ones(2000), rng.uniform(1, 2, 2000)):
        drawn = draw_items(weights, rng, n=200)
        found = audit(drawn, y[drawn.rows], said[drawn.rows])[0]
        assert found.metric == "rmse" and found.low < found.value < found.high
        assert found.value == pytest.approx(0.5, abs=0.1)


def test_what_comes_after_the_last_answer_was_not_asked(model, rng):
    proba, y = model
    drawn = draw_items(np.ones(3000), rng, n=100)
    truth = y[drawn.rows].astype(float)
    truth[60:] = np.nan
    cut = audit(drawn.first(60), truth[:60], proba[drawn.rows[:60]], classes=CLASSES)
    assert audit(drawn, truth, proba[drawn.rows], classes=CLASSES) == cut
    truth[10:20] = np.nan
    assert "10 of 60 items were skipped" in audit(drawn, truth, proba[drawn.rows], classes=CLASSES)[0].reason


@pytest.mark.parametrize("weights", [np.ones(500), np.arange(1.0, 501)])
def test_without_answers_everything_is_refused(weights, rng):
    drawn = draw_items(weights, rng, n=30)
    for figure in audit(drawn, np.full(30, np.nan), np.zeros(30, dtype=int), classes=("a", "b")):
        assert figure.value is None and figure.reason and "reserve" not in figure.reason


def test_answers_for_a_width_are_those_of_the_interval():
    for half in (0.02, 0.05):
        for share in (0.5, 0.8, 0.95):
            n = answers_for(half, share)
            low, high = wilson(round(share * n), n)
            assert (high - low) / 2 == pytest.approx(half, rel=0.15)
    z2 = stats.norm.ppf(0.975) ** 2
    n = answers_for(0.02, 1.0)
    assert (1 - wilson(n, n)[0]) / 2 <= 0.02 and n == int(np.ceil(z2 * 24))


def test_bounds_for_every_look_hold_on_whole_paths_and_those_of_one_look_do_not(model, rng):
    """60 paths, a look after every tenth answer from the 20th to the 200th."""
    proba, y = model
    right, missed = (proba.argmax(axis=1) == y), np.zeros(2)
    said = proba.argmax(axis=1)
    for _ in range(60):
        drawn = draw_items(np.ones(3000), rng, n=200)
        at = np.arange(20, 201, 10)
        k = right[drawn.rows].cumsum()[at - 1]
        one = wilson(k, at)
        missed[1] += ((one[0] > right.mean()) | (one[1] < right.mean())).any()
        every = beta_mixture(k, at)
        missed[0] += ((every[0] > right.mean()) | (every[1] < right.mean())).any()
    last = audit(drawn, y[drawn.rows], said[drawn.rows], classes=CLASSES, every_look=True)[1]
    assert last.metric == "accuracy, at every look" and (last.low, last.high) == (
        every[0][-1],
        every[1][-1],
    )
    assert missed[0] / 60 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60) < missed[1] / 60


def test_skips_count_from_the_bad_side_at_every_look(model, rng):
    proba, y = model
    drawn = draw_items(np.ones(3000), rng, n=100)
    truth = y[drawn.rows].astype(float)
    truth[5:15] = np.nan
    found = audit(drawn, truth, proba[drawn.rows], classes=CLASSES, every_look=True)[1]
    k = int((proba.argmax(axis=1)[drawn.rows] == truth).sum())
    assert (found.low, found.high) == (beta_mixture(k, 100)[0], beta_mixture(k + 10, 100)[1])
    with pytest.raises(BadParameter, match="even draws and classes"):
        audit(
            draw_items(1 + np.arange(9), rng, n=4),
            np.zeros(4),
            np.zeros(4),
            classes=("a", "b"),
            every_look=True,
        )


def test_bad_calls_are_refused(model, rng):
    drawn = draw_items(np.ones(10), rng, n=4)
    with pytest.raises(BadParameter, match="4 draws, 3 answers"):
        audit(drawn, np.zeros(3), np.zeros(4))
    with pytest.raises(BadData, match="no class index"):
        audit(drawn, np.full(4, 7.0), np.zeros(4, dtype=int), classes=("a", "b"))
    with pytest.raises(BadParameter, match="half is"):
        answers_for(0.6, 0.5)
