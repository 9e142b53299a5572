"""Leases, history and undo."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from labelwise.campaign import Campaign
from labelwise.campaign.trained import Trained
from labelwise.errors import BadParameter
from labelwise.store.fold import Fold
from labelwise.types import Answer

from .conftest import Make, X, Y, answer


def test_expired_leases_come_back(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    first = campaign.ask(120)
    assert len(first) == 120
    assert len(campaign.ask(120)) == 120


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


def test_every_writer_sees_the_others_events_first(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    one = make(store=store)
    with Campaign.open(store, pool=X) as two:
        answer(one, one.ask(3))
        assert two.fold.seq < one.fold.seq
        two.release([])
        assert two.fold.seq == one.fold.seq
        assert list(two.fold.answers) == list(one.fold.answers)


def test_a_failed_write_leaves_fold_and_ledger_alike(make: Make) -> None:
    campaign = make()
    with pytest.raises(RuntimeError), campaign._write() as out:
        out.emit("changed", "c999")
        raise RuntimeError
    assert campaign.fold.seq == campaign.ledger.last


def test_only_answers_that_count_are_taken_back(make: Make) -> None:
    """The corrected one comes back with the correction, never beside it, and is not asked again."""
    campaign = make()
    query = campaign.ask(1, to="human:a")[0]
    first = campaign.tell(query, "0")[0]
    second = Answer("fix", query.id, "human:b", "is", "1", of=first.id)
    campaign.tell(query, second)
    assert campaign.undo(answer=first.id) is None
    assert campaign.undo("human:a") is None
    undone = campaign.undo(to="human:b")
    assert undone is not None and undone.answer.id == "fix" and undone.query is None
    assert [a.id for a in campaign.fold.present()] == [first.id]


def test_an_imported_label_is_taken_back_by_its_name_only(make: Make) -> None:
    campaign = make()
    imported = campaign.add_labels(["7"], ["1"])[0]
    assert campaign.undo() is None
    undone = campaign.undo(answer=imported.id, to="human:a")
    assert undone is not None and undone.query is not None and undone.query.item == "7"
    campaign.tell(undone.query, "2")
    assert campaign.status().imported == 0


def test_a_label_that_arrives_meanwhile_ends_the_question(make: Make) -> None:
    campaign = make()
    query = campaign.ask(1, to="tab")[0]
    campaign.add_labels([query.item], ["1"])
    assert campaign.held("tab") == [] and campaign.status().pending == 0
    assert campaign.renew([query.id], to="tab") == []


def test_a_late_answer_leaves_nothing_to_renew(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    slow = {q.item: q for q in campaign.ask(120, to="slow")}
    quick = campaign.ask(120, to="quick")[0]
    campaign.tell(slow[quick.item], "0")
    campaign.lease = 600.0
    assert campaign.renew([quick.id], to="quick") == []
    assert not campaign.fold.held(0.0).keys() & campaign.fold.by_unit.keys()


@pytest.mark.parametrize("to", [5, "", b"anna"])
def test_a_holder_is_a_text(make: Make, to: object) -> None:
    campaign = make()
    for call in (campaign.ask, campaign.undo):
        with pytest.raises(BadParameter, match="the holder is"):
            call(to=to)  # type: ignore[operator]


def test_threads_ask_tell_read_and_train_at_once(make: Make) -> None:
    campaign = make()
    campaign.tell(batch := campaign.ask(12), [str(Y[int(q.item)]) for q in batch])
    campaign.background = True
    end = time.monotonic() + 30

    def label(_: int) -> list[str]:
        seen = []
        while batch := campaign.ask(2):
            campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
            seen += [q.item for q in batch]
        return seen

    def look(read: Callable[[], object]) -> bool:
        while campaign.status().labels < 120 and time.monotonic() < end:
            read()
        return campaign.status().labels == 120

    reads = [
        campaign.fit,
        lambda: campaign.plan(9),
        campaign.history,
        campaign.export,
        lambda: campaign.model,
    ]
    with ThreadPoolExecutor(8) as pool:
        looking = [pool.submit(look, read) for read in reads]
        items = [item for part in pool.map(label, range(3)) for item in part]
        assert all(future.result() for future in looking)
    assert len(items) == len(set(items)) == 108


def test_one_thread_tells_while_another_trains(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(20, to="human:a")
    answer(campaign, batch[:10])
    begun, told, train = Event(), Event(), campaign.brain.train

    def slow(fold: Fold, *before: Trained | None) -> Trained:
        begun.set()
        assert told.wait(10)
        return train(fold, *before)

    campaign.brain.train = slow  # type: ignore[method-assign]
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(campaign.ask, 5)
        assert begun.wait(10)
        answer(campaign, batch[10:])
        assert campaign.status().labels == 20 and len(campaign.history()) == 20
        told.set()
        assert len(asking.result()) == 5
