"""``labelwise methods``: the strategies by name."""

from __future__ import annotations

from typing import Annotated

import typer

from labelwise.cli.common import Json, app, out, print_json, print_table

WIDE = 120
"""From so many columns on, the cost and the paper are shown too."""


@app.command()
def methods(
    have: Annotated[
        str | None, typer.Option(help="Only those for which these arrays are enough, e.g. proba,embedding.")
    ] = None,
    json: Json = False,
) -> None:
    """List the strategies by what they look at: what each needs and asks for.

    Any of these names goes into --strategy. References are in the JSON.

        $ labelwise methods --have proba

        $ labelwise methods --json
    """
    from labelwise.papers import method_rows
    from labelwise.papers.render import by_taxonomy

    rows = [row for row in method_rows() if have is None or set(row["needs"]) <= enough(have)]
    if json:
        print_json(rows)
        return
    wide = out().width >= WIDE
    for heading, about, group in by_taxonomy(rows):
        cells = [[row["name"], ", ".join(row["needs"]) or "-", row["summary"]] for row in group]
        for cell, row in zip(cells, group, strict=True):
            cell += [row["cost"], row["paper"]] * wide
        header = ["name", "needs", "asks for", *["cost", "paper"] * wide]
        print_table(header, cells, title=f"\n{heading}. {about}", left=5)


def enough(have: str) -> set[str]:
    """Arrays that are there, and those that are made of them.

    Raises
    ------
    UnknownName
        If no method takes such an array.

    Examples
    --------
    >>> sorted(enough("embedding, head"))
    ['embedding', 'head', 'neighbours', 'variants']
    """
    from labelwise.errors import UnknownName
    from labelwise.papers import method_rows
    from labelwise.strategy import View

    given = [name.strip() for name in have.split(",") if name.strip()]
    known = {name for row in method_rows() for key in ("needs", "optional") for name in row[key]}
    for name in given:
        if name not in known:
            raise UnknownName.among("array", name, known)
    return set(View.reachable(given))
