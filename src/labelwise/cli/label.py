"""``labelwise label``: the annotation page on a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.common import app, note
from labelwise.cli.files import Encoding, File, Id, Image, LabelColumn, Text, load
from labelwise.cli.learner_spec import FinalSpec, LearnerSpec, RecipeNames, Wished, is_stored
from labelwise.cli.learner_spec import refuse_other as refuse_learner
from labelwise.cli.tasks import High, Kind, Labels, Low, Unit, Wish, labels_of
from labelwise.cli.training import command
from labelwise.errors import BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.campaign import Campaign
    from labelwise.io import Dataset
    from labelwise.tasks import Task


@app.command()
def label(
    file: File,
    labels: Labels = None,
    task: Kind = None,
    low: Low = None,
    high: High = None,
    unit: Unit = None,
    text: Text = None,
    image: Image = None,
    id: Id = None,
    label_column: LabelColumn = None,
    encoding: Encoding = None,
    strategy: Annotated[str | None, typer.Option(help="From `labelwise methods`; auto otherwise.")] = None,
    learner: LearnerSpec = None,
    final: FinalSpec = None,
    recipe: RecipeNames = None,
    budget: Annotated[int | None, typer.Option(min=1, help="Stop after this many answers.")] = None,
    project: Annotated[
        Path | None, typer.Option("--project", "-p", help="Otherwise <file>.labelwise.db here.")
    ] = None,
    guidelines: Annotated[Path | None, typer.Option(help="A Markdown file, shown on the key g.")] = None,
    name: Annotated[str | None, typer.Option(help="Who answers; your user name otherwise.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
) -> None:
    """Label a file in the browser with a model in the loop.

    Every answer is saved at once. Run the same command again to resume.

        $ labelwise label reviews.csv --labels pos,neg

        $ labelwise label photos --task tags --labels beach,people,snow

        $ labelwise label houses.csv --low 0 --unit EUR

        $ labelwise label reviews.csv --labels pos,neg --learner forest
    """
    from labelwise.app import serve

    check_guidelines(guidelines)
    wish, trains = Wish(task, labels, low, high, unit), Wished.of(learner, final, recipe)
    data = load(file, text=text, image=image, id_column=id, label_column=label_column, encoding=encoding)
    store = project or default_project(file)
    if store.exists():
        typed = resume(store, data, wish, trains, strategy=strategy, budget=budget)
    else:
        made = wish.task(list(data.labels.values()), label_column)
        typed = create(store, data, made, trains, strategy=strategy or "auto", budget=budget)
    again: dict[str, Any] = {"trainer": command(str(store), trains)} if typed else {}
    serve(store, port=port, open_browser=browser, guidelines=guidelines, name=name, ready=announce, **again)


def announce(url: str) -> None:
    """Say where the page is and how to end."""
    print(url, flush=True)
    note("Every answer is saved at once. Ctrl-C ends the server; the same command resumes.")


def default_project(file: Path) -> Path:
    """``reviews.csv.gz`` -> ``reviews.labelwise.db`` in the present folder.

    Examples
    --------
    >>> str(default_project(Path("data/reviews.csv.gz")))
    'reviews.labelwise.db'
    """
    name = file.resolve().name
    return Path(f"{name.split('.')[0] or name}.labelwise.db")


def check_guidelines(path: Path | None) -> None:
    """Refuse guidelines that cannot be shown, before a project is made.

    Raises
    ------
    BadData
        If the file cannot be read as text.
    """
    try:
        if path is not None:
            path.read_text("utf-8")
    except OSError as error:
        raise BadData(
            f"the guidelines {path} cannot be read: {error.strerror}", fix="check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise BadData(f"the guidelines {path} are not UTF-8 text", fix="save them as UTF-8") from error


def create(
    store: Path, data: Dataset, task: Task, trains: Wished, *, strategy: str, budget: int | None
) -> bool:
    """Make the project and import the labels of the file; everything is checked before it is written.

    Tells whether its learner has to be typed again.
    """
    from labelwise.campaign import Campaign

    if not store.parent.is_dir():
        raise BadData(
            f"there is no folder {str(store.parent)!r} for the project", fix="make the folder first"
        )
    known = labels_of(data, task)
    check_budget(budget, data)
    learner = trains.made(data.pool, task)
    with Campaign(
        data.pool, task, learner=learner, strategy=strategy, store=store, budget=budget
    ) as campaign:
        campaign.add_labels(list(known), list(known.values()))
        note(f"made {store}: {len(data)} items, {len(known)} imported labels")
        return not is_stored(campaign.fold.config)


def check_budget(budget: int | None, data: Dataset) -> None:
    """Refuse a budget larger than what is left to ask: imported labels are not asked again.

    Raises
    ------
    BadParameter
        If there are fewer items without a label.
    """
    known, left = len(data.labels), len(data) - len(data.labels)
    if budget is not None and known and budget > left:
        raise BadParameter(
            f"the budget is {budget} answers for a pool of {len(data)} items, {known} of them labelled",
            allowed=f"up to {left}",
            fix="lower the budget or add items",
        )


def resume(
    store: Path, data: Dataset, wish: Wish, trains: Wished, *, strategy: str | None, budget: int | None
) -> bool:
    """Check that the project is about this file and these settings; tells whether a learner was typed again.

    Raises
    ------
    BadParameter
        If it was made with others.
    """
    from labelwise.campaign import Campaign

    with Campaign.open(store, pool=data.pool, background=True) as campaign:
        typed = refuse_learner(store, campaign, trains) is not None
        wish.refuse_other(store, campaign.task)
        refuse_other(store, "budget", budget, None if campaign.budget is None else campaign.budget.limit)
        if strategy is not None:
            refuse_strategy(store, strategy, campaign)
        if campaign.ledger.last == 1:  # ended between the first event and the import of the labels
            known = labels_of(data, campaign.task)
            campaign.add_labels(list(known), list(known.values()))
        note(f"resuming {store}: {campaign.status().labels} of {len(data)} items have a label")
        return typed


def refuse_other(store: Path, what: str, wished: object, stored: object) -> None:
    """Raise when a setting was given and differs from the stored one."""
    if wished is not None and wished != stored:
        raise BadParameter(
            f"{store} was made with the {what} {stored}, not {wished}",
            fix=f"leave out --{what}, or start a new project with --project",
        )


def refuse_strategy(store: Path, name: str, campaign: Campaign) -> None:
    """Raise when ``name`` is another strategy than the project's."""
    from labelwise.papers import resolve

    refuse_other(store, "strategy", resolve(name), campaign.strategy)
