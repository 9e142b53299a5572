"""ask, tell, fit, plan, status, undo and open, as a caller sees them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from labelwise.campaign import Campaign
from labelwise.errors import BadAnswer, BadParameter, MissingCapability, PoolChanged, StoreError, UnknownName
from labelwise.learners import SklearnLearner
from labelwise.types import Answer, Budget, Trust

from .conftest import Make, blobs

X, Y = blobs()


def answer(campaign: Campaign, batch: list) -> None:
    campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])


def test_the_loop_labels_and_learns(make: Make) -> None:
    campaign = make()
    for _ in range(4):
        answer(campaign, campaign.ask(10))
    assert campaign.status().labels == 40
    predicted = campaign.predict()
    right = np.mean([int(p) == t for p, t in zip(predicted["label"].to_pylist(), Y, strict=True)])
    assert right > 0.9


def test_nothing_is_asked_twice_and_the_pool_ends(make: Make) -> None:
    campaign = make()
    seen: list[str] = []
    while batch := campaign.ask(17):
        answer(campaign, batch)
        seen += [q.item for q in batch]
    assert sorted(seen, key=int) == [str(i) for i in range(len(X))]


def test_leased_items_are_not_handed_out_again(make: Make) -> None:
    campaign = make()
    first, second = campaign.ask(50, to="a"), campaign.ask(50, to="b")
    assert not {q.item for q in first} & {q.item for q in second}
    assert len(campaign.ask(50)) == 20
    assert campaign.ask(1) == []


def test_expired_leases_come_back(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    first = campaign.ask(120)
    assert len(first) == 120
    assert len(campaign.ask(120)) == 120


def test_ask_before_two_classes_is_random_and_says_so(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    assert "random" in batch[0].why
    campaign.tell(batch, ["1", "1", "1"])
    assert "random" in campaign.ask(3)[0].why


def test_margin_asks_the_least_certain(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(30))
    batch = campaign.ask(5)
    assert campaign._models is not None
    proba = np.sort(campaign.brain.proba(campaign._models.acquire, np.arange(len(X))), axis=1)
    margin = proba[:, -1] - proba[:, -2]
    labelled = {u.item for u in campaign.fold.by_unit}
    rest = [i for i in range(len(X)) if str(i) not in labelled]
    expected = sorted(rest, key=lambda i: margin[i])[:5]
    assert [int(q.item) for q in batch] == expected


def test_same_seed_same_questions(make: Make) -> None:
    def run() -> list[str]:
        campaign, items = make(strategy="badge", seed=7), []
        for _ in range(3):
            batch = campaign.ask(8)
            answer(campaign, batch)
            items += [q.item for q in batch]
        return items

    assert run() == run()


@pytest.mark.parametrize("seed", [-1, 1.5, "x", True])
def test_bad_seed(make: Make, seed: object) -> None:
    with pytest.raises(BadParameter, match="seed"):
        make(seed=seed)


def test_budget_larger_than_the_pool(make: Make) -> None:
    with pytest.raises(BadParameter, match=r"121 answers for a pool of 120.*Allowed: up to 120"):
        make(budget=121)


def test_budget_in_answers_is_a_hard_cap(make: Make) -> None:
    campaign = make(budget=12)
    answer(campaign, campaign.ask(8))
    batch = campaign.ask(8)
    assert len(batch) == 4
    assert campaign.ask(8) == []
    answer(campaign, batch)
    status = campaign.status()
    assert (status.cost, status.left) == (12, 0)


def test_budget_in_seconds(make: Make) -> None:
    campaign = make(budget=Budget(10.0, "seconds"))
    campaign.tell(campaign.ask(2), ["0", "1"], seconds=5.0)
    assert campaign.ask(1) == []
    assert campaign.status().cost == 10.0


def test_tell_is_idempotent_and_refuses_another_value(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(2)
    campaign.tell(batch, ["0", "1"])
    before = campaign.fold.seq
    campaign.tell(batch, ["0", "1"])
    assert campaign.fold.seq == before
    with pytest.raises(BadAnswer, match="recorded as '0'"):
        campaign.tell(batch[0], "2")


def test_tell_is_all_or_nothing(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    with pytest.raises(BadAnswer, match=r"'purple' is no class.*Allowed: 0, 1, 2"):
        campaign.tell(batch, ["0", "1", "purple"])
    assert campaign.status().labels == 0
    assert campaign.ledger.last == campaign.fold.seq


def test_tell_for_an_unknown_question(make: Make) -> None:
    with pytest.raises(BadAnswer, match="no question 'q999'"):
        make().tell("q999", "0")


def test_tell_with_too_few_answers(make: Make) -> None:
    campaign = make()
    with pytest.raises(BadAnswer, match="1 answers for 2 questions"):
        campaign.tell(campaign.ask(2), ["0"])


def test_tell_for_a_question_that_expired_and_went_elsewhere(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    late = campaign.ask(120, to="slow")
    campaign.lease = 600.0
    taken = campaign.ask(120, to="quick")
    with pytest.raises(BadAnswer, match="expired and item .* went to quick"):
        campaign.tell(late[0], "0")
    answer(campaign, taken)
    with pytest.raises(BadAnswer, match="is answered already by quick"):
        campaign.tell(late[0], "0")


def test_a_late_answer_counts_when_nobody_took_the_item(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    batch = campaign.ask(1)
    answer(campaign, batch)
    assert campaign.status().labels == 1


def test_skip_and_flag_close_the_item_without_a_label(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(2)
    campaign.tell(batch[0], [None][0])
    campaign.tell([batch[1]], [Answer("f1", batch[1].id, "human:a", "flag", "odd")])
    status = campaign.status()
    assert (status.labels, status.skipped, status.flagged, status.cost) == (0, 1, 1, 1)
    assert not {q.item for q in campaign.ask(118)} & {q.item for q in batch}


def test_undo_takes_back_and_can_ask_again(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(2, to="human:a")
    campaign.tell(batch, ["0", "1"])
    undone = campaign.undo(to="human:a")
    assert undone is not None and undone.query is not None
    assert undone.answer.query == batch[1].id
    assert undone.query.item == batch[1].item
    campaign.tell(undone.query, "2")
    assert [a.value for a in campaign.fold.present()] == ["0", "2"]
    assert campaign.undo(by="human:nobody") is None


def test_a_correction_replaces_the_answer(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(1)
    first = campaign.tell(batch, ["0"])[0]
    campaign.tell(batch, [Answer("fix", batch[0].id, "human:b", "is", "2", of=first.id)])
    assert [a.value for a in campaign.fold.present()] == ["2"]
    campaign.undo()
    assert [a.value for a in campaign.fold.present()] == ["0"]


def test_imported_labels_train_and_are_never_asked(make: Make) -> None:
    campaign = make()
    campaign.add_labels(list(range(20)), Y[:20])
    assert campaign.status().imported == 20
    assert not {q.item for q in campaign.ask(100)} & {str(i) for i in range(20)}
    with pytest.raises(BadAnswer, match="is no class"):
        campaign.add_labels([50], ["purple"])


def test_the_reserve_is_sealed_and_asked_last(make: Make) -> None:
    campaign = make(trust=Trust())
    reserve = campaign.fold.config["reserve"]
    assert len(reserve) == 24
    batch = campaign.ask(96)
    assert not {q.item for q in batch} & set(reserve)
    answer(campaign, batch)
    last = campaign.ask(24)
    assert [q.item for q in last] == reserve
    assert {q.purpose for q in last} == {"test"}
    answer(campaign, last)
    campaign.fit()
    assert campaign._models is not None
    assert campaign._models.labels == 96
    assert campaign._models.final is not campaign._models.acquire


def test_reserve_answers_never_change_what_is_asked(make: Make) -> None:
    def picks(flip: bool) -> list[str]:
        campaign = make(trust=Trust(), seed=3)
        test = campaign.ask(10, purpose="test")
        campaign.tell(test, [str((Y[int(q.item)] + flip) % 3) for q in test])
        items = []
        for _ in range(3):
            batch = campaign.ask(10)
            answer(campaign, batch)
            items += [q.item for q in batch]
        return items

    assert picks(False) == picks(True)


def test_a_learner_that_can_never_serve_is_refused_before_anyone_answers(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    with pytest.raises(MissingCapability, match=r"scores=.decision.|CalibratedClassifierCV"):
        make(learner=SVC(), store=store)
    assert not store.exists()


def test_decision_scores_serve_margin(make: Make) -> None:
    campaign = make(learner=SklearnLearner(SVC(), scores="decision"))
    answer(campaign, campaign.ask(20))
    assert len(campaign.ask(5)) == 5


def test_unknown_strategy(make: Make) -> None:
    with pytest.raises(UnknownName, match="margin"):
        make(strategy="margn")


def test_two_learners_ask_and_deliver(make: Make) -> None:
    campaign = make(learner={"acquire": LogisticRegression(C=0.1), "final": LogisticRegression(C=10.0)})
    answer(campaign, campaign.ask(20))
    campaign.ask(5)
    assert campaign.model.estimator.C == 10.0  # type: ignore[attr-defined]


def test_open_resumes_exactly(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    campaign = make(store=store, strategy="badge", seed=5)
    twin = make(strategy="badge", seed=5)
    for one in (campaign, twin):
        answer(one, one.ask(20))
    campaign.close()
    with pytest.raises(StoreError, match="pass the same data"):
        Campaign.open(store)
    with Campaign.open(store, pool=X) as again:
        assert again.status().labels == 20
        assert [q.item for q in again.ask(10)] == [q.item for q in twin.ask(10)]


def test_open_refuses_another_pool(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    other = X.copy()
    other[7, 0] += 1
    with pytest.raises(PoolChanged, match="content of item '7'"):
        Campaign.open(store, pool=other)
    with pytest.raises(PoolChanged, match="had 120 items and now has 119"):
        Campaign.open(store, pool=X[:119])


def test_making_a_campaign_over_an_existing_project_is_refused(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    with pytest.raises(StoreError, match=r"Campaign\.open"):
        make(store=store)


def test_background_never_trains(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    with Campaign.open(store, pool=X, background=True) as server, Campaign.open(store, pool=X) as worker:
        answer(server, server.ask(20))
        assert not server.fold.trained
        worker.refresh()
        worker.fit()
        worker.plan(30)
        batch = server.ask(5, to="human:a")
        server.refresh()
        assert [q.item for q in batch] == worker.fold.planned["items"][:5] or [q.item for q in batch] == server.fold.planned["items"][:5]
        assert batch[0].proposal in ("0", "1", "2")
        assert 0 < (batch[0].confidence or 0) <= 1


def test_two_campaigns_on_one_store_never_hold_one_item(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    with Campaign.open(store, pool=X) as a, Campaign.open(store, pool=X) as b:
        held = [q.item for _ in range(12) for c in (a, b) for q in c.ask(5)]
    assert len(held) == len(set(held)) == 120


def test_frames_and_texts_are_pools(make: Make) -> None:
    frame = pd.DataFrame({"a": np.r_[np.zeros(20), np.ones(20)], "b": ["x", "y"] * 20})
    campaign = make(pool=frame, task=["0", "1"])
    batch = campaign.ask(10)
    campaign.tell(batch, [str(int(q.payload["a"])) for q in batch])
    assert set(campaign.ask(1)[0].payload) == {"a", "b"}
    texts = make(pool=[f"good film {i}" if i % 2 else f"bad film {i}" for i in range(40)], task=["good", "bad"])
    batch = texts.ask(10)
    texts.tell(batch, [q.payload.split()[0] for q in batch])
    assert texts.ask(1)


def test_ask_by_another_strategy_this_time(make: Make) -> None:
    campaign = make(strategy="random")
    answer(campaign, campaign.ask(30))
    assert "k-center" in campaign.ask(4, strategy="k-center")[0].why.lower() or campaign.fold.planned["n"] == 4


@pytest.mark.parametrize("n", [-1, 1.5, True, "3"])
def test_bad_n(make: Make, n: object) -> None:
    with pytest.raises(BadParameter, match="questions"):
        make().ask(n)  # type: ignore[arg-type]


def test_renew_and_release(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3, to="tab1")
    assert [q.id for q in campaign.held("tab1")] == [q.id for q in batch]
    assert campaign.renew([batch[0].id, "q999"], to="tab1") == [batch[0].id]
    assert campaign.renew([batch[0].id], to="tab2") == []
    assert campaign.release([batch[0].id, batch[1].id]) == [batch[0].id, batch[1].id]
    assert [q.id for q in campaign.held("tab1")] == [batch[2].id]


def test_history_is_newest_first(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    answer(campaign, batch)
    assert [q.id for q, _ in campaign.history(limit=2)] == [batch[2].id, batch[1].id]


def test_status_says_why_there_is_no_figure(make: Make) -> None:
    status = make().status()
    assert status.quality.value is None and status.quality.reason
    assert status.savings.labels is None and status.savings.reason
    assert status.advice.stop is None and status.advice.sentence


def test_export_has_label_provenance_and_confidence(make: Make) -> None:
    campaign = make()
    campaign.add_labels([0, 1, 2], ["0", "1", "2"])
    batch = campaign.ask(5, to="human:anna")
    answer(campaign, batch)
    table = campaign.export().to_pylist()
    assert len(table) == 8
    by_id = {r["id"]: r for r in table}
    asked = by_id[batch[0].item]
    assert (asked["label"], asked["annotator"], asked["source"]) == (str(Y[int(batch[0].item)]), "human:anna", "asked")
    assert asked["why"] and 0 < asked["model_confidence"] <= 1
    assert by_id["0"]["source"] == "import"
    assert len(campaign.export(unlabelled=True)) == 120
