"""S033: a bandit over strategies finds the one that finds the rare class, and leaves it when it caught up."""

from __future__ import annotations

import numpy as np
import pytest

import labelwise as lw
from labelwise.candidates import Where
from labelwise.papers import resolve
from labelwise.policies import Interleave, Mixture, Tailor
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View
from labelwise.types import Answer, Reply

SIZE, ARMS, BATCH, BATCHES, SEEDS = 400, 5, 50, 8, 5
NAMES = ("rare", "b", "c", "d")
STRATEGIES = tuple(Strategy(candidates=Where("arm", k), selector=Random()) for k in range(ARMS))


def world(seed):
    """Five pools: in the first 60% are of the rare class, in the others 5%; three other classes alike."""
    rng = np.random.default_rng(seed)
    arm = np.repeat(np.arange(ARMS), SIZE)
    rare = rng.random(len(arm)) < np.where(arm == 0, 0.6, 0.05)
    return arm, np.where(rare, 0, rng.integers(1, len(NAMES), len(arm)))


def campaign(policy, seed, learns=True):
    """Share of the first arm in each batch, and of the rare class among all labels in the end."""
    (arm, y), rng = world(seed), np.random.default_rng(seed + 100)
    labels, replies, shares = np.full(len(arm), -1), [], []
    for batch in range(BATCHES):
        view = View(arrays={"arm": arm}, labels=labels, classes=len(NAMES))
        state = policy.fold(replies if learns else [], NAMES)
        made = policy.select(view, BATCH, rng, None, state)
        for row, why in zip(made.indices, made.why, strict=True):
            answer = Answer(f"a{row}", f"q{row}", "human:anna", "is", NAMES[y[row]])
            replies.append(Reply({"why": why, "seed": batch, "seq": len(replies)}, answer))
        labels = labels.copy()
        labels[made.indices] = y[made.indices]
        shares.append(float((arm[made.indices] == 0).mean()))
    return shares, float((y[labels >= 0] == 0).mean())


def over_seeds(policy, **how):
    runs = [campaign(policy, seed, **how) for seed in range(SEEDS)]
    return np.mean([shares for shares, _ in runs], axis=0), float(np.mean([rare for _, rare in runs]))


@pytest.fixture(scope="module")
def tailored():
    return over_seeds(Interleave(STRATEGIES, Tailor()))


def test_the_rare_arm_gets_most_of_the_second_batch(tailored):
    """Another implementation gave it 0.78 of the second batch; the first is blind."""
    shares, _ = tailored
    assert 0.1 < shares[0] < 0.35
    assert shares[1] > 0.6


def test_it_leaves_the_rare_arm_once_the_rare_class_has_caught_up(tailored):
    """Rare labels end near their even share of 1/4; by chance over the arms (0.6 + 4 x 0.05) / 5 = 0.16."""
    shares, rare = tailored
    assert shares[2:].mean() < 0.55 < shares[1]
    even, by_chance = over_seeds(Mixture(STRATEGIES, (1 / ARMS,) * ARMS))
    assert abs(by_chance - 0.16) < 0.03 and np.abs(even - 1 / ARMS).max() < 0.12
    assert rare > by_chance + 0.04
    assert abs(rare - 1 / len(NAMES)) < 0.06


def test_without_answers_it_never_learns():
    """Negative control: the same policy, never told."""
    shares, _ = over_seeds(Interleave(STRATEGIES, Tailor()), learns=False)
    assert shares.max() < 0.35


def test_one_over_the_count_and_a_turned_sign_above_half():
    """Of 12 labels 8 are of one class: an arm that finds that class is the last to get a slot."""
    labels = np.append(np.repeat([0, 1, 2], [8, 3, 1]), np.full(30, -1))
    view = View(labels=labels, classes=3)
    sure = {"fold.alpha": 1000 * np.eye(3)}
    turn = Tailor().start(view, 3, sure, np.random.default_rng(0))
    live = np.ones(3, dtype=bool)
    order = []
    while live.any():
        order.append(turn.draw(live))
        live[order[-1]] = False
    assert order == [2, 1, 0]  # worth 1, 1/3, -1/8


def test_labels_count_after_their_batch_and_fade_with_every_later_one():
    """Four answers of one arm in batch 0, one of the other in batch 1: 0.9 (0.9 + 4) and 0.9^2."""
    turns = [
        (0, Reply({"seed": 7, "seq": k}, Answer(f"a{k}", f"q{k}", "human:anna", "is", "rare")))
        for k in range(4)
    ]
    late = (1, Reply({"seed": 3, "seq": 9}, Answer("a9", "q9", "human:anna", "is", "b")))
    alpha = Tailor().fold([*turns, late], NAMES, 2)["fold.alpha"]
    assert alpha[0, 0] == pytest.approx(0.9 * (0.9 + 4))
    assert alpha[1, :2].tolist() == pytest.approx([0.81, 1.81])


def test_equal_rewards_go_by_chance():
    """With single labels and a reward of 1 all arms are worth 1, up to rounding."""
    state = {"fold.alpha": np.random.default_rng(0).uniform(1, 50, (ARMS, 4))}
    arm, _ = world(0)
    policy = Interleave(STRATEGIES, Tailor(reward="pos"))
    made = policy.select(View(arrays={"arm": arm}, classes=4), 1000, np.random.default_rng(0), None, state)
    count = np.bincount(arm[made.indices], minlength=ARMS)
    assert ((count - 200) ** 2 / 200).sum() < 20  # chi-squared, 4 degrees: p = 0.0005


def test_by_name_it_mixes_four_strategies():
    rng = np.random.default_rng(0)
    arrays = {"proba": rng.dirichlet(np.ones(3), 200), "embedding": rng.normal(size=(200, 5))}
    made = lw.query("tailor", 40, labelled=[0, 1], y=[0, 1], rng=0, **arrays)
    assert len(set(made.indices.tolist())) == 40
    assert {why.split(":")[0] for why in made.why} == {f"tailor arm {k}" for k in (1, 2, 3, 4)}
    learnt = resolve("tailor").fold(
        [Reply({"why": made.why[0], "seed": 1, "seq": 0}, Answer("a", "q", "human:anna", "is", "b"))],
        ("a", "b"),
    )
    assert learnt["fold.alpha"].sum() == pytest.approx(0.9 * 8 + 1)
