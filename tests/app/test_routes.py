"""The JSON API: what goes in, what comes out, what is refused."""

from __future__ import annotations

import time

import pytest


def test_next_hands_out_and_never_twice(client):
    tab = client()
    first, second = tab.next(5), tab.next(5)
    assert len(first) == 5
    assert [c["query"] for c in second] == [c["query"] for c in first], "held items come back first"
    have = [c["query"] for c in first]
    third = tab.next(5, have=have)
    assert not {c["item"] for c in third} & {c["item"] for c in first}
    assert first[0]["show"]["kind"] == "text"
    assert "film number" in first[0]["show"]["text"]


def test_two_tabs_never_hold_the_same_item(client):
    one = client()
    two = type(one)(one.http, one.campaign, "tab:two")
    held = [c["item"] for tab in (one, two, one, two) for c in tab.next(5)]
    assert len(set(held)) == 10


def test_dropped_items_are_exchanged(client):
    tab = client()
    first = tab.next(5)
    keep, drop = first[0]["query"], [c["query"] for c in first[1:]]
    again = tab.next(4, have=[keep], drop=drop)
    assert len(again) == 4
    assert not {c["query"] for c in again} & {c["query"] for c in first}


def test_answers_are_recorded_with_all_that_belongs_to_them(client):
    tab = client(guidelines="# Rules")
    card = tab.next(1)[0]
    version = tab.get("guidelines").json()["version"]
    given = tab.given(card, "neg", seconds=1.5, shown=True, guideline=version)
    assert tab.answer(given) == [{"id": given["id"], "saved": True}]
    ((query, answer),) = tab.campaign.history("human:anna")
    assert (query.item, answer.value, answer.by) == (card["item"], "neg", "human:anna")
    assert (answer.seconds, answer.shown, answer.guideline) == (1.5, True, version)
    assert version


def test_telling_twice_changes_nothing(client):
    tab = client()
    given = tab.given(tab.next(1)[0])
    assert tab.answer(given) == tab.answer(given)
    assert tab.get("status").json()["labels"] == 1


def test_one_refused_answer_does_not_take_the_others_along(client):
    tab = client()
    a, b = tab.next(2)
    results = tab.answer(tab.given(a, "pos"), tab.given(b, "purple"), tab.given(b, "neg"))
    assert [r["saved"] for r in results] == [True, False, True]
    assert "purple" in results[1]["message"]
    assert tab.get("status").json()["classes"] == {"pos": 1, "neg": 1}


def test_an_answer_kept_from_another_project_is_refused(client):
    tab = client()
    card = tab.next(1)[0]
    for wrong in ({"item": "elsewhere"}, {"query": "q999"}):
        (result,) = tab.answer(tab.given(card) | wrong)
        assert not result["saved"]
        assert "not one of this project" in result["message"]
    assert tab.get("status").json()["answered"] == 0


def test_skip_and_flag(client):
    tab = client()
    a, b = tab.next(2)
    tab.answer(tab.given(a, None, "skip"), tab.given(b, "blurred", "flag"))
    status = tab.get("status").json()
    assert (status["labels"], status["skipped"], status["flagged"], status["answered"]) == (0, 1, 1, 2)


def test_undo_gives_the_item_back_to_the_tab_and_is_idempotent(client):
    tab = client()
    card = tab.next(1)[0]
    given = tab.given(card, "neg")
    tab.answer(given)
    back = {"holder": tab.holder, "answer": given["id"], "item": card["item"]}
    first, second = tab.post("undo", back).json(), tab.post("undo", back).json()
    assert first["undone"]
    assert not second["undone"]
    assert first["card"]["item"] == second["card"]["item"] == card["item"]
    assert first["card"]["query"] == second["card"]["query"] != card["query"]
    assert tab.get("status").json()["answered"] == 0
    assert tab.answer(given) == [{"id": given["id"], "saved": True}], "a late copy of it"
    assert tab.get("status").json()["answered"] == 0, "... stays taken back"
    tab.answer(tab.given(first["card"], "pos"))
    assert tab.get("status").json()["classes"] == {"pos": 1, "neg": 0}


def test_undo_takes_the_named_answer_though_another_tab_answered_later(client):
    one = client()
    two = type(one)(one.http, one.campaign, "tab:two")
    mine, other = one.given(one.next(1)[0], "pos"), two.given(two.next(1)[0], "neg")
    one.answer(mine)
    two.answer(other)
    assert one.post("undo", {"holder": one.holder, "answer": mine["id"], "item": mine["item"]}).json()[
        "undone"
    ]
    assert one.get("status").json()["classes"] == {"pos": 0, "neg": 1}


def test_a_correction_replaces_and_its_undo_restores(client):
    tab = client()
    card = tab.next(1)[0]
    first = tab.given(card, "pos")
    second = tab.given(card, "neg", of=first["id"])
    tab.answer(first)
    tab.answer(second)
    assert tab.get("status").json()["classes"] == {"pos": 0, "neg": 1}
    assert [a["value"] for a in tab.get("history").json()["answers"]] == ["neg"]
    undone = tab.post("undo", {"holder": tab.holder, "answer": second["id"], "item": card["item"]}).json()
    assert undone["undone"] and undone["card"] is None
    assert [a["value"] for a in tab.get("history").json()["answers"]] == ["pos"]


