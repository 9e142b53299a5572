"""Every field of a protocol is checked, and all mistakes are said at once."""

from __future__ import annotations

import pytest

from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.settings import checked
from labelwise.errors import BadParameter

BAD = {
    "datasets": ["a", "a"],
    "strategies": ["all-labels"],
    "seeds": [1, 1],
    "splits": ["random"],
    "imbalances": [0.5],
    "starts": [-1],
    "batches": [0],
    "budgets": ["many"],
    "learners": [3],
    "finals": "svm",
    "retrains": ["hot"],
    "noises": [1.5],
    "costs": ["lognormal"],
    "pool_rows": True,
    "test_rows": 1.5,
    "metric": "auc",
    "target": 2,
    "baseline": None,
    "full": "yes",
    "exclude": [{"batches": [1]}],
    "about": 3,
}


@pytest.mark.parametrize("name", BAD)
def test_one_mistake_is_named(name):
    with pytest.raises(BadParameter, match=name):
        Protocol(**{"name": "p", "datasets": ["a"], "strategies": ["b"], name: BAD[name]})


def test_all_mistakes_are_said_at_once():
    with pytest.raises(BadParameter) as error:
        Protocol(**{"name": "p", **BAD})
    assert [name for name in BAD if f"{name}: " not in str(error.value)] == []


def test_lists_become_tuples_and_numbers_texts():
    found = checked({**vars(Protocol("p", ["a"], ["b"])), "budgets": [20, "all"], "seeds": 2})
    assert found["budgets"] == ("20", "all") and found["seeds"] == (0, 1) and found["noises"] == (0.0,)
