"""One of two processes that ask and tell at once and are killed; announces what was acknowledged."""

from __future__ import annotations

import json
import random
import time

import numpy as np

import labelwise.store.postgres
import labelwise.store.sqlite  # noqa: F401 - before the fork, not in every child
from labelwise.campaign import Campaign
from labelwise.candidates import StaleTop
from labelwise.measures import margin
from labelwise.policies import Interleave, Tailor
from labelwise.selectors import Random
from labelwise.strategy import Strategy

SIZE, LABELS = 200, 20
X = np.random.default_rng(0).normal(size=(SIZE, 3))
CLASSES = ["common", "rare"]
STALE = Strategy(candidates=StaleTop(margin, keep=0.2, temp=0.1, refresh=(0,)), measure=margin)
STRATEGIES = {
    "stale scores": STALE,
    "bandit over stale scores": Interleave((STALE, Strategy(selector=Random())), Tailor()),
}


def truth(item):
    return CLASSES[int(X[int(item), 0] > 1)]


def ready(say):
    """Nothing: the process has imported all that it needs."""


def label(say, store, name, seed, share):
    """Ask, tell and take back until it has given its labels; ``share`` of the batches are undone."""
    generator = random.Random(seed)
    with Campaign.open(store, pool=X) as campaign:
        batch = campaign.held(name)  # what it held when it was killed
        say("begins")
        while sum(a.by == name for a in campaign.fold.answers.values()) < LABELS:
            batch += campaign.ask(generator.randint(1, 3), to=name)
            time.sleep(generator.uniform(0, 0.004))
            campaign.tell(batch, [truth(q.item) for q in batch])
            say("told " + json.dumps([f"{q.id}:{name}" for q in batch]))
            batch = []
            if generator.random() < share:
                say("undoing")
                undone = campaign.undo(name, to=generator.choice([None, name]))
                if undone is not None:
                    say("undone " + json.dumps(undone.answer.id))
                    batch = [undone.query] if undone.query else []


for strategy in STRATEGIES.values():  # all that is imported late is imported before the fork
    warm = Campaign(X, CLASSES, strategy=strategy, trust=None)
    for _ in range(3):
        asked = warm.ask(5)
        warm.tell(asked, [truth(q.item) for q in asked])
