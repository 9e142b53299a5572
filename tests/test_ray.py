"""Work on a real Ray cluster of two nodes, one of which is killed in the middle, ends as in one process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from pyarrow.parquet import write_table

from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.results import COLUMNS, TIMINGS, Results
from labelwise.bench.protocols.runner import Limits, Progress, run
from labelwise.engines import Spread
from labelwise.scoring import JOB, score
from labelwise.testing.labelled_sets import load_labelled
from labelwise.types import CHUNK

pytestmark = pytest.mark.slow
ray = pytest.importorskip(
    "ray", reason="Ray is not installed: pip install 'labelwise[ray]'", exc_type=ImportError
)

PROTOCOL = Protocol("small", ["blobs", "rings"], ["margin", "random"], seeds=4, budgets=[40], batches=[10])
MAKERS = Makers(load_labelled)
SAME = [name for name in COLUMNS if name not in TIMINGS]
QUIET = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_failure_threshold": "5",
    "OMP_NUM_THREADS": "1",
}
"""Of a node: it finds what this process finds, tells nobody, and is soon seen to be dead."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Node:
    """One node of a cluster on loopback, all of its processes in a session of its own."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1"]
        common = ["--node-ip-address=127.0.0.1", "--object-store-memory=100000000", "--disable-usage-stats"]
        self.process = subprocess.Popen(
            [*command, *common, *options],
            env=QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        """End all of its processes at once, as a loss of power does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Node]]:
    """The address of a head, and the second node."""
    for name in ("PYTHONPATH", "RAY_USAGE_STATS_ENABLED"):
        monkeypatch.setenv(name, QUIET[name])
    with TemporaryDirectory(prefix="r") as folder:  # short: paths of sockets have to be
        port = free_port()
        address = f"127.0.0.1:{port}"
        nodes = [Node("--head", f"--port={port}", f"--temp-dir={folder}", "--include-dashboard=false")]
        try:
            nodes.append(Node(f"--address={address}", "--min-worker-port=21000", "--max-worker-port=21999"))
            join(address, nodes)
            yield address, nodes[1]
        finally:
            ray.shutdown()
            for node in reversed(nodes):
                node.kill()


def join(address: str, nodes: list[Node]) -> None:
    """Connect once somebody listens, and wait until both nodes are there."""
    host, port = address.split(":")
    wait_for("a head that listens", lambda: listens(host, int(port)), nodes)
    ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    wait_for("two nodes", lambda: len(alive()) == 2, nodes)


def alive() -> set[str]:
    return {node["NodeID"] for node in ray.nodes() if node["Alive"]}


def listens(host: str, port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((host, port)) == 0


def wait_for(what: str, there: Callable[[], bool], nodes: list[Node]) -> None:
    until = time.monotonic() + 240
    while not there():
        assert time.monotonic() < until, f"no {what} within four minutes"
        assert nodes[0].process.poll() is None, "the head has ended"
        time.sleep(0.5)


@pytest.mark.filterwarnings("ignore")  # of Ray itself
def test_a_node_that_is_lost_loses_no_run(cluster: tuple[str, Node], tmp_path: Path) -> None:
    address, second = cluster
    before = alive()

    def lose(now: Progress) -> None:
        if now.new == 4:
            second.kill()

    now = run(PROTOCOL, tmp_path / "ray", MAKERS, engine="ray", spread=Spread(address=address), progress=lose)
    until = time.monotonic() + 60
    while len(alive()) > 1 and time.monotonic() < until:  # the head notices after a while
        time.sleep(0.5)
    assert len(before) == 2 and alive() < before
    assert (now.done, now.failed) == (PROTOCOL.size, 0)
    run(PROTOCOL, tmp_path / "serial", MAKERS, engine="serial", limits=Limits())
    assert Results(tmp_path / "ray").table(SAME).equals(Results(tmp_path / "serial").table(SAME))


class Slow:
    """Writes down that it was called, and takes its time."""

    provides = ("proba",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def proba(self, x: pa.Table) -> NDArray[np.float64]:
        if len(x) > 1:
            (self.folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()
            time.sleep(0.1)
        p = 1 / (1 + np.exp(-x["a"].to_numpy()))
        return np.column_stack([p, 1 - p])


@pytest.mark.filterwarnings("ignore")  # of Ray itself
def test_a_node_that_is_lost_loses_no_score(cluster: tuple[str, Node], tmp_path: Path) -> None:
    address, second = cluster
    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])  # the nodes do not find this file
    x = np.random.default_rng(0).normal(size=12 * JOB)
    path, calls = tmp_path / "pool.parquet", tmp_path / "calls"
    write_table(pa.table({"a": x}), path, row_group_size=JOB)
    calls.mkdir()
    before = alive()

    def lose() -> None:
        while len({file.name.split("-")[0] for file in calls.iterdir()}) < 2:  # both nodes are at work
            time.sleep(0.05)
        second.kill()

    thread = threading.Thread(target=lose)
    thread.start()
    found = score("margin", Slow(calls), path, engine="ray", address=address)
    thread.join()
    processes = {file.name.split("-")[0] for file in calls.iterdir()}
    assert len(before) == 2 and len(processes) >= 2
    assert len(list(calls.iterdir())) > 12 * JOB // CHUNK  # what the lost node had was computed anew
    assert np.array_equal(found, score("margin", Slow(calls), path, engine="serial"))
