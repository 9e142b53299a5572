"""Runs a campaign until it is killed; announces what it does before and after."""

from __future__ import annotations

import json
from itertools import count

import numpy as np

import labelwise.store.postgres
import labelwise.store.sqlite  # noqa: F401 - before the fork, not in every child
from labelwise.campaign import Campaign
from labelwise.store import open_store

generator = np.random.default_rng(0)
X = generator.normal(size=(400, 3))
CLASSES = ["no", "yes"]


def truth(item):
    return CLASSES[int(X[int(item), 0] > 0)]


def begin(store):
    """Make the project, or go on with it; one that was killed before its first event has none."""
    with open_store(store, create=True) as ledger:
        started = ledger.last > 0
    if started:
        return Campaign.open(store, pool=X)
    return Campaign(X, CLASSES, strategy="margin", store=store, seed=1)


def label(say, store):
    """Ask, tell, fit, plan, take back: over and over."""
    with begin(store) as campaign:
        for number in count():
            batch = campaign.ask(1 + number % 3, to="rule:x")
            say("asked " + json.dumps([query.id for query in batch]))
            answers = {query.id: truth(query.item) for query in batch}
            say("telling " + json.dumps(answers))
            campaign.tell(batch, list(answers.values()))
            say("told " + json.dumps(answers))
            if number % 4 == 1:
                campaign.fit()
                campaign.plan(5)
                say("planned " + json.dumps(campaign.fold.seq))
            if number % 7 == 3:
                say("undoing " + json.dumps(list(campaign.fold.answers)[-1]))
                say("undone " + json.dumps(campaign.undo().answer.id))


warm = Campaign(X, CLASSES, strategy="margin")  # all that is imported late is imported before the fork
for _ in range(3):
    asked = warm.ask(5)
    warm.tell(asked, [truth(query.item) for query in asked])
