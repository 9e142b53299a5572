"""Retraining and proxies as axes."""

from __future__ import annotations

import re

from benchmarks.evidence import retraining


def worth(cell, labels):
    """Going on from the weights before costs five points, a proxy ten, wrong answers twenty."""
    return -0.05 * (cell.retrain == "warm") - 0.1 * (cell.final != "") - 0.2 * cell.noise


def rows(text):
    return [[c.strip() for c in line.strip("|").split("|")] for line in text if line.startswith("| ")]


def difference(cell):
    return float(re.search(r"\((.\d\.\d+)", cell)[1])


def test_each_mode_is_held_against_training_anew(made):
    found = {
        (row[0], row[1]): row[2:] for row in rows(retraining.section(made("retraining-and-proxy", worth)))
    }
    for noise in ("0%", "20%"):
        anew = found["anew in every round", noise]
        assert all("(" not in cell for cell in anew) and len(anew) == 3
        assert [round(difference(c), 2) for c in found["from the weights before", noise]] == [-0.05] * 3
        assert [round(difference(c), 2) for c in found["its last layer alone", noise]] == [0.0] * 3
    clean, noisy = (float(found["anew in every round", n][0]) for n in ("0%", "20%"))
    assert round(clean - noisy, 2) == 0.04


def test_a_proxy_is_held_against_the_network_that_asks_for_itself(made):
    text = retraining.section(made("retraining-and-proxy", worth))
    found = {tuple(row[:3]): row[3:] for row in rows(text)}
    for scored in ("network", "network with FlexMatch"):
        cells = found["logistic regression", scored, "0%"]
        assert [round(difference(cell), 2) for cell in cells] == [-0.1] * 3
        assert all("±" in cell for cell in cells)


def test_the_first_seed_has_no_interval(made):
    text = retraining.section(made("retraining-and-proxy", worth, lambda cell: cell.seed == 0))
    assert "±" not in "\n".join(text) and "(-0.05" in "\n".join(text)


def test_what_was_not_run_has_no_row(made):
    text = "\n".join(
        retraining.section(made("retraining-and-proxy", keep=lambda cell: cell.retrain != "warm"))
    )
    assert "from the weights before" not in text and "its last layer alone" in text


def test_without_runs_there_is_no_section():
    assert retraining.section([]) == []
