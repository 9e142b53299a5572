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
from labelwise.io.predictions import NAMED, Said, indices, place, read_said

__all__ = ["Models", "read_models"]


@dataclass(frozen=True, eq=False)
class Models:
    """Checked predictions of several models, with names.

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
        found = place(cell, self.classes)
        if found is None:
            raise BadAnswer(f"there is no class {cell!r}", allowed=", ".join(self.classes))
        return found


def read_models(
    paths: Sequence[Path], classes: tuple[str, ...] | None = None, column: str | None = None
) -> Models:
    r"""Predictions of two or more models on the same items in the same order.

    Parameters
    ----------
    paths : sequence of Path
        One file a model, as of :func:`labelwise.io.predictions.read_said`. Models that give classes count
        as certain.
    classes : tuple of str, optional
        Names in the order of the probabilities; otherwise the names of their columns, or the classes that
        occur, or numbers from 0.
    column : str, optional
        The column of tables that holds the class.

    Raises
    ------
    BadData, BadParameter
        If a file cannot be used, or if lengths or classes differ.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for name, text in (("a", "cat,dog\n0.9,0.1\n0.2,0.8\n"), ("b", "said\ndog\ndog\n")):
    ...         _ = Path(folder, f"{name}.csv").write_text(text)
    ...     made = read_models([Path(folder, "a.csv"), Path(folder, "b.csv")])
    >>> made.models, made.classes, made.panel.said.tolist()
    (('a', 'b'), ('cat', 'dog'), [[0, 1], [1, 1]])
    """
    if len(paths) < 2:
        raise BadParameter(f"{len(paths)} file of predictions", allowed="two or more, one for each model")
    files = [read_said(Path(path), classes, column=column) for path in paths]
    for file in files:
        if file.numbers is not None:
            raise BadData(f"{file.path} holds numbers", allowed="probabilities or classes")
        if len(file) != len(files[0]):
            raise BadData(
                f"{file.path} has {len(file)} items, {files[0].path} has {len(files[0])}",
                allowed="the same items in the same order in all files",
            )
    names = classes or _names(files)
    if all(file.proba is None for file in files):
        made = panel(np.array([indices(file, names) for file in files]), len(names))
    else:
        made = panel(np.stack([_proba(file, names) for file in files]))
    stems = [file.path.stem for file in files]
    unique = len(set(stems)) == len(stems)
    return Models(made, tuple(stems) if unique else tuple(str(f.path) for f in files), names)


def _names(files: list[Said]) -> tuple[str, ...]:
    """Names of the classes: of columns, or of what is said, or numbers."""
    named = next((file.names for file in files if file.names is not None), None)
    if named is not None:
        return named
    said = {word for file in files for word in file.words}
    widths = [file.proba.shape[1] for file in files if file.proba is not None]
    if widths or all(word.isdecimal() for word in said):
        top = max([1, *(int(word) for word in said if word.isdecimal())]) + 1
        return tuple(map(str, range(widths[0] if widths else top)))
    if len(said) < 2:
        raise BadData(f"all files say {', '.join(said)} of every item", fix=NAMED)
    return tuple(sorted(said))


def _proba(file: Said, names: tuple[str, ...]) -> NDArray[Any]:
    """(N, C) probabilities in the order of ``names``; classes become certain."""
    if file.proba is None:
        return np.eye(len(names), dtype=np.float32)[indices(file, names)]
    own = file.names or names
    if file.proba.shape[1] != len(names) or set(own) != set(names):
        what = f"the classes {', '.join(file.names)}" if file.names else f"{file.proba.shape[1]} columns"
        raise BadData(f"{file.path} has {what}", allowed=f"{len(names)}: {', '.join(names)}", fix=NAMED)
    return file.proba[:, [own.index(name) for name in names]] if own != names else file.proba
