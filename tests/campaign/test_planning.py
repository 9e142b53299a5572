"""What a strategy keeps between rankings, and what it makes of the answers."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.candidates import StaleTop
from labelwise.errors import BadData, BadParameter
from labelwise.measures import margin
from labelwise.params.naming import TRUSTED
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.types import Answer, Selection, Trust

from .conftest import Make, X, answer

STALE = Strategy(candidates=(StaleTop(margin, keep=0.5, refresh=(0,)),), measure=margin)


@dataclass(frozen=True)
class Counting:
    """Picks at random; keeps how often it was called, and folds the labels."""

    needs = ()

    def fold(self, replies, classes):
        votes = [classes.index(r.answer.value) for r in replies]
        return {"fold.counts": np.bincount(votes, minlength=len(classes))}

    def select(self, view, n, rng, rows=None, state=None):
        made = Strategy(selector=Random()).select(view, n, rng, rows)
        counts = "" if "fold.counts" not in state else str(state["fold.counts"].tolist())
        calls = int(state.get("calls", 0)) + 1
        why = (f"call {calls}, seen {counts}",) * n
        return Selection(made.indices, made.scores, why, state={**state, "calls": calls, "note": "so"})


def test_a_state_is_kept_and_folded(make: Make, tmp_path: Path) -> None:
    campaign = make(strategy=Counting())
    batch = campaign.ask(30)
    assert batch[0].why == "call 1, seen [0, 0, 0]"
    answer(campaign, batch)
    again = campaign.ask(1)[0]
    assert again.why == f"call 2, seen {[campaign.status().classes[c] for c in '012']}"
    kept = campaign.ledger.get(campaign.fold.kept)
    assert {k: v.item() for k, v in kept.items()} == {"calls": 2, "note": "so"}


def test_what_is_made_of_answers_is_as_before_after_an_undo(make: Make) -> None:
    campaign = make(strategy=Counting())
    answer(campaign, campaign.ask(30))
    before = campaign.strategy.fold(campaign.fold.replies(), campaign.task.classes)
    answer(campaign, campaign.ask(1))
    campaign.undo()
    after = campaign.strategy.fold(campaign.fold.replies(), campaign.task.classes)
    assert after["fold.counts"].tolist() == before["fold.counts"].tolist()


def test_another_strategy_for_once_leaves_the_state_alone(make: Make) -> None:
    campaign = make(strategy=Counting())
    answer(campaign, campaign.ask(5))
    kept = campaign.fold.kept
    answer(campaign, campaign.ask(5, strategy="random"))
    assert campaign.fold.kept == kept
    assert campaign.ask(1)[0].why.startswith("call 2")


def test_scores_of_models_now_gone_survive_opening_again(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = make(strategy=STALE, store=store)
    for _ in range(3):
        answer(campaign, campaign.ask(15))
    campaign.close()
    with Campaign.open(store, pool=X) as again, Campaign.open(store, pool=X) as twin:
        u = again.ledger.get(again.fold.kept)["candidates1.u"]
        assert u.shape == (len(X),)
        assert twin.fold.kept == again.fold.kept


def damage(store: Path, how: str) -> None:
    for file in store.with_suffix(".artefacts").rglob("*.npz"):
        file.unlink() if how == "missing" else file.write_bytes(b"nonsense")


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_lost_state_is_named_and_begins_anew(make: Make, tmp_path: Path, how: str) -> None:
    store = tmp_path / "p.db"
    campaign = make(strategy=STALE, store=store)
    for _ in range(2):  # the first batch is random and keeps nothing
        answer(campaign, campaign.ask(15))
    campaign.close()
    damage(store, how)
    with Campaign.open(store, pool=X) as again:
        with pytest.warns(UserWarning, match=r"Strategy.* kept between rankings is lost and starts anew"):
            batch = again.ask(30)
        assert len(batch) == 30 and "starts anew" in again.fold.planned["lost"]
        answer(again, batch)
        again.ask(5)  # from here on it is there again
        assert "lost" not in again.fold.planned


def test_the_plan_of_another_process_serves_where_a_state_is_kept(
    make: Make, tmp_path: Path, monkeypatch: Any
) -> None:
    campaign = make(strategy=STALE, store=tmp_path / "p.db")
    answer(campaign, campaign.ask(30))
    campaign.fit()
    with Campaign.open(tmp_path / "p.db", pool=X) as other:
        rank = campaign._ranking

        def slow(*args: Any) -> Any:
            made = rank(*args)
            other.plan(7)
            return made

        monkeypatch.setattr(campaign, "_ranking", slow)
        assert campaign.plan(20) == 7
        assert campaign.fold.planned["n"] == 7
        assert (
            sum(e.kind == "planned" for e in campaign.ledger.events() if e.seq > campaign.fold._trained_upto)
            == 1
        )


def test_what_a_learner_cannot_use_is_told(make: Make) -> None:
    campaign = make(strategy="random")
    answer(campaign, campaign.ask(20))
    campaign.fit()
    assert "lost" not in campaign.fold.trained and campaign.status().lost == ""
    query = campaign.ask(1)[0]
    campaign.tell(query, Answer("x", query.id, "anna", "not", ["1"]))
    campaign.fit()
    assert "hard" in campaign.status().lost and campaign.fold.trained["lost"] == campaign.status().lost


def test_plans_name_the_moment_they_were_made_for(make: Make) -> None:
    campaign = make()
    answer(campaign, campaign.ask(30))
    campaign.ask(5)
    planned = campaign.fold.planned
    assert planned["key"] < campaign.fold.planned_at and planned["now"] > 0
    assert "labelwise" in TRUSTED


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([0, 0], "names a row twice"),
        ([500], "has the row 500.*0 to 119"),
        ([0.5], "type float64"),
        ([0, 1, 2, 3], "selected 4 rows.*at most 3 of the"),
        (None, r"selected 1 rows, 1 of them answered or held.*choose among rows"),
    ],
)
def test_a_strategy_of_ones_own_that_selects_what_it_may_not(
    make: Make, rows: list | None, says: str
) -> None:
    class Own:
        needs = ()

        def select(self, view, n, rng, rows=None, state=None):
            chosen = np.array(self.rows)
            return Selection(chosen, np.zeros(len(chosen)), ("mine",) * len(chosen))

    own = Own()
    own.rows = [3]
    campaign = make(strategy=own)
    campaign.tell(campaign.ask(1), ["0"])
    own.rows = [3] if rows is None else rows
    before = campaign.fold.planned
    with pytest.raises((BadData, BadParameter), match=says):
        campaign.plan(3)
    assert campaign.fold.planned == before


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["anna"], "gave 1 names for 2 questions"),
        (["anna", "zed"], r"'zed' among them.*anna, ben, or None.*invite"),
        (["anna", 3], "3 among them"),
    ],
)
def test_a_router_that_names_nobody_known(make: Make, given: list, says: str) -> None:
    strategy = Strategy(selector=Random(), router=lambda view, rows, annotators, rng: given)
    campaign = make(strategy=strategy)
    campaign.invite("anna", "ben")
    with pytest.raises(BadParameter, match=says):
        campaign.plan(2)
    assert campaign.fold.planned == {}


@pytest.mark.parametrize("strategy", ["albl", "margin"])
def test_the_asking_models_predictions_are_recorded_where_they_are_read(make: Make, strategy: str) -> None:
    campaign = make(strategy=strategy, trust=Trust())
    for _ in range(3):
        answer(campaign, campaign.ask(10))
    asked = next(q for q in campaign.ask(4) if q.purpose == "train")
    plan, body = campaign.fold.planned, campaign.fold.asked[asked.id]
    assert ("predicted" in plan) == ("predicted" in body) == (strategy == "albl")
    if strategy == "albl":
        rows = np.array([int(i) for i in plan["items"]])
        said = np.asarray(campaign.fit().proba(campaign.brain.inputs()[0].x(rows))).argmax(axis=1)
        assert plan["predicted"] == [campaign.task.classes[k] for k in said]


def test_projects_without_predictions_open_and_go_on(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "p.db"
    campaign = make(strategy="albl", trust=Trust(), store=store)
    for _ in range(6):
        answer(campaign, campaign.ask(15))
    found = campaign.strategy.fold(campaign.fold.replies(), campaign.task.classes)
    campaign.close()
    with Campaign.open(store, pool=X) as again:
        same = again.strategy.fold(again.fold.replies(), again.task.classes)
        assert np.array_equal(found["fold.weights"], same["fold.weights"]) and np.ptp(same["fold.weights"])
    with sqlite3.connect(store) as old:  # as they were before
        old.execute("update events set body = json_remove(body, '$.predicted')")
    with Campaign.open(store, pool=X) as again:
        same = again.strategy.fold(again.fold.replies(), again.task.classes)
        assert not np.ptp(same["fold.weights"])
        answer(again, again.ask(10))
