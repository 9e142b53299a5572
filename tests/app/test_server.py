"""serve(): what it refuses, what it announces, how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from labelwise.app import serve
from labelwise.app.lock import ProjectLock
from labelwise.app.server import _predict, common_folder, own_port
from labelwise.campaign import Campaign
from labelwise.errors import BadParameter, StoreError, StoreLocked
from labelwise.tasks import Spans

CODE = """if True:
    import sys
    from pathlib import Path
    from labelwise.app import serve
    serve(Path(sys.argv[1]), open_browser=False, ready=lambda url: print(url, flush=True))"""


def test_only_loopback(project):
    store = project()
    for host in ("0.0.0.0", "192.168.1.5", "example.org"):
        with pytest.raises(BadParameter, match="the host is"):
            serve(store, host=host)


def test_a_task_that_the_page_cannot_ask_is_refused(project):
    with pytest.raises(BadParameter, match=r"no widget for Spans.*several tags.*Campaign.tell"):
        serve(project(classes=Spans(["name"]), strategy="random"), open_browser=False)


def test_a_second_server_is_refused(project):
    store = project()
    with ProjectLock(store), pytest.raises(StoreLocked, match="another labelwise server"):
        serve(store)


def test_bad_input_is_refused_before_anything_runs(project, tmp_path):
    store = project()
    with pytest.raises(StoreError):
        serve(tmp_path / "absent.db")
    with pytest.raises(BadParameter, match="guidelines"):
        serve(store, guidelines=tmp_path / "absent.md")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadParameter, match="UTF-8"):
        serve(store, guidelines=tmp_path / "binary.md")
    with pytest.raises(BadParameter, match="name"):
        serve(store, name="a/b")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_server_and_training(project, number):
    store = project()
    with subprocess.Popen(
        [sys.executable, "-c", CODE, str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}", url)
        workers = children(process.pid)
        os.killpg(process.pid, number)  # as a terminal does: to the whole group
        assert process.wait(10) == 0
        assert process.stdout.read() + process.stderr.read() == "", "it prints nothing by itself"
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    with ProjectLock(store), Campaign.open(store) as campaign:
        assert campaign.status().total == 30


def children(pid: int) -> list[int]:
    if not Path("/proc/self/stat").exists():
        return []
    end = time.monotonic() + 10
    while time.monotonic() < end:
        lists = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
        found = [int(child) for children in lists for child in children.read_text().split()]
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("no training process was started")


def test_the_port_belongs_to_the_project():
    assert own_port(Path("a.db")) == own_port(Path("./a.db")) != own_port(Path("b.db"))
    assert 20_000 <= own_port(Path("a.db")) < 30_000


def test_common_folder():
    assert common_folder([Path("/x/a/1.png"), Path("/x/a/b/2.png")]) == Path("/x/a")
    assert common_folder([Path("/x/a/1.png")]) == Path("/x/a")


def test_the_command_for_the_rest_names_the_file(project):
    store = project()
    with Campaign.open(store, background=True) as campaign:
        assert (
            _predict(store, campaign)
            == "labelwise predict items.csv --project items.labelwise.db -o predicted.csv"
        )


def test_serving_from_a_thread_can_be_stopped(project, monkeypatch):
    from labelwise.app import running

    servers, told = [], threading.Event()
    original = running.Running.startup

    async def startup(self, sockets=None):
        servers.append(self)
        await original(self, sockets)

    monkeypatch.setattr(running.Running, "startup", startup)
    store = project()
    thread = threading.Thread(
        target=serve, args=(store,), kwargs={"open_browser": False, "ready": lambda _: told.set()}
    )
    thread.start()
    assert told.wait(20)
    servers[0].should_exit = True
    thread.join(15)
    assert not thread.is_alive()
    assert os.path.exists(store)
