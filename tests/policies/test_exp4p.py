from itertools import permutations

import numpy as np
import pytest
from sklearn.datasets import load_iris

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.errors import BadParameter
from labelwise.measures import entropy, margin
from labelwise.policies import Exp4P, Interleave, Labelled, Switch, Tailor
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View
from labelwise.types import Answer, Reply

NAMES = ("a", "b", "c")
MARGIN, ENTROPY, RANDOM = (
    Strategy(measure=margin),
    Strategy(measure=entropy),
    Strategy(selector=Random()),
)


def reply(k, why="", *, seed=0, p=0.5, predicted="a", value="a", kind="is"):
    asked = {"why": why, "seed": seed, "seq": k, "p": p, "predicted": predicted}
    return Reply(asked, Answer(f"a{k}", f"q{k}", "human:anna", kind, value))


def turn(k, arm=0, share="0.5 0.5", chance="1 0", **more):
    return arm, reply(k, f"exp4.p arm {arm + 1} (shares {share}, chances {chance}): margin", **more)


def weights(turns, arms=2, **how):
    return Exp4P(**{"floor": 0.2, "judged": 1, **how}).fold(turns, NAMES, arms)["fold.weights"]


def play(policy, batches, size, seed):
    """Replies as a campaign would give them; what the model predicts is right more often batch by batch."""
    rng, labels, replies = np.random.default_rng(seed), np.full(80, -1), []
    proba = rng.dirichlet(np.ones(3), 80)
    for batch in range(batches):
        view = View(arrays={"proba": proba}, labels=labels, classes=3)
        made = policy.select(view, size, rng, None, policy.fold(replies, NAMES))
        for why, p in zip(made.why, made.p, strict=True):
            right = rng.random() < 0.3 + 0.1 * batch
            replies.append(
                reply(len(replies), why, seed=batch, p=p, predicted="a", value="a" if right else "b")
            )
        labels = labels.copy()
        labels[made.indices] = 0
        yield made, proba, labels, replies[-size:], policy.fold(replies, NAMES)["fold.weights"]


@pytest.mark.parametrize("seed", range(3))
def test_weights_and_probabilities_equal_a_naive_exp4p(seed):
    """Two arms, margin and random: shares, chances, probabilities and weights are worked out by hand."""
    floor, delta, T, size, w, before = 0.15, 0.1, 60, 6, np.ones(2), []
    policy = Interleave((MARGIN, RANDOM), Exp4P(T, floor, delta, judged=1))
    for made, proba, labels, answers, folded in play(policy, 8, size, seed):
        reward = sum((r.asked["predicted"] == r.answer.value) / r.asked["p"] for r in answers)
        reward /= sum(1 / r.asked["p"] for r in answers)
        left = [k for k in np.argsort(-margin(proba)) if labels[k] < 0 or k in made.indices]
        p, w_next = (1 - 2 * floor) * w / w.sum() + floor, w.copy()
        for c, q, shares in before:
            w_next *= np.exp(floor / 2 * (reward * c / q + np.sqrt(np.log(2 / delta) / (2 * T)) / shares))
        before = []
        for row, q in zip(made.indices.tolist(), made.p, strict=True):
            c = np.array([float(row == left[0]), 1 / len(left)])
            assert q == pytest.approx(p @ c, rel=1e-5)
            before.append((c, q, p))
            left.remove(row)
        w = w_next
        np.testing.assert_allclose(folded, w / w.sum(), rtol=1e-5)


def test_every_arm_that_might_have_asked_is_credited():
    """Of three arms two want the same row; the third gets its bonus alone."""
    note = {"share": "0.2 0.3 0.5", "chance": "1 1 0", "p": 0.5}
    found = weights([turn(0, **note), turn(1, seed=1, **note)], arms=3)
    bonus = np.sqrt(np.log(3 / 0.1) / (3 * 400)) / np.array([0.2, 0.3, 0.5])
    expected = np.exp(0.1 * (np.array([1, 1, 0]) / 0.5 + bonus))
    np.testing.assert_allclose(found, expected / expected.sum())


def test_a_reward_is_the_weighted_accuracy_of_the_next_questions():
    """Right with the weight 1/0.2, wrong with 1/0.8: 5 / 6.25; predictions of the own batch do not matter."""
    later = [
        turn(1, seed=1, p=0.2, predicted="b", value="b"),
        turn(2, seed=1, p=0.8, predicted="b", value="c"),
    ]
    for predicted in ("a", "c"):
        found = weights([turn(0, predicted=predicted), *later])
        assert np.log(found[0] / found[1]) == pytest.approx(0.1 * 5 / 6.25 / 0.5)


def test_a_reward_waits_until_enough_is_answered():
    turns = [turn(k, seed=k) for k in range(4)]
    assert weights(turns, judged=4).tolist() == [0.5, 0.5]
    three, two = weights(turns, judged=3), weights(turns[:3], judged=1)
    assert np.log(three[0] / three[1]) == pytest.approx(0.1 / 0.5)
    assert np.log(two[0] / two[1]) == pytest.approx(2 * 0.1 / 0.5)


