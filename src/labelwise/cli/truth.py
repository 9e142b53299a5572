"""Known labels and the items themselves, for ``labelwise evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.cli.questions import Question, number
from labelwise.errors import BadData

if TYPE_CHECKING:
    from labelwise.cli.predictions import Predictions
    from labelwise.evaluation.testing import Drawn

TRUTH = ("truth", "label", "target", "y")
"""Columns that hold known labels, the first of them that is there; or the only column."""


def read_truth(path: Path, said: Predictions) -> NDArray[np.float64]:
    """(N,) class index or number of every item, NaN where the file has a gap.

    Parameters
    ----------
    path : Path
        ``.npy`` of names, class indices or numbers; or a table with a column ``truth``, ``label``,
        ``target`` or ``y``, or one column alone.
    said : Predictions
        What the model says of the same items.

    Raises
    ------
    BadData
        If the file cannot be read, is of another length, or holds something else.
    """
    words = _words(path)
    if len(words) != len(said):
        raise BadData(f"--truth: {path} has {len(words)} labels", allowed=f"{len(said)}, one for each item")
    places = {name: float(k) for k, name in enumerate(said.classes)}
    indices = {str(k): float(k) for k in range(len(said.classes))} if said.named else {}
    made = np.full(len(words), np.nan)
    for k, word in enumerate(words):
        if not word:
            continue
        found = places.get(word, indices.get(word)) if said.classes else number(word)
        if found is None:
            raise BadData(
                f"--truth: item {k} is {word!r}",
                allowed=", ".join(said.classes) or "finite numbers",
                fix="name all classes with --labels, in the order of the columns" if said.classes else "",
            )
        made[k] = found
    return made


def _words(path: Path) -> list[str]:
    from labelwise.cli.query import load
    from labelwise.io import read_table
    from labelwise.io.columns import cells

    if path.suffix.lower() == ".npy":
        array = load("truth", path)
        if array.ndim != 1:
            raise BadData(f"--truth: {path} has the shape {array.shape}", allowed="(N,)")
        whole = array.dtype.kind == "f" and bool(np.all(np.isnan(array) | (array == np.round(array))))
        gap = array != array  # NaN
        made = [int(v) if whole and not g else v for v, g in zip(array.tolist(), gap, strict=True)]
        return ["" if g else str(v).strip() for v, g in zip(made, gap, strict=True)]
    table = read_table(path)[0]
    names = [name for name in TRUTH if name in table.column_names]
    if not names and len(table.column_names) > 1:
        raise BadData(
            f"--truth: {path} has the columns {', '.join(table.column_names)}",
            allowed="one named " + ", ".join(TRUTH) + "; or one column alone",
        )
    return cells(table[names[0] if names else table.column_names[0]])


def shown(said: Predictions, drawn: Drawn, data: Path | None, options: dict[str, Any]) -> list[Question]:
    """The drawn items as questions, with their ids and texts where there is a file of items.

    Raises
    ------
    BadData
        If the file has another number of items than there are predictions.
    """
    ids, texts = [str(row) for row in drawn.rows], [""] * len(drawn)
    if data is not None:
        from labelwise.cli.files import load

        items = load(data, **options)
        if len(items) != len(said):
            raise BadData(
                f"--data: {data} has {len(items)} items and --model-predictions {len(said)} rows",
                allowed="one row for each item, in the same order",
            )
        ids = [items.pool.id(int(row)) for row in drawn.rows]
        texts = _texts(data, items, drawn.rows, options)
    rows = zip(ids, texts, drawn.rows, drawn.q, strict=True)
    return [
        Question(item, text, k, float(q), said.said(int(row)))
        for k, (item, text, row, q) in enumerate(rows, 1)
    ]


def _texts(data: Path, items: Any, rows: NDArray[np.int64], options: dict[str, Any]) -> list[str]:
    """What to read: the text, the path of the image, or the cells of the row with their names."""
    if items.kind != "table":
        return [str(value) for value in items.pool.x(rows)]
    from labelwise.io import read_table
    from labelwise.io.columns import cells

    encoding = {k: v for k, v in options.items() if k == "encoding" and v is not None}
    table = read_table(data, **encoding)[0].take(rows)
    columns = {name: cells(table[name]) for name in table.column_names}
    return ["; ".join(f"{name} {column[k]}" for name, column in columns.items()) for k in range(len(rows))]
