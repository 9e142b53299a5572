"""Sets of the Hugging Face hub as items with labels."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.datasets.arrow import inputs, is_number
from labelwise.bench.datasets.formats.pictures import decoded
from labelwise.bench.datasets.hub import fetch_parquet
from labelwise.bench.datasets.kept import Kept, keep
from labelwise.bench.datasets.labelled_set import LabelledSet, Origin, taken
from labelwise.bench.datasets.labels import as_classes
from labelwise.errors import BadData, BadParameter
from labelwise.io.columns import is_text
from labelwise.tasks import Regression, Tags, Task

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["load_hugging_face", "place_of"]

SCHEME = "hf:"
NAME = re.compile(r"(\w[\w.-]*/\w[\w.-]*)(?::(|\w[\w.-]*)(?::(.+))?)?")
IDENTIFIERS = {"id", "idx", "index", "__index_level_0__"}
VARIED = 0.5
"""A column of strings of which more than this share is distinct holds texts, not categories."""


def place_of(name: str, root: Path) -> Path:
    """The folder that the set of this name is kept in, whichever column is its label.

    Raises
    ------
    BadParameter
        If the name is none.

    Examples
    --------
    >>> place_of("o/n:small:label", Path("cache")).as_posix()
    'cache/hf/o--n--small'
    """
    repository, config, _ = _named(name)
    return root / "hf" / "--".join([*repository.split("/"), *([config] if config else [])])


def _named(name: str) -> tuple[str, str, str | None]:
    """Repository, configuration and column of the label, as far as they are named."""
    said = NAME.fullmatch(name)
    if said is None:
        raise BadParameter(
            f"the set is {SCHEME + name!r}", allowed="hf:owner/name, perhaps with :configuration:label column"
        )
    return said[1], said[2] or "", said[3]


def load_hugging_face(name: str, root: Path, network: bool) -> LabelledSet:
    """The set of the hub that ``owner/name[:configuration[:label column]]`` names.

    The configuration may be empty where there is one, or one called ``default``; the label is the column
    ``label`` or the only one of classes where none is named. Classes and lists of classes are what the hub
    declares so, and strings, whole numbers and lists of strings; fractions are numbers. Items without a
    label (null, or class -1) are left out. The split ``train`` is learned from; the fixed test part is
    ``test``, or ``validation`` where no item of ``test`` has a label. A set of one split has no test part.

    Items are the images where there is a column of them, else the texts of the only column of varied
    strings, else a table of all columns of numbers and strings. Other columns of classes and columns
    called ``id``, ``idx`` or ``index`` are left out.

    Parameters
    ----------
    name : str
        Without ``hf:``.
    root : Path
        The folder of the cache; the Parquet files are kept as they are.
    network : bool
        Whether they may be fetched.

    Raises
    ------
    BadParameter
        If the name is none.
    BadData
        If it is not kept and may not or cannot be fetched, or has no label or no items that can be used.
    """
    repository, config, label = _named(name)
    kept = keep(
        place_of(name, root),
        lambda place: fetch_parquet(repository, config, place),
        name=SCHEME + name,
        network=network,
    )
    tables = _tables(kept)
    features = _features(next(iter(tables.values())))
    column = label or _label(SCHEME + name, tables, features)
    parts = _parts(SCHEME + name, tables, column, _class_names(features.get(column)))
    y, task = _labels([values for _, values in parts])
    x = _items(SCHEME + name, parts, column, features)
    origin = Origin(kept.sums, kept.facts["licence"], kept.facts["source"])
    return LabelledSet(SCHEME + name, x[0], y[0], task, origin, test=(x[1], y[1]) if len(x) == 2 else None)


def _tables(kept: Kept) -> dict[str, pa.Table]:
    """The table of each split."""
    import pyarrow as pa
    from pyarrow.parquet import read_table

    files: dict[str, list[Any]] = {}
    for file in sorted(kept.sums):
        files.setdefault(file.rsplit("-", 1)[0], []).append(read_table(kept.folder / file))
    return {split: pa.concat_tables(tables) for split, tables in files.items()}


def _features(table: pa.Table) -> dict[str, Any]:
    """What the hub declares of each column; empty where it declares nothing."""
    said = json.loads((table.schema.metadata or {}).get(b"huggingface", b"{}"))
    return dict(said.get("info", {}).get("features", {}))


def _class_names(feature: Any) -> list[str] | None:
    """Names of the classes of a column, or of the lists of classes in it."""
    inner = feature[0] if isinstance(feature, list) else feature or {}
    inner = inner.get("feature", inner)
    return inner["names"] if isinstance(inner, dict) and inner.get("_type") == "ClassLabel" else None


def _label(name: str, tables: dict[str, pa.Table], features: dict[str, Any]) -> str:
    columns = next(iter(tables.values())).column_names
    declared = [c for c in columns if _class_names(features.get(c))]
    found = ["label"] if "label" in columns else declared
    if len(found) != 1:
        raise BadData(
            f"it is not clear which column of {name} is the label",
            allowed=", ".join(columns),
            fix="name it after the configuration, which may be empty: hf:owner/name::column",
        )
    return found[0]


def _parts(
    name: str, tables: dict[str, pa.Table], label: str, names: list[str] | None
) -> list[tuple[pa.Table, list[Any]]]:
    """What is learned from, and the test part where there is one, each with the labels of its items."""
    own = tables["train"] if "train" in tables else next(iter(tables.values()))
    if label not in own.column_names:
        raise BadData(f"{name} has no column {label!r}", allowed=", ".join(own.column_names))
    found = [_labelled(own, label, names)]
    if not found[0][1]:
        raise BadData(f"no item of {name} has a label in {label!r}")
    splits = [split for split in ("test", "validation") if split in tables and "train" in tables]
    held_out = [part for part in (_labelled(tables[split], label, names) for split in splits) if part[1]]
    return [*found, *held_out[:1]]


def _labelled(table: pa.Table, label: str, names: list[str] | None) -> tuple[pa.Table, list[Any]]:
    import pyarrow as pa

    values = [_value(v, names) for v in table[label].to_pylist()]
    there = [v is not None for v in values]
    return table.filter(pa.array(there, pa.bool_())), [v for v in values if v is not None]


def _value(value: Any, names: list[str] | None) -> Any:
    if names is None or value is None:
        return value
    if isinstance(value, list):
        return [names[k] for k in value]
    return names[value] if value >= 0 else None


def _labels(parts: list[list[Any]]) -> tuple[list[NDArray[Any]], Task]:
    first = parts[0][0]
    if isinstance(first, float):
        return [np.asarray(part, dtype=np.float64) for part in parts], Regression()
    if not isinstance(first, list):
        classes, task = as_classes(*parts)
        return list(classes), task
    rows = [[{str(tag) for tag in tags} for tags in part] for part in parts]
    known = sorted({tag for part in rows for tags in part for tag in tags})
    found = [np.array([[tag in tags for tag in known] for tags in part], np.uint8) for part in rows]
    return found, Tags(known)


def _items(
    name: str, parts: list[tuple[pa.Table, list[Any]]], label: str, features: dict[str, Any]
) -> list[Any]:
    """The items of each part; of one form, which all of them decide together."""
    import pyarrow as pa

    table = pa.concat_tables([part for part, _ in parts])
    no_items = {label, *IDENTIFIERS, *(c for c in features if _class_names(features[c]))}
    columns = {c: table[c] for c in table.column_names if c not in no_items}
    images = [c for c in columns.values() if _is_image(c)]
    simple = {c: values for c, values in columns.items() if is_number(values) or is_text(values)}
    texts = [c for c in simple.values() if is_text(c) and len(c.unique()) > VARIED * len(c)]
    if not images and not simple:
        raise BadData(f"{name} has no images, texts or numbers", allowed=", ".join(table.column_names))
    x: Any
    if images:
        x = decoded(row["bytes"] for row in images[0].to_pylist())
    else:
        x = texts[0].to_pylist() if len(texts) == 1 else inputs(pa.table(simple))
    ends = np.cumsum([len(values) for _, values in parts])
    return [taken(x, np.arange(a, b)) for a, b in pairwise([0, *ends])]


def _is_image(column: pa.ChunkedArray) -> bool:
    """Whether the cells are files of images, as the hub stores them."""
    from pyarrow import types

    return bool(types.is_struct(column.type)) and column.type.get_field_index("bytes") >= 0
