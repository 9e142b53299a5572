"""Models that go on from the ones before are stored, restored bit for bit, and never stand in for others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.store import MemoryLedger
from labelwise.training import Calibrated, Ensemble
from labelwise.types import Trust

from .conftest import Make, X, Y, answer
from .warm import Warm


def rounds(campaign: Campaign, n: int) -> None:
    for _ in range(n):
        answer(campaign, campaign.ask(8))


def trained_events(campaign: Campaign) -> list:
    return [e.body for e in campaign.ledger.events() if e.kind == "trained"]


def same(one, other) -> bool:
    return np.array_equal(one.proba(X), other.proba(X)) and one.trainings == other.trainings


def test_each_training_goes_on_from_the_one_before(make: Make) -> None:
    campaign = make(learner=Warm())
    rounds(campaign, 4)
    campaign.fit()
    assert campaign.model.trainings == len(trained_events(campaign)) == 5, "one of them before any label"
    assert all({"acquire", "of"} == set(body["states"]) for body in trained_events(campaign))


def test_a_resume_restores_what_was_used(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = make(learner=Warm(), store=store)
    rounds(campaign, 3)
    model = campaign.fit()
    campaign.close()
    with Campaign.open(store, pool=X, learner=Warm()) as again:
        assert same(again._recalled(*again._stand()).acquire, model)
        assert same(again.model, model)
        seconds = again.fold.trained["seconds"]
        assert again._recalled(*again._stand()).seconds == seconds
        rounds(again, 1)
        assert again.fit().trainings == model.trainings + 1


def test_the_model_that_asks_and_the_delivered_one_go_on_apart(make: Make, tmp_path: Path) -> None:
    """With a reserve the two learn from other answers, and each has a history of its own."""
    store = tmp_path / "p.db"
    campaign = make(learner=Warm(), store=store, trust=Trust(reserve=0.3))
    rounds(campaign, 3)
    asks = campaign.fit()
    delivered = campaign.model
    assert set(trained_events(campaign)[-1]["states"]) == {"acquire", "final", "of"}
    assert not np.array_equal(asks.counts, delivered.counts)
    assert delivered.counts.sum() > asks.counts.sum() + 3, "the reserve never teaches the one that asks"
    campaign.close()
    with Campaign.open(store, pool=X, learner=Warm()) as again:
        assert same(again._recalled(*again._stand()).acquire, asks) and same(again.model, delivered)


def test_only_the_one_that_goes_on_is_stored(make: Make) -> None:
    campaign = make(learner={"acquire": LogisticRegression(), "final": Warm()})
    rounds(campaign, 3)
    campaign.fit()
    assert set(trained_events(campaign)[-1]["states"]) == {"final", "of"}
    assert campaign.model.trainings == len(trained_events(campaign)) == 4


def test_plans_replay_bit_for_bit_from_the_stored_states(make: Make) -> None:
    ledger = MemoryLedger()
    campaign = make(learner=Warm(), store=ledger, strategy="badge")
    campaign.close()
    campaign = make(learner=Warm(), store=MemoryLedger())
    rounds(campaign, 4)
    assert replay(campaign.ledger, pool=X, learner=Warm()) == []


def test_of_two_processes_that_train_on_the_same_answers_one_model_is_used(
    make: Make, tmp_path: Path
) -> None:
    """The second has another history, because it never saw the training between; it takes what is written."""
    store = tmp_path / "p.db"
    one = make(learner=Warm(), store=store)
    rounds(one, 1)
    one.fit()
    with Campaign.open(store, pool=X, learner=Warm()) as other:
        other.fit()
        batch = one.ask(6)
        one.tell(batch[:3], [str(Y[int(q.item)]) for q in batch[:3]])
        one.fit()  # `other` does not know of this one when it reads its model
        one.tell(batch[3:], [str(Y[int(q.item)]) for q in batch[3:]])
        other.model  # noqa: B018  (trained, and kept)
        first, second = one.fit(), other.fit()
        assert same(first, second)
        assert same(other._recalled(*other._stand()).acquire, first)


def test_reading_the_delivered_model_writes_nothing(make: Make) -> None:
    campaign = make(learner=Warm())
    rounds(campaign, 2)
    last = campaign.ledger.last
    assert campaign.model.trainings == len(trained_events(campaign)) + 1
    assert campaign.ledger.last == last


def test_a_lost_state_is_told_and_the_model_made_from_the_answers(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = make(learner=Warm(), store=store)
    rounds(campaign, 2)
    campaign.fit()
    name = campaign.fold.trained["states"]["acquire"]
    campaign.close()
    [path] = list(tmp_path.rglob(f"{name}.npz"))
    path.unlink()
    with Campaign.open(store, pool=X, learner=Warm()) as again:
        with pytest.warns(UserWarning, match="the state of a model is lost"):
            assert again.model.trainings == 1
        assert again.model.trainings == 1


def test_items_that_join_and_another_learner_begin_anew(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = make(learner=Warm(), store=store)
    rounds(campaign, 2)
    campaign.fit()
    more = np.concatenate([X, X[:5] + 0.01])
    campaign.grow(more)
    assert campaign.model.trainings == 1
    campaign.fit()
    campaign.close()
    with Campaign.open(store, pool=more, learner=LogisticRegression()) as other:
        assert other.fit().proba(X).shape == (120, 3)


def test_cold_learners_are_trained_once_more_and_nothing_is_stored(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = make(store=store)
    rounds(campaign, 2)
    campaign.fit()
    assert "states" not in campaign.fold.trained
    assert [e for e in trained_events(campaign) if "states" in e] == []


@pytest.mark.slow
def test_networks_in_recipes_through_undo_growth_resume_and_replay(tmp_path: Path) -> None:
    network = TorchLearner(Mlp((8,)), Loop(epochs=2, least_steps=20), retrain="warm")
    learner = Calibrated(Ensemble(network, 2), folds=2)
    store, joined, names = tmp_path / "p.db", np.concatenate([X, X[:20] + 0.01]), np.concatenate([Y, Y[:20]])

    def label(campaign: Campaign, n: int) -> None:
        for _ in range(n):
            batch = campaign.ask(8)
            campaign.tell(batch, [str(names[int(q.item)]) for q in batch])
        campaign.fit()

    with Campaign(X, sorted(set(map(str, Y))), learner=learner, strategy="entropy", store=store) as campaign:
        label(campaign, 3)
        said = campaign.model.proba(X)
    with Campaign.open(store, pool=X) as again:
        np.testing.assert_array_equal(again.model.proba(X), said)
        again.undo()
        again.fit()
        again.plan(5)
        again.grow(joined)
        label(again, 2)
        said = again.model.proba(X)
    with Campaign.open(store, pool=joined) as last:
        np.testing.assert_array_equal(last.model.proba(X), said)
        assert replay(last.ledger, pool=joined) == []
