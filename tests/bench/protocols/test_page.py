"""The report of a protocol: every part is there, and it claims what the tests do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from labelwise.bench.protocols import Protocol
from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.comparing import Line
from labelwise.bench.protocols.page import board_cells, page
from labelwise.bench.protocols.tables import FIGURES
from labelwise.errors import BadData

PROTOCOL = Protocol("made", ["set0"], ["a", "random"], about="Made for a `test`.")


def table(sets=6, learners=("svm",), better=0.1, strategies=("a", "b", "random")) -> pa.Table:
    rng, rows = np.random.default_rng(0), []
    for d in range(sets):
        for learner in learners:
            for seed in range(4):
                for strategy in strategies:
                    area = 0.7 + rng.normal() / 100 + better * (strategy == "a")
                    cell = Cell(f"local:some/set{d}", strategy, seed, learner=learner)
                    curve = {"metric": "accuracy", "labels": [10, 20], "scores": [area - 0.1, area + 0.1]}
                    rows.append({**cell.settings, **dict.fromkeys(FIGURES, area), **curve})
    return pa.Table.from_pylist(rows)


def test_every_part_is_there():
    made = page(table(learners=("svm", "forest")), PROTOCOL, "labelwise bench made.toml")
    html = made.html()
    assert made.title == "Made for a test" and "labelwise bench made.toml" in html
    for id in ("critical", "ranks", "wins", "influence-learner"):
        assert f'id="{id}' in html, id
    for said in ("mean rank (95%)", "p (Holm)", "Mean curve over 6 data sets", "set5, svm", "144 runs"):
        assert said in html, said


def test_of_few_data_sets_nothing_is_claimed_over_data_sets():
    """However clear they look: four that agree may do so by chance."""
    made = page(table(sets=4), PROTOCOL)
    html, told = made.html(), " ".join(made.sentences)
    assert 'id="ranks' not in html and 'id="critical' not in html and "p (Holm)" not in html
    assert "4 data sets are too few for tests over them, which want 5." in told
    assert "a has the best mean rank, 1.00." in told and "Holm over all of them: none." in told
    assert not any(name in told for name in ("Friedman", "Nemenyi", "Wilcoxon"))


def test_equal_mean_ranks_are_shared():
    rows = table(sets=2, strategies=("a", "random")).to_pylist()
    turned = {"a": "random", "random": "a"}
    rows = [r if r["dataset"][-1] == "0" else {**r, "strategy": turned[r["strategy"]]} for r in rows]
    told = page(pa.Table.from_pylist(rows), PROTOCOL).sentences
    assert "a and random share the best mean rank, 1.50." in told


def test_two_strategies_are_compared_by_wilcoxon_alone():
    """Friedman's test, whose F has few values then, would refute too often."""
    made = page(table(sets=8, strategies=("a", "random")), PROTOCOL)
    told = " ".join(made.sentences)
    assert "Friedman" not in told and "Nemenyi" not in told and 'id="critical' not in made.html()
    assert "Better than random over data sets (Wilcoxon, Holm): a." in told


def test_what_is_clear_is_said():
    told = " ".join(page(table(), PROTOCOL).sentences)
    assert "refutes that all strategies are alike" in told and "a has the best mean rank, 1.00" in told
    assert "Better than random over data sets (Wilcoxon, Holm): " in told


def test_what_is_not_clear_is_not_said():
    told = " ".join(page(table(better=0.0), PROTOCOL).sentences)
    assert "does not refute" in told and "cannot be told from" in told
    assert "(Wilcoxon, Holm): none." in told and "Holm over all of them: none." in told


def test_a_learner_of_one_s_own_is_named_without_its_module():
    learners = ("svm", "mine.models:net", "forest:50")
    rows = [r for r in table(sets=3, learners=learners).to_pylist() if r["strategy"] == "a"]
    rows += [r for r in table(sets=3).to_pylist() if r["strategy"] != "a"]
    told = page(pa.Table.from_pylist(rows), PROTOCOL).sentences
    assert any("problems set0, net; set0, forest:50; set1, net" in sentence for sentence in told), told


def test_one_seed_says_nothing_about_single_problems():
    rows = [row for row in table().to_pylist() if row["seed"] == 0]
    told = " ".join(page(pa.Table.from_pylist(rows), PROTOCOL).sentences)
    assert "each with the same 1 seed." in told and "cannot be judged by one seed" in told
    assert "Holm over all of them" not in told


def test_settings_that_never_meet_are_named():
    rows = table(sets=2, learners=("svm",)).to_pylist()
    rows += [
        {**row, "learner": "forest", "dataset": "local:other"} for row in rows if row["dataset"][-1] == "0"
    ]
    made = page(pa.Table.from_pylist(rows), PROTOCOL)
    assert any(s.startswith("Rankings by learner are not compared: ") for s in made.sentences)


def test_what_is_not_judged_is_named():
    rows = table(strategies=[*"abcdefgh", "random"]).to_pylist()
    rows = [r for r in rows if r["strategy"] != "b" or r["dataset"][-1] != "0"]  # b cannot run there
    rows = [r for r in rows if r["seed"] < 3 or r["dataset"][-1] > "2"]  # the last seed is half done
    told = page(pa.Table.from_pylist(rows), PROTOCOL).sentences
    assert "Left out, because it lacks runs (unfinished, failed or rejected): the seed 3." in told
    assert "Left out, because it has not run on every problem: the strategy b." in told
    assert "Left out" not in " ".join(page(table(), PROTOCOL).sentences)


def test_savings_of_who_never_got_there_are_no_unknown_ones():
    lines = [
        Line(name, 1, 1, 1, 0.5, 0.5, saved, 0, 0)
        for name, saved in (("a", -np.inf), ("b", np.nan), ("c", 0.5))
    ]
    assert [row[4] for row in board_cells(lines, "random")[1]] == ["never", "–", "50%"]
    assert (
        "never: in half of them or more random got there and the strategy did not"
        in page(table(), PROTOCOL).html()
    )


def test_the_versions_are_those_of_the_runs():
    rows = [{**row, "labelwise": f"0.{row['seed'] % 2}"} for row in table().to_pylist()]
    made = page(pa.Table.from_pylist(rows), PROTOCOL).html()
    assert "72 runs. Computed with labelwise 0.0 and 0.1. Nothing is claimed" in made
    assert "72 runs. Nothing is claimed" in page(table(), PROTOCOL).html()


def test_what_has_no_figures_is_told():
    assert (
        page(table(), PROTOCOL, "", ["all 4 runs of c failed: no"]).sentences[-1]
        == "all 4 runs of c failed: no"
    )


def test_one_data_set_is_refused():
    with pytest.raises(BadData, match="one data set"):
        page(table(sets=1), PROTOCOL)
