"""``labelwise predict``: the project's model on a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labelwise.cli.common import Address, Engine, app, note, working
from labelwise.cli.files import Encoding, File, Id, Image, Text, check_writable, load_like
from labelwise.cli.learner_spec import AgainFinal, AgainLearner, AgainRecipes, Wished
from labelwise.cli.projects import TABLES, Project, opened, reading_args


@app.command()
def predict(
    file: File,
    project: Project,
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV, JSONL or Parquet, by its ending.")],
    min_precision: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.999, help="Label only what is certified to be right in this share."),
    ] = None,
    engine: Engine = "serial",
    address: Address = None,
    jobs: Annotated[int, typer.Option(min=-1, help="Processes at once; -1 is one per core.")] = -1,
    text: Text = None,
    image: Image = None,
    id: Id = None,
    encoding: Encoding = None,
    learner: AgainLearner = None,
    final: AgainFinal = None,
    recipe: AgainRecipes = None,
) -> None:
    """Label a file with the project's model: id, label and confidence of every item.

    The confidence is the model's own and was not checked against anything. With --min-precision only labels
    above the confidence that the random reserve certifies are given (95% sure); the others stay empty.

        $ labelwise predict new.csv --project reviews.labelwise.db -o predicted.csv

        $ labelwise predict new.parquet --project reviews.labelwise.db -o predicted.parquet --engine loky
    """
    check_writable(output, *TABLES)
    with opened(project, Wished.of(learner, final, recipe)) as campaign, working("Training and predicting"):
        options = {"text": text, "image": image, "id_column": id, "encoding": encoding}
        data = load_like(file, reading_args(campaign), **options)
        table = campaign.predict(
            data.pool, min_precision=min_precision, engine=engine, jobs=jobs, address=address
        )
    from labelwise.io import write

    write(table, output)
    left = table["label"].null_count
    note(f"wrote {table.num_rows - left} predictions to {output}")
    if min_precision is not None:
        note(f"{left} of {table.num_rows} items stay for people: their label is empty")
