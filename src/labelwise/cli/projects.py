"""Opening a project from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.errors import StoreError

if TYPE_CHECKING:
    from labelwise.campaign import Campaign

Project = Annotated[
    str, typer.Option("--project", "-p", metavar="PATH", help="The project: a file, or a postgresql:// URL.")
]
TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz", ".tsv.gz", ".jsonl.gz")
"""What a table can be written as."""


@contextmanager
def opened(project: str | Path) -> Iterator[Campaign]:
    """The campaign of a project, which is a file or in a database.

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

    with Campaign.open(project) as campaign:
        yield campaign


def reading_args(campaign: Campaign) -> dict[str, Any]:
    """How the items of the project were read; empty when it was not from a file."""
    source = campaign.pool.source or {}
    return dict(source.get("args", {})) if str(source.get("read", "")).startswith("labelwise.io") else {}
