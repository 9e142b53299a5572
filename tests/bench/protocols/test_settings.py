"""Every field of a protocol is checked, and all mistakes are said at once."""

from __future__ import annotations

import pytest

from labelwise.bench.protocols.protocol import Protocol
from labelwise.bench.protocols.settings import check_metric, checked
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


@pytest.mark.parametrize(
    ("name", "value", "parts"),
    [
        ("seeds", -1, ["seeds is -1", "a count of 1 or more"]),
        ("seeds", "3", ["seeds is '3'", "different seeds of 0 or more"]),
        ("seeds", True, ["seeds is True"]),
        ("seeds", [1.5, 2.5], ["seeds is [1.5, 2.5]"]),
        ("splits", ["random"], ["the split is 'random'", "random:SHARE, rebenchmark, fixed"]),
        ("budgets", ["0"], ["the budget is '0'", "1 label or more, a share such as 20%, all"]),
        ("costs", ["unitt"], ["the cost model is 'unitt'", "unit, words, lognormal:SIGMA"]),
        ("metric", "acuracy", ["'acuracy' is none of", "'balanced-accuracy'", "did you mean 'accuracy'?"]),
        ("datasets", [["a"]], ["holds a list or a table"]),
        ("exclude", {"dataset": ["a"]}, ["one table", "write [[exclude]] over each rule"]),
        ("exclude", "a", ["'a' is no list of rules"]),
        ("exclude", ["a"], ["'a' is no rule"]),
        ("exclude", [{}], ["{} is no rule"]),
        ("exclude", [{"datasets": ["a"]}], ["a rule names datasets", "did you mean 'dataset'?"]),
    ],
)
def test_a_mistake_says_what_is_allowed(name, value, parts):
    with pytest.raises(BadParameter) as error:
        Protocol(**{"name": "p", "datasets": ["a"], "strategies": ["b"], name: value})
    assert [part for part in parts if part not in str(error.value)] == []


def test_a_metric_is_checked_alone():
    assert check_metric("auto") == "auto" and check_metric("-rmse") == "-rmse"
    with pytest.raises(BadParameter, match="did you mean 'macro-f1'"):
        check_metric("macro-f")
