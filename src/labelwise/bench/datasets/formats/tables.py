"""Tables of numbers with an ``index.csv``, as the Penn Machine Learning Benchmarks have them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.datasets.arrow import inputs
from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats.found import Found, Listing
from labelwise.bench.datasets.labelled_set import Kind, LabelledSet
from labelwise.bench.datasets.labels import as_classes
from labelwise.errors import BadData
from labelwise.tasks import Regression, Task

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["tables"]

INDEX, SUFFIX = "index.csv", ".tsv.gz"
GROUP, NAMES = "molecule_name", ("molecule_name", "conformation_name")
"""Of ``clean1`` and ``clean2``: shapes of one molecule belong together; both columns are no features."""


def tables(folder: Folder, directory: str) -> list[Found]:
    """The tables that ``index.csv`` in a directory lists.

    The index has the columns ``file`` (``name.tsv.gz`` beside it), ``rows``, ``target`` (the column of
    labels) and, where these are classes, ``classes`` (how many). All other columns are features. The Penn
    Machine Learning Benchmarks (Olson, La Cava, Orzechowski, Urbanowicz and Moore 2017, PMLB: a large
    benchmark suite for machine learning evaluation and comparison) give categories as whole numbers, and
    the files do not say which columns these are: they are numbers here, and the learner standardises them
    like all others. A table with gaps is an Arrow table with nulls; without any it is an array. The columns
    ``molecule_name`` and ``conformation_name`` name items and are left out; the first gives the groups.
    """
    index = f"{directory}/{INDEX}"
    if index not in folder.files(directory, INDEX):
        return []
    rows = csv.DictReader(io.StringIO(folder.read(index).decode("utf-8")))
    if not {"file", "rows", "target"} <= set(rows.fieldnames or ()):
        raise BadData(f"{index} in {folder.path} is no index", allowed="columns file, rows, target, classes")
    try:
        return [_found(folder, directory, row) for row in rows if row["file"].endswith(SUFFIX)]
    except (TypeError, ValueError) as error:
        raise BadData(f"{index} in {folder.path}: a count is no whole number ({error})") from error


def _found(folder: Folder, directory: str, row: dict[str, str]) -> Found:
    file = PurePosixPath(row["file"]).name  # beside the index, wherever it points
    name, classes = f"{directory}/{file.removesuffix(SUFFIX)}", int(row.get("classes") or 0)
    listing = Listing(f"local:{name}", "classes" if classes else "number", int(row["rows"]), 0, classes)
    return Found(name, lambda: listing, _loader(folder, directory, file, row["target"], listing))


def _loader(
    folder: Folder, directory: str, file: str, target: str, listing: Listing
) -> Callable[[], LabelledSet]:
    def load() -> LabelledSet:
        table = _table(folder.read(f"{directory}/{file}"), f"{directory}/{file}")
        if target not in table.column_names:
            raise BadData(f"{directory}/{file} has no column {target!r}, which {INDEX} names")
        if table[target].null_count:
            raise BadData(f"{directory}/{file} has rows without a {target}", allowed="a label in every row")
        groups = table[GROUP].to_numpy() if GROUP in table.column_names else None
        x = inputs(table.drop_columns([n for n in (target, *NAMES) if n in table.column_names]))
        y, task = _labels(table[target].to_numpy(), listing.kind)
        return LabelledSet(listing.name, x, y, task, folder.origin(directory), groups=groups)

    return load


def _labels(values: NDArray[Any], kind: Kind) -> tuple[NDArray[Any], Task]:
    if kind == "number":
        return np.asarray(values, dtype=np.float64), Regression()
    [y], task = as_classes(values)
    return y, task


def _table(raw: bytes, what: str) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    try:
        text = gzip.decompress(raw)
        return arrow_csv.read_csv(io.BytesIO(text), parse_options=arrow_csv.ParseOptions(delimiter="\t"))
    except (OSError, EOFError, pa.ArrowException) as error:
        raise BadData(f"{what} cannot be read: {error}", fix="copy the file again") from error
