"""What a model says of every item, read from a file that any tool can write."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter

HARD = ("predicted", "prediction", "model_label", "label")
"""Columns that hold the predicted class or number, the first of them that is there."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model says of N items.

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

    Examples
    --------
    >>> made = as_predictions(np.array(["ham", "spam", "ham"]), None)
    >>> made.classes, made.output.tolist(), made.said(1)
    (('ham', 'spam'), [0, 1, 0], 'spam')
    """

    output: NDArray[Any]
    classes: tuple[str, ...]
    named: bool
    sure: NDArray[np.float64] | None

    def __len__(self) -> int:
        return len(self.output)

    def said(self, row: int) -> str:
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


def read_predictions(path: Path, labels: str | None, *, numbers: bool = False) -> Predictions:
    """The predictions in a file: ``.npy``, or a table with a row for each item.

    Parameters
    ----------
    path : Path
        ``.npy`` as of :func:`as_predictions`; or CSV, TSV, JSON lines or Parquet with a column of numbers
        for each class, named after it, or with a column of classes: the only one, or ``predicted``,
        ``prediction``, ``model_label`` or ``label``; with ``confidence`` if it is there, as ``labelwise
        predict`` writes them.
    labels : str or None
        Names of the classes between commas.
    numbers : bool
        Whether whole numbers are numbers, not classes.

    Raises
    ------
    BadData, BadParameter
        If the file cannot be read or what it holds is no prediction; as :func:`as_predictions`.
    """
    if path.suffix.lower() == ".npy":
        return as_predictions(_array(path), labels, numbers=numbers)
    if path.suffix.lower() in (".pkl", ".pickle", ".npz", ".pt", ".joblib"):
        raise BadData(f"--model-predictions: {path} is no .npy file", fix="numpy.save('p.npy', proba)")
    return _of_table(path, labels, numbers)


def _of_table(path: Path, labels: str | None, numbers: bool) -> Predictions:
    from labelwise.io import read_table
    from labelwise.io.columns import cells

    table = read_table(path)[0]
    others = [name for name in table.column_names if name.lower() != "id"]
    column = next((name for name in HARD if name in others), others[0] if len(others) == 1 else None)
    wished = names_of(labels) or (tuple(others) if column is None else ())
    if wished and set(wished) <= set(others):
        proba = np.column_stack([_floats(path, table, name) for name in wished])
        return as_predictions(proba, ",".join(wished))
    if column is None:
        raise BadData(
            f"--model-predictions: {path} has the columns {', '.join(table.column_names)}",
            allowed="one named " + ", ".join(HARD) + "; or one for each class, named after it",
        )
    made = as_predictions(
        _floats(path, table, column) if numbers else np.array(cells(table[column])), labels, numbers=numbers
    )
    if "confidence" not in others:
        return made
    return Predictions(made.output, made.classes, made.named, _floats(path, table, "confidence"))


def _floats(path: Path, table: Any, name: str) -> NDArray[np.float64]:
    """A column of finite numbers, written as such or as text.

    Raises
    ------
    BadData
        Names the first cell that is none.
    """
    from labelwise.cli.questions import number
    from labelwise.io.columns import cells

    words = cells(table[name])
    made = [number(word) for word in words]
    if None in made:
        k = made.index(None)
        raise BadData(
            f"--model-predictions: {path} has {words[k]!r} in row {k + 1} of the column {name!r}",
            allowed="a number; or one column of classes named " + ", ".join(HARD),
        )
    return np.array(made, dtype=np.float64)


def _array(path: Path) -> NDArray[Any]:
    from labelwise.cli.query import load

    try:
        return np.asarray(load("model-predictions", path))
    except BadData as error:
        if not path.is_file():
            raise
        fix = "of classes save their names: numpy.save(path, numpy.array(predicted, dtype=str))"
        raise BadData(error.problem, allowed="an array of numbers or of texts", fix=fix) from error


def as_predictions(array: NDArray[Any], labels: str | None, *, numbers: bool = False) -> Predictions:
    """An array as predictions.

    Parameters
    ----------
    array : (N, C) float, (N,) str, (N,) int or (N,) float
        Probabilities; names of classes; class indices where ``labels`` names them, else classes named by
        their number; numbers, or with two ``labels`` the probability of the second class.
    labels : str or None
        Names of the classes between commas.
    numbers : bool
        Whether whole numbers are numbers, not classes.

    Raises
    ------
    BadData
        If rows do not sum to 1, a number is not finite, or a class is not among ``labels``.
    BadParameter
        If ``labels`` does not fit the columns.
    """
    from labelwise.probabilities import checked_proba

    names = names_of(labels)
    if array.ndim == 2 and not numbers:
        proba = checked_proba(array, "--model-predictions")
        made = names or tuple(map(str, range(proba.shape[1])))
        if len(made) != proba.shape[1]:
            raise BadParameter(
                f"--labels names {len(made)} classes, --model-predictions has {proba.shape[1]} columns",
                fix="name the classes in the order of the columns",
            )
        return Predictions(proba, made, names is not None, proba.max(axis=1))
    if array.ndim != 1 or not len(array) or array.dtype.kind not in "USiufb":
        raise BadData(
            f"--model-predictions has the shape {array.shape} and holds {array.dtype}",
            allowed="(N, C) probabilities, or (N,) classes or numbers",
            fix="predictions as objects: numpy.save(path, numpy.array(predicted, dtype=str))",
        )
    if array.dtype.kind == "f" and names is not None and len(names) == 2:
        return as_predictions(np.column_stack([1 - array, array]), labels)
    if numbers or array.dtype.kind == "f":
        return _numbers(array.astype(np.float64), names)
    return _hard(array, names)


def _numbers(array: NDArray[np.float64], names: tuple[str, ...] | None) -> Predictions:
    if names is not None:
        raise BadParameter(
            "--labels names classes, --model-predictions holds numbers",
            fix="pass probabilities or class indices (whole numbers), or leave out --labels",
        )
    bad = np.flatnonzero(~np.isfinite(array))
    if len(bad):
        raise BadData(f"--model-predictions: item {bad[0]} is {array[bad[0]]}", allowed="finite numbers")
    return Predictions(array, (), False, None)


def _hard(array: NDArray[Any], names: tuple[str, ...] | None) -> Predictions:
    """Class names, or class indices where there are names for them."""
    words = [str(value).strip() for value in array.tolist()]
    if names is not None and array.dtype.kind in "iu":
        words = [names[i] if 0 <= i < len(names) else str(i) for i in array.tolist()]
    classes = names or tuple(sorted(set(words)))
    places = {name: k for k, name in enumerate(classes)}
    strange = [(k, word) for k, word in enumerate(words) if word not in places]
    if strange:
        raise BadData(
            f"--model-predictions: item {strange[0][0]} is {strange[0][1]!r}",
            allowed=", ".join(classes),
            fix="name all classes with --labels",
        )
    return Predictions(np.array([places[word] for word in words]), classes, names is not None, None)


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
