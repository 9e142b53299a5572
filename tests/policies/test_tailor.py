from itertools import permutations

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.errors import BadParameter
from labelwise.policies import Interleave, Tailor
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View
from labelwise.tasks import Regression, Tags
from labelwise.types import Answer, Reply

RANDOM = Strategy(selector=Random())
LIVE = np.ones(3, dtype=bool)


def turn(arm, value, seed=1, seq=0, kind="is"):
    answer = Answer(f"a{seq}", f"q{seq}", "human:anna", kind, value, item=f"i{7 * seq}")
    return arm, Reply({"why": "", "seed": seed, "seq": seq}, answer)


def labelled(*counts):
    """A View with so many labels of each class."""
    y = np.repeat(np.arange(len(counts)), counts)
    return View(labels=np.append(y, [-1, -1]), classes=len(counts))


def test_a_class_is_worth_one_over_its_labels_and_a_majority_less_than_nothing():
    values = Tailor()._values(np.array([6, 3, 0, 2]), np.array([5, 8, 11, 9]))
    assert values.tolist() == [-1 / 6, 1 / 3, 1, 1 / 2]
    assert Tailor()._values(np.array([5, 5]), np.array([5, 5])).tolist() == [1 / 5, 1 / 5]
    assert Tailor(reward="pos")._values(np.array([6, 3]), np.array([3, 6])).tolist() == [1, 1]


def naive(turns, classes, arms, discount):
    """Batch by batch as the answers came, one plan after the other."""
    alpha = np.ones((arms, len(classes)))
    for seed in sorted({r.asked["seed"] for _, r in turns}):
        alpha = discount * alpha
        for arm, reply in turns:
            if reply.asked["seed"] == seed and reply.answer.value in classes:
                alpha[arm, classes.index(reply.answer.value)] += 1
    return alpha


