"""The arrays that statistics take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.compared import Scores, arrays
from labelwise.bench.protocols.tables import FIGURES, Run, figures
from labelwise.errors import BadData, BadParameter

LABELS = np.array([10, 20, 30])
SPENT = dict.fromkeys(FIGURES[-4:], 1.0)
CELL = Cell("a", "margin", 0)


def made(cell: Cell, *scores: float) -> Run:
    return Run(cell, "accuracy", LABELS, np.array(scores), 0.1, SPENT)


RUNS = [
    made(CELL, 0.4, 0.8, 0.8),
    made(replace(CELL, strategy="random"), 0.4, 0.6, 0.8),
    made(replace(CELL, seed=1), 0.5, 0.5, 0.5),
    made(replace(CELL, dataset="b"), 0.2, 0.4, 0.6),
]


def test_arrays_are_problems_by_seeds_by_methods():
    found = arrays(figures(RUNS))
    assert found.values.shape == (2, 2, 2) and found.methods == ["margin", "random"] and found.seeds == [0, 1]
    assert found.problems == [{"dataset": "a"}, {"dataset": "b"}]
    np.testing.assert_allclose(found.values[0], [[0.7, 0.6], [0.5, np.nan]])
    assert np.isnan(found.values[1, 1]).all()


def test_means_and_their_errors_over_seeds():
    values = np.random.default_rng(0).normal(size=(3, 4, 2))
    mean, error = Scores(values, [{}] * 3, [0, 1, 2, 3], ["a", "b"]).means()
    each = [values[:, s].mean(axis=0) for s in range(4)]
    np.testing.assert_allclose(mean, np.mean(each, axis=0))
    np.testing.assert_allclose(error, np.std(each, axis=0, ddof=1) / 2)
    one = Scores(values[:, :1], [{}] * 3, [0], ["a", "b"]).means()[1]
    assert np.isnan(one).all()


def test_complete_arrays_have_no_gap():
    runs = [
        made(replace(CELL, dataset=d, strategy=s, seed=k), 0.1, 0.2, 0.3)
        for d in "ab" for s in ("margin", "random") for k in range(3) if (d, s, k) != ("a", "random", 1)
    ]  # fmt: skip
    found = arrays(figures(runs)).complete()
    assert found.seeds == [0, 2] and found.values.shape == (2, 2, 2) and not np.isnan(found.values).any()


def test_the_same_part_of_another_figure():
    runs = [
        made(replace(CELL, dataset=d, strategy=s), 0.1, 0.2, 0.3) for d, s in ("am", "bm", "br", "cm", "cr")
    ]
    table = figures(runs)
    areas = arrays(table).complete()
    assert [p["dataset"] for p in areas.problems] == ["b", "c"] and areas.methods == ["m", "r"]
    last = arrays(table, "last").like(areas)
    assert (last.problems, last.seeds, last.methods) == (areas.problems, areas.seeds, areas.methods)
    assert np.array_equal(last.values, np.full((2, 1, 2), 0.3))


def test_any_setting_can_be_compared():
    runs = [
        made(replace(CELL, batch=b, strategy=s), 0.1, 0.2, 0.3) for b in (5, 10) for s in ("margin", "random")
    ]
    found = arrays(figures(runs), "last", "batch")
    assert found.methods == ["5", "10"] and [p["strategy"] for p in found.problems] == ["margin", "random"]


def test_what_cannot_be_asked_is_refused():
    for figure, method in (("aera", "strategy"), ("area", "scores")):
        with pytest.raises(BadParameter, match="asked for"):
            arrays(figures(RUNS), figure, method)
    with pytest.raises(BadData, match="no finished runs"):
        arrays(figures([]))


def test_a_few_missing_runs_cost_their_problems_and_no_seed():
    values = np.random.default_rng(0).normal(size=(50, 10, 5))
    for seed in range(10):
        values[seed, seed, 0] = np.nan
    problems = [{"dataset": f"set{d}"} for d in range(50)]
    found = Scores(values, problems, list(range(10)), list("abcde")).complete()
    assert found.values.shape == (40, 10, 5) and found.problems == problems[10:]


def test_problems_of_one_data_set_count_once():
    values = np.random.default_rng(0).normal(size=(5, 2, 3))
    problems = [{"dataset": d, "learner": m} for d, m in ("ax", "ay", "bx", "cx", "cy")]
    found = Scores(values, problems, [0, 1], list("mnr")).by_dataset()
    assert found.problems == [{"dataset": d} for d in "abc"]
    for k, rows in enumerate(([0, 1], [2], [3, 4])):
        np.testing.assert_allclose(found.values[k], values[rows].mean(axis=0))
