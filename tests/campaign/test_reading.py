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


def test_a_correction_is_about_an_answer_of_the_item_that_counts(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(3)
    first, other, _ = campaign.tell(batch, ["0", "1", "2"])
    wrong = Answer("x", batch[0].id, "human:b", "is", "2", of=other.id)
    with pytest.raises(BadAnswer, match=rf"none that counts for item .*Allowed: '{first.id}'"):
        campaign.tell(batch[0], wrong)
    campaign.tell(batch[0], Answer("x", batch[0].id, "human:b", "is", "2", of=first.id))
    with pytest.raises(BadAnswer, match=r"Allowed: 'x'"):
        campaign.tell(batch[0], Answer("y", batch[0].id, "human:b", "is", "1", of=first.id))
    assert campaign.status().classes == {"0": 0, "1": 1, "2": 2}


def test_one_answer_per_item_in_one_call(make: Make) -> None:
    campaign = make()
    campaign.lease = -1.0
    first = campaign.ask(120)
    again = next(q for q in campaign.ask(120) if q.item == first[0].item)
    with pytest.raises(BadAnswer, match=f"two answers about item '{again.item}'"):
        campaign.tell([first[0], again], ["0", "1"])
    with pytest.raises(BadAnswer, match="two answers with the id"):
        campaign.tell([again, again], ["0", "0"])
    assert campaign.status().labels == 0


def test_a_question_of_another_campaign_is_noticed(make: Make) -> None:
    here, there = make(seed=1), make(seed=2)
    mine, other = here.ask(1)[0], there.ask(1)[0]
    assert mine.id == other.id and mine.item != other.item
    with pytest.raises(BadAnswer, match=rf"about item '{other.item}', here it is about '{mine.item}'"):
        here.tell(other, "0")


def test_no_answer_can_take_the_id_of_a_later_event(make: Make) -> None:
    campaign = make()
    campaign.plan(50)
    campaign.background = True
    for kind, then in (("q", lambda: campaign.ask(1)), ("u", campaign.undo), ("t", campaign.fit)):
        query = campaign.ask(1)[0]
        later = f"{kind}{campaign.fold.seq + 2}"
        campaign.tell(query, Answer(later, query.id, "human:a", "is", "1"))
        then()
        assert campaign.ledger.events()[-1].id == later


@pytest.mark.parametrize(
    ("field", "value"), [("by", 5), ("by", ""), ("id", 7), ("at", "now"), ("at", float("nan")), ("at", -1.0)]
)
def test_fields_that_could_not_be_exported(make: Make, field: str, value: object) -> None:
    campaign = make()
    query = campaign.ask(1)[0]
    fields = {"id": "a", "query": query.id, "by": "human:a", "kind": "is", "value": "1", field: value}
    with pytest.raises(BadAnswer, match="of an answer is"):
        campaign.tell(query, Answer(**fields))  # type: ignore[arg-type]
    assert campaign.status().labels == 0


def test_values_come_back_as_the_ledger_has_them(make: Make) -> None:
    campaign = make()
    query = campaign.ask(1)[0]
    flag = Answer("f", query.id, "human:a", "flag", ("odd", 1))  # type: ignore[arg-type]
    assert campaign.tell(query, flag)[0].value == ["odd", 1]
    before = campaign.fold.seq
    campaign.tell(query, flag)
    assert campaign.fold.seq == before
    with pytest.raises(BadAnswer, match="JSON"):
        campaign.tell(campaign.ask(1)[0], Answer("g", None, "human:a", "flag", {1, 2}))  # type: ignore[arg-type]
