"""Claims about low and high budgets on images."""

from __future__ import annotations

from benchmarks.evidence import budgets


def regimes(cell, labels):
    """Typical items are worth most with few labels, uncertain ones with many."""
    low = labels <= 50
    return 0.1 * low * (cell.strategy == "typiclust") + 0.1 * ~low * (cell.strategy == "margin")


def test_claims_that_hold_are_bold(made):
    text = budgets.section(made("low-budget", regimes))
    claims = [line for line in text if line.startswith("| `") and " above " in line]
    assert len(claims) == len(budgets.CLAIMS)
    held = [line for line in claims if "probcover" not in line]
    assert all(line.count("**+") == line.count("±") for line in held)


def test_a_claim_whose_opposite_holds_is_slanted(made):
    text = budgets.section(made("low-budget", lambda cell, labels: -regimes(cell, labels)))
    line = next(line for line in text if line.startswith("| `margin` above `random`"))
    assert "*-0.1" in line and "**" not in line


def test_the_best_at_each_number_of_labels_is_bold(made, cells):
    found = {row[0]: row[1:] for row in cells(budgets.section(made("low-budget", regimes)))}
    assert [cell.startswith("**") for cell in found["`typiclust`"]] == [True, True, False, False]
    assert [cell.startswith("**") for cell in found["`margin`"]] == [False, False, True, True]


def test_without_runs_there_is_no_section():
    assert budgets.section([]) == []