def test_history_is_newest_first_and_only_mine(client):
    tab = client()
    cards = tab.next(4)
    tab.campaign.tell(cards.pop()["query"], "pos", by="human:bert")
    for card in cards:
        tab.answer(tab.given(card))
    found = tab.get("history", params={"limit": 2}).json()["answers"]
    assert [a["card"]["item"] for a in found] == [c["item"] for c in reversed(cards)][:2]


def test_skipped_items_can_be_asked_again(client):
    tab = client()
    cards = tab.next(3)
    skips = [tab.given(card, None, "skip") for card in cards[:2]]
    tab.answer(*skips, tab.given(cards[2]))
    tab.campaign.tell(tab.campaign.ask(1), [None], by="human:bert")
    assert tab.post("again").json() == {"freed": [s["id"] for s in skips]}
    status = tab.get("status").json()
    assert (status["labels"], status["skipped"]) == (1, 1), "bert's skip stands"
    asked = {q.item for q in tab.campaign.ask(30)}
    assert len(asked) == 28
    assert {c["item"] for c in cards[:2]} <= asked


def test_renew_tells_what_is_still_held(client):
    tab = client()
    a, b = tab.next(2)
    tab.campaign.release([b["query"]])
    held = tab.post("renew", {"holder": tab.holder, "queries": [a["query"], b["query"], "q77"]}).json()[
        "held"
    ]
    assert held == [a["query"]]


def test_a_closed_tab_gives_back_a_little_later_unless_it_returns(client, monkeypatch):
    tab = client()
    held = tab.next(3)
    now = time.monotonic()
    for returns in (True, False):
        assert tab.post("release", {"holder": tab.holder}).status_code == 204
        if returns:
            assert tab.next(3) == held
        monkeypatch.setattr("labelwise.app.clerk.time.monotonic", lambda: now + 3600)
        tab.clerk.sweep()
        monkeypatch.undo()
        assert len(tab.campaign.held(tab.holder)) == (3 if returns else 0)


@pytest.mark.parametrize(
    ("budget", "answered", "end"),
    [(2, 2, "budget"), (None, 30, "labelled"), (None, 29, "held"), (None, 29, "mine")],
)
def test_the_end_says_why(client, project, budget, answered, end):
    tab = client(project(budget=budget))
    for k in range(answered):
        tab.answer(tab.given(tab.next(1)[0], ("pos", "neg")[k % 2]))
    if end == "held":
        tab.campaign.ask(1, to="tab:other")
    have = [c["query"] for c in tab.next(1)] if end == "mine" else []
    reply = tab.post("next", {"holder": tab.holder, "n": 5, "have": have}).json()
    assert (reply["items"], reply["end"]) == ([], "labelled" if end == "mine" else end)


def test_status_has_what_the_page_draws(client):
    tab = client()
    tab.answer(*[tab.given(c) for c in tab.next(3)])
    status = tab.get("status").json()
    assert status | {"labels": 3, "total": 30, "left": None, "classes": {"pos": 3, "neg": 0}} == status
    assert status["training"] == {"state": "off"}
    assert status["quality"]["value"] is None and status["quality"]["reason"]


@pytest.mark.parametrize(
    "body",
    [
        {"answers": []},
        {
            "answers": [
                {"id": "a1", "query": "q1", "item": "1", "kind": "is", "value": "pos", "by": "human:eve"}
            ]
        },
        {"answers": [{"id": "a 1; drop", "query": "q1", "item": "1", "kind": "is", "value": "pos"}]},
        {"answers": [{"id": "a1", "query": "q1", "item": "1", "kind": "among", "value": "pos"}]},
        {"answers": [{"id": "a1", "query": "q1", "item": "1", "kind": "is", "value": "x" * 3000}]},
        {"answers": [{"id": "a1", "query": "q1", "item": "1", "kind": "is", "value": "pos", "seconds": -1}]},
        {"answers": [{"id": "a1", "query": "q1", "item": "1", "kind": "is", "value": {"html": "x"}}]},
        "not an object",
    ],
)
def test_malformed_answers_are_refused_without_repeating_them(client, body):
    tab = client()
    reply = tab.post("answers", body)
    assert reply.status_code == 422
    assert reply.json()["error"]["message"] == "The request is malformed."
    assert "eve" not in reply.text and "drop" not in reply.text and "xxx" not in reply.text
    assert tab.get("status").json()["answered"] == 0


def test_the_api_describes_itself_and_has_no_foreign_page(client):
    tab = client()
    assert "/api/v1/next" in tab.get("openapi.json").json()["paths"]
    assert tab.http.get("/docs").status_code in (401, 404)


def test_every_route_stays_in_milliseconds(client):
    tab = client()
    spent = []
    for _ in range(15):
        started = time.perf_counter()
        tab.answer(tab.given(tab.next(1)[0]))
        spent.append(time.perf_counter() - started)
    assert sorted(spent)[7] < 0.2
