"""Leases, history and undo."""

from pathlib import Path

import pytest

from labelwise.campaign import Campaign

from .conftest import Make, X, answer


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
        out.emit("changed", "c999", 0.0)
        raise RuntimeError
    assert campaign.fold.seq == campaign.ledger.last
