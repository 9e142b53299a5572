"""ask, tell, fit, plan, status, undo and open, as a caller sees them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from labelwise.campaign import Campaign
from labelwise.errors import BadAnswer, BadParameter, StoreError

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
