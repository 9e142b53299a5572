"""Protocols are read whole, checked before anything runs, and spread over sets and seeds."""

from __future__ import annotations

import itertools

import pytest

from labelwise.bench.protocols.cell import FULL
from labelwise.bench.protocols.protocol import Protocol, shipped, with_all_labels
from labelwise.errors import BadParameter, UnknownName

SMALL = {"datasets": ["blobs", "rings"], "strategies": ["margin", "random"], "seeds": 2}


def test_all_combinations_are_run_once_and_seed_by_seed():
    protocol = Protocol("p", **SMALL, batches=[5, 10], full=False)
    cells = list(protocol.cells())
    assert len({c.id for c in cells}) == len(cells) == protocol.size == 16
    wanted = set(itertools.product([0, 1], ["blobs", "rings"], [5, 10], ["margin", "random"]))
    assert {(c.seed, c.dataset, c.batch, c.strategy) for c in cells} == wanted
    assert [c.seed for c in cells] == [0] * 8 + [1] * 8


def test_there_is_one_run_with_all_labels_for_each_model_that_is_scored():
    protocol = Protocol(
        "p", **SMALL, batches=[5, 10], learners=["svm"], finals=["", "forest"], noises=[0, 0.1]
    )
    whole = [c for c in protocol.cells() if c.strategy == FULL]
    assert {(c.seed, c.dataset, c.learner) for c in whole} == set(
        itertools.product([0, 1], ["blobs", "rings"], ["svm", "forest"])
    )
    assert len(whole) == 8 and {c.noise for c in whole} == {0.0}
    first = next(c for c in protocol.cells() if c.strategy != FULL and c.noise and c.final)
    assert with_all_labels(first) in whole


def test_excluded_combinations_are_left_out():
    rules = [{"dataset": "blobs", "strategy": ["margin"]}, {"seed": [1]}]
    cells = Protocol("p", **SMALL, exclude=rules, full=False).cells()
    assert [(c.dataset, c.strategy) for c in cells] == [
        ("blobs", "random"),
        ("rings", "margin"),
        ("rings", "random"),
    ]


def test_a_file_says_the_same_as_python(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'datasets = ["blobs", "rings"]\nstrategies = ["margin", "random"]\nseeds = 2\n'
        'budgets = [30, "20%", "all"]\n'
        '[[exclude]]\ndataset = "blobs"\nbatch = [5, 20]\n'
    )
    rules = [{"dataset": ["blobs"], "batch": [5, 20]}]
    made = Protocol("mine", **SMALL, budgets=["30", "20%", "all"], exclude=rules)
    assert Protocol.read(file) == made and Protocol.read(file).hash == made.hash


def test_the_hash_is_about_what_is_run():
    one = Protocol("p", **SMALL)
    assert one.hash == Protocol("p", **SMALL, about="other words").hash
    assert one.hash != Protocol("p", **SMALL, target=0.9).hash


def test_every_shipped_protocol_can_be_read():
    assert shipped()
    for name in shipped():
        protocol = Protocol.read(name)
        assert protocol.name == name and protocol.about and next(protocol.cells())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("datasets = [", ["no TOML"]),
        ('datasets = ["a"]\nstrategies = ["b"]\nbatchs = [1]', ["the key batchs", "did you mean 'batches'?"]),
        ('datasets = ["a"]\nstrategies = ["b"]\nbaseline = "random"', ["'random', which is not run", "b"]),
        ('datasets = ["a"]\nstrategies = ["b"]\n[exclude]\ndataset = ["a"]', ["[[exclude]]"]),
        ('datasets = ["a"]', ["strategies"]),
        ('datasets = "a"\nstrategies = []\nseeds = -1', ["datasets", "strategies", "seeds"]),
    ],
)
def test_bad_files(tmp_path, text, parts):
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(BadParameter) as error:
        Protocol.read(file)
    assert all(part in str(error.value) for part in parts)


def test_an_unknown_name_is_no_protocol():
    with pytest.raises(UnknownName, match="screening"):
        Protocol.read("screenin")


def test_a_baseline_is_among_the_strategies():
    with pytest.raises(BadParameter, match=r"baseline .*'margn'.*not run.*did you mean 'margin'"):
        Protocol("p", **SMALL, baseline="margn")
    assert Protocol("p", **SMALL, baseline="margin").baseline == "margin"
    assert Protocol("p", ["blobs"], ["margin"]).baseline == "random"  # chance need not be run


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"dataset": ["blob"]}, r"dataset = \['blob'\]. Allowed: 'blobs', 'rings'"),
        ({"dataset": ["blobs"], "batch": [7]}, r"batch = \[7\]. Allowed: 20"),
        ({"pool_rows": [3]}, "Allowed: 2000"),
        ({"seed": [[0]]}, "Allowed: 0, 1"),
    ],
)
def test_a_rule_that_matches_no_run_is_refused(rule, said):
    with pytest.raises(BadParameter, match=f"matches no run.*{said}"):
        Protocol("p", **SMALL, exclude=[{"seed": [0]}, rule])


def test_rules_that_leave_no_run_are_refused():
    with pytest.raises(BadParameter, match="leave no run"):
        Protocol("p", **SMALL, exclude=[{"seed": [0]}, {"strategy": ["margin", "random"]}])


def test_a_budget_in_a_rule_may_be_a_number():
    protocol = Protocol("p", **SMALL, budgets=[20, "all"], exclude=[{"budget": 20}], full=False)
    assert {cell.budget for cell in protocol.cells()} == {"all"}
