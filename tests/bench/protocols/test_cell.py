"""Ids stand for settings, and budgets mean what they say."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.protocols.cell import SETTINGS, Cell, budget_of, canonical
from labelwise.errors import BadParameter

CELL = Cell("blobs", "margin", 0)
OTHER = {
    "dataset": "rings", "strategy": "random", "seed": 1, "split": "fixed", "pool_rows": 9, "test_rows": 9,
    "imbalance": 2.0, "start": 4, "batch": 1, "budget": "all", "learner": "svm", "final": "forest",
    "retrain": "warm", "noise": 0.1, "cost": "words",
}  # fmt: skip


def test_every_setting_changes_the_id():
    assert set(OTHER) == {f.name for f in fields(Cell)} == set(SETTINGS)
    ids = {replace(CELL, **{name: value}).id for name, value in OTHER.items()}
    assert len(ids | {CELL.id}) == len(OTHER) + 1


def test_the_id_is_the_same_in_every_process_and_version():
    assert CELL.id == "20d9d42b58b8630b"


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans()))
def test_canonical_json_does_not_depend_on_the_order(values):
    assert canonical(values) == canonical(dict(reversed(values.items())))


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_budget_never_exceeds_the_pool(budget, size):
    assert budget_of(str(budget), size) == min(budget, size)
    assert budget_of("all", size) == budget_of("100%", size) == size
    assert 1 <= budget_of("1%", size) <= size


@pytest.mark.parametrize("budget", ["", "none", "0", "-3", "1.5", "0%", "101%", "nan", "inf", "%"])
def test_other_budgets_are_refused(budget):
    with pytest.raises(BadParameter, match="budget"):
        budget_of(budget, 100)


def test_without_leaves_out_what_is_named():
    assert dict(CELL.without("seed", "strategy")).keys() == set(SETTINGS) - {"seed", "strategy"}
