"""The training process of a project whose learner was typed."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

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


@pytest.fixture
def started(reviews, here, monkeypatch):
    """A project with a learner of the user, and the process that trains it."""
    (here / "typed_by_user.py").write_text(MINE)
    monkeypatch.syspath_prepend(str(here))
    from labelwise.io import read

    data, wished = read(reviews, label_column="label"), Wished("typed_by_user:model")
    from labelwise.tasks import Classification

    task = Classification(["neg", "pos"])
    with Campaign(data.pool, task, learner=wished.made(data.pool, task), store=here / "p.db") as campaign:
        campaign.add_labels(list(data.labels), list(data.labels.values()))
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


def test_the_command_repeats_what_was_typed():
    wished = Wished("mine:net", "forest", ("calibrated",))
    assert command("p.db", wished)[2:] == [
        "p.db", "--learner", "mine:net", "--final", "forest", "--recipe", "calibrated",
    ]  # fmt: skip
