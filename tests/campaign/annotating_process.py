"""One of two processes that label one project at once.

``python annotating_process.py STORE NAME pops|trains PACE``

It says on standard output, with the time of the system's clock, which items it holds from when to when
and what it told. When all is labelled it waits for a line on standard input and says its final state.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time

import numpy as np

from labelwise.campaign import Campaign

SIZE, CLASSES = 300, ["no", "yes"]
X = np.random.default_rng(0).normal(size=(SIZE, 2))


def truth(item: str) -> str:
    return CLASSES[int(X[int(item), 0] > 0)]


def digest(fold) -> str:
    """Of everything in a fold; equal states have equal digests."""
    return hashlib.sha256(repr(vars(fold)).encode()).hexdigest()


def say(word: str, what: object) -> None:
    print(json.dumps([word, time.monotonic(), what]), flush=True)


def label(campaign: Campaign, name: str, rng: random.Random, pace: float) -> None:
    """Ask, tell, take back and give back until every item has its label."""
    batch = campaign.held(name)  # what it held when it was killed
    while campaign.status().labels < SIZE:
        batch += campaign.ask(rng.randint(1, 4), to=name)
        say("holds", [q.item for q in batch])
        time.sleep(rng.uniform(0, pace))
        given_back = batch.pop() if len(batch) > 1 and rng.random() < 0.1 else None
        if given_back is not None:
            say("releases", [given_back.item])
            campaign.release([given_back.id])
        say("tells", [q.item for q in batch])
        campaign.tell(batch, [truth(q.item) for q in batch])
        say("told", [q.id for q in batch])
        batch = []
        if rng.random() < 0.1 and campaign.status().labels < 0.8 * SIZE:
            undone = campaign.undo(name, to=name if rng.random() < 0.5 else None)
            if undone is not None:
                say("took back", undone.answer.query)
                batch = [undone.query] if undone.query else []


def main(store: str, name: str, pops: bool, pace: float) -> None:
    with Campaign.open(store, pool=X, background=pops) as campaign:
        _ = campaign.model  # what is imported late is imported before it begins
        say("begins", name)
        sys.stdin.readline()
        label(campaign, name, random.Random(name), pace)
        say("done", campaign.status().labels)
        sys.stdin.readline()
        campaign.refresh()
        say("state", digest(campaign.fold))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3] == "pops", float(sys.argv[4]))
