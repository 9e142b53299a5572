"""One of two processes at a project whose pool grows; it follows the file that the items are read from."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import labelwise.store.postgres
import labelwise.store.sqlite  # noqa: F401 - before the fork, not in every child
from labelwise.campaign import Campaign
from labelwise.pool import Pool

VALUES = np.random.default_rng(0).normal(size=(200, 3))


def truth(item):
    return ["neg", "pos"][int(VALUES[int(item), 0] > 0)]


def write(path, size):
    """A file of items; a longer one begins with the same."""
    pq.write_table(pa.table({f"f{k}": VALUES[:size, k] for k in range(3)}), path)
    return Pool(str(path))


def ready(say):
    """Nothing: the process has imported all that it needs."""


def label(say, store, name, first_new):
    """Ask and tell until ten of the items that joined are labelled."""
    with Campaign.open(store) as campaign:
        fresh = 0
        while fresh < 10:
            batch = campaign.ask(2, to=name)
            campaign.tell(batch, [truth(q.item) for q in batch])
            fresh += sum(int(q.item) >= first_new for q in batch)
            say("told " + json.dumps([q.item for q in batch]))


warm = Campaign(VALUES, ["neg", "pos"], strategy="margin", trust=None)
for _ in range(3):  # all that is imported late is imported before the fork
    asked = warm.ask(3)
    warm.tell(asked, [truth(q.item) for q in asked])
