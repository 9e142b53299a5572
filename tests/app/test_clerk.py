"""What the routes do not show: suggestions, leases of a dead server, the pace."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from labelwise.app.clerk import LEASE, Clerk, pace
from labelwise.app.settings import Settings
from labelwise.campaign import Campaign
from labelwise.errors import BadData
from labelwise.tasks import Regression, Tags
from labelwise.types import Query


@pytest.fixture
def campaign(project):
    with Campaign.open(project(), background=True) as opened:
        yield opened


@pytest.fixture
def clerk(campaign):
    return Clerk(campaign, Settings("items", name="anna"))


def a_query(campaign: Campaign) -> Query:
    return replace(campaign.ask(1)[0], proposal="pos", confidence=0.8731)


def test_a_suggestion_is_rounded(clerk, campaign):
    assert clerk.card(a_query(campaign))["suggestion"] == {"value": "pos", "percent": 87}


@pytest.mark.parametrize(
    ("task", "proposal", "value"), [(Tags(["a", "b"]), ["b"], ["b"]), (Regression(), 3.25, 3.25)]
)
def test_a_suggestion_is_what_the_widget_can_show(project, task, proposal, value):
    with Campaign.open(project(classes=task, strategy="random"), background=True) as opened:
        query = replace(opened.ask(1)[0], proposal=proposal)
        assert Clerk(opened, Settings("items")).card(query)["suggestion"] == {"value": value, "percent": None}


@pytest.mark.parametrize("task", [Tags(["good", "number"]), Regression(0, 10)], ids=["tags", "number"])
def test_a_trained_model_suggests_tags_and_numbers(project, task):
    store = project(classes=task, strategy="random")
    many = task.widget == "many"
    with Campaign.open(store) as trainer:
        for query in trainer.ask(12):
            good = "good" in str(query.payload)
            trainer.tell(query, (["good"] if good else []) if many else 8 * good, by="human:anna")
        trainer.fit()
        trainer.plan(10)
    with Campaign.open(store, background=True) as opened:
        offered = Clerk(opened, Settings("items")).next("tab:one", 1)["items"][0]["suggestion"]
        assert json.loads(json.dumps(offered)) == offered
        value = offered["value"]
        assert set(value) <= {"good", "number"} if many else 0 <= value <= 10


@pytest.mark.parametrize(
    ("task", "sent", "wrong"),
    [(Tags(["a", "b", "c"]), ["c", "a"], ["d"]), (Regression(0, 10), 3.5, 11), (Tags(["a", "b"]), [], "a")],
)
def test_an_answer_comes_back_as_it_was_sent(client, project, task, sent, wrong):
    tab = client(project(classes=task, strategy="random"))
    first, second = tab.next(2)
    assert tab.answer(tab.given(first, sent)) == [{"id": "a1-tab:one", "saved": True}]
    (refused,) = tab.answer(tab.given(second, wrong))
    assert not refused["saved"] and "Allowed" in refused["message"]
    (past,) = tab.get("history").json()["answers"]
    assert past["value"] == (sorted(sent) if isinstance(sent, list) else sent)


@pytest.mark.parametrize("purpose", ["test", "gold", "audit"])
def test_no_suggestion_where_it_would_bias(clerk, campaign, purpose):
    assert clerk.card(replace(a_query(campaign), purpose=purpose))["suggestion"] is None


def test_no_suggestion_when_switched_off(campaign):
    quiet = Clerk(campaign, Settings("items", suggest=False))
    assert quiet.card(a_query(campaign))["suggestion"] is None


def test_suggestions_arrive_with_a_plan(clerk, tmp_path):
    with Campaign.open(tmp_path / "items.labelwise.db") as trainer:
        for query in trainer.ask(8):
            text = str(query.payload)
            trainer.tell(query, "pos" if "good" in text else "neg", by="human:anna")
        trainer.fit()
        trainer.plan(10)
        card = clerk.next("tab:one", 1)["items"][0]
        assert card["suggestion"]["value"] in ("pos", "neg")
        assert 50 <= card["suggestion"]["percent"] <= 100
        assert clerk.next("tab:one", 1)["ranking"] == clerk.status()["ranking"] > 0


def test_leases_are_short_and_those_of_a_dead_server_are_freed(clerk, campaign):
    clerk.next("tab:old", 4)
    campaign.ask(1, to="script")
    until = max(lease.until for lease in campaign.fold.held(0).values() if lease.holder == "tab:old")
    assert until <= time.time() + LEASE
    fresh = Clerk(campaign, Settings("items"))
    assert fresh.free_abandoned() == 4
    assert [v.holder for v in campaign.fold.held(0).values()] == ["script"]


def test_the_path_of_an_image_never_leaves_the_server(tmp_path, project):
    from PIL import Image

    from labelwise.pool import Pool

    Image.new("RGB", (4, 4)).save(tmp_path / "a b&c.png")
    store = project(Pool([tmp_path / "a b&c.png"], ids=["../../x?y"]))
    with Campaign.open(
        store, pool=Pool([tmp_path / "a b&c.png"], ids=["../../x?y"]), background=True
    ) as opened:
        clerk = Clerk(opened, Settings("pictures"))
        card = clerk.next("tab:one", 1)["items"][0]
        assert str(tmp_path) not in str(card)
        assert card["show"]["src"] == "/api/v1/media?item=..%2F..%2Fx%3Fy"
        assert clerk.picture("../../x?y") == tmp_path / "a b&c.png"
        with pytest.raises(BadData, match="no item"):
            clerk.picture("other")


def test_texts_have_no_picture(clerk):
    with pytest.raises(BadData, match="no images"):
        clerk.picture("1")


def test_three_tabs_of_different_speed_get_everything_once(clerk, campaign):
    answered, queues = [], {f"tab:{k}": [] for k in range(3)}
    for turn in range(200):
        for k, (tab, queue) in enumerate(queues.items()):
            queue += clerk.next(tab, 5 - len(queue), have=[c["query"] for c in queue])["items"]
            if queue and turn % (k + 1) == 0:
                card = queue.pop(0)
                answered.append(card["item"])
                campaign.tell(card["query"], "pos", by="human:anna")
    assert sorted(answered) == sorted(campaign.pool.ids.to_pylist())


def test_mark_changes_when_something_happened(clerk):
    before = clerk.mark()
    assert clerk.mark() == before
    clerk.next("tab:one", 1)
    assert clerk.mark() != before


def test_pace_leaves_breaks_out():
    assert pace([0, 10, 20, 30, 5000, 5010]) == 360
    assert pace([0, 1, 2]) is None
    assert pace([5, 5, 5, 5, 5, 5]) is None


def test_the_page_hears_when_the_reserve_is_used_up(clerk, campaign):
    assert clerk.status()["warnings"] == []
    while batch := campaign.ask(5, purpose="test"):
        campaign.tell(batch, ["pos"] * len(batch))
    assert "used up" in clerk.status()["warnings"][0]
