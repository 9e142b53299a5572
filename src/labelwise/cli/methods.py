"""``labelwise methods``: the strategies by name."""

from __future__ import annotations

from labelwise.cli.common import Json, app, print_json, print_table


@app.command()
def methods(json: Json = False) -> None:
    """List the strategies: what each looks at, what it needs, where it comes from.

    Any of these names goes into --strategy.

        $ labelwise methods --json
    """
    from labelwise.papers import method_rows

    rows = method_rows()
    if json:
        print_json(rows)
        return
    cells = [[r["name"], r["taxonomy"], ", ".join(r["needs"]) or "-", r["paper"], r["summary"]] for r in rows]
    print_table(["name", "looks at", "needs", "paper", "what it does"], cells, left=5)
