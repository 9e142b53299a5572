"""ask, tell, fit, plan, status, undo and open, as a caller sees them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.svm import SVC

from labelwise.campaign import Campaign
from labelwise.errors import BadAnswer, BadParameter, MissingCapability, StoreError
from labelwise.measures import margin
from labelwise.selectors import TopK
from labelwise.store.fold import Fold
from labelwise.strategy import Strategy
from labelwise.tasks.forms import YesNo

from .conftest import Make, X, Y, answer


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


def test_margin_asks_the_least_certain(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(30))
    batch = campaign.ask(5)
    proba = np.sort(campaign.brain.outputs(campaign.fit(), np.arange(len(X))), axis=1)
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


def test_numpy_integers_are_integers(make: Make) -> None:
    campaign = make(seed=np.int64(7))
    assert campaign.seed == 7 and type(campaign.seed) is int
    assert campaign.plan(np.int64(5)) == 5 and len(campaign.ask(np.int64(2))) == 2


def test_tell_is_all_or_nothing(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    with pytest.raises(BadAnswer, match=r"'purple' is no class.*Allowed: 0, 1, 2"):
        campaign.tell(batch, ["0", "1", "purple"])
    assert campaign.status().labels == 0
    assert campaign.ledger.last == campaign.fold.seq


def test_tell_with_too_few_answers(make: Make) -> None:
    campaign = make()
    with pytest.raises(BadAnswer, match="1 answers for 2 questions"):
        campaign.tell(campaign.ask(2), ["0"])


def test_imported_labels_train_and_are_never_asked(make: Make) -> None:
    campaign = make()
    campaign.add_labels(list(range(20)), Y[:20])
    assert campaign.status().imported == 20
    assert not {q.item for q in campaign.ask(100)} & {str(i) for i in range(20)}
    with pytest.raises(BadAnswer, match="is no class"):
        campaign.add_labels([50], ["purple"])


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
        assert [q.item for q in batch] == server.fold.planned["items"][:5]
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
    texts = make(
        pool=[f"good film {i}" if i % 2 else f"bad film {i}" for i in range(40)], task=["good", "bad"]
    )
    batch = texts.ask(10)
    texts.tell(batch, [q.payload.split()[0] for q in batch])
    assert texts.ask(1)


def test_ask_by_another_strategy_this_time(make: Make) -> None:
    campaign = make(strategy="random")
    answer(campaign, campaign.ask(30))
    assert campaign.ask(4, strategy="k-center")[0].why.startswith("k-center")


@pytest.mark.parametrize("n", [-1, 1.5, True, "3"])
def test_bad_n(make: Make, n: object) -> None:
    with pytest.raises(BadParameter, match="questions"):
        make().ask(n)  # type: ignore[arg-type]


def test_a_server_takes_the_workers_plan_and_no_other(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    with (
        Campaign.open(store, pool=X, background=True) as server,
        pytest.raises(BadParameter, match="pops the plan of its worker"),
    ):
        server.ask(1, strategy="random")


def test_reading_never_changes_what_is_asked(make: Make) -> None:
    def run(read: bool) -> list[str]:
        campaign, items = make(strategy="badge", seed=3), []
        for _ in range(4):
            batch = campaign.ask(6)
            answer(campaign, batch)
            items += [q.item for q in batch]
            if read and len(items) > 6:
                campaign.export()
                campaign.predict()
        return items

    assert run(True) == run(False)


def test_open_resumes_within_a_plan(make: Make, tmp_path: Path) -> None:
    """The rest of a plan, then a longer one by the model of then, which has not seen the last answers."""
    store = tmp_path / "project.db"

    def begin(**options: object) -> Campaign:
        campaign = make(seed=5, **options)
        answer(campaign, campaign.ask(20))
        campaign.fit()
        campaign.plan(12)
        answer(campaign, campaign.ask(5))
        return campaign

    begin(store=store).close()
    twin = begin()
    with Campaign.open(store, pool=X) as again:
        for n in (3, 9):
            resumed, lived = again.ask(n), twin.ask(n)
            assert [(q.item, q.why) for q in resumed] == [(q.item, q.why) for q in lived]
            assert "random" not in resumed[0].why


def test_who_finds_its_plan_taken_plans_again(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    one = make(store=store)
    answer(one, one.ask(20))
    with Campaign.open(store, pool=X) as two:
        planned = one.plan

        def plan(n: int, **options: object) -> int:
            made = planned(n, **options)  # type: ignore[arg-type]
            one.plan = planned  # type: ignore[method-assign]
            assert len(two.ask(5)) == 5
            return made

        one.plan = plan  # type: ignore[method-assign]
        assert {q.why for q in one.ask(5)} == {"margin"}


def test_what_is_answered_while_a_model_trains_is_not_forgotten(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    server = make(store=store)
    answer(server, server.ask(20))
    held = server.ask(3)
    with Campaign.open(store, pool=X) as worker:
        train = worker.brain.train

        def slow(fold: Fold, *before: object) -> object:
            answer(server, held)
            return train(fold, *before)

        worker.brain.train = slow  # type: ignore[method-assign, assignment]
        server.undo()
        worker.fit()
        assert worker.fold.since_training == 3
    assert server.status().behind == 3


def test_the_second_class_may_come_while_the_first_model_trains(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    campaign.tell(batch[:2], ["1", "1"])
    campaign.fit()
    campaign.tell(batch[2], "2")
    assert campaign.plan(5) == 5
    campaign.fit()
    campaign.plan(5)
    assert campaign.ask(1)[0].why.startswith("margin")


@pytest.mark.parametrize("n", [-1, 1.5, "3"])
def test_bad_plan(make: Make, n: object) -> None:
    with pytest.raises(BadParameter, match="questions"):
        make().plan(n)  # type: ignore[arg-type]


def test_a_strategy_for_this_time_is_checked_before_anything_is_written(make: Make) -> None:
    campaign = make(learner=SVC(), strategy="random")
    with pytest.raises(MissingCapability, match="proba"):
        campaign.ask(1, strategy="margin")
    assert campaign.ledger.last == 1


def test_a_question_of_another_strategy_is_answered_after_opening_again(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "once.db"
    campaign = make(store=store)
    answer(campaign, campaign.ask(30))
    once = Strategy(measure=margin, selector=TopK(), form=YesNo())
    query = campaign.ask(1, strategy=once)[0]
    campaign.close()
    with Campaign.open(store, pool=X) as again:
        told = again.tell(query.id, str(Y[int(query.item)]) == query.proposal, by="anna")[0]
    assert told.kind in ("is", "not")
