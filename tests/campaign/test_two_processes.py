"""Two processes label one project at once: no item is held by both, and nothing is lost or double."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from labelwise.campaign import Campaign
from labelwise.store import open_store, refold
from labelwise.store.fold import Fold
from labelwise.testing.killing import ONE_THREAD

from .annotating_process import CLASSES, SIZE, X, digest, truth

SCRIPT = Path(__file__).with_name("annotating_process.py")
MODES = {"human:anna": "pops", "human:bert": "trains"}


class Annotator:
    """A process, and all that it said over all of its lives."""

    def __init__(self, store: str, name: str, pace: float) -> None:
        self.store, self.name, self.pace = store, name, pace
        self.said: list[tuple[str, float, object]] = []
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(SCRIPT), self.store, self.name, MODES[self.name], str(self.pace)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ONE_THREAD},
        )

    def go(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def read(self, word: str) -> object:
        """Read on until it says ``word``."""
        for line in self.process.stdout:
            self.said.append(tuple(json.loads(line)))
            if self.said[-1][0] == word:
                return self.said[-1][2]
            assert self.said[-1][0] != "done", f"{self.name} had no work left when {word!r} was awaited"
        raise AssertionError(f"{self.name} ended before it said {word!r}: {self.said[-3:]}")

    def kill(self) -> None:
        """End it at this moment; what it had said so far was said."""
        self.process.kill()
        self.said += [tuple(json.loads(line)) for line in self.process.stdout if line.endswith("\n")]
        self.close()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def held(self) -> list[tuple[str, float, float]]:
        """(item, from, to) of everything it held, as far as it can know."""
        since: dict[str, float] = {}
        spans = []
        for word, at, what in self.said:
            if word == "holds":
                since = {**dict.fromkeys(what, at), **since}
            elif word in ("releases", "tells"):
                spans += [(item, since.pop(item), at) for item in what]
        return spans


@pytest.fixture
def both(new_store, request):
    store = new_store()
    Campaign(X, CLASSES, strategy="margin", store=store, seed=1, trust=None).close()
    made = [Annotator(store, name, getattr(request, "param", 0.01)) for name in MODES]
    yield made
    for one in made:
        one.close()


def finish(both):
    """Wait until both are done; gives the state that both have to have."""
    for one in both:
        assert one.read("done") == SIZE
    for one in both:
        one.go()
    states = {one.read("state") for one in both}
    with open_store(both[0].store, create=False) as ledger:
        fold = Fold()
        fold.absorb(ledger.events())
        assert ledger.current() == refold(ledger)
    assert states == {digest(fold)}
    return fold


def check(both, fold):
    assert {u.item: [fold.answers[i].value for i in ids] for u, ids in fold.by_unit.items()} == {
        str(k): [truth(str(k))] for k in range(SIZE)
    }
    assert not fold.leases
    spans = sorted((item, begin, end, one.name) for one in both for item, begin, end in one.held())
    for (item, _, end, who), (other, begin, _, next_) in pairwise(spans):
        assert item != other or end <= begin, f"{item} was held by {who} and {next_}"
    for one in both:
        told = [query for word, _, what in one.said if word == "told" for query in what]
        taken_back = {what for word, _, what in one.said if word == "took back"}
        assert {f"{query}:{one.name}" for query in told if query not in taken_back} <= fold.answers.keys()
    return spans


@pytest.mark.parametrize(
    "new_store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
def test_two_processes_share_a_project(both):
    for one in both:
        one.read("begins")
    for one in both:
        one.go()
    fold = finish(both)
    spans = check(both, fold)
    assert {who for *_, who in spans} == set(MODES)  # both had work
    assert sum(fold.retracted.values()) > 0
    assert set(fold.answers) == {
        f"{query}:{one.name}"
        for one in both
        for word, _, what in one.said
        if word == "told"
        for query in what
    } - set(fold.retracted)


@pytest.mark.slow
@pytest.mark.parametrize("both", [0.4], indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_one_of_them_is_killed_again_and_again(both, seed):
    generator = random.Random(seed)
    for one in both:
        one.read("begins")
    for one in both:
        one.go()
    for _ in range(6):
        victim = generator.choice(both)
        victim.read("holds")
        time.sleep(generator.uniform(0.0, 0.2))
        victim.kill()
        victim.start()
        victim.go()
    check(both, finish(both))
    assert [word for one in both for word, *_ in one.said].count("begins") == 8
