"""What questions may cost."""

from decimal import Decimal

import numpy as np
import pytest

from labelwise.campaign.purse import Purse, Room
from labelwise.campaign.replay import replay
from labelwise.pool import Pool
from labelwise.selectors import Random
from labelwise.store.fold import Fold
from labelwise.strategy import Strategy
from labelwise.tasks.forms import Full
from labelwise.types import Answer, Budget, Event

from .conftest import Make, X, Y


def asked(fold: Fold, query: str, until: float, **body: object) -> None:
    body = {"holder": "anna", "until": until, **body}
    fold.apply(Event("asked", query, 0.0, item=query, query=query, body=body, seq=fold.seq + 1))


def answered(fold: Fold, query: str, **fields: object) -> None:
    answer = {"id": query, "query": query, "by": "anna", "kind": "is", "value": "x", "item": query, **fields}
    fold.apply(Event("answered", f"a{query}", 0.0, query=query, body={"answer": answer}, seq=fold.seq + 1))


def planned(fold: Fold, **body: object) -> None:
    fold.apply(Event("planned", f"p{fold.seq}", 0.0, body=body, seq=fold.seq + 1))


def test_single_costs_are_added_up_and_what_is_out_counts():
    fold = Fold()
    planned(fold, items=["q1"], unit="bits")
    asked(fold, "q1", 10.0, cost=2.5, unit="bits")
    asked(fold, "q2", 10.0, cost=1.0, unit="bits")
    answered(fold, "q1", price="2.25")
    purse = Purse(fold, Budget(5, "bits"))
    assert purse.spent() == 2.25
    assert purse.room(9, None, 0.0) == Room(9, Decimal("1.75"), Decimal("2.25"))  # 5 - 2.25 spent - 1 out
    assert purse.room(9, None, 20.0).amount == Decimal("2.75")  # the lease of q2 has run out
    assert purse.room(9, 1.5, 0.0).amount == Decimal("1.5")


def test_what_does_not_fit_is_passed_over():
    room = Room(9, Decimal(3))
    assert [room.pays(cost) for cost in (2.0, 1.5, 1.0, 0.5)] == [True, False, True, False]
    assert not room.pays(None)  # nobody knows what it costs, and the budget is a cap
    assert Room(9, None).pays(0.5)
    usual = Room(9, Decimal(3), each=Decimal(2))
    assert [usual.pays(None), usual.pays(None)] == [True, False]


def test_prices_are_counted_in_the_unit_of_the_form():
    fold = Fold()
    asked(fold, "q1", 10.0, unit="bits")
    answered(fold, "q1", price="1.58")
    asked(fold, "q2", 10.0)
    answered(fold, "q2", price="0.05")
    assert (fold.spent["bits"], fold.spent["money"], fold.spent["answers"]) == (
        Decimal("1.58"),
        Decimal("0.05"),
        2,
    )


@pytest.mark.parametrize(("budget", "count"), [(None, 7), (3, 2), (1, 0), (0, 0)])
def test_answers_are_counted_one_by_one(budget, count):
    fold = Fold()
    asked(fold, "q1", 10.0)
    assert Purse(fold, Budget.of(budget)).room(7, None, 0.0) == Room(count, None)


def test_a_ranking_is_made_of_what_can_still_be_paid(make: Make) -> None:
    """Dear items first would leave a plan of which nothing can be asked."""
    price = np.where(Y == 0, 50.0, 1.0)
    pool = Pool(X, columns={"cost": price})
    strategy = Strategy(selector=Random(), form=Full(price_each=1))
    campaign = make(pool=pool, strategy=strategy, budget=Budget(60, "money"))
    spent = 0.0
    while batch := campaign.ask(10):
        for query in batch:
            cost = price[int(query.item)]
            told = Answer(query.id, query.id, "anna", "is", str(Y[int(query.item)]), price=cost)
            campaign.tell(query, told)
            spent += cost
    assert campaign.spent() == spent <= 60 and spent > 55  # cheap ones until nothing fits
    assert list(replay(campaign.ledger, pool=pool)) == []
