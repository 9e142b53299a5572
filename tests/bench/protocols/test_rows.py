"""Splits are those of the papers, nothing is on both sides, and limits hold."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.rows import check_split, first_rows, split_rows, thinned
from labelwise.bench.split import drawn
from labelwise.errors import BadData, BadParameter
from labelwise.pool import Pool
from labelwise.tasks import Classification

Y = ["a"] * 60 + ["b"] * 40


@given(
    st.integers(0, 50), st.sampled_from(["random:0.3", "rebenchmark"]), st.integers(0, 30), st.integers(0, 20)
)
def test_no_row_is_on_both_sides_and_limits_hold(seed, split, pool_rows, test_rows):
    rows = split_rows(Cell("d", "s", seed, split, pool_rows, test_rows), Y, 0)
    assert len(np.unique(np.concatenate([rows.train, rows.held]))) == len(rows.train) + len(rows.held)
    assert not pool_rows or len(rows.train) <= pool_rows
    assert not test_rows or len(rows.held) <= test_rows


def test_a_random_split_is_that_of_simulate():
    x = np.arange(100.0)[:, None]
    part = drawn(Pool(x), list(Y), Classification(["a", "b"]), None, 3)
    rows = split_rows(Cell("d", "s", 3), Y, 0)
    assert [str(r) for r in rows.train] == part.pool.ids.to_pylist() and len(rows.held) == 30


def test_the_rebenchmark_rule_is_the_published_one():
    """The lines of the authors: two generators of one seed, the second shuffles the training rows."""
    for seed in range(5):
        order = np.arange(106)
        np.random.default_rng(seed).shuffle(order)
        train = order[:63].copy()
        np.random.default_rng(seed).shuffle(train)
        rows = split_rows(Cell("d", "s", seed, "rebenchmark", start=20), ["a"] * 106, 0)
        np.testing.assert_array_equal(rows.train, train)
        np.testing.assert_array_equal(rows.held, order[63:])
        assert first_rows(Cell("d", "s", seed, "rebenchmark", start=20), 63).tolist() == list(range(20))


def test_a_fixed_split_takes_all_rows():
    rows = split_rows(Cell("d", "s", 0, "fixed"), Y, 7)
    assert rows.train.tolist() == list(range(100)) and rows.held.tolist() == list(range(7))
    with pytest.raises(BadData, match="no test part"):
        split_rows(Cell("d", "s", 0, "fixed"), Y, 0)


def test_first_labels_are_random_and_the_same_for_every_strategy():
    one, two = (first_rows(Cell("d", name, 1, start=10), 70) for name in ("margin", "random"))
    assert one.tolist() == two.tolist() and len(set(one.tolist())) == 10
    assert one.tolist() != first_rows(Cell("d", "margin", 2, start=10), 70).tolist()
    assert len(first_rows(Cell("d", "margin", 1), 70)) == 0
    with pytest.raises(BadData, match="70 first labels"):
        first_rows(Cell("d", "margin", 1, start=70), 70)


@given(st.lists(st.integers(3, 40), min_size=2, max_size=5), st.sampled_from([1.0, 2.0, 10.0]))
def test_classes_fall_by_the_ratio(sizes, ratio):
    y = [f"c{k}" for k, n in enumerate(sizes) for _ in range(n)]
    kept = thinned(np.arange(len(y)), y, ratio, 0)
    counts = sorted(Counter(y[row] for row in kept).values(), reverse=True)
    assert len(counts) == len(sizes) and (np.diff(kept) > 0).all()
    wanted = np.maximum(counts[0] * ratio ** (-np.arange(len(sizes)) / (len(sizes) - 1)), 2)
    assert np.abs(np.array(counts) - wanted).max() <= 1
    if ratio == 1:
        assert set(counts) == {min(sizes)}


def test_only_classes_can_be_thinned():
    for y in ([1.0, 2.0], ["a", "a"]):
        with pytest.raises(BadData, match="imbalance"):
            thinned(np.arange(2), y, 2.0, 0)


@pytest.mark.parametrize("rule", ["random", "random:0", "random:1", "random:x", "fix", "fixed:0.3", ""])
def test_other_rules_are_refused(rule):
    with pytest.raises(BadParameter, match="split"):
        check_split(rule)


def test_too_few_items_are_refused():
    with pytest.raises(BadData, match="1 items"):
        split_rows(Cell("d", "s", 0), ["a"], 0)
