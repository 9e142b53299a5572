"""The training process: when it trains, what it writes, when it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import warnings

import pytest

from labelwise.app import worker
from labelwise.app.worker import PLAN, careful_turn, is_due, turn
from labelwise.campaign import Campaign
from labelwise.errors import BadData, StoreLocked
from labelwise.learners.progress import report


@pytest.fixture
def store(project):
    return project()


@pytest.fixture
def server(store):
    with Campaign.open(store, background=True) as opened:
        yield opened


def answer(campaign, n: int) -> None:
    for query in campaign.ask(n, to="tab:one"):
        campaign.tell(query, "pos" if "good" in str(query.payload) else "neg", by="human:anna")


def test_the_first_turn_ranks_without_labels(server, store):
    said = []
    with Campaign.open(store) as campaign:
        assert turn(campaign, said.append) > 0
        assert turn(campaign, said.append) == 0, "nothing happened since"
    server.refresh()
    assert 0 < len(server.fold.planned["items"]) <= PLAN
    assert [s["state"] for s in said] == ["training", "waiting"]


def test_answers_make_it_due_and_the_server_sees_the_new_ranking(server, store):
    with Campaign.open(store) as campaign:
        turn(campaign, lambda _: None)
        answer(server, 8)
        campaign.refresh()
        assert is_due(campaign, time.time())
        turn(campaign, lambda _: None)
        assert not is_due(campaign, time.time())
    status = server.status()
    assert status.model and status.behind == 0
    assert server.fold.planned["model"] == status.model
    asked = server.ask(3, to="tab:one")
    assert [q.proposal is not None for q in asked] == [q.purpose == "train" for q in asked]


def test_a_turn_that_fails_is_told_and_tried_again_when_something_happened(server, store, monkeypatch):
    said, calls = [], []

    def fails(campaign, report):
        calls.append(campaign.fold.seq)
        server.ask(1)
        raise BadData("nothing to learn from")

    monkeypatch.setattr(worker, "turn", fails)
    with Campaign.open(store) as campaign:
        assert careful_turn(campaign, said.append) > 0
        assert said == [{"state": "failed", "message": "nothing to learn from."}]
        assert campaign.fold.seq > calls[0]


def test_a_locked_store_is_no_failure(server, monkeypatch):
    def locked(campaign, report):
        raise StoreLocked("busy")

    monkeypatch.setattr(worker, "turn", locked)
    said = []
    assert careful_turn(server, said.append) > 0
    assert said == []


def test_undo_makes_it_due(server, store):
    with Campaign.open(store) as campaign:
        answer(server, 4)
        turn(campaign, lambda _: None)
        server.undo("human:anna")
        campaign.refresh()
        assert is_due(campaign, time.time())


def start(store) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "labelwise.app.worker", str(store)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_process_tells_its_state_and_ends_with_its_parent(project):
    with start(project()) as process:
        states = [json.loads(process.stdout.readline())["state"] for _ in range(3)]
        assert states == ["waiting", "training", "waiting"]
        if hasattr(os, "getpriority"):
            assert os.getpriority(os.PRIO_PROCESS, process.pid) >= 10
        closed = time.monotonic()
        process.stdin.close()
        process.wait(5)
        assert time.monotonic() - closed < 2


def test_an_unexpected_error_is_told_without_its_message(capsys, monkeypatch):
    text = "the text" + " of an item"

    def breaks(store, report):
        raise RuntimeError(text)

    monkeypatch.setattr(worker, "work", breaks)
    monkeypatch.setattr(worker, "end_with_parent", lambda: None)
    monkeypatch.setattr(os, "nice", lambda _: 0)
    monkeypatch.setattr(sys, "argv", ["worker", "project.db"])
    with warnings.catch_warnings():
        assert worker.main() == 1
    said = capsys.readouterr()
    assert "RuntimeError" in said.err and text not in said.err + said.out


def test_a_project_that_cannot_be_opened_is_told(tmp_path):
    with start(tmp_path / "absent.db") as process:
        said = json.loads(process.stdout.readline())
        assert said["state"] == "failed" and said["message"]
        process.stdin.close()
        process.wait(5)


def test_a_long_evening_does_not_rank_after_every_answer(server, store):
    with Campaign.open(store) as campaign:
        campaign.add_labels(list(range(20)), ["pos", "neg"] * 10)
        turn(campaign, lambda _: None)
        answer(server, 1)
        campaign.refresh()
        now = next(reversed(campaign.fold.answers.values())).at
        assert not is_due(campaign, now + 1)
        assert is_due(campaign, now + 4), "nobody answers at the moment"
        answer(server, 1)
        campaign.refresh()
        assert is_due(campaign, now + 1)


def test_a_long_training_says_how_far_it_is_and_a_short_one_does_not(store, server, monkeypatch):
    said = []
    monkeypatch.setattr(worker, "OFTEN", 0.0)
    for long, wanted in ((0.0, True), (60.0, False)):
        monkeypatch.setattr(worker, "LONG", long)
        said.clear()
        with Campaign.open(store) as campaign:
            fit = campaign.fit

            def slow(fit=fit, **options):
                for k in range(5):
                    report("training", k / 5)
                return fit(**options)

            monkeypatch.setattr(campaign, "fit", slow)
            answer(server, 4)
            while turn(campaign, said.append) == 0:
                time.sleep(0.1)
        shares = [s["share"] for s in said if "share" in s]
        assert (shares[:5] == [0.0, 0.2, 0.4, 0.6, 0.8]) if wanted else shares == []
        assert all(s["state"] == "training" and "since" in s for s in said[:-1])


def test_shares_are_told_now_and_then_only(monkeypatch):
    said = []
    monkeypatch.setattr(worker, "LONG", 0.0)
    listen = worker.telling(said.append)
    for k in range(1000):
        listen("training", k / 1000)
    assert len(said) == 1 and said[0]["share"] == 0.0
