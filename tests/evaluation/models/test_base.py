"""What every run keeps: never an item twice, the same questions again, refused answers change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadParameter
from labelwise.evaluation.models import SELECTORS
from labelwise.evaluation.models.base import highest

NAMES = sorted(SELECTORS)


@pytest.fixture(params=["probabilities", "classes"])
def predictions(request, rng):
    proba = rng.dirichlet(np.full(3, 0.5), (4, 30))
    return proba if request.param == "probabilities" else proba.argmax(axis=2)


def start(name, predictions, seed=0):
    return SELECTORS[name].start(predictions, np.random.default_rng(seed))


@pytest.mark.parametrize("name", NAMES)
def test_every_item_is_asked_once_and_then_no_more(name, predictions):
    run = start(name, predictions)
    asked = []
    for _ in range(30):
        item, chance = run.ask()
        assert 0 < chance <= 1
        run.tell(item, item % 3)
        asked.append(item)
    assert sorted(asked) == list(range(30)) and run.left == 0
    with pytest.raises(BadParameter, match="all 30 items"):
        run.ask()


@pytest.mark.parametrize("name", NAMES)
def test_a_run_that_is_told_the_same_again_asks_the_same_next(name, predictions):
    whole, again = start(name, predictions), start(name, predictions)
    for _ in range(6):
        item, _ = whole.ask()
        whole.tell(item, item % 3)
    pending, chance = whole.ask()
    for item, answer in zip(whole.items, whole.answers, strict=True):
        again.asked(item, 1.0)
        again.tell(item, answer)
    assert again.ask()[0] == pending
    assert whole.ask()[0] != pending and chance > 0


@pytest.mark.parametrize("name", NAMES)
def test_looking_at_the_best_changes_nothing(name, predictions):
    quiet, looking = start(name, predictions), start(name, predictions)
    for _ in range(8):
        assert quiet.ask() == looking.ask()
        model, posterior = looking.best()
        assert posterior.shape == (4,) and posterior.sum() == pytest.approx(1)
        assert model == looking.leader()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("item", "answer"), [(30, 0), (-1, 0), (3, 3), (3, -1), (5, 0)])
def test_refused_answers_change_nothing(name, predictions, item, answer):
    run, other = start(name, predictions), start(name, predictions)
    run.tell(5, 1)
    other.tell(5, 1)
    with pytest.raises(BadAnswer):
        run.tell(item, answer)
    assert run.items == [5] and run.ask() == other.ask()
    np.testing.assert_array_equal(run.best()[1], other.best()[1])


def test_an_item_is_noted_as_asked_once(predictions):
    run = start("iid", predictions)
    run.asked(3, 0.1)
    with pytest.raises(BadAnswer, match="asked before"):
        run.asked(3, 0.1)


@pytest.mark.parametrize("name", NAMES)
def test_of_equal_models_one_is_drawn(name):
    said = np.zeros((5, 12), dtype=int)
    leaders = {start(name, said, seed).leader() for seed in range(40)}
    assert leaders == set(range(5))


def test_ties_share_one_draw():
    scores = np.array([0.2, 0.9, 0.9, 0.1])
    drawn = [highest(scores, np.random.default_rng(k), 1e-9) for k in range(50)]
    assert {place for place, _ in drawn} == {1, 2} and {chance for _, chance in drawn} == {0.5}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_set_aside_is_never_asked(name, predictions):
    run = start(name, predictions)
    run.set_aside(np.arange(5))
    assert run.left == 25
    assert sorted(run.ask()[0] for _ in range(25)) == list(range(5, 30))
    for call in (run.tell, run.asked):
        with pytest.raises(BadAnswer, match="item 2"):
            call(2, 1)