@pytest.mark.parametrize(
    "unknown",
    [{"predicted": None}, {"p": None}, {"kind": "skip", "value": None}, {"value": ["a"]}, {"kind": "not"}],
)
def test_what_no_prediction_can_be_held_to_is_left_out(unknown):
    both = [turn(0), turn(1, seed=1), turn(2, seed=1, **unknown)]
    np.testing.assert_array_equal(weights(both), weights(both[:2]))
    assert weights([both[0], both[2]]).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("note", [{"share": "nan nan"}, {"chance": "nan 1"}, {"share": "1"}, {"p": None}])
def test_what_nobody_knows_the_chances_of_teaches_nothing(note):
    assert weights([turn(0, **note), turn(1, seed=1)]).tolist() == [0.5, 0.5]
    assert weights([(0, reply(0, "exp4.p arm 1: margin")), turn(1, seed=1)]).tolist() == [0.5, 0.5]


def test_an_arm_that_had_nothing_left_gets_nothing():
    found = weights([turn(0, share="1 0", p=1.0), turn(1, seed=1)])
    own = 0.1 * (1 + np.sqrt(np.log(2 / 0.1) / (2 * 400)))
    assert np.log(found[0] / found[1]) == pytest.approx(own)


def test_late_answers_and_undo_leave_exactly_what_the_present_answers_say():
    turns = [turn(k, k % 2, chance=("1 0", "0 1")[k % 2], seed=k // 2, p=0.3 + k / 10) for k in range(5)]
    whole = weights(turns)
    for order in permutations(turns):
        assert np.array_equal(weights(order), whole)
    assert np.array_equal(weights([t for t in turns if t is not turns[4]]), weights(turns[:4]))


def test_shares_have_a_floor():
    heavy = {"fold.weights": np.array([1.0, 0, 0])}
    live = np.ones(3, dtype=bool)
    for floor, least in ((None, np.sqrt(np.log(3) / 1200)), (0.0, 0), (0.25, 0.25)):
        share = Exp4P(floor=floor).start(View(labels=[-1]), 3, heavy, np.random.default_rng(0)).shares(live)
        np.testing.assert_allclose(share, [1 - 2 * least, least, least])
    short = Exp4P(horizon=1).start(View(labels=[-1]), 3, heavy, np.random.default_rng(0)).shares(live)
    np.testing.assert_allclose(short, 1 / 3)


def test_arms_that_nobody_knows_the_shares_of_are_no_obstacle():
    """One arm is itself a bandit that draws: the picks come, without a probability."""
    policy = Interleave((Interleave((MARGIN, ENTROPY), Tailor()), RANDOM), Exp4P())
    view = View.from_arrays(proba=np.random.default_rng(0).dirichlet(np.ones(3), 30))
    made = policy.select(view, 8, np.random.default_rng(0))
    assert len(made) == 8 and made.p is None
    replies = [reply(k, why, seed=k // 4, p=None) for k, why in enumerate(made.why)]
    state = policy.fold(replies, NAMES)
    assert state["fold.weights"].tolist() == [0.5, 0.5]
    assert "fold.arm0.alpha" in state


def test_policies_around_it_say_that_predictions_are_read():
    bandit = Interleave((MARGIN, RANDOM), Exp4P())
    assert bandit.reads_predicted and Switch(RANDOM, bandit, Labelled(1)).reads_predicted
    assert Interleave((bandit, RANDOM), Tailor()).reads_predicted
    assert not Switch(RANDOM, Interleave((MARGIN, RANDOM), Tailor()), Labelled(1)).reads_predicted


def test_a_campaign_records_what_the_weights_are_made_of():
    x, y = load_iris(return_X_y=True)
    policy = Interleave((MARGIN, RANDOM), Exp4P(judged=5))
    campaign = Campaign(x, NAMES, strategy=policy, trust=None)
    for _ in range(4):
        batch = campaign.ask(8)
        campaign.tell(batch, [NAMES[y[int(query.item)]] for query in batch])
    replies = campaign.fold.replies()
    found = policy.fold(replies, NAMES)["fold.weights"]
    assert found.sum() == pytest.approx(1) and found[0] != found[1]
    assert all(r.asked["p"] and r.asked["predicted"] in NAMES for r in replies[8:])
    assert replay(campaign.ledger, pool=x) == []


@pytest.mark.parametrize("bad", [{"horizon": 0}, {"floor": 1.5}, {"delta": 0.0}, {"judged": 0}])
def test_parameters_that_are_none(bad):
    with pytest.raises(BadParameter, match="Allowed"):
        Exp4P(**bad)


def test_a_floor_that_leaves_no_room():
    policy = Interleave((MARGIN, ENTROPY, RANDOM), Exp4P(floor=0.4))
    view = View.from_arrays(proba=np.full((4, 2), 0.5))
    with pytest.raises(BadParameter, match=r"0.4 for 3 arms.*at most 0.3333"):
        policy.select(view, 1, np.random.default_rng(0))
