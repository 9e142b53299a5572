"""What may happen to a project: newer versions, full disks, lost states, items that join while others ask."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.campaign.setup import FORMAT
from labelwise.errors import StoreError
from labelwise.store import open_store, refold
from labelwise.store.fold import Fold
from labelwise.testing.killing import Warm
from labelwise.types import Event, Trust

from .asking_process import STRATEGIES
from .conftest import X, answer
from .growing_process import truth, write

STALE = STRATEGIES["stale scores"]


def run(store, sql):
    """Change a store behind the back of labelwise."""
    with open_store(store, create=False) as ledger:
        ledger._writer.cursor().execute(sql)


@pytest.fixture
def store(make, new_store):
    """A project with a few answers, closed."""
    store = new_store()
    campaign = make(store=store)
    answer(campaign, campaign.ask(6))
    campaign.close()
    return store


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (f"UPDATE events SET body = replace(body, '\"format\":{FORMAT}', '\"format\":99')"
         " WHERE id = 'created'",
         rf"the project has format 99\. Allowed: format {FORMAT} or older\. To fix: upgrade labelwise"),
        ("UPDATE alembic_version SET version_num = '0999'",
         r"made by a newer labelwise \(schema 0999\).*upgrade labelwise"),
        ("INSERT INTO events (seq, id, kind, at, item, part, query, \"by\", body) VALUES"
         " (99, 'c99', 'changed', 0, '', '', '', '', '{\"shared\":1}')",
         r"event 99 changes 'shared'.*open it with the version that wrote it"),
        ("INSERT INTO events (seq, id, kind, at, item, part, query, \"by\", body) VALUES"
         " (99, 'm99', 'merged', 0, '', '', '', '', '{}')",
         r"event 99 is of the unknown kind 'merged'.*open it with the version that wrote it"),
    ],
)  # fmt: skip
def test_a_project_of_a_newer_version_is_refused_and_left_alone(store, sql, said):
    with open_store(store, create=False) as ledger:
        cursor = ledger._writer.cursor()
        cursor.execute(sql)
        before = rows_of(cursor)
        with pytest.raises(StoreError, match=said):
            Campaign.open(store, pool=X)
        with pytest.raises(StoreError, match=said if "schema" in said else "already holds a project"):
            Campaign(X, ["0", "1", "2"], store=store)
        assert rows_of(cursor) == before


def rows_of(cursor):
    """All that a store holds."""
    found = []
    for table, order in (("events", "seq"), ("leases", "query"), ("answers", "id"), ("alembic_version", "1")):
        cursor.execute(f"SELECT * FROM {table} ORDER BY {order}")
        found.append(cursor.fetchall())
    return found


def test_a_newer_version_that_joins_in_stops_the_older_one(store):
    with Campaign.open(store, pool=X) as campaign, open_store(store, create=False) as newer:
        last = newer.append([Event("changed", "new", 0.0, body={"shared": 1})])[0].seq
        for use in (lambda: campaign.ask(1), campaign.undo, campaign.status, lambda: campaign.ask(1)):
            with pytest.raises(StoreError, match=f"event {last} changes 'shared'"):
                use()
        assert newer.last == last


@contextmanager
def small_sqlite(_, disk):
    yield str(disk.path / "p.db")


@contextmanager
def small_postgresql(server, disk):
    owner = os.stat(server._folder)
    os.chown(disk.path, owner.st_uid, owner.st_gid)
    server.run(f"CREATE TABLESPACE crowded LOCATION '{disk.path}'")
    server.run("CREATE DATABASE crowded TABLESPACE crowded")
    yield server.url.replace("/postgres", "/crowded")
    server.run("DROP DATABASE crowded")
    server.run("DROP TABLESPACE crowded")


def fill(disk):
    """Leave a few kilobytes."""
    ballast = disk.path / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65536)
        except OSError:
            file.truncate(file.tell() - 65536)
    return ballast


@pytest.mark.parametrize("kind", [small_sqlite, small_postgresql])
def test_a_full_disk_leaves_nothing_half_and_work_goes_on(request, small_disk, make, kind):
    server = request.getfixturevalue("postgres") if kind is small_postgresql else None
    with kind(server, small_disk) as store:
        campaign = make(store=store, strategy=STALE, pool=np.repeat(X, 20, axis=0), trust=None)
        answer_all(campaign, campaign.ask(6))
        ballast = fill(small_disk)
        batch = []
        with pytest.raises(StoreError, match=r"(full|No space left)"):
            for _ in range(200):
                batch = campaign.ask(5)
                answer_all(campaign, batch)
        told = campaign.status().labels
        ballast.unlink()
        events = campaign.ledger.events()
        fold = Fold()
        fold.absorb(events)
        assert campaign.ledger.current() == refold(campaign.ledger)
        assert campaign.status().labels == len(fold.by_unit) == told
        answer_all(campaign, [q for q in batch if fold.lease_of(q.id)])
        answer_all(campaign, campaign.ask(5))
        assert campaign.status().labels > told
        assert replay(campaign.ledger, pool=np.repeat(X, 20, axis=0)) == []
        campaign.close()


def answer_all(campaign, batch):
    campaign.tell(batch, [str(int(q.item) % 3) for q in batch])


LOSSES = {
    "missing": "DELETE FROM artefacts WHERE name = '{}'",
    "damaged": "UPDATE artefacts SET content = '\\x00' WHERE name = '{}'",
}


@pytest.mark.parametrize("new_store", ["postgresql"], indirect=True)
@pytest.mark.parametrize("how", LOSSES)
def test_a_state_that_the_database_lost_is_named_and_begins_anew(make, new_store, how):
    store = new_store()
    campaign = make(strategy=STALE, store=store)
    for _ in range(3):  # the first batch is random and keeps nothing
        answer(campaign, campaign.ask(10))
    lost = campaign.fold.kept
    campaign.close()
    run(store, LOSSES[how].format(lost))
    with Campaign.open(store, pool=X) as again:
        with pytest.warns(UserWarning, match=f"kept between rankings is lost and starts anew.*{lost}"):
            answer(again, again.ask(10))
        assert lost in again.fold.planned["lost"]
        answer(again, again.ask(10))
        assert "lost" not in again.fold.planned
        assert replay(again.ledger, pool=X) == []


def test_a_list_of_items_that_is_lost_does_not_stop_the_work(make, new_store):
    store = new_store()
    campaign = make(store=store)
    name = campaign.fold.config["pool"]["items"]
    if "://" in store:
        run(store, LOSSES["missing"].format(name))
    else:
        Path(store).with_suffix(".artefacts").joinpath(f"{name}.npz").unlink()
    with Campaign.open(store, pool=X) as again:
        answer(again, again.ask(3))
    with pytest.raises(StoreError, match="which item cannot be said: the list of items is missing"):
        Campaign.open(store, pool=X + 1)


@pytest.mark.skipif(os.name == "nt", reason="needs fork")
def test_items_join_while_two_processes_ask(new_store, tmp_path):
    store, path = new_store(), tmp_path / "items.parquet"
    settings = {"strategy": "margin", "store": store, "trust": Trust()}
    with Warm(Path(__file__).with_name("growing_process.py")) as one, ThreadPoolExecutor(1) as thread:
        assert one.run("ready").status == 0
        with closing(Campaign(write(path, 60), ["neg", "pos"], **settings)) as mine:
            sealed = list(mine.fold.config["reserve"])
            other = thread.submit(one.run, "label", store, "human:bert", 60)
            while sum(a.by == "human:bert" for a in mine.fold.answers.values()) < 4:
                time.sleep(0.01)
                mine.refresh()
            assert mine.grow(write(path, 200)) == 140
            for _ in range(6):
                batch = mine.ask(2, to="human:anna")
                mine.tell(batch, [truth(q.item) for q in batch])
            ended = other.result(timeout=60)
            mine.refresh()
            reserve = mine.fold.config["reserve"]
            assert replay(mine.ledger) == []
            asked = [(e.item, e.by, e.body) for e in mine.ledger.events() if e.kind == "asked"]
    assert ended.status == 0, ended
    assert reserve[: len(sealed)] == sealed
    assert len(reserve) == 12 + 28
    assert all(int(item) >= 60 for item in reserve[len(sealed) :])
    assert len({item for item, _, _ in asked}) == len(asked)
    assert not {item for item, _, body in asked if body.get("purpose") != "test"} & set(reserve)
    told = {item for line in ended.said for item in json.loads(line.removeprefix("told "))}
    assert sum(int(item) >= 60 for item in told) >= 10
