"""Batches of questions about numbers beside the published table."""

from __future__ import annotations

from benchmarks.evidence import regression

ABOVE = {"lcmd": 0.3, "k-center": 0.1, "maxdiag": -0.1}


def gains(cell, labels):
    """What a selection adds to every step after the first labels, which are the same for all."""
    return ABOVE.get(cell.strategy, 0.0) * (labels > labels[0])


def test_gaps_to_random_have_the_sign_of_errors(made, cells):
    found = cells(regression.section(made("regression", gains)))
    by_kernel = {(row[0], row[1]): row for row in found}
    for name, gain in ABOVE.items():
        own = by_kernel[f"`{name}`", "last layer"]
        value, half = (float(part) for part in own[5].split(" ± "))
        assert abs(value + gain) < 0.003 and half < 0.003
    lcmd = by_kernel["`lcmd`", "gradients, sketched"]
    assert lcmd[2] == "-1.589" and lcmd[4] == "-0.188"


def test_the_gap_of_each_set_has_its_column(made, cells):
    gain = lambda cell, labels: gains(cell, labels) * cell.dataset.endswith("protein")  # noqa: E731
    text = regression.section(made("regression", gain))
    assert next(line for line in text if line.startswith("| selection")).endswith(
        "| on 564_fried | on keggundirected | on protein |"
    )
    lcmd = next(row for row in cells(text) if row[:2] == ["`lcmd`", "last layer"])
    assert [round(float(gap), 1) for gap in lcmd[6:]] == [0.0, 0.0, -0.3]
    assert abs(float(lcmd[5].split(" ± ")[0]) + 0.1) < 0.003


def test_a_set_on_which_not_all_have_run_has_no_gap(made, cells):
    late = ("local:regression_pmlb/564_fried", "lcmd", 2)
    keep = lambda cell: (cell.dataset, cell.strategy, cell.seed) != late  # noqa: E731
    text = regression.section(made("regression", gains, keep=keep))
    found = cells(text)
    assert "mean of 5 seeds" in text[2]
    assert all(row[6] == "–" and "–" not in row[7:] and len(row) == 9 for row in found)


def test_the_lowest_error_is_first_and_random_is_there_once(made, cells):
    found = cells(regression.section(made("regression", gains)))
    assert [row[0] for row in found[:2]] == ["`lcmd`"] * 2
    assert [row[0] for row in found[-2:]] == ["`maxdiag`"] * 2
    assert [row[0] for row in found].count("`random`") == 1
    assert len(found) == 9 + 7


def test_the_first_measurement_does_not_count(made, cells):
    """All have the same first labels: the published table is the mean of the 16 steps after them."""
    found = regression.section(made("regression", lambda cell, labels: 5.0 * (labels == labels[0])))
    assert all(abs(float(row[3])) < 2 for row in cells(found))


def test_what_is_not_published_has_no_figure(made, cells):
    found = cells(regression.section(made("regression", keep=lambda cell: "tangent" not in cell.learner)))
    assert next(row for row in found if row[0] == "`igs`")[2:5:2] == ["–", "–"]


def test_without_runs_there_is_no_section():
    assert regression.section([]) == []
