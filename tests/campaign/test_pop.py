"""Plan, reserve, chance and budget."""

from decimal import Decimal

import pytest

from labelwise.errors import BadParameter
from labelwise.types import Budget, Trust

from .conftest import Make, Y, answer


def test_leased_items_are_not_handed_out_again(make: Make) -> None:
    campaign = make()
    first, second = campaign.ask(50, to="a"), campaign.ask(50, to="b")
    assert not {q.item for q in first} & {q.item for q in second}
    assert len(campaign.ask(50)) == 20
    assert campaign.ask(1) == []


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
    assert campaign.fit() is not campaign.model
    assert campaign.fold.trained["labels"] == 96


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


def test_asking_in_vain_writes_nothing(make: Make) -> None:
    campaign = make(budget=100)
    campaign.ask(100)
    campaign.ask(1)
    before = campaign.ledger.last
    for _ in range(3):
        assert campaign.ask(7) == []
    free = make()
    free.ask(120)
    last = free.ledger.last
    assert free.ask(7) == [] and free.plan(7) == 0
    assert (campaign.ledger.last, free.ledger.last) == (before, last)


def test_no_training_for_the_reserve(make: Make) -> None:
    campaign = make(trust=Trust())
    answer(campaign, campaign.ask(96))
    answer(campaign, campaign.ask(1))
    trained = campaign.fold.trained
    answer(campaign, campaign.ask(1))
    assert campaign.fold.trained == trained


@pytest.mark.parametrize("cost", [-1, float("nan"), "3", True])
def test_bad_cost(make: Make, cost: object) -> None:
    with pytest.raises(BadParameter, match=r"the cost is .*Allowed: a number of 0 or more"):
        make().ask(3, cost=cost)


@pytest.mark.parametrize(("cost", "n"), [(0, 0), (2, 2), (2.9, 2), (Decimal("2.5"), 2), (float("inf"), 9)])
def test_cost_of_one_call(make: Make, cost: object, n: int) -> None:
    assert len(make().ask(9, cost=cost)) == n


def test_a_time_budget_counts_what_is_out_by_the_mean_so_far(make: Make) -> None:
    campaign = make(budget=Budget(10.0, "seconds"))
    campaign.tell(campaign.ask(2), ["0", "1"], seconds=1.5)
    assert len(campaign.ask(9)) == 4  # 7 seconds are left
    assert campaign.ask(9) == []
    slow = make(budget=Budget(10.0, "seconds"))
    slow.tell(slow.ask(1), ["0"], seconds=9.0)
    assert len(slow.ask(9)) == 1  # less than the mean is left: the last question


def test_taking_back_gives_the_whole_cost_back(make: Make) -> None:
    campaign = make(budget=Budget(1.0, "seconds"))
    for seconds in (0.1, 0.2):
        campaign.tell(campaign.ask(1), ["0"], seconds=seconds)
    campaign.undo()
    assert campaign.status().cost == 0.1


@pytest.mark.parametrize("unit", ["tokens", "regions", "bits"])
def test_units_that_nobody_counts(make: Make, unit: str) -> None:
    with pytest.raises(BadParameter, match=f"the budget is in {unit}.*Allowed: answers, seconds, money"):
        make(budget=Budget(10, unit))
