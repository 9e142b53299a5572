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

Project = Annotated[Path, typer.Option("--project", "-p", help="The project file.")]
TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz", ".tsv.gz", ".jsonl.gz")
"""What a table can be written as."""


@contextmanager
def opened(project: Path) -> Iterator[Campaign]:
    """The campaign of a project file.

    Raises
    ------
    StoreError
        If there is none, or it cannot be opened.
    """
    if not project.exists():
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
