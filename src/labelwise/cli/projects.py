"""Opening a project from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.learner_spec import Wished, reopened
from labelwise.errors import StoreError

if TYPE_CHECKING:
    from labelwise.campaign import Campaign

Project = Annotated[
    str, typer.Option("--project", "-p", metavar="PATH", help="The project: a file, or a postgresql:// URL.")
]
TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz", ".tsv.gz", ".jsonl.gz")
"""What a table can be written as."""


@contextmanager
def opened(project: str | Path, wished: Wished | None = None, *, trains: bool = True) -> Iterator[Campaign]:
    """The campaign of a project, which is a file or in a database.

    Parameters
    ----------
    project : str or Path
        Where it is.
    wished : Wished, optional
        The learner as typed, where the project does not store it.
    trains : bool
        Whether a model may be needed; without, a learner that is not stored is not missed.

    Raises
    ------
    StoreError
        If there is none, or it cannot be opened.
    """
    if "://" not in str(project) and not Path(project).exists():
        raise StoreError(
            f"there is no project {str(project)!r}",
            fix="name the file that `labelwise label` made, with --project",
        )
    from labelwise.campaign import Campaign

    said = wished if wished is not None and wished.said else None
    making = Campaign.open(project, background=not trains) if said is None else reopened(project, said)
    with making as campaign:
        yield campaign


def reading_args(campaign: Campaign) -> dict[str, Any]:
    """How the items of the project were read; empty when it was not from a file."""
    source = campaign.pool.source or {}
    return dict(source.get("args", {})) if str(source.get("read", "")).startswith("labelwise.io") else {}
