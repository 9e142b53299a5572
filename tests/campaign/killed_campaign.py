"""Runs a campaign until it is killed; announces what it does before and after."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import numpy as np

import labelwise.store.sqlite
from labelwise.campaign import Campaign

generator = np.random.default_rng(0)
X = generator.normal(size=(400, 3))
CLASSES = ["no", "yes"]


def truth(item):
    return CLASSES[int(X[int(item), 0] > 0)]


def begin(path):
    """Make the project, or go on with it; one that was killed before its first event has none."""
    if Path(path).exists():
        campaign = Campaign.open(path, pool=X) if started(path) else None
        if campaign:
            return campaign
    return Campaign(X, CLASSES, strategy="margin", store=path, seed=1)


def started(path):
    with labelwise.store.open_store(path, create=False) as ledger:
        return ledger.last > 0


def label(say, path):
    """Ask, tell, fit, plan, take back: over and over."""
    with begin(path) as campaign:
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
