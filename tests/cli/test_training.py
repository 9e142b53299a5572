"""The training process of a project whose learner was typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from labelwise.app.trainer import Trainer
from labelwise.campaign import Campaign
from labelwise.cli.learner_spec import Wished
from labelwise.cli.training import command

MINE = """
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

class Mine(LogisticRegression):
    pass

def model():
    return make_pipeline(CountVectorizer(), Mine(max_iter=500))
"""


SLOW = """
import os, time
from pathlib import Path
from labelwise.learners import SklearnLearner, default_learner

class Slow:
    accepts = ("hard",)
    provides = ("proba", "embedding", "head")

    def fit(self, data, rng):
        Path("training").touch()
        time.sleep(0.0 if Path("quick").exists() else 60.0)  # as deaf as a library that is written in C
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        return SklearnLearner(make_pipeline(CountVectorizer(), LogisticRegression())).fit(data, rng)
"""


def project(reviews, here, monkeypatch, source: str, name: str) -> Wished:
    """A project with a learner of the user."""
    from labelwise.io import read
    from labelwise.tasks import Classification

    module = name.split(":")[0]
    (here / f"{module}.py").write_text(source)
    monkeypatch.syspath_prepend(str(here))
    data, wished, task = read(reviews, label_column="label"), Wished(name), Classification(["neg", "pos"])
    with Campaign(data.pool, task, learner=wished.made(data.pool, task), store=here / "p.db") as campaign:
        campaign.add_labels(list(data.labels), list(data.labels.values()))
    sys.modules.pop(module, None)
    return wished


def until(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


@pytest.fixture
def trainer(reviews, here, monkeypatch):
    """What the server runs, with a learner that trains for a minute; it trains already."""
    wished = project(reviews, here, monkeypatch, SLOW, "slow_by_user:Slow")
    made = Trainer(here / "p.db", pause=0.1, command=command("p.db", wished))
    made.start()
    until((here / "training").exists)
    yield made
    made.stop()


@pytest.fixture
def started(reviews, here, monkeypatch):
    """The process that trains such a project."""
    wished = project(reviews, here, monkeypatch, MINE, "typed_by_user:model")
    process = subprocess.Popen(
        [sys.executable, *command("p.db", wished)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_it_trains_what_was_typed_and_ends_with_its_parent(started, here):
    states = []
    while "seconds" not in (states[-1] if states else {}):
        states.append(json.loads(started.stdout.readline()))
    assert [s["state"] for s in states] == ["waiting", "training", "waiting"]
    with Campaign.open(here / "p.db", background=True) as campaign:
        assert campaign.status().model and campaign.fold.planned["items"]
    begun = time.monotonic()
    started.stdin.close()
    started.wait(timeout=5)
    assert time.monotonic() - begun < 1


def test_stopping_ends_it_within_a_second_in_the_middle_of_a_long_fit(trainer):
    pid, begun = trainer.pid, time.monotonic()
    assert pid is not None and trainer.state["state"] == "training"
    trainer.stop()
    assert time.monotonic() - begun < 1
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_killed_in_the_middle_of_a_training_nothing_is_lost(trainer, here):
    """The project stays as it was, people go on, and the next process trains."""
    with Campaign.open(here / "p.db", background=True) as server:
        last = server.ledger.last
        os.kill(trainer.pid, signal.SIGKILL)
        until(lambda: trainer.state["state"] == "failed")
        assert server.refresh() == last and server.status().labels == 6
        (here / "quick").touch()
        until(lambda: server.refresh() and server.fold.planned)
        batch = server.ask(2)
        server.tell(batch, ["pos", "neg"])
        until(lambda: server.refresh() and server.fold.trained.get("labels", 0) >= 6)


def test_the_command_repeats_what_was_typed():
    wished = Wished("mine:net", "forest", ("calibrated",))
    assert command("p.db", wished)[2:] == [
        "p.db", "--learner", "mine:net", "--final", "forest", "--recipe", "calibrated",
    ]  # fmt: skip
