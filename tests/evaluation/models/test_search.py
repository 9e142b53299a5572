"""The search with random items beside: their interval is true whatever was chosen."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadParameter
from labelwise.evaluation.models import SELECTORS, Coda, Iid, Search


def world(seed, items=400, models=5, classes=3):
    """Models whose errors come together, on hard items, and the truth."""
    rng = np.random.default_rng(seed)
    truth, hard = rng.integers(classes, size=items), rng.random(items)
    right = hard + rng.normal(0, 0.25, (models, items)) < np.linspace(0.6, 0.8, models)[:, None]
    return np.where(right, truth, (truth + rng.integers(1, classes, (models, items))) % classes), truth


def played(seed, selector=None, answers=125, **options):
    said, truth = world(seed)
    search = Search(said, selector or Iid(), seed=seed, **options)
    for _ in range(answers):
        item, _ = search.ask()
        search.tell(item, truth[item])
    return search, (said == truth).mean(axis=1)


@pytest.mark.parametrize(
    ("name", "repeats"),
    [("iid", 40), ("uncertainty", 40), *(pytest.param(n, 150, marks=pytest.mark.slow) for n in SELECTORS)],
)
def test_the_interval_holds_for_the_chosen_model(name, repeats):
    """Nominal 0.95, less three standard errors."""
    held = []
    for seed in range(repeats):
        search, accuracy = played(seed, SELECTORS[name], check=0.2)
        made = search.choice()
        estimate = made.accuracy[made.model]
        held.append(estimate.low <= accuracy[made.model] <= estimate.high)
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / repeats)


def test_accuracy_on_what_the_selector_asked_is_far_off():
    """Negative control: the same count of right answers on the selector's own items."""
    off = []
    for seed in range(10):
        said, truth = world(seed)
        search, accuracy = played(seed, SELECTORS["uncertainty"], check=0.0)
        items = list(search._answers)
        model = search.choice().model
        off.append((said[model, items] == truth[items]).mean() - accuracy[model])
    assert np.mean(off) < -0.1


def test_every_fifth_question_is_about_a_random_item():
    said, _ = world(0)
    search = Search(said, Coda(), seed=3, check=0.2)
    asked = [search.ask() for _ in range(20)]
    sealed = Search(said, Iid(), seed=3, check=0.2)._sealed
    assert [item in sealed for item, _ in asked] == [False, False, False, False, True] * 4
    assert [item for item, _ in asked[4::5]] == sealed[:4]


def test_all_items_are_asked_once_and_then_no_more():
    said, truth = world(0, items=60)
    search = Search(said, Iid(), check=0.1)
    items = [search.ask()[0] for _ in range(60)]
    assert sorted(items) == list(range(60)) and search.left == 0
    with pytest.raises(BadParameter):
        search.ask()
    assert truth.shape == (60,)


def test_the_selector_does_not_learn_the_random_answers():
    said, truth = world(1)
    right, wrong = (Search(said, Coda(), seed=0) for _ in range(2))
    for _ in range(40):
        item, chance = right.ask()
        assert wrong.ask() == (item, chance)
        right.tell(item, truth[item])
        wrong.tell(item, (truth[item] + (item in wrong._place)) % 3)
    np.testing.assert_array_equal(right.choice().posterior, wrong.choice().posterior)
    assert right.choice().checks == 8


@pytest.mark.parametrize("name", sorted(SELECTORS))
def test_answers_read_again_lead_to_the_same_next_question(name):
    said, truth = world(2)
    first, again = (Search(said, SELECTORS[name], seed=5) for _ in range(2))
    log = [(*first.ask(), k) for k in range(23)]
    for item, _, k in log:
        if k % 3:
            first.tell(item, truth[item])
    for item, chance, _ in log:
        again.asked(item, chance)
    for item, _, k in log:
        if k % 3:
            again.tell(item, truth[item])
    assert first.ask() == again.ask()
    np.testing.assert_array_equal(first.choice().posterior, again.choice().posterior)


def test_too_few_random_items_give_no_figure():
    for answers, check, reason in ((50, 0.2, "10 random items"), (100, 0.0, "No random items")):
        search, _ = played(0, answers=answers, check=check)
        assert all(e.value is None and reason in e.reason for e in search.choice().accuracy)


def test_the_duel_counts_where_best_and_runner_up_differ():
    said, truth = np.array([[0] * 10, [0] * 7 + [1] * 3]), np.array([0] * 9 + [1])
    search = Search(said, Iid(), check=0.0)
    for n, c in enumerate(truth):
        search.tell(n, c)
    made = search.choice()
    assert (made.model, made.runner_up, made.ahead, made.behind) == (0, 1, 2, 1)


@pytest.mark.parametrize(("item", "answer"), [(400, 0), (-1, 0), (0, 3), (0, -1)])
def test_refused_answers_change_nothing(item, answer):
    search = Search(world(0)[0], Coda())
    for place in (item, search._sealed[0]) if answer else (item,):
        with pytest.raises(BadAnswer):
            search.tell(place, answer)
    assert search.left == 400 and search.choice().answers == 0


def test_an_item_is_told_and_noted_once():
    search = Search(world(0)[0], Coda())
    for item in (search._sealed[0], search.ask()[0]):
        search.tell(item, 1)
        with pytest.raises(BadAnswer):
            search.tell(item, 1)
        with pytest.raises(BadAnswer):
            search.asked(item, 0.1)


@pytest.mark.parametrize("check", [-0.1, 0.6, float("nan")])
def test_the_share_is_checked(check):
    with pytest.raises(BadParameter, match="check"):
        Search(world(0)[0], Coda(), check=check)
