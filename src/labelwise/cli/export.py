"""``labelwise export``: the labels of a project as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labelwise.cli.common import app, note, working
from labelwise.cli.files import check_writable
from labelwise.cli.learner_spec import AgainFinal, AgainLearner, AgainRecipes, Wished
from labelwise.cli.projects import TABLES, Project, opened


@app.command()
def export(
    project: Project,
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV, JSONL or Parquet, by its ending.")],
    everything: Annotated[bool, typer.Option("--all", help="Items without a label too.")] = False,
    learner: AgainLearner = None,
    final: AgainFinal = None,
    recipe: AgainRecipes = None,
) -> None:
    """Write the labels: item, label, who, when, why it was asked, what the model says.

    $ labelwise export --project reviews.labelwise.db -o labels.csv
    """
    check_writable(output, *TABLES)
    with opened(project, Wished.of(learner, final, recipe)) as campaign, working("Training and writing"):
        table = campaign.export(unlabelled=everything)
    from labelwise.io import write

    write(table, output)
    note(f"wrote {table.num_rows} rows to {output}")
