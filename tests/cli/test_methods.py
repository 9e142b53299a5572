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