def test_counts_are_discounted_once_a_batch():
    rng, classes = np.random.default_rng(0), ("a", "b", "c")
    turns = [
        turn(int(rng.integers(3)), classes[rng.integers(3)], seed=k // 5, seq=k, kind="is") for k in range(20)
    ]
    made = Tailor(discount=0.8).fold(turns, classes, 3)["fold.alpha"]
    np.testing.assert_allclose(made, naive(turns, classes, 3, 0.8))


def test_late_answers_and_undo_leave_exactly_what_the_present_answers_say():
    """Whatever the order in which answers arrive, and after one is taken back, to the last bit."""
    classes = ("a", "b")
    turns = [turn(0, "a", 1, 0), turn(1, "b", 1, 1), turn(1, "a", 2, 2), turn(0, "b", 3, 3)]
    whole = Tailor().fold(turns, classes, 2)["fold.alpha"]
    for order in permutations(turns):
        assert np.array_equal(Tailor().fold(order, classes, 2)["fold.alpha"], whole)
    before = Tailor().fold(turns[:3], classes, 2)["fold.alpha"]
    assert not np.array_equal(before, whole)
    assert np.array_equal(
        Tailor().fold([t for t in turns if t is not turns[3]], classes, 2)["fold.alpha"], before
    )


def test_answers_that_name_no_class_count_for_nothing():
    turns = [turn(0, None, kind="skip"), turn(0, ["a"], kind="not"), turn(1, "new")]
    assert Tailor(discount=1.0).fold(turns, ("a", "b"), 2)["fold.alpha"].tolist() == [[1, 1], [1, 1]]
    assert Tailor().fold([], ("a", "b"), 2)["fold.alpha"].tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize("value", [["a"], ["a", "b"], [], {"a": True}])
def test_answers_that_name_several_classes_are_for_tags(value):
    for arm in (0, None):
        with pytest.raises(
            BadParameter, match=r"the answer .* about item 'i7'.*one class.*Tailor\(tags=True\)"
        ):
            Tailor().fold([turn(0, "a"), turn(arm, value, seq=1)], ("a", "b"), 2)
    assert Tailor(tags=True).fold([turn(0, value)], ("a", "b"), 2)["fold.alpha"].shape == (2, 2)


@pytest.mark.parametrize("tags", [False, True])
def test_without_classes_there_is_nothing_to_balance(tags):
    tailor = Tailor(tags=tags)
    with pytest.raises(BadParameter, match=r"no classes.*Mixture"):
        tailor.start(View(labels=[-1] * 3), 2, tailor.fold([], (), 2), np.random.default_rng(0))
    campaign = Campaign(np.eye(9), Regression(), strategy=Interleave((RANDOM, RANDOM), tailor), trust=None)
    with pytest.raises(BadParameter, match=r"no classes.*Mixture"):
        campaign.ask(2)


def test_answers_with_numbers_have_no_classes():
    with pytest.raises(BadParameter, match=r"no classes.*Mixture"):
        Tailor().fold([turn(None, 3.5)], (), 2)


def test_a_campaign_of_tags_says_what_to_pass():
    campaign = Campaign(
        np.eye(9), Tags(["a", "b"]), strategy=Interleave((RANDOM, RANDOM), Tailor()), trust=None
    )
    campaign.tell(campaign.ask(2), [["a"], ["a", "b"]])
    with pytest.raises(BadParameter, match=r"Tailor\(tags=True\)"):
        campaign.ask(2)


def test_tags_have_a_yes_and_a_no():
    turns = [turn(0, ["a", "b"]), turn(0, ["b"], seq=1), turn(1, {"a": True}, seq=2)]
    state = Tailor(discount=1.0, tags=True).fold(turns, ("a", "b"), 2)
    assert state["fold.alpha"].tolist() == [[2, 3], [2, 1]]
    assert state["fold.beta"].tolist() == [[2, 1], [1, 1]]
    assert state["fold.found"].tolist() == [[2, 2], [1, 0]]


def test_answers_to_questions_of_no_arm_count_as_labels_and_for_no_arm():
    """What a random start found makes a class common, whoever asked; it is no batch of the bandit."""
    own = [turn(0, ["a"], seed=2, seq=5)]
    start = [turn(None, ["b"], seed=1, seq=k) for k in range(3)]
    state = Tailor(tags=True).fold([*start, *own], ("a", "b"), 2)
    alone = Tailor(tags=True).fold(own, ("a", "b"), 2)
    assert state["fold.found"].tolist() == [[1, 3], [3, 1]]
    for name in ("fold.alpha", "fold.beta"):
        np.testing.assert_array_equal(state[name], alone[name])


def draws(tailor, state, view, live=LIVE, repeats=2000):
    loop = tailor.start(view, len(live), state, np.random.default_rng(0))
    assert loop.shares(live) is None
    return np.bincount([loop.draw(live) for _ in range(repeats)], minlength=len(live)) / repeats


def test_equal_worth_goes_by_chance():
    """With values of 1 and one class an answer, every draw sums to 1 up to rounding."""
    state = {"fold.alpha": np.array([[50.0, 1, 1], [1, 1, 1], [1, 30, 9]])}
    share = draws(Tailor(reward="pos"), state, labelled(10, 5, 1))
    np.testing.assert_allclose(share, 1 / 3, atol=5 * np.sqrt(2 / 9 / 2000))


def test_who_finds_the_rare_class_goes_more_often_and_the_dead_never():
    state = {"fold.alpha": np.array([[20.0, 1], [10, 10], [20, 1]])}
    share = draws(Tailor(), state, labelled(30, 3))
    assert share[1] > 0.9
    assert draws(Tailor(), state, labelled(30, 3), np.array([True, False, True]))[1] == 0


@pytest.mark.parametrize("tags", [False, True])
def test_draws_equal_a_naive_draw(tags):
    """First draws over many generators against the formula, chi-squared."""
    yes, no = np.array([[3.0, 1, 2], [1, 4, 1], [2, 2, 2]]), np.array([[1.0, 5, 1], [2, 1, 3], [1, 1, 1]])
    found = np.array([[10.0, 4, 2], [6, 12, 14]])
    state = {"fold.alpha": yes, "fold.beta": no, "fold.found": found}
    rng, looked = np.random.default_rng(1), labelled(8, 4, 2)
    if tags:
        value, theta = np.array([-1 / 10, 1 / 4, 1 / 2]), rng.beta(yes, no, size=(40_000, 3, 3))
    else:
        value = np.array([-1 / 8, 1 / 4, 1 / 2])
        theta = np.stack([rng.dirichlet(a + 1, 40_000) for a in yes], axis=1)
    expected = np.bincount((theta @ value).argmax(axis=1), minlength=3) / 40_000
    share = draws(Tailor(tags=tags), state, looked, repeats=3000)
    assert (3000 * (share - expected) ** 2 / expected).sum() < 16  # chi-squared, 2 degrees: p = 0.0003


def test_without_a_state_all_arms_are_equal():
    np.testing.assert_allclose(draws(Tailor(), {}, labelled(4, 4, 4)), 1 / 3, atol=0.06)
    np.testing.assert_allclose(draws(Tailor(tags=True), {}, labelled(4, 4, 4)), 1 / 3, atol=0.06)


@pytest.mark.parametrize("tags", [False, True])
def test_counts_may_be_discounted_to_nothing(tags):
    tailor = Tailor(discount=0.0, tags=tags)
    state = tailor.fold([turn(0, ["b"] if tags else "b")], ("a", "b"), 3)
    assert draws(tailor, state, labelled(3, 1), repeats=50).sum() == pytest.approx(1)


@pytest.mark.parametrize("bad", [{"reward": "sum"}, {"discount": 1.5}])
def test_parameters_that_are_none(bad):
    with pytest.raises(BadParameter, match="Allowed"):
        Tailor(**bad)
