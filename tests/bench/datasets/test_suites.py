from __future__ import annotations

from collections import Counter

import numpy as np

from labelwise.bench.datasets import RELATED, SUITES, load
from labelwise.bench.protocols import Protocol


def test_the_suites_are_whole_and_name_nothing_twice():
    sizes = {name: len(sets) for name, sets in SUITES.items()}
    assert sizes == {"screening": 12, "final": 60, "regression": 26, "al_binary": 11}
    for sets in SUITES.values():
        assert len(set(sets)) == len(sets)
    assert set(SUITES["screening"]) < set(SUITES["final"])
    assert set(SUITES["al_binary"]) < set(SUITES["final"])


def test_a_test_across_sets_still_has_forty_when_related_ones_count_once():
    related = [group for group in RELATED if set(group) <= set(SUITES["final"])]
    assert len(SUITES["final"]) - sum(len(group) - 1 for group in related) == 55


def test_the_protocol_of_that_name_runs_no_rows_twice():
    run, every = set(Protocol.read("final").datasets), set(SUITES["final"])
    assert run < every
    assert all(len(run & set(group)) == 1 for group in RELATED if set(group) <= every)
    twice = {name for group in RELATED for name in group}
    assert {name.rpartition("/")[2] for name in every - run - twice} == {"hypothyroid", "clean2"}


def test_the_suites_are_all_that_the_real_folder_has_of_their_kind(listed):
    assert {name for name, row in listed.items() if row.kind == "classes"} == set(SUITES["final"])
    assert {name for name, row in listed.items() if row.kind == "number"} == set(SUITES["regression"])
    screening = [listed[name] for name in SUITES["screening"]]
    assert {row.classes for row in screening} >= {2, 4, 26, 150}
    assert min(row.rows for row in screening) < 1000 and max(row.rows for row in screening) > 50_000


def test_related_sets_have_the_same_items(data_dir):
    for group in RELATED:
        labels = [load(name, folder=data_dir).y.tolist() for name in group]
        sizes = np.array([sorted(Counter(y).values()) for y in labels])
        assert abs(sizes - sizes[0]).max() <= 5, group  # a few items were left out of one of them
