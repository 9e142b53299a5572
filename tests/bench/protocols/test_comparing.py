"""Boards and best pairs: known scores give known ranks, and equal methods no winner."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.comparing import Gap, best_pair, board, verdict
from labelwise.bench.protocols.tables import FIGURES
from labelwise.errors import BadData


def table(areas: dict[tuple[str, str], list[list[float]]]) -> pa.Table:
    """Rows of (strategy, learner) -> areas by data set and seed."""
    rows = []
    for (strategy, learner), sets in areas.items():
        for d, seeds in enumerate(sets):
            for seed, area in enumerate(seeds):
                cell = Cell(f"set{d}", strategy, seed, learner=learner)
                rows.append({**cell.settings, **dict.fromkeys(FIGURES, area), "metric": "accuracy"})
    return pa.Table.from_pylist(rows)


def test_the_board_ranks_over_problems():
    lines, areas = board(table({("a", ""): [[0.9, 0.8], [0.5, 0.6]], ("b", ""): [[0.7, 0.7], [0.4, 0.4]]}))
    assert [(line.name, line.rank) for line in lines] == [("a", 1.0), ("b", 2.0)]
    assert lines[0].area == pytest.approx(0.7) and lines[1].worst == pytest.approx(0.4)
    assert areas.values.shape == (2, 2, 2)
    assert np.isnan([lines[0].low, lines[0].high]).all()  # two sets that agree are no certainty


def test_a_problem_that_a_strategy_lacks_is_left_out():
    found = {("a", ""): [[0.9, 0.8], [0.5, 0.6], [0.4, 0.4]], ("b", ""): [[0.7, 0.7], [0.6, 0.6]]}
    _, areas = board(table(found))
    assert areas.problems == [{"dataset": "set0"}, {"dataset": "set1"}]


def test_a_strategy_that_cannot_run_on_a_problem_takes_no_problem_away():
    found = {(name, ""): [[0.5 + k / 10, 0.6]] * 3 for k, name in enumerate("abcd")}
    lines, areas = board(table({**found, ("a", ""): [[0.9, 0.9], [0.9, 0.9]]}))
    assert [line.name for line in lines] == ["d", "c", "b"] and len(areas.problems) == 3
    assert [line.last for line in lines] == pytest.approx([0.7, 0.65, 0.6])


def test_a_seed_that_is_half_done_does_not_count_yet():
    found = {(name, ""): [[0.5, 0.6], [0.5, 0.6], [0.5]] for name in "abc"}
    lines, areas = board(table(found))
    assert areas.seeds == [0] and len(areas.problems) == 3 and lines[0].area == 0.5


def test_with_one_problem_its_seeds_are_ranked():
    lines, _ = board(table({("a", ""): [[0.9, 0.8, 0.4]], ("b", ""): [[0.7, 0.7, 0.5]]}))
    assert [(line.name, round(line.rank, 3)) for line in lines] == [("a", 1.333), ("b", 1.667)]
    with pytest.raises(BadData, match="1 data set and 1 seed that"):
        board(table({("a", ""): [[0.9]], ("b", ""): [[0.7]]}))


def test_without_a_whole_seed_or_problem_there_is_no_board():
    rows = table({(name, ""): [[0.5, 0.6, 0.7], [0.6, 0.7, 0.8]] for name in "ab"}).to_pylist()
    gone = {("set0", "a", 0), ("set1", "a", 1), ("set0", "b", 2)}  # another run of each seed
    rows = [row for row in rows if (row["dataset"], row["strategy"], row["seed"]) not in gone]
    with pytest.raises(
        BadData, match=r"2 data sets and 0 seeds that every strategy has run on.*two data sets"
    ):
        board(pa.Table.from_pylist(rows))
    rows = table({(f"s{k}", ""): [[0.5, 0.6]] for k in range(25)}).to_pylist()
    with pytest.raises(BadData, match="0 data sets and 2 seeds that"):
        board(pa.Table.from_pylist(rows[1:]))  # a small part of a seed


def test_errors_in_the_units_of_several_sets_have_no_board():
    def scored(metric, sets):
        rows = table(
            {(name, ""): [[-5.0, -k] for _ in range(sets)] for k, name in enumerate("ab")}
        ).to_pylist()
        return pa.Table.from_pylist([{**row, "metric": metric} for row in rows])

    for metric in ("-rmse", "-mae"):
        with pytest.raises(
            BadData, match=f"^{metric} is in the unit.*set0 and set1.*--metric r2: runs are kept"
        ):
            board(scored(metric, 2))
        board(scored(metric, 1))
    for metric in ("r2", "-log-rmse", "-error"):
        board(scored(metric, 2))


def test_nothing_in_common_is_refused():
    rows = table({("a", ""): [[0.9, 0.8]]}).to_pylist()
    rows += [{**row, "strategy": "b", "dataset": "other"} for row in rows]
    with pytest.raises(BadData, match="no two strategies"):
        board(pa.Table.from_pylist(rows))


def test_more_learners_on_the_same_sets_make_no_interval_narrower():
    rng = np.random.default_rng(0)
    areas = {name: [[rng.normal()] for _ in range(8)] for name in "abc"}
    once, _ = board(table({(name, "svm"): sets for name, sets in areas.items()}))
    lines, found = board(table({(n, m): sets for n, sets in areas.items() for m in ("svm", "tree", "net")}))
    assert len(found.problems) == 24
    assert [(x.name, x.rank, x.low, x.high) for x in lines] == [(x.name, x.rank, x.low, x.high) for x in once]


def test_savings_are_medians_over_the_same_runs():
    """Where nobody reached the target a run counts for none, where another did it counts as nothing saved."""
    rows = table({("a", ""): [[0.9], [0.9], [0.9]], ("b", ""): [[0.8], [0.8], [0.8]]}).to_pylist()
    told = {("a", 0): 0.6, ("b", 0): 0.5, ("a", 1): 0.4, ("b", 1): np.nan, ("a", 2): np.nan, ("b", 2): np.nan}
    for row in rows:
        row["saved"] = told[row["strategy"], int(row["dataset"].removeprefix("set"))]
    lines, _ = board(pa.Table.from_pylist(rows))
    assert [(line.name, line.saved) for line in lines] == [("a", 0.5), ("b", 0.25)]


def test_equal_pairs_are_seldom_called_different():
    """Six pairs with the same chances: somebody is called worse than the best in 5% of the cases at most."""
    rng, wrong = np.random.default_rng(0), 0
    for _ in range(400):
        found = {(name, ""): [rng.normal(size=10).tolist()] for name in "abcdef"}
        wrong += any(gap.clear for gap in best_pair(table(found))[0])
    assert 0 < wrong / 400 <= 0.05


def test_a_few_equal_differences_are_no_certainty():
    found = table({("a", ""): [[0.8, 0.7]], ("b", ""): [[0.75, 0.65]]})
    gaps, _ = best_pair(found)
    assert gaps[1].below == pytest.approx(0.05) and np.isnan(gaps[1].low) and not gaps[1].clear


def test_a_real_difference_is_found():
    rng = np.random.default_rng(1)
    found = {
        (s, m): [(rng.normal(size=8) / 50 + (m == "svm") / 5).tolist()] for s in "ab" for m in ("svm", "tree")
    }
    gaps, seeds = best_pair(table(found))
    assert gaps[0].learner == "svm" and [g.clear for g in gaps if g.learner == "tree"] == [True, True]
    assert any(s.startswith("Which learner: svm; no other") for s in verdict(gaps, seeds))


def test_only_seeds_that_every_pair_has_count():
    rows = table({("a", "svm"): [[0.9, 0.8, 0.7]], ("b", "svm"): [[0.5, 0.6, 0.7]]}).to_pylist()
    gaps, seeds = best_pair(pa.Table.from_pylist(rows[:-1]))
    assert seeds == 2 and gaps[0].area == pytest.approx(0.85) and "2 seeds tell" in verdict(gaps, seeds)[0]
    with pytest.raises(BadData, match="no seed has a finished run of every"):
        best_pair(pa.Table.from_pylist([rows[0], rows[-1]]))


def test_the_verdict_claims_no_more_than_there_is():
    same = [Gap("a", "svm", 0.8, 0, 0, 0), Gap("b", "svm", 0.79, 0.01, -0.1, 0.12)]
    assert verdict(same, 5)[0].startswith("Nothing is distinguishable")
    assert "one seed tells too little" in verdict(same, 1)[0] and "4 seeds tell too" in verdict(same, 4)[0]
    assert verdict(same[:1], 5) == ["Only one pair was compared: a with svm."]
    told = verdict([*same, Gap("c", "tree", 0.5, 0.3, 0.2, 0.4)], 5)
    assert "1 of 2 other pairs" in told[0] and "b cannot be told from it" in told[1]


def test_the_usual_learner_is_told_from_itself():
    gaps = [
        Gap("a", "", 0.8, 0, 0, 0),
        Gap("b", "", 0.79, 0.01, -0.1, 0.12),
        Gap("a", "svm", 0.5, 0.3, 0.2, 0.4),
    ]
    told = verdict(gaps, 5)
    assert "Which learner: the usual learner; no other one comes near it with any partner." in told
    assert "Which strategy: a, though b cannot be told from it." in told
