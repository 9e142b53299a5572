"""``labelwise report``: one page that says how good, what was saved, and whether to stop."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from labelwise.cli.common import app, note, working
from labelwise.cli.files import check_writable
from labelwise.cli.learner_spec import AgainFinal, AgainLearner, AgainRecipes, Wished
from labelwise.cli.projects import Project, opened


@app.command()
def report(
    project: Project,
    output: Annotated[Path, typer.Option("--output", "-o", help="An HTML or JSON file.")] = Path(
        "report.html"
    ),
    title: Annotated[str | None, typer.Option(help="Of the page; the project's name otherwise.")] = None,
    savings: Annotated[bool, typer.Option("--savings", help="Compute the labels saved anew.")] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="Estimate them by simulated campaigns where need be; minutes.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Without diagnoses.")] = False,
    learner: AgainLearner = None,
    final: AgainFinal = None,
    recipe: AgainRecipes = None,
) -> None:
    """Write the report of a project: one page without outside parts, or the same as JSON.

    $ labelwise report --project reviews.labelwise.db -o report.html
    """
    from labelwise.report import write_text
    from labelwise.report.campaign import as_json, page
    from labelwise.report.telling import tell_story

    check_writable(output, ".html", ".json")
    name = title or Path(project).name.removesuffix(".db").removesuffix(".labelwise")
    command = f"labelwise report --project {project} --output {output}"
    with opened(project, Wished.of(learner, final, recipe)) as campaign, working("Reading the answers"):
        if campaign.fold.since_training or not campaign.fold.evaluated or savings or replay:
            campaign.fit(evaluate=False)
            campaign.evaluate(savings=savings, replay=replay)
        story = tell_story(campaign, name, datetime.now(UTC), command=command, diagnose=not quick)
    write_text(output, as_json(story) if output.suffix == ".json" else page(story))
    note(f"wrote {output}")
