"""What questions cost where strategies put them in several forms, or items have own costs."""

from decimal import Decimal

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.errors import BadData, BadParameter
from labelwise.measures import margin
from labelwise.policies import Mixture
from labelwise.pool import Pool
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.tasks.forms import CandidateSet, Full, YesNo
from labelwise.types import Budget, Trust

from .conftest import X, Y

ASKS = Strategy(measure=margin, form=YesNo(0.1))
FULLY = Strategy(selector=Random(), form=Full(0.5))
SETS = Strategy(measure=margin, form=CandidateSet(calibrate=2))


def run(campaign: Campaign, n: int = 4, rounds: int = 40) -> list:
    """Ask and tell the truth until nothing comes any more."""
    asked = []
    while len(asked) < rounds * n and (batch := campaign.ask(n)):
        told = [campaign.forms[q.form].truthful(q, str(Y[int(q.item)])) for q in batch]
        campaign.tell(batch, told)
        asked += batch
    return asked


def begun(strategy: object, budget: Budget | None, pool: object = X, trust: Trust | None = None) -> Campaign:
    return Campaign(pool, ["0", "1", "2"], strategy=strategy, budget=budget, trust=trust)


@pytest.mark.parametrize("arms", [(ASKS, FULLY), (FULLY, ASKS)])
def test_each_question_costs_what_its_own_form_does(arms: tuple[Strategy, ...]) -> None:
    campaign = begun(Mixture(arms, (0.5, 0.5)), Budget(6, "money"))
    asked = run(campaign)
    cost = {"yes-no": 0.1, "full": 0.5}
    assert {q.form for q in asked[4:]} == set(cost)
    assert all(q.cost == cost[q.form] for q in asked[4:])
    prices = {str(campaign.fold.asked[a.query].get("form", "full")): a.price for a in campaign.fold.present()}
    assert prices == {"yes-no": Decimal("0.1"), "full": Decimal("0.5")}
    assert campaign.spent() == sum(a.price for a in campaign.fold.present()) == 6
    assert replay(campaign.ledger, pool=X) == []


@pytest.mark.parametrize("arms", [(SETS, FULLY), (FULLY, SETS)])
@pytest.mark.parametrize("budget", [Budget(12, "bits"), Budget(8, "money")])
def test_units_of_several_forms_are_counted_apart(arms: tuple[Strategy, ...], budget: Budget) -> None:
    campaign = begun(Mixture(arms, (0.5, 0.5)), budget)
    run(campaign, rounds=20)
    spent = {"candidate-set": Decimal(0), "full": Decimal(0)}
    for a in campaign.fold.present():
        spent[campaign.fold.asked[a.query].get("form", "full")] += a.price
    assert campaign.fold.spent["bits"] == spent["candidate-set"] > 0
    assert campaign.fold.spent["money"] == spent["full"] > 0
    assert float(campaign.spent()) < float(budget.limit) + 1.6  # a set may cost more than expected
    assert replay(campaign.ledger, pool=X) == []


def test_bits_are_bits_with_two_classes_too() -> None:
    campaign = Campaign(X, ["0", "1"], strategy=SETS, budget=Budget(10, "bits"), trust=None)
    while batch := campaign.ask(3):
        campaign.tell(
            batch, [campaign.forms[q.form].truthful(q, str(int(Y[int(q.item)] > 0))) for q in batch]
        )
    assert campaign.spent() == 10 and campaign.fold.spent["money"] == 0


def test_the_reserve_is_asked_where_the_plan_knows_single_costs() -> None:
    campaign = begun(SETS, Budget(30, "bits"), trust=Trust())
    run(campaign, rounds=3)
    assert [q.purpose for q in campaign.ask(3, purpose="test")] == ["test"] * 3


@pytest.mark.parametrize("each", [1.0, 2.0])
def test_the_items_own_costs_are_what_answers_cost(each: float) -> None:
    campaign = begun("margin", Budget(20, "money"), Pool(X, columns={"cost": np.full(len(X), each)}))
    assert len(run(campaign)) == 20 / each
    assert campaign.spent() == 20


@pytest.mark.parametrize(
    ("costs", "says"),
    [(["12 EUR"] * len(X), "cost is no number"), (np.where(Y > 0, np.inf, 1.0), "values from 0.0 to inf")],
)
def test_costs_that_are_none(costs: object, says: str) -> None:
    campaign = begun("margin", None, Pool(X, columns={"cost": costs}))
    with pytest.raises(BadData, match=f"{says}.*Allowed: one finite number"):
        campaign.ask(3)
    assert campaign.fold.asked == campaign.fold.planned == {}


def test_one_form_in_two_ways_is_refused() -> None:
    dear = Strategy(measure=margin, form=Full(0.9))
    with pytest.raises(BadParameter, match=r"'full' in two ways.*give both strategies the same form"):
        begun(Mixture((dear, FULLY), (0.5, 0.5)), None)


def test_another_strategy_for_once_changes_no_price() -> None:
    campaign = begun(FULLY, Budget(9, "money"))
    first = campaign.ask(2)
    other = campaign.ask(1, strategy="margin")
    campaign.tell([*first, *other], ["0", "1", "2"])
    assert campaign.spent() == Decimal("1.5")


@pytest.mark.parametrize("strategy", ["typiclust", "auto"])
def test_what_is_too_dear_takes_no_place_in_a_batch(strategy: str) -> None:
    dear = Pool(X, columns={"cost": np.where(np.arange(len(X)) % 5 == 0, 1.0, 50.0)})
    campaign = begun(strategy, Budget(12, "money"), dear)
    sizes = []
    while batch := campaign.ask(4):
        campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
        sizes.append(len(batch))
    assert sizes == [4, 4, 4] and campaign.spent() == 12


def test_where_nothing_fits_any_more_nothing_is_asked_for_free() -> None:
    dear = Pool(X, columns={"cost": np.where(np.arange(len(X)) < 3, 1.0, 50.0)})
    campaign = begun("margin", Budget(40, "money"), dear)
    assert len(run(campaign)) == 3 and campaign.spent() == 3
    assert campaign.ask(2) == []
