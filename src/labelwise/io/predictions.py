"""What a model says of every item, read from a file that any tool can write."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.io.arrays import read_array
from labelwise.io.columns import cells, is_text, number, typed
from labelwise.io.raw import stem_suffix
from labelwise.io.readers import read_table
from labelwise.probabilities import check_proba, checked_proba

__all__ = ["Predictions", "Said", "indices", "place", "read_predictions", "read_said"]

HARD = ("predicted", "prediction", "model_label", "label")
"""Columns that hold the predicted class or number, the first of them that is there."""
SURE = "confidence"
"""Column that says how sure the model is of it."""
ARRAYS = (".npy", ".npz")
NAMED = "name all classes with --labels, in the order of the columns"


@dataclass(frozen=True, eq=False)
class Said:
    """What one file holds, before its classes are known: one of probabilities, numbers and words.

    Parameters
    ----------
    path : Path
        The file.
    proba : (N, C) array or None
        Probabilities, as they were given.
    names : tuple of str or None
        Of the columns of probabilities.
    numbers : (N,) float64 or None
        A number an item.
    words : list of str
        A class an item, as written.
    sure : (N,) float64 or None
        The model's confidence in it.
    """

    path: Path
    proba: NDArray[Any] | None = None
    names: tuple[str, ...] | None = None
    numbers: NDArray[np.float64] | None = None
    words: tuple[str, ...] = ()
    sure: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        """Items."""
        there = self.numbers if self.proba is None else self.proba
        return len(self.words if there is None else there)


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model says of N items; made by :func:`read_predictions`.

    Parameters
    ----------
    output : (N, C) float64, (N,) int64 or (N,) float64
        Probabilities, class indices, or numbers.
    classes : tuple of str
        Names of the classes; empty for numbers.
    named : bool
        Whether the user named the classes, so that there are no others.
    sure : (N,) float64 or None
        The model's confidence in what it says.
    """

    output: NDArray[Any]
    classes: tuple[str, ...]
    named: bool
    sure: NDArray[np.float64] | None

    def __len__(self) -> int:
        return len(self.output)

    @property
    def said(self) -> NDArray[Any]:
        """(N,) the class index or number that the model says of each item."""
        return np.asarray(self.output.argmax(axis=1) if self.output.ndim == 2 else self.output)

    def word(self, row: int) -> str:
        """The class or number that the model says of an item, as text."""
        own = self.output[row]
        if not self.classes:
            return repr(float(own))
        return self.classes[int(own.argmax() if self.output.ndim == 2 else own)]

    @property
    def fingerprint(self) -> str:
        """Eight letters and digits that another model's predictions do not have."""
        if self.classes and self.output.ndim == 1:
            content = "\n".join(self.classes[i] for i in self.output.tolist()).encode()
        else:
            content = (np.round(self.output, 6) + 0.0).tobytes()  # no negative zero
        return hashlib.blake2b(content, digest_size=4).hexdigest()


def read_predictions(
    path: Path, classes: tuple[str, ...] | None = None, *, numbers: bool = False
) -> Predictions:
    r"""The predictions of one model.

    Parameters
    ----------
    path : Path
        As of :func:`read_said`.
    classes : tuple of str, optional
        Their names, in the order of the columns or of class indices; otherwise those of the columns, or
        the classes that occur, or numbers from 0.
    numbers : bool
        Whether whole numbers are numbers, not classes.

    Raises
    ------
    BadData, BadParameter
        As :func:`read_said`; if rows do not sum to 1, a number is not finite, a class is unknown, or the
        names do not fit.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "p.csv").write_text("id,predicted\n1,ham\n2,spam\n3,ham\n")
    ...     made = read_predictions(Path(folder, "p.csv"))
    >>> made.classes, made.output.tolist(), made.word(1)
    (('ham', 'spam'), [0, 1, 0], 'spam')
    """
    given = read_said(path, classes, numbers=numbers)
    if given.proba is not None:
        proba = checked_proba(given.proba, str(path))
        names = given.names or tuple(map(str, range(proba.shape[1])))
        return Predictions(proba, names, given.names is not None, proba.max(axis=1))
    if given.numbers is not None:
        return Predictions(given.numbers, (), False, None)
    names = classes or tuple(sorted(set(given.words)))
    return Predictions(indices(given, names), names, classes is not None, given.sure)


