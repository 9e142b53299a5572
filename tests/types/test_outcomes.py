"""Outcomes and histories read the same whatever a model gives."""

from __future__ import annotations

import numpy as np

from labelwise.types import History, Outcomes
from labelwise.types.outcomes import said, worth


def test_classes_numbers_and_probabilities_give_what_was_said():
    proba = np.array([[0.1, 0.9], [0.6, 0.4]])
    assert said(proba).tolist() == [1, 0]
    assert said(np.array([1, 0])).tolist() == [1, 0] and said([0.5, 2.0]).tolist() == [0.5, 2.0]
    assert Outcomes(np.array([1, 1]), np.array([1, 0]), ("a", "b")).right.tolist() == [True, False]


def test_some_items_keep_what_belongs_to_them():
    sites = {"site": np.array(["x", "y", "x"])}
    whole = Outcomes(np.array([0, 1, 1]), np.eye(2)[[0, 0, 1]], ("a", "b"), np.eye(2), 4, 100, sites)
    part = whole.only(whole.groups["site"] == "x")
    assert (part.truth.tolist(), part.right.tolist()) == ([0, 1], [True, True])
    assert part.groups["site"].tolist() == ["x", "x"]
    assert (part.skipped, part.size, len(part.rest)) == (0, 100, 2)


def test_a_history_finds_the_round_of_so_many_labels_ago():
    made = History(np.array([10, 30, 130]), [].__getitem__, np.zeros(0), np.zeros((3, 0)))
    assert [made.before(k) for k in (0, 1, 100, 101, 120, 121)] == [2, 1, 1, 0, 0, -1]


def test_items_are_worth_less_by_their_copies():
    kin = np.array([1, 1, 1, 2, 3, 3])
    assert worth(kin) == 6 / (9 + 1 + 4) and worth(kin[2:4]) == 1.0
    made = Outcomes(np.zeros(6, int), np.zeros(6, int), ("a",), kin=kin)
    assert made.worth() == worth(kin) and made.worth(kin == 3) == 0.5
    assert made.only(kin < 3).worth() == worth(kin[:4])
    assert Outcomes(np.zeros(6, int), np.zeros(6, int), ("a",)).worth() == 1.0
