from collections import Counter

import numpy as np
import pytest

import labelwise as lw
from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.errors import BadParameter, MissingCapability
from labelwise.measures import entropy, margin
from labelwise.params import from_config, to_config
from labelwise.policies import CriteriaAndSize
from labelwise.policies.criteria_and_size import SUBSETS
from labelwise.representations import Embedding
from labelwise.selectors import Relevance, TopK
from labelwise.strategy import Strategy, View
from labelwise.types import Budget

RNG = np.random.default_rng(0)
PROBA, Z = RNG.dirichlet(np.ones(3), 60), RNG.normal(size=(60, 4))
POLICY = CriteriaAndSize(sizes=(2, 5))
STILL = CriteriaAndSize(sizes=(2, 5), epsilon=0.0)
"""Without actions by chance."""


def view(proba=PROBA, labels=None, version=""):
    return View(arrays={"proba": proba, "embedding": Z}, labels=labels, version=version, classes=3)


def labelled(rows, classes):
    labels = np.full(60, -1)
    labels[rows] = classes
    return labels


def says(why):
    on, size = why.split(":")[0].split(", ")
    return tuple(on.split(" + ")), int(size)


def taught(values):
    """A state in which the actions have these values."""
    return {"values": np.asarray(values, dtype=float)}


def test_there_are_seven_sets_of_criteria():
    assert len(set(SUBSETS)) == 7
    assert {len(on) for on in SUBSETS} == {1, 2, 3}


def test_at_first_every_action_comes_as_often():
    """Chi-squared over 14 actions, 1400 draws; what it says it did it did."""
    rng = np.random.default_rng(0)
    seen = Counter(POLICY._action(np.zeros((7, 2)), None, rng) for _ in range(1400))
    assert len(seen) == 14
    assert sum((n - 100) ** 2 / 100 for n in seen.values()) < 34.5  # 13 degrees: p = 0.001
    for seed in range(8):
        made = POLICY.select(view(), None, np.random.default_rng(seed))
        assert len(made) == says(made.why[0])[1] and len(set(made.why)) == 1
        which, size = made.state["action"]
        assert says(made.why[0]) == (SUBSETS[which], POLICY.sizes[size])


@pytest.mark.parametrize("on", SUBSETS)
def test_an_action_is_the_selector_with_these_weights_alone(on):
    values = np.zeros((7, 2))
    values[SUBSETS.index(on), 1] = 1
    base = Strategy(
        measure=entropy,
        representation=Embedding(norm="l2"),
        selector=Relevance(representative=2.0, diverse=3.0, uncertain=4.0),
    )
    made = CriteriaAndSize((2, 5), epsilon=0.0, strategy=base)
    weights = {"representative": 2.0, "diverse": 3.0, "uncertain": 4.0}
    alone = Relevance(**{name: w * (name in on) for name, w in weights.items()})
    expected = Strategy(measure=entropy, representation=Embedding(norm="l2"), selector=alone)
    rng, other = np.random.default_rng(3), np.random.default_rng(3)
    picked = made.select(view(), None, rng, None, taught(values))
    other.random(), other.integers(1)
    assert picked.indices.tolist() == expected.select(view(), 5, other).indices.tolist()
    assert says(picked.why[0]) == (on, 5)


def test_mostly_the_best_action_and_sometimes_another():
    values = np.zeros((7, 2))
    values[3, 0] = 0.5
    rng = np.random.default_rng(0)
    seen = Counter(POLICY._action(values, None, rng) for _ in range(2000))
    assert abs(seen[3, 0] - 2000 * (0.9 + 0.1 / 14)) < 5 * np.sqrt(2000 * 0.1 * 0.9)
    assert len(seen) == 14
    assert says(STILL.select(view(), None, rng, None, taught(values)).why[0]) == (SUBSETS[3], 2)


def test_a_given_number_leaves_the_criteria():
    """Of the nearest size: 4 is nearer to 5, 100 too, 3 is as near to 2."""
    values = np.zeros((7, 2))
    values[1, 0], values[6, 1] = 0.5, 0.6
    for n, which in ((4, 6), (30, 6), (3, 1), (1, 1)):
        made = STILL.select(view(), n, np.random.default_rng(0), None, taught(values))
        assert len(made) == n and says(made.why[0]) == (SUBSETS[which], n)


def test_the_value_moves_towards_the_accuracy_gained():
    """Three of five rows have an answer: two were wrong and are right now, one was right before."""
    first = STILL.select(view(), None, np.random.default_rng(1), None, taught(np.full((7, 2), (0.0, 0.1))))
    rows, action = first.indices, tuple(first.state["action"])
    assert len(rows) == 5
    old = PROBA[rows].argmax(axis=1)
    y = np.array([(old[0] + 1) % 3, (old[1] + 1) % 3, old[2]])
    after = PROBA.copy()
    after[rows[:3]] = 0.8 * np.eye(3)[y] + 0.2 / 3
    second = STILL.select(
        view(after, labelled(rows[:3], y)), None, np.random.default_rng(1), None, first.state
    )
    values = second.state["values"]
    assert values[action] == pytest.approx(0.1 + 0.3 * (2 / 3 - 0.1))
    values[action] = 0.1
    assert np.array_equal(values, np.full((7, 2), (0.0, 0.1)))


def test_a_batch_without_an_answer_teaches_nothing():
    first = POLICY.select(view(version="m1"), None, np.random.default_rng(1))
    later = POLICY.select(view(version="m2"), None, np.random.default_rng(1), None, first.state)
    assert not later.state["values"].any()


