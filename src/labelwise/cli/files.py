"""Options about input files, and reading them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.errors import BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.io import Dataset

File = Annotated[Path, typer.Argument(help="CSV, TSV, JSONL (also .gz), Parquet, or a folder of images.")]
Text = Annotated[str | None, typer.Option("--text", help="Column to read; found by itself otherwise.")]
Image = Annotated[
    str | None, typer.Option("--image", help="Column of image paths; found by itself otherwise.")
]
Id = Annotated[str | None, typer.Option("--id", help="Column of unique ids; '#' numbers the rows.")]
LabelColumn = Annotated[
    str | None,
    typer.Option(
        "--label-column",
        help="Column that holds labels; `folder` takes the folder names of an image folder, one per class.",
    ),
]
Labels = Annotated[
    str | None,
    typer.Option("--labels", "--classes", help="The classes in the order of the columns, such as neg,pos."),
]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Of CSV and JSONL; UTF-8 otherwise.")]

UNKNOWN = "?"
"""A label that says as much as none."""


def bare(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it as a formula.

    Examples
    --------
    >>> bare("'=1+1"), bare("it's")
    ('=1+1', "it's")
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r'") and len(cell) > 1 else cell


def names_of(labels: str | None) -> tuple[str, ...] | None:
    """The names between the commas; None where nothing was said.

    Raises
    ------
    BadParameter
        If there are fewer than two, or one is empty or named twice.

    Examples
    --------
    >>> names_of("neg, pos"), names_of(None)
    (('neg', 'pos'), None)
    """
    if labels is None:
        return None
    names = tuple(name.strip() for name in labels.split(","))
    if len(names) < 2 or len(set(names)) < len(names) or "" in names:
        raise BadParameter(f"--labels is {labels!r}", allowed="two or more different names between commas")
    return names


def load(file: Path, **options: Any) -> Dataset:
    """Read ``file``; options that are None are left to the reader.

    Raises
    ------
    BadData
        If the file cannot be used.
    """
    from labelwise.io import read

    return read(file, **{name: value for name, value in options.items() if value is not None})


def load_like(file: Path, args: dict[str, Any], **options: Any) -> Dataset:
    """Read ``file`` as the items of a project were read, as far as it has the same columns.

    Parameters
    ----------
    file : Path
        New items.
    args : dict
        Arguments with which the project's own items were read.
    **options
        Of the command line; they win.
    """
    wished = {name: value for name, value in options.items() if value is not None}
    kept = {name: value for name, value in args.items() if name not in ("path", "encoding", *wished)}
    columns = _columns(file, **{k: v for k, v in wished.items() if k == "encoding"})
    for role in ("id_column", "label_column"):
        if kept.get(role) not in (None, "#", *columns):
            del kept[role]
    return load(file, **kept, **wished)


def _columns(file: Path, **options: Any) -> list[str]:
    from labelwise.io import read_table

    return [] if file.is_dir() else list(read_table(file, **options)[0].column_names)


def check_writable(path: Path, *endings: str) -> None:
    """Refuse an output path before any work is done.

    Raises
    ------
    BadData
        If its folder is not there, or it has another ending than the allowed ones.
    """
    if not path.parent.is_dir():
        raise BadData(
            f"there is no folder {str(path.parent)!r} for {path.name!r}", fix="make the folder first"
        )
    if path.is_dir():
        raise BadData(f"{path} is a folder", fix="name a file")
    if endings and not path.name.lower().endswith(endings):
        raise BadData(f"the output is {path.name!r}", allowed="a name that ends in " + ", ".join(endings))
