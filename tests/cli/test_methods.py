"""The strategies as a table and as JSON."""

from __future__ import annotations

NINE = [
    "random", "least-confidence", "margin", "entropy", "k-center", "badge", "typiclust", "probcover",
]  # fmt: skip


def test_json_lists_every_method_with_what_callers_rely_on(cli):
    rows = cli("methods", "--json").json
    by_name = {row["name"]: row for row in rows}
    assert {*NINE, "auto"} <= set(by_name) and len(by_name) == len(rows) >= 10
    for row in rows:
        assert {"name", "paper", "needs", "reference", "taxonomy"} <= set(row)
        assert isinstance(row["needs"], list)
    assert by_name["margin"]["needs"] == ["proba"] and by_name["random"]["needs"] == []


def test_the_table_names_them_too(cli):
    done = cli("methods")
    assert done.code == 0 and done.err == ""
    assert all(name in done.out for name in NINE)


def test_only_those_for_which_the_arrays_are_enough(cli):
    names = {row["name"] for row in cli("methods", "--have", "proba", "--json").json}
    assert {"margin", "entropy", "random", "auto"} <= names and not {"badge", "k-center"} & names
    both = {row["name"] for row in cli("methods", "--have", "proba, embedding, head", "--json").json}
    assert names | {"badge", "k-center", "dropquery"} <= both
    done = cli("methods", "--have", "probs")
    assert done.code == 2 and "'probs'" in done.err and "proba" in done.err


def test_narrow_and_wide_terminals(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    narrow = cli("methods").out
    assert max(map(len, narrow.splitlines())) <= 80 and "O(N C)" not in narrow
    monkeypatch.setenv("COLUMNS", "150")
    assert "O(N C)" in cli("methods").out
