"""Offers a stream block by block and answers, until it is killed."""

from __future__ import annotations

import json

import numpy as np
from sklearn.linear_model import LogisticRegression

import labelwise.store.postgres
import labelwise.store.sqlite  # noqa: F401 - before the fork, not in every child
from labelwise.campaign import Campaign
from labelwise.learners import BaggedLearner
from labelwise.selectors import OnePass
from labelwise.store import open_store
from labelwise.strategy import Strategy
from labelwise.streams import Selective, Vessal

SIZE, BLOCK = 240, 20
X = np.random.default_rng(0).normal(size=(SIZE, 3))
CLASSES = ["no", "yes"]
GATES = {"vessal": Vessal(), "sl-selective": Selective(0.8)}
LEARNERS = {"vessal": LogisticRegression(), "sl-selective": BaggedLearner(LogisticRegression())}


def truth(item):
    return CLASSES[int(X[int(item), 0] > 0)]


def begin(store, gate):
    with open_store(store, create=True) as ledger:
        started = ledger.last > 0
    if started:
        return Campaign.open(store, pool=X, learner=LEARNERS[gate])
    strategy = Strategy(selector=OnePass(GATES[gate]))
    return Campaign(
        X, CLASSES, strategy=strategy, learner=LEARNERS[gate], store=store, budget=60, seed=1, trust=None
    )


def pass_by(say, store, gate):
    """Offer the whole stream, from its beginning each time: what passed before passes without a decision."""
    with begin(store, gate) as campaign:
        for start in range(0, SIZE, BLOCK):
            left = campaign.held("rule:x") or campaign.offer(range(start, start + BLOCK), to="rule:x")
            while left:
                say("offered " + json.dumps([q.id for q in left]))
                campaign.tell(left, [truth(q.item) for q in left])
                left = campaign.offer(range(start, start + BLOCK), to="rule:x")
        say("done " + json.dumps(campaign.fold.streamed["seen"]))


for name in GATES:  # all that is imported late is imported before the fork
    made = Campaign(
        X, CLASSES, strategy=Strategy(selector=OnePass(GATES[name])), learner=LEARNERS[name], budget=60
    )
    for first in (0, 20):
        made.tell(batch := made.offer(range(first, first + 20)), [truth(q.item) for q in batch])
