"""Plan, reserve, chance and budget."""

from decimal import Decimal
from typing import Any

import pytest

from labelwise.campaign import Campaign
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.strategy import Strategy
from labelwise.tasks.forms import YesNo
from labelwise.types import Budget, Query, Trust

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


def places(campaign: Campaign, batch: list[Query]) -> list[int]:
    """Where the questions of the reserve stand in a batch."""
    sealed = set(campaign.fold.config["reserve"])
    assert {q.item in sealed for q in batch if q.purpose == "test"} <= {True}
    assert not {q.item for q in batch if q.purpose != "test"} & sealed
    return [k for k, q in enumerate(batch) if q.purpose == "test"]


def test_the_reserve_is_asked_in_sealed_order_beside_the_strategy(make: Make) -> None:
    campaign = make(trust=Trust())
    reserve = campaign.fold.config["reserve"]
    assert len(reserve) == 24
    batch = campaign.ask(50)
    assert places(campaign, batch) == list(range(1, 40, 2))
    answer(campaign, batch[:30])
    campaign.release([q.id for q in batch[30:]])
    rest = campaign.ask(90)
    asked = [q.item for q in batch[:30] + rest if q.purpose == "test"]
    assert asked == reserve and len(rest) == 90
    assert {q.proposal for q in rest if q.purpose == "test"} == {None}
    answer(campaign, rest)
    assert campaign.fit() is not campaign.model
    assert campaign.fold.trained["labels"] == 96


@pytest.mark.parametrize(
    ("options", "tests"),
    [
        ({"trust": Trust(), "budget": 100}, 20),
        ({"trust": Trust(), "budget": 60}, 12),
        ({"trust": Trust(0.4), "budget": 50}, 20),
        ({"trust": Trust(0.1)}, 20),
        ({"trust": Trust(0.0), "budget": 60}, 0),
        ({"trust": None, "budget": 60}, 0),
    ],
)
def test_the_share_of_the_reserve(make: Make, options: dict[str, Any], tests: int) -> None:
    campaign = make(**options)
    asked = [campaign.ask(k) for k in (1, 3, 10, 30, 16)]
    assert sum(q.purpose == "test" for batch in asked for q in batch) == tests


def test_what_is_asked_of_the_reserve_depends_on_the_seed_alone(make: Make) -> None:
    def tests(strategy: str, step: int, wrong: int) -> list[str]:
        campaign, items = make(trust=Trust(), strategy=strategy, seed=5), list[str]()
        while len(items) < 20:
            batch = campaign.ask(step)
            campaign.tell(batch, [str((Y[int(q.item)] + wrong) % 3) for q in batch])
            items += [q.item for q in batch if q.purpose == "test"]
        return items[:20]

    first = tests("margin", 10, 0)
    assert tests("random", 10, 0) == tests("margin", 7, 0) == tests("margin", 10, 1) == first


def test_imported_labels_are_no_questions(make: Make) -> None:
    campaign = make(trust=Trust(), budget=100)
    sealed = set(campaign.fold.config["reserve"])
    rows = [k for k in range(60) if str(k) not in sealed]
    campaign.add_labels(rows, [str(Y[k]) for k in rows])
    batch = campaign.ask(20)
    assert len(places(campaign, batch)) == 10


@pytest.mark.parametrize("strategy", ["margin", "auto", "badge", "albl"])
def test_reserve_answers_never_change_what_is_asked(make: Make, strategy: str) -> None:
    def picks(change: int) -> list[str]:
        campaign, items = make(trust=Trust(), strategy=strategy, seed=3), list[str]()
        for _ in range(5):
            batch = campaign.ask(15)
            kinds = [q.purpose == "test" for q in batch]
            truth = [Y[int(q.item)] for q in batch]
            shown = [str((y + change * test) % 3) for y, test in zip(truth, kinds, strict=True)]
            campaign.tell(
                batch, [None if change == 2 and t else s for s, t in zip(shown, kinds, strict=True)]
            )
            items += [q.item for q, test in zip(batch, kinds, strict=True) if not test]
        return items

    assert picks(0) == picks(1) == picks(2)


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


def test_the_last_items_are_those_of_the_reserve(make: Make) -> None:
    campaign = make(trust=Trust(0.05), budget=119)
    batch = campaign.ask(119)
    assert len(batch) == 119 and len(places(campaign, batch)) == 23


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


def test_among_questions_of_another_form_there_are_none_of_the_reserve(make: Make) -> None:
    campaign = make(trust=Trust(), strategy=Strategy(measure=margin, form=YesNo()))
    batch = campaign.ask(30)
    assert {q.purpose for q in batch} == {"train"}
    assert {q.form for q in campaign.ask(5, purpose="test")} == {"full"}


def test_the_status_says_when_the_reserve_runs_out_and_ends(make: Make) -> None:
    campaign, said = make(trust=Trust()), list[tuple[str, ...]]()
    for _ in range(24):
        answer(campaign, campaign.ask(1, purpose="test"))
        said.append(campaign.status().warnings)
    assert said[:19] == [()] * 19 and [len(w) for w in said[19:]] == [1] * 5
    assert "4 of its 24 items are left" in said[19][0] and "used up" in said[23][0]
    campaign.undo(answer=campaign.fold.people(next(iter(campaign.fold.sealed)))[0].id)
    assert "1 of its 24 items" in campaign.status().warnings[0]
