"""Every check of tell."""


import pytest

from labelwise.errors import BadAnswer
from labelwise.types import Answer

from .conftest import Make, answer


def test_tell_is_idempotent_and_refuses_another_value(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(2)
    campaign.tell(batch, ["0", "1"])
    before = campaign.fold.seq
    campaign.tell(batch, ["0", "1"])
    assert campaign.fold.seq == before
    with pytest.raises(BadAnswer, match="recorded as '0'"):
        campaign.tell(batch[0], "2")


def test_tell_for_an_unknown_question(make: Make) -> None:
    with pytest.raises(BadAnswer, match="no question 'q999'"):
        make().tell("q999", "0")


def test_tell_for_a_question_that_expired_and_went_elsewhere(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    late = campaign.ask(120, to="slow")
    campaign.lease = 600.0
    taken = campaign.ask(120, to="quick")
    with pytest.raises(BadAnswer, match=r"expired and item .* went to quick"):
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


def test_a_correction_replaces_the_answer(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(1)
    first = campaign.tell(batch, ["0"])[0]
    campaign.tell(batch, [Answer("fix", batch[0].id, "human:b", "is", "2", of=first.id)])
    assert [a.value for a in campaign.fold.present()] == ["2"]
    campaign.undo()
    assert [a.value for a in campaign.fold.present()] == ["0"]
