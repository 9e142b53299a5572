from decimal import Decimal

import numpy as np
import pytest

from labelwise.candidates import All, Open, Top, Where
from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.measures import entropy, margin
from labelwise.params import from_config, to_config
from labelwise.representations import Balls, Embedding, Gradient
from labelwise.selectors import Apart, KCenter, MaxCover, Quota, TopK
from labelwise.strategy import Strategy, View
from labelwise.tasks.forms import Full
from labelwise.testing.examples import arrays, view
from labelwise.types import Budget


def test_stages_are_chained_then_scored_then_picked():
    strategy = Strategy(candidates=(Open(), Where("domain", "target"), Top(entropy, count=5)), measure=margin)
    made = strategy.select(view(), 3, np.random.default_rng(0))
    proba = view().get("proba")
    rows = [r for r in range(4, 40) if r % 2]
    best = sorted(rows, key=lambda r: -entropy(proba)[r])[:5]
    assert made.indices.tolist() == sorted(best, key=lambda r: -margin(proba)[r])[:3]


def test_needs_are_those_of_all_pieces_once():
    strategy = Strategy(
        candidates=(Open(), Top(margin, count=9), Where("domain", "target")),
        representation=Gradient(),
        selector=Quota(Apart(KCenter(), near=("coords", 0.1)), by="predicted"),
    )
    assert strategy.needs == ("proba", "domain", "embedding", "coords", "predicted")


def test_what_does_not_fit_together_is_refused_at_construction():
    with pytest.raises(BadParameter, match="give the strategy a measure"):
        Strategy()
    with pytest.raises(BadParameter, match=r"representation, e.g. Embedding\(\)"):
        Strategy(selector=KCenter())
    with pytest.raises(BadParameter, match=r"Balls\(Embedding"):
        Strategy(selector=Quota(MaxCover()))


def test_a_missing_array_is_named_before_anything_is_computed():
    def explode(view, rows, n, rng):
        raise AssertionError("ran although an array is missing")

    with pytest.raises(MissingCapability, match="nobody provides 'proba'"):
        Strategy(candidates=explode, measure=margin).select(
            View(arrays={"embedding": np.eye(3)}), 1, np.random.default_rng(0)
        )


@pytest.mark.parametrize("n", [-1, 1.5, True, "3", None])
def test_an_n_that_is_none(n):
    with pytest.raises(BadParameter, match="a whole number of 0 or more"):
        Strategy(measure=margin).select(view(), n, np.random.default_rng(0))


@pytest.mark.parametrize("rows", [[99], [1, 1], [0.5]])
def test_rows_that_are_none(rows):
    with pytest.raises(BadData, match="rows"):
        Strategy(measure=margin).select(view(), 1, np.random.default_rng(0), np.array(rows))


@pytest.mark.parametrize("given", [[5, 5], [99], [2]])
def test_a_stage_that_invents_rows_is_refused(given):
    strategy = Strategy(
        candidates=(Where("domain", "target"), lambda view, rows, n, rng: given), measure=margin
    )
    with pytest.raises(BadParameter, match="rows that it was not given, or a row twice"):
        strategy.select(view(), 1, np.random.default_rng(0))


def test_costs_come_from_the_view_or_the_form():
    given = arrays()
    del given["cost"]
    plain = View.from_arrays(**given)
    priced = Strategy(measure=margin, form=Full(price_each=Decimal("0.50")))
    made = priced.select(plain, 9, np.random.default_rng(0), budget=Budget(Decimal(2), "money"))
    assert made.cost.tolist() == [0.5] * 4
    dear = View.from_arrays(**given, cost=np.full(40, 7.0))
    assert priced.select(dear, 1, np.random.default_rng(0)).cost.tolist() == [7.0]
    with pytest.raises(BadData, match="cost has shape"):
        priced.select(View.from_arrays(**given, cost=np.full(40, -1.0)), 1, np.random.default_rng(0))


def test_the_reason_names_measure_or_selector_and_how_the_radius_came():
    rng = np.random.default_rng(0)
    assert Strategy(measure=margin).select(view(), 1, rng).why == ("margin",)
    assert "least-confidence" not in Strategy(measure=entropy).select(view(), 1, rng).why[0]
    balls = Strategy(representation=Balls(Embedding()), selector=MaxCover())
    assert balls.select(view(), 1, rng).why[0].startswith("max-cover (radius")
    assert "from 3 clusters): covers" in balls.select(view(), 1, rng).why[0]


def test_shortage_says_how_many_rows_were_candidates():
    made = Strategy(measure=margin).select(view(), 50, np.random.default_rng(0))
    assert made.short == "36 of 50: 36 of 40 rows are candidates"


class Refreshed:
    """A stage that keeps how often it ran."""

    stateful = True

    def __call__(self, view, rows, n, rng, state):
        return rows, {"ran": state.get("ran", 0) + 1}


class Learned:
    """A measure that keeps its last mean."""

    stateful = True

    def __call__(self, proba, state):
        score = proba[:, 0] - state.get("mean", 0.0)
        return score, {"mean": float(score.mean())}


def test_stateful_pieces_keep_what_they_return_under_their_own_prefix():
    strategy = Strategy(candidates=(Open(), Refreshed()), measure=Learned())
    first = strategy.select(view(), 2, np.random.default_rng(0)).state
    assert set(first) == {"candidates1.ran", "measure.mean"}
    second = strategy.select(view(), 2, np.random.default_rng(0), state=first).state
    assert second["candidates1.ran"] == 2
    assert second["measure.mean"] == pytest.approx(0)


def test_the_loop_can_be_opened_and_shared():
    a = Strategy(measure=margin).picker(view(), 4, np.random.default_rng(0))
    b = Strategy(measure=entropy).picker(view(), 4, np.random.default_rng(0))
    for turn in (a, b, a, b):
        row = turn.best()
        for picker in (a, b):
            picker.take(row)
    assert len(set(a.selection().indices)) == 4
    assert a.best() is b.best() is None


def test_a_strategy_is_frozen_and_comes_back_from_its_configuration():
    stages = (Open(), Top(margin, per_pick=10))
    strategy = Strategy(candidates=stages, representation=Embedding(), selector=KCenter())
    with pytest.raises(AttributeError):
        strategy.measure = margin
    assert from_config(to_config(strategy)) == strategy
    assert repr(strategy) == (
        "Strategy(candidates=(Open(), Top(measure=margin, per_pick=10)), "
        "representation=Embedding(), selector=KCenter())"
    )
    assert Strategy(measure=margin, selector=TopK()) == Strategy(measure=margin)


def test_an_empty_view_gives_an_empty_selection():
    made = Strategy(measure=margin).select(
        View(arrays={"proba": np.zeros((0, 2))}), 3, np.random.default_rng(0)
    )
    assert len(made) == 0
    assert made.short == "0 of 3: 0 of 0 rows are candidates"


@pytest.mark.parametrize(
    "candidates",
    [Top(margin, count=40), (), (Where("domain", ("source", "target")),), lambda v, rows, n, rng: rows],
)
def test_taken_rows_stay_out_whatever_the_stages_are(candidates):
    made = Strategy(candidates=candidates, measure=margin).select(view(), 40, np.random.default_rng(0))
    assert sorted(made.indices) == list(range(4, 40))


def test_a_stage_that_reopens_rows_gets_them_all():
    stages = (All(), Where("domain", "source"))
    made = Strategy(candidates=stages, measure=margin).select(view(), 40, np.random.default_rng(0))
    assert sorted(made.indices) == list(range(0, 40, 2))