def read_said(
    path: Path, classes: tuple[str, ...] | None = None, *, column: str | None = None, numbers: bool = False
) -> Said:
    """What a file says of every item: the one reader of predictions.

    Parameters
    ----------
    path : Path
        ``.npy``, or ``.npz`` of one array, of (N, C) probabilities, (N,) classes by name or index, or (N,)
        numbers, which with two ``classes`` are probabilities of the second; or CSV, TSV, JSON lines or
        Parquet with a column of probabilities for each class, named after it, or a column of classes: the
        only one, or ``predicted``, ``prediction``, ``model_label`` or ``label``; with ``confidence`` if it
        is there, as ``labelwise predict`` writes them. A column ``id`` is passed over.
    classes : tuple of str, optional
        Names of the classes.
    column : str, optional
        The column of a table that holds the class.
    numbers : bool
        Whether whole numbers are numbers, not classes.

    Raises
    ------
    BadData, BadParameter
        If the file cannot be read, or holds something else.
    """
    if stem_suffix(path) in ARRAYS:
        made = _of_array(path, read_array(path), classes, numbers)
    elif path.suffix.lower() in (".pkl", ".pickle", ".pt", ".joblib"):
        raise BadData(f"{path} is no file of predictions", fix="numpy.save('p.npy', proba)")
    else:
        made = _of_table(path, classes, column, numbers)
    if made.numbers is not None:
        _check_numbers(made, classes)
    if made.proba is not None:
        check_proba(made.proba, str(path))
        width = made.proba.shape[1]
        if made.names is not None and len(made.names) != width:
            raise BadParameter(f"{len(made.names)} classes are named, {path} has {width} columns", fix=NAMED)
    if "" in made.words:
        raise BadData(f"{path}: item {made.words.index('')} has no class", fix="every item needs one")
    return made


def _of_array(path: Path, array: NDArray[Any], classes: tuple[str, ...] | None, numbers: bool) -> Said:
    kind = array.dtype.kind
    if array.ndim == 2 and kind in "fiu" and len(array) and not numbers:
        return Said(path, array if kind == "f" else array.astype(np.float64), classes)
    if array.ndim != 1 or not len(array) or kind not in "USiufb":
        raise BadData(
            f"{path} has the shape {array.shape} and holds {array.dtype}",
            allowed="(N, C) probabilities, or (N,) classes or numbers",
        )
    if kind == "f" and classes is not None and len(classes) == 2 and not numbers:
        return Said(path, np.column_stack([1 - array, array]), classes)
    if kind == "f" or (numbers and kind in "iub"):
        return Said(path, numbers=array.astype(np.float64))
    return Said(path, words=tuple(str(value).strip() for value in array.tolist()))


def _of_table(path: Path, classes: tuple[str, ...] | None, column: str | None, numbers: bool) -> Said:
    table = read_table(path)[0]
    if column is not None and column not in table.column_names:
        raise BadData(f"{path} has no column {column!r}", allowed=", ".join(table.column_names))
    others = [name for name in table.column_names if name.lower() != "id"]
    hard = column or next((name for name in HARD if name in others), others[0] if len(others) == 1 else None)
    wished = classes or (tuple(others) if hard is None else ())
    if column is None and wished and set(wished) <= set(others):
        return Said(path, np.column_stack([_floats(path, table, name) for name in wished]), wished)
    if hard is None:
        raise BadData(
            f"{path} has the columns {', '.join(table.column_names)}",
            allowed="one named " + ", ".join(HARD) + "; or one for each class, named after it",
        )
    if numbers:
        return Said(path, numbers=_floats(path, table, hard))
    sure = _floats(path, table, SURE) if SURE in others and hard != SURE else None
    return Said(path, words=tuple(cells(table[hard])), sure=sure)


def _floats(path: Path, table: pa.Table, name: str) -> NDArray[np.float64]:
    """A column of finite numbers, written as such or as text."""
    made = typed(table[name].combine_chunks()) if is_text(table[name]) else table[name]
    if (pa.types.is_floating(made.type) or pa.types.is_integer(made.type)) and not made.null_count:
        values = np.asarray(made).astype(np.float64)
        if np.isfinite(values).all():
            return values
    words = cells(table[name])
    numbers = [number(word) for word in words]
    if None in numbers:
        k = numbers.index(None)
        raise BadData(
            f"{path} has {words[k]!r} in row {k + 1} of the column {name!r}",
            allowed="a number; or one column of classes named " + ", ".join(HARD),
        )
    return np.array(numbers, dtype=np.float64)


def _check_numbers(made: Said, classes: tuple[str, ...] | None) -> None:
    if classes is not None:
        raise BadParameter(
            f"{len(classes)} classes are named, {made.path} holds numbers",
            fix="pass probabilities or class indices (whole numbers), or leave out --labels",
        )
    values = np.asarray(made.numbers)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise BadData(f"{made.path}: item {bad[0]} is {values[bad[0]]}", allowed="finite numbers")


def place(word: str, classes: tuple[str, ...]) -> int | None:
    """The position of a class by its name as written, else by its number from 0; None where it is none.

    Examples
    --------
    >>> place("b", ("a", "b")), place("1", ("a", "b")), place("1", ("1", "2")), place("7", ("a", "b"))
    (1, 1, 0, None)
    """
    if word in classes:
        return classes.index(word)
    return int(word) if word.isdecimal() and int(word) < len(classes) else None


def indices(given: Said, classes: tuple[str, ...]) -> NDArray[np.int64]:
    """(N,) class indices of words.

    Raises
    ------
    BadData
        If a word is no class; names the first such item.
    """
    places = {word: place(word, classes) for word in set(given.words)}
    for item, word in enumerate(given.words):
        if places[word] is None:
            raise BadData(f"{given.path}: item {item} is {word!r}", allowed=", ".join(classes), fix=NAMED)
    return np.array([places[word] for word in given.words], dtype=np.int64)
