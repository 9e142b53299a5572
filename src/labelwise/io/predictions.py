"""What several models said of the same items, from one file each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer, BadData, BadParameter
from labelwise.evaluation.models.panel import Panel, panel
from labelwise.io.columns import cells, typed_table
from labelwise.io.raw import stem_suffix
from labelwise.io.readers import read_table
from labelwise.probabilities import check_proba

__all__ = ["Predictions", "read_classes", "read_predictions"]

ENDINGS = ".npy, .csv, .tsv, .jsonl, .parquet"


@dataclass(frozen=True, eq=False)
class Predictions:
    """Checked predictions with names.

    Parameters
    ----------
    panel : Panel
        The numbers.
    models : tuple of str
        Names of the files without folder and ending, or the paths where two are the same.
    classes : tuple of str
        Names of the classes, in the order of the probabilities.
    """

    panel: Panel
    models: tuple[str, ...]
    classes: tuple[str, ...]

    def index(self, cell: str) -> int:
        """The class of a cell: its name as written, or its number from 0.

        Raises
        ------
        BadAnswer
            If there is no such class.
        """
        found = _index(cell, self.classes)
        if found is None:
            raise BadAnswer(f"there is no class {cell!r}", allowed=", ".join(self.classes))
        return found


@dataclass(frozen=True, eq=False)
class _File:
    """One file: probabilities with the names of their columns, or one class an item, as written."""

    path: Path
    proba: NDArray[Any] | None
    names: tuple[str, ...] | None
    said: list[str]

    def __len__(self) -> int:
        return len(self.said) if self.proba is None else len(self.proba)


def read_predictions(
    paths: Sequence[Path], classes: Sequence[str] | None = None, column: str | None = None
) -> Predictions:
    r"""Predictions of two or more models on the same items in the same order.

    Parameters
    ----------
    paths : sequence of Path
        One file a model: ``.npy`` of (N, C) probabilities or (N,) classes; or a table with one column for
        each class, named after it, or a single column of classes. Models that give classes count as certain.
    classes : sequence of str, optional
        Names in the order of the probabilities; otherwise the names of their columns, or the classes that
        occur, or numbers from 0.
    column : str, optional
        The column of tables that holds the class.

    Raises
    ------
    BadData, BadParameter
        If a file cannot be used, if lengths or classes differ, or probabilities do not sum to 1.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name, text in (("a", "cat,dog\n0.9,0.1\n0.2,0.8\n"), ("b", "said\ndog\ndog\n")):
    ...         _ = Path(folder, f"{name}.csv").write_text(text)
    ...     made = read_predictions([Path(folder, "a.csv"), Path(folder, "b.csv")])
    >>> made.models, made.classes, made.panel.said.tolist()
    (('a', 'b'), ('cat', 'dog'), [[0, 1], [1, 1]])
    """
    if len(paths) < 2:
        raise BadParameter(f"{len(paths)} file of predictions", allowed="two or more, one for each model")
    files = [_read(Path(path), column) for path in paths]
    for file in files[1:]:
        if len(file) != len(files[0]):
            raise BadData(
                f"{file.path} has {len(file)} items, {files[0].path} has {len(files[0])}",
                allowed="the same items in the same order in all files",
            )
    names = _names(files, classes)
    soft = [file for file in files if file.proba is not None]
    for file in soft:
        check_proba(np.asarray(file.proba), str(file.path))
    if not soft:
        made = panel(np.array([_said(file, names) for file in files]), len(names))
    else:
        made = panel(np.stack([_proba(file, names) for file in files]))
    stems = [file.path.stem for file in files]
    unique = len(set(stems)) == len(stems)
    return Predictions(made, tuple(stems) if unique else tuple(str(f.path) for f in files), names)


def read_classes(path: Path, predictions: Predictions, column: str | None = None) -> NDArray[np.int64]:
    """(N,) true classes of the same items.

    Raises
    ------
    BadData
        If the file cannot be used, has another length or an unknown class.
    """
    file = _read(path, column)
    if file.proba is not None:
        raise BadData(f"{path} holds probabilities", allowed="one class for each item")
    if len(file) != len(predictions.panel):
        raise BadData(f"{path} has {len(file)} items, the predictions have {len(predictions.panel)}")
    return np.array(_said(file, predictions.classes), dtype=np.int64)


def _read(path: Path, column: str | None) -> _File:
    return _array(path) if stem_suffix(path) == ".npy" else _table(path, column)


def _array(path: Path) -> _File:
    try:
        made = np.load(path, allow_pickle=False)
    except OSError as error:
        raise BadData(f"cannot read {path}: {error.strerror}", fix="check the path") from error
    except (ValueError, EOFError) as error:
        raise BadData(f"{path} is no .npy file of numbers", allowed="what numpy.save writes") from error
    if isinstance(made, np.ndarray) and made.ndim == 2 and made.dtype.kind == "f":
        return _File(path, made, None, [])
    if isinstance(made, np.ndarray) and made.ndim == 1 and made.dtype.kind in "iuUb":
        return _File(path, None, None, [str(v) for v in made.tolist()])
    shape = f"shape {made.shape} and type {made.dtype}" if isinstance(made, np.ndarray) else "several arrays"
    raise BadData(f"{path} has {shape}", allowed="(N, C) probabilities or (N,) classes")


def _table(path: Path, column: str | None) -> _File:
    table, _ = read_table(path)
    if column is not None or table.num_columns == 1:
        name = column or table.column_names[0]
        if name not in table.column_names:
            raise BadData(f"{path} has no column {name!r}", allowed=", ".join(table.column_names))
        said = [cell.strip() for cell in cells(table[name])]
        if "" in said:
            raise BadData(f"{path}: item {said.index('')} has no class", fix="every item needs one")
        return _File(path, None, None, said)
    table = typed_table(table, ()) if stem_suffix(path) in (".csv", ".tsv", ".tab") else table
    rows = []
    for name in table.column_names:
        values = table[name].to_pylist()
        if not all(isinstance(value, int | float) for value in values):
            raise BadData(
                f"{path}: column {name!r} holds something else than numbers",
                allowed="one column of probabilities for each class, or one column of classes (--column)",
            )
        rows.append(np.array(values, dtype=np.float64))
    return _File(path, np.stack(rows, axis=1), tuple(table.column_names), [])


def _names(files: list[_File], classes: Sequence[str] | None) -> tuple[str, ...]:
    """Names of the classes: given, or of columns, or of what is said, or numbers."""
    headed = [file for file in files if file.names is not None]
    widths = [(file.proba.shape[1], file.path) for file in files if file.proba is not None]
    if classes is not None:
        names = tuple(classes)
    elif headed and headed[0].names is not None:
        names = headed[0].names
    else:
        said = {cell for file in files for cell in file.said}
        numbers = all(cell.isdecimal() for cell in said)
        top = max([1, *(int(cell) for cell in said)]) + 1 if numbers else 0
        names = tuple(map(str, range(widths[0][0] if widths else top))) or tuple(sorted(said))
    if len(set(names)) != len(names) or len(names) < 2:
        raise BadParameter(f"the classes are {', '.join(names)}", allowed="two or more different names")
    for width, path in widths:
        if width != len(names):
            raise BadData(f"{path} has {width} classes", allowed=f"{len(names)}: {', '.join(names)}")
    return names


def _index(cell: str, names: Sequence[str]) -> int | None:
    """Position of a class by its name, else by its number."""
    if cell in names:
        return list(names).index(cell)
    return int(cell) if cell.isdecimal() and int(cell) < len(names) else None


def _said(file: _File, names: tuple[str, ...]) -> list[int]:
    places = {cell: _index(cell, names) for cell in set(file.said)}
    for item, cell in enumerate(file.said):
        if places[cell] is None:
            raise BadData(
                f"{file.path}: item {item} has the unknown class {cell!r}", allowed=", ".join(names)
            )
    return [int(places[cell] or 0) for cell in file.said]


def _proba(file: _File, names: tuple[str, ...]) -> NDArray[Any]:
    """(N, C) probabilities in the order of ``names``; classes become certain."""
    if file.proba is None:
        return np.eye(len(names), dtype=np.float32)[_said(file, names)]
    if file.names is None or set(file.names) != set(names):
        return file.proba
    return file.proba[:, [file.names.index(name) for name in names]]
