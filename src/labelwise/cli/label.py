"""``labelwise label``: the annotation page on a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labelwise.cli.common import app, note
from labelwise.cli.files import Encoding, File, Id, Image, LabelColumn, Text, load
from labelwise.errors import BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.campaign import Campaign
    from labelwise.io import Dataset


@app.command()
def label(
    file: File,
    labels: Annotated[str | None, typer.Option(help="The classes, such as pos,neg.")] = None,
    text: Text = None,
    image: Image = None,
    id: Id = None,
    label_column: LabelColumn = None,
    encoding: Encoding = None,
    strategy: Annotated[str | None, typer.Option(help="From `labelwise methods`; auto otherwise.")] = None,
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
    """
    from labelwise.app import serve

    check_guidelines(guidelines)
    data = load(file, text=text, image=image, id_column=id, label_column=label_column, encoding=encoding)
    store = project or default_project(file)
    if store.exists():
        resume(store, data, classes(labels), strategy, budget)
    else:
        create(store, data, classes(labels) or found_classes(data, label_column), strategy or "auto", budget)
    serve(store, port=port, open_browser=browser, guidelines=guidelines, name=name, ready=announce)


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


def classes(labels: str | None) -> tuple[str, ...] | None:
    """The classes of ``--labels``, checked; None when it was not given.

    Raises
    ------
    BadParameter
        If fewer than two are named, or one twice.
    """
    from labelwise.tasks import Classification

    return None if labels is None else Classification(tuple(c.strip() for c in labels.split(","))).classes


def found_classes(data: Dataset, column: str | None) -> tuple[str, ...]:
    """The classes that the label column holds.

    Raises
    ------
    BadParameter
        If there is no such column, or it holds fewer than two.
    """
    found = tuple(sorted(set(data.labels.values())))
    if len(found) >= 2:
        return found
    where = f"the column {column!r} holds {len(found)}" if column else "no column of labels is named either"
    raise BadParameter(
        f"--labels was not given and {where}",
        allowed="two classes or more",
        fix="name them: --labels pos,neg",
    )


def create(store: Path, data: Dataset, names: tuple[str, ...], strategy: str, budget: int | None) -> None:
    """Make the project and import the labels of the file; everything is checked before it is written."""
    from labelwise.campaign import Campaign

    if not store.parent.is_dir():
        raise BadData(
            f"there is no folder {str(store.parent)!r} for the project", fix="make the folder first"
        )
    for item, value in data.labels.items():
        if value not in names:
            raise BadData(
                f"item {item!r} has the label {value!r}",
                allowed=", ".join(names),
                fix="add it to --labels, or mend the file",
            )
    check_budget(budget, data)
    with Campaign(data.pool, names, strategy=strategy, store=store, budget=budget) as campaign:
        campaign.add_labels(list(data.labels), list(data.labels.values()))
    note(f"made {store}: {len(data)} items, {len(data.labels)} imported labels")


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
    store: Path, data: Dataset, names: tuple[str, ...] | None, strategy: str | None, budget: int | None
) -> None:
    """Check that the project is about this file and these settings.

    Raises
    ------
    BadParameter
        If it was made with others.
    """
    from labelwise.campaign import Campaign

    with Campaign.open(store, pool=data.pool) as campaign:
        if names is not None and set(names) != set(campaign.task.classes):
            refuse_other(store, "labels", names, campaign.task.classes)
        refuse_other(store, "budget", budget, None if campaign.budget is None else campaign.budget.limit)
        if strategy is not None:
            refuse_strategy(store, strategy, campaign)
        if campaign.ledger.last == 1:  # ended between the first event and the import of the labels
            campaign.add_labels(list(data.labels), list(data.labels.values()))
        note(f"resuming {store}: {campaign.status().labels} of {len(data)} items have a label")


def refuse_other(store: Path, what: str, wished: object, stored: object) -> None:
    """Raise when a setting was given and differs from the stored one."""
    if wished is not None and wished != stored:
        raise BadParameter(
            f"{store} was made with the {what} {_shown(stored)}, not {_shown(wished)}",
            fix=f"leave out --{what}, or start a new project with --project",
        )


def refuse_strategy(store: Path, name: str, campaign: Campaign) -> None:
    """Raise when ``name`` is another strategy than the project's."""
    from labelwise.papers import resolve

    refuse_other(store, "strategy", resolve(name), campaign.strategy)


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
