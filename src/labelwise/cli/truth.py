"""Known labels and the items themselves, for ``labelwise evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.cli.query import load
from labelwise.cli.questions import Question
from labelwise.errors import BadData
from labelwise.io.columns import cells, number
from labelwise.io.predictions import ARRAYS, NAMED, place
from labelwise.io.raw import stem_suffix
from labelwise.io.readers import read_table

if TYPE_CHECKING:
    from labelwise.evaluation.testing import Drawn, RankedDraw
    from labelwise.io.predictions import Predictions

TRUTH = ("truth", "label", "target", "y")
"""Columns that hold known labels, the first of them that is there; or the only column."""


def read_truth(
    path: Path, size: int, classes: tuple[str, ...], *, named: bool = True, column: str | None = None
) -> NDArray[np.float64]:
    """(N,) class index or number of every item, NaN where the file has a gap.

    Parameters
    ----------
    path : Path
        ``.npy`` of names, class indices or numbers; or a table with a column ``truth``, ``label``,
        ``target`` or ``y``, or one column alone.
    size : int
        N.
    classes : tuple of str
        Names of the classes; empty for numbers.
    named : bool
        Whether indices may stand for the names too.
    column : str, optional
        The column of a table.

    Raises
    ------
    BadData
        If the file cannot be read, is of another length, or holds something else.
    """
    words = _words(path, column)
    if len(words) != size:
        raise BadData(f"--truth: {path} has {len(words)} labels", allowed=f"{size}, one for each item")
    made = np.full(len(words), np.nan)
    for k, word in enumerate(words):
        if not word:
            continue
        found: float | None = number(word)
        if classes:
            found = place(word, classes) if named or word in classes else None
        if found is None:
            raise BadData(
                f"--truth: item {k} is {word!r}",
                allowed=", ".join(classes) or "finite numbers",
                fix=NAMED if classes else "",
            )
        made[k] = found
    return made


def _words(path: Path, column: str | None) -> list[str]:
    if stem_suffix(path) in ARRAYS:
        return _array_words(path)
    table = read_table(path)[0]
    names = table.column_names
    found = [name for name in ((column,) if column else TRUTH) if name in names]
    if not found and (column or len(names) > 1):
        raise BadData(
            f"--truth: {path} has the columns {', '.join(names)}",
            allowed="one named " + (column or ", ".join(TRUTH) + "; or one column alone"),
        )
    return cells(table[found[0] if found else names[0]])


def _array_words(path: Path) -> list[str]:
    array = load("truth", path)
    if array.ndim != 1:
        raise BadData(f"--truth: {path} has the shape {array.shape}", allowed="(N,)")
    whole = array.dtype.kind == "f" and bool(np.all(np.isnan(array) | (array == np.round(array))))
    gap = array != array  # NaN
    made = [int(v) if whole and not g else v for v, g in zip(array.tolist(), gap, strict=True)]
    return ["" if g else str(v).strip() for v, g in zip(made, gap, strict=True)]


def shown(
    said: Predictions, drawn: Drawn | RankedDraw, data: Path | None, options: dict[str, Any]
) -> list[Question]:
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
        Question(item, text, k, float(q), said.word(int(row)))
        for k, (item, text, row, q) in enumerate(rows, 1)
    ]


def _texts(data: Path, items: Any, rows: NDArray[np.int64], options: dict[str, Any]) -> list[str]:
    """What to read: the text, the path of the image, or the cells of the row with their names."""
    if items.kind != "table":
        return [str(value) for value in items.pool.x(rows)]
    encoding = {k: v for k, v in options.items() if k == "encoding" and v is not None}
    table = read_table(data, **encoding)[0].take(rows)
    columns = {name: cells(table[name]) for name in table.column_names}
    return ["; ".join(f"{name} {column[k]}" for name, column in columns.items()) for k in range(len(rows))]