def test_the_action_stays_while_the_model_does():
    """Further rows of the same model belong to the same batch, and are judged with it."""
    first = POLICY.select(view(version="m1"), None, np.random.default_rng(0))
    known = labelled(first.indices, PROBA[first.indices].argmax(axis=1))
    for seed in range(8):
        more = POLICY.select(
            view(labels=known, version="m1"), None, np.random.default_rng(seed), None, first.state
        )
        assert says(more.why[0]) == says(first.why[0])
        assert more.state["rows"].tolist() == [*first.indices, *more.indices]
        np.testing.assert_array_equal(more.state["before"], PROBA[more.state["rows"]])
        assert not more.state["values"].any()
    every = np.arange(60)
    right = view(np.eye(3)[(PROBA.argmax(axis=1) + 1) % 3], labelled(every[:59], 0), version="m2")
    learnt = POLICY.select(right, None, np.random.default_rng(0), None, more.state)
    shares = [(p[more.state["rows"]].argmax(axis=1) == 0) for p in (right.proba, PROBA)]
    known = more.state["rows"] < 59
    gain = shares[0][known].mean() - shares[1][known].mean()
    assert learnt.state["values"][tuple(first.state["action"])] == pytest.approx(0.3 * gain)


def test_a_reward_of_ones_own():
    def surer(before, after, y):
        return float((after[np.arange(len(y)), y] - before[np.arange(len(y)), y]).mean())

    policy = CriteriaAndSize((3,), epsilon=0.0, rate=1.0, reward=surer)
    first = policy.select(view(), None, np.random.default_rng(0))
    y = np.zeros(3, dtype=int)
    after = np.tile([0.6, 0.2, 0.2], (60, 1))
    state = policy.select(
        view(after, labelled(first.indices, y)), None, np.random.default_rng(0), None, first.state
    ).state
    assert state["values"].max() == pytest.approx(max(0, 0.6 - PROBA[first.indices, 0].mean()))


def test_the_budget_holds():
    made = CriteriaAndSize((8,)).select(view(), None, np.random.default_rng(0), budget=Budget(3))
    assert len(made) == 3 and made.short


def test_query_takes_no_number_and_state_travels():
    state, seen = None, []
    for round in range(3):
        arrays = {"proba": np.roll(PROBA, round, axis=1), "embedding": Z, "classes": 3}
        made = lw.query(POLICY, None, labelled=seen, y=[0] * len(seen), rng=round, state=state, **arrays)
        seen, state = [*seen, *made.indices.tolist()], made.state
    assert len(set(seen)) == len(seen) and state["values"].any()
    with pytest.raises(BadParameter, match=r"n is None for .*pass n"):
        lw.query("margin", None, proba=PROBA)
    with pytest.raises(MissingCapability, match="embedding"):
        lw.query(POLICY, None, proba=PROBA)


def told(campaign, batch):
    campaign.tell(batch, ["abc"[int(query.item) % 3] for query in batch])
    return len(batch)


@pytest.mark.parametrize("trust", [None, lw.Trust()], ids=["all", "reserve"])
def test_a_campaign_asks_in_batches_of_its_own_size(trust):
    campaign = Campaign(Z, ["a", "b", "c"], strategy=POLICY, trust=trust)
    for _ in range(6):
        batch = campaign.ask(None)
        told(campaign, batch)
        mine = [query for query in batch if query.purpose == "train"]
        reason = mine[0].why
        assert len(mine) == (2 if reason.startswith("start: random") else says(reason)[1])
        assert {query.why for query in mine} == {reason}
        assert len(batch) == len(mine) or trust is not None
    assert not reason.startswith("start")
    assert campaign.fold.planned["n"] is None and campaign.fold.kept
    assert replay(campaign.ledger, pool=Z) == []


def test_a_campaign_without_a_number_goes_to_the_end_of_the_budget_and_of_the_pool():
    for budget in (23, 60):
        campaign = Campaign(Z, ["a", "b", "c"], strategy=POLICY, budget=budget, trust=lw.Trust(reserve=0.1))
        count = 0
        while batch := campaign.ask(None):
            count += told(campaign, batch)
        assert count == budget


def test_who_does_not_choose_the_size_is_told_so():
    campaign = Campaign(Z, ["a", "b", "c"], strategy="random", trust=None)
    for call in (campaign.ask, campaign.plan):
        with pytest.raises(BadParameter, match="n is None"):
            call(None)
    with pytest.raises(BadParameter, match=r"purpose is 'test'.*Allowed: train"):
        Campaign(Z, ["a", "b", "c"], strategy=POLICY).ask(None, purpose="test")


def test_a_simulation_in_batches_of_its_own_size():
    y = (Z[:, 0] > 0).astype(int)
    curves = lw.simulate(Z, y, strategy=POLICY, batch=None, budget=20, seeds=2)
    for run in curves.runs:
        assert set(np.diff(run.labels).tolist()) <= {1, 2, 3, 4, 5} and run.labels[-1] == 20
    with pytest.raises(BadParameter, match="n is None"):
        lw.simulate(Z, y, strategy="margin", batch=None, budget=20, seeds=1)


def test_its_configuration_builds_it_again():
    made = CriteriaAndSize((3, 9), rate=0.5)
    assert from_config(to_config(made)) == made


@pytest.mark.parametrize(
    "bad",
    [{"sizes": ()}, {"sizes": (0, 3)}, {"sizes": (8, 3)}, {"sizes": (3, 3)}, {"epsilon": 1.5}, {"rate": 0.0}],
)
def test_parameters_that_are_none(bad):
    with pytest.raises(BadParameter, match="Allowed"):
        CriteriaAndSize(**bad)


def test_it_needs_the_three_criteria():
    with pytest.raises(BadParameter, match=r"picks by Relevance\(\)"):
        CriteriaAndSize(strategy=Strategy(measure=margin, selector=TopK()))
