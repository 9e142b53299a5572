"""Plan, reserve, chance and budget."""



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
