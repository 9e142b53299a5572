import numpy as np
import pytest
from scipy import sparse

import labelwise as lw
from labelwise.campaign import Campaign
from labelwise.errors import BadParameter, MissingCapability
from labelwise.measures import entropy, margin
from labelwise.policies import Labelled, LabelsPerDimension, Schedule, Started, Switch
from labelwise.selectors import Random
from labelwise.strategy import Strategy, View

PROBA = np.random.default_rng(0).dirichlet(np.ones(3), 60)


def view(*labels, **more):
    return View.from_arrays(proba=PROBA, labelled=np.arange(len(labels)), y=list(labels), **more)


@pytest.mark.parametrize(
    ("labels", "classes", "started"),
    [
        ((), 3, False),
        ((0, 1), 3, False),
        ((0, 1, 2), 3, True),
        ((0,) * 14, 3, False),
        ((0,) * 15, 3, True),
    ],
)
def test_started_when_every_class_is_seen_or_five_labels_a_class_are_spent(labels, classes, started):
    assert Started()(view(*labels, classes=classes)) is started


@pytest.mark.parametrize(("labels", "started"), [([0, 0], False), ([0, 1], True), ([0] * 10, True)])
def test_an_unknown_number_of_classes_counts_as_two_or_as_many_as_were_seen(labels, started):
    all_labels = np.full(20, -1)
    all_labels[: len(labels)] = labels
    assert Started()(View(labels=all_labels)) is started


@pytest.mark.parametrize(
    ("ratio", "labels", "enough"),
    [(0, 0, False), (0, 1, True), (0.5, 2, True), (0.5, 1, False), (2, 8, True)],
)
def test_labels_are_counted_per_column(ratio, labels, enough):
    for embedding in (np.ones((60, 4)), sparse.csr_matrix(np.ones((60, 4))), np.ones((60, 4), np.float16)):
        looked = View.from_arrays(embedding=embedding, labelled=np.arange(labels))
        assert LabelsPerDimension(ratio)(looked) is enough


def test_a_switch_says_what_its_condition_reads():
    policy = Switch(Strategy(selector=Random()), Strategy(measure=margin), LabelsPerDimension())
    assert policy.needs == ("embedding", "proba") and policy.reads == ("embedding",)
    with pytest.raises(MissingCapability, match="embedding"):
        lw.query(policy, 1, proba=PROBA, labelled=[0], y=[0])


def test_switch_changes_once_the_condition_holds():
    policy = Switch(Strategy(selector=Random()), Strategy(measure=margin), Labelled(3))
    rng = np.random.default_rng(0)
    assert policy.select(view(0, 1), 1, rng).why == ("first: random",)
    assert policy.select(view(0, 1, 1), 1, rng).why == ("then: margin",)
    assert policy.needs == ("proba",)


def test_a_campaign_begins_with_the_first_strategy():
    """Although the second one reads what no model gives before two classes have a label."""
    policy = Switch(Strategy(selector=Random()), Strategy(measure=margin), Labelled(6))
    x = np.random.default_rng(0).normal(size=(40, 2))
    campaign = Campaign(x, ["a", "b"], strategy=policy, trust=None)
    asked = []
    for _ in range(4):
        batch = campaign.ask(3)
        campaign.tell(batch, ["ab"[int(query.item) % 2] for query in batch])
        asked += [query.why for query in batch]
    assert asked == ["first: random"] * 6 + ["then: margin"] * 6


def test_schedule_by_number_of_labels():
    steps = ((0, Strategy(selector=Random())), (2, Strategy(measure=entropy)), (4, Strategy(measure=margin)))
    policy, rng = Schedule(steps), np.random.default_rng(0)
    found = [policy.select(view(*[0] * k), 1, rng).why[0] for k in range(6)]
    assert (
        found
        == ["from 0 labels: random"] * 2 + ["from 2 labels: entropy"] * 2 + ["from 4 labels: margin"] * 2
    )


@pytest.mark.parametrize("starts", [(), (1,), (0, 5, 3), (0, 0)])
def test_steps_in_another_order_are_refused(starts):
    with pytest.raises(BadParameter, match="0 first, then ascending"):
        Schedule(tuple((s, Strategy(selector=Random())) for s in starts))
