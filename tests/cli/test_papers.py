"""The papers as a table and as JSON."""

from __future__ import annotations


def test_json_holds_all_papers_with_their_parts(cli):
    rows = cli("papers", "--json").json
    assert [r["id"] for r in rows] == [f"S{k:03d}" for k in range(1, 120)]
    for row in rows:
        assert {"id", "title", "state", "parts", "note"} <= set(row)
        assert row["state"] in ("planned", "partly", "works")
        assert all({"name", "state", "where", "proof"} <= set(part) for part in row["parts"])


def test_a_state_selects(cli):
    every = cli("papers", "--json").json
    works = cli("papers", "--json", "--state", "works").json
    assert works == [r for r in every if r["state"] == "works"] and works


def test_the_table_ends_with_the_counts(cli):
    done = cli("papers", "--state", "works")
    assert done.code == 0 and "S064" in done.out and "S001 " not in done.out
    assert "works" in done.err and " of " in done.err
