"""Writes to a ledger until it is killed; announces every batch before and after."""

from __future__ import annotations

from itertools import count

import numpy as np

import labelwise.store.postgres
import labelwise.store.sqlite  # noqa: F401 - before the fork, not in every child
from labelwise.store import open_store
from labelwise.types import Event


def batch(number, artefact):
    """Five events: two questions, an answer, a retraction of the last answer, a plan."""
    q = [f"q{number}.{k}" for k in range(2)]
    answer = {"id": f"a{number}", "query": q[0], "by": "rule:x", "kind": "is", "value": number}
    lease = {"holder": None, "until": 1e12}
    return [
        Event("asked", f"{number}.0", 1.0, f"i{number}", "", q[0], body=lease),
        Event("asked", f"{number}.1", 1.0, f"j{number}", "", q[1], body=lease),
        Event("answered", f"{number}.2", 2.0, f"i{number}", "", q[0], "rule:x", {"answer": answer}),
        Event("retracted", f"{number}.3", 3.0, body={"answer": f"a{number - 1}"}),
        Event("planned", f"{number}.4", 4.0, body={"artefact": artefact}),
    ]


def write(say, path):
    """One artefact and the batch that names it, again and again."""
    with open_store(path, create=True) as ledger:
        for number in count(ledger.last // 5):
            artefact = ledger.put({"number": np.full(500, number)})
            say(f"try {number}")
            ledger.append(batch(number, artefact))
            say(f"done {number}")
