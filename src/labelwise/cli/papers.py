"""``labelwise papers``: what of the literature is in."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated

import typer

from labelwise.cli.common import Json, app, note, print_json, print_table


class State(StrEnum):
    """How much of a paper is there."""

    works = "works"
    partly = "partly"
    planned = "planned"


@app.command()
def papers(
    state: Annotated[State | None, typer.Option(help="Only papers in this state.")] = None, json: Json = False
) -> None:
    """List the papers: what works, what is partly there, what is planned.

    $ labelwise papers --state works
    """
    from labelwise.papers import paper_rows

    rows = [r for r in paper_rows() if state is None or r["state"] == state.value]
    if json:
        print_json(rows)
        return
    print_table(
        ["id", "state", "title", "here"], [[r["id"], r["state"], r["title"], r["here"]] for r in rows], left=4
    )
    counts = Counter(r["state"] for r in rows)
    note(", ".join(f"{counts[s.value]} {s.value}" for s in State) + f" of {len(rows)}")
