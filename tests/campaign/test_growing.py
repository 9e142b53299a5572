"""What joins a campaign while it runs."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from unittest import mock

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from labelwise.campaign import Campaign
from labelwise.campaign.brain import Brain
from labelwise.campaign.replay import replay
from labelwise.campaign.trained import Trained
from labelwise.errors import BadAnswer, BadParameter, PoolChanged
from labelwise.pool import Pool
from labelwise.store.fold import Fold
from labelwise.tasks import Classification
from labelwise.types import Answer, Trust

from .conftest import Make, blobs

X, Y = blobs(200)


def truth(batch):
    return [str(Y[int(q.item)]) for q in batch]


def test_new_items_are_asked_and_the_reserve_grows_among_them(make: Make) -> None:
    campaign = make(pool=X[:120], trust=Trust())
    sealed = list(campaign.fold.config["reserve"])
    batch = campaign.ask(20)
    campaign.tell(batch, truth(batch))
    assert campaign.grow(X) == 80
    reserve = campaign.fold.config["reserve"]
    assert reserve[: len(sealed)] == sealed  # what was sealed stays, in its order
    assert all(int(i) >= 120 for i in reserve[len(sealed) :]) and len(reserve) == 24 + 16
    batch = campaign.ask(100)
    chosen = {q.item for q in batch if q.purpose == "train"}
    assert any(int(item) >= 120 for item in chosen) and not chosen & set(reserve)
    asked = [q.item for q in batch if q.purpose == "test"]
    assert asked[:7] == reserve[24:31]  # ten of 24 were asked: the new ones come up to their share first,
    assert asked[7:] == [reserve[k] for k in (10, 31, 11, 12, 32, 13, 33)]  # then both in turns
    campaign.tell(batch, truth(batch))
    assert campaign.status().labels == 120 and campaign.status().total == 200
    assert len(campaign.predict()) == 200
    assert campaign.grow(X) == 0


def test_a_grown_project_is_opened_with_all_items(tmp_path: Path, make: Make) -> None:
    store = tmp_path / "p.db"
    campaign = make(pool=X[:120], store=store)
    campaign.grow(X)
    campaign.close()
    with pytest.raises(PoolChanged, match="it had 200 items and now has 120"):
        Campaign.open(store, pool=X[:120])
    with Campaign.open(store, pool=X) as again:
        assert again.status().total == 200


def test_another_process_follows_or_says_what_to_do(tmp_path: Path, make: Make) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "x.parquet"

    def written(n: int) -> Pool:
        pq.write_table(pa.table({f"f{k}": X[:n, k] for k in range(4)}), path)
        return Pool(str(path))

    first = make(pool=written(120), store=tmp_path / "p.db")
    second = Campaign.open(tmp_path / "p.db")
    assert first.grow(written(200)) == 80
    assert second.status().total == 200 and len(second.ask(150)) == 150
    second.close()
    arrays = make(pool=X[:120], store=tmp_path / "q.db")
    with Campaign.open(tmp_path / "q.db", pool=X[:120]) as other:
        arrays.grow(X)
        for use in (other.status, lambda: other.ask(1), lambda: other.ask(1)):
            with pytest.raises(PoolChanged, match="the pool grew to 200 items in another process"):
                use()


@pytest.mark.parametrize("other", [X[:50], X[::-1]])
def test_other_items_are_refused_and_nothing_is_written(make: Make, other: np.ndarray) -> None:
    campaign = make(pool=X[:120])
    last = campaign.ledger.last
    with pytest.raises(PoolChanged, match="does not begin with the 120 items"):
        campaign.grow(other)
    assert campaign.ledger.last == last and campaign.status().total == 120


def test_only_those_invited_answer(make: Make) -> None:
    campaign = make()
    campaign.invite("anna", "ben")
    campaign.invite("ben")
    batch = campaign.ask(2)
    campaign.tell(batch[:1], truth(batch[:1]), by="anna")
    last = campaign.ledger.last
    with pytest.raises(BadAnswer, match=r"by 'eve'.*Allowed: anna, ben.*invite\('eve'\)"):
        campaign.tell(batch[1:], truth(batch[1:]), by="eve")
    assert campaign.ledger.last == last
    campaign.invite("eve")
    campaign.tell(batch[1:], truth(batch[1:]), by="eve")


def test_a_new_class_makes_earlier_answers_count(make: Make) -> None:
    campaign = make(task=Classification(["0", "1"], open=True), strategy="random")
    batch = campaign.ask(60)

    def said(q):
        label = str(Y[int(q.item)])
        kind, value = ("is", label) if label != "2" else ("other", "two")
        return Answer(f"{q.id}:anna", q.id, "anna", kind, value)

    campaign.tell(batch, [said(q) for q in batch])
    before = campaign.status()
    assert set(before.classes) == {"0", "1"}
    campaign.add_classes("two")
    after = campaign.status()
    assert after.classes["two"] == 60 - before.labels > 0
    campaign.fit()
    assert campaign.model.proba(X[:1]).shape == (1, 3)
    assert "two" in set(campaign.predict()["label"].to_pylist())


def test_new_classes_are_there_when_a_project_is_opened_again(tmp_path: Path, make: Make) -> None:
    first = make(pool=X[:120], task=Classification(["0", "1"], open=True), store=tmp_path / "p.db")
    first.add_classes("two")
    first.close()
    with Campaign.open(tmp_path / "p.db", pool=X[:120]) as again:
        assert again.task.classes == ("0", "1", "two") and again.ask(1)[0].options == ("0", "1", "two")
        again.tell(again.ask(1), ["two"])
        assert again.status().classes["two"] == 1


def test_a_fixed_task_takes_no_class(make: Make) -> None:
    with pytest.raises(BadParameter, match="open=True"):
        make().add_classes("3")


@pytest.mark.parametrize("use", ["ask", "export", "predict"])
def test_items_and_classes_may_join_while_a_model_trains(make: Make, use: str) -> None:
    campaign = make(pool=X[:120], task=Classification(["0", "1", "2"], open=True), learner=GaussianNB())
    first = campaign.ask(12)
    campaign.tell(first, truth(first))
    begun, joined, train = Event(), Event(), Brain.train

    def slow(brain: Brain, fold: Fold, *before: Trained | None) -> Trained:
        begun.set()
        assert joined.wait(10)
        return train(brain, fold, *before)

    calls = {"ask": lambda: campaign.ask(5), "export": campaign.export, "predict": campaign.predict}
    with mock.patch.object(Brain, "train", slow), ThreadPoolExecutor(1) as pool:
        using = pool.submit(calls[use])
        assert begun.wait(10)
        campaign.grow(X)
        campaign.add_classes("three")
        joined.set()
        made = using.result()
    assert (len(made) if use == "ask" else made.num_rows) == {"ask": 5, "export": 12, "predict": 120}[use]
    campaign.fit()
    assert campaign.predict().num_rows == 200 and replay(campaign.ledger, pool=X, learner=GaussianNB()) == []


def test_rounds_from_before_items_joined_say_nothing_of_the_new_reserve(make: Make) -> None:
    campaign = make(pool=X[:120], trust=Trust(0.4), seed=3)

    def rounds(times: int) -> None:
        for _ in range(times):
            batch = campaign.ask(10)
            campaign.tell(batch, truth(batch))
            campaign.fit()

    rounds(5)
    before = campaign.fold.evaluated[-1]
    campaign.grow(X)
    rounds(2)
    now = campaign.fold.evaluated[-1]
    assert now["reserve"] > before["reserve"] and campaign.status().quality.n == now["reserve"]
    made = [campaign.ledger.get(b["path"]) for b in campaign.fold.evaluated if "path" in b]
    assert len(made[-1]["said"]) == len(campaign.fold.config["reserve"]) > len(made[0]["said"])
    assert sum("probe_rows" in arrays for arrays in made) == 2  # stored by the round that draws it
    old, new = made[0]["probe_rows"], made[-2]["probe_rows"]
    assert new.max() >= 120 > old.max() and made[-1]["probe"].shape == made[-2]["probe"].shape
    assert not set(new) & set(map(int, campaign.fold.config["reserve"]))
