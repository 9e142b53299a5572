"""Results of an experiment as a table: settings by the values of one of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, UnknownName

__all__ = ["Columns", "Grid", "columns_of", "named", "pivot"]

Columns = Mapping[str, Sequence[Any]]
"""Name -> one value a run, as ``table.to_pydict()`` of Arrow gives."""


def named(value: Any) -> str:
    """A value of a setting as words; an empty one is the usual one.

    Examples
    --------
    >>> named(0.2), named("")
    ('0.2', 'usual')
    """
    return str(value) or "usual"


def columns_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns.

    Raises
    ------
    BadData
        If a row has other names than the first.

    Examples
    --------
    >>> columns_of([{"seed": 0, "area": 0.8}, {"seed": 1, "area": 0.9}])
    {'seed': [0, 1], 'area': [0.8, 0.9]}
    """
    made: dict[str, list[Any]] = {}
    for i, row in enumerate(rows):
        if i == 0:
            made = {name: [] for name in row}
        if set(row) != set(made):
            raise BadData(f"row {i} has {', '.join(row)}", allowed=f"{', '.join(made)}, as the first row has")
        for name, value in row.items():
            made[name].append(value)
    return made


@dataclass(frozen=True, eq=False)
class Grid:
    """One measurement for each value of a setting under each combination of the others.

    Parameters
    ----------
    setting : str
        Whose values the columns are.
    values : tuple of V
        In the order in which they first occur.
    others : tuple of str
        Names of the other settings.
    rows : tuple of K tuples
        Their combinations, in the order in which they first occur.
    cells : (K, V) object array
        What was measured.
    known : (K, V) bool
        Where something was.

    Examples
    --------
    >>> runs = {"batch": [5, 10, 5], "seed": [0, 0, 1], "area": [0.7, 0.6, 0.8]}
    >>> made = pivot(runs, "batch", ["seed"], "area")
    >>> made.shared(0, 1).tolist()
    [0]
    """

    setting: str
    values: tuple[Any, ...]
    others: tuple[str, ...]
    rows: tuple[tuple[Hashable, ...], ...]
    cells: NDArray[np.object_]
    known: NDArray[np.bool_]

    def shared(self, i: int, j: int) -> NDArray[np.int64]:
        """Rows in which both values were measured.

        Raises
        ------
        BadData
            If there is none.
        """
        both = np.flatnonzero(self.known[:, i] & self.known[:, j])
        if not len(both):
            one, other = named(self.values[i]), named(self.values[j])
            raise BadData(
                f"{self.setting} {one} and {other} have no {', '.join(self.others)} in common",
                fix="run both under the same settings, or leave one out",
            )
        return both

    def numbers(self) -> NDArray[np.float64]:
        """The cells as numbers, NaN where nothing was measured.

        Raises
        ------
        BadData
            If a measurement is no finite number.
        """
        made = np.full(self.cells.shape, np.nan)
        made[self.known] = np.asarray(self.cells[self.known], dtype=np.float64)
        for k, v in np.argwhere(self.known & ~np.isfinite(made)):
            place = ", ".join(
                f"{name} {value}" for name, value in zip(self.others, self.rows[k], strict=True)
            )
            raise BadData(f"a measurement is {made[k, v]}, at {self.setting} {self.values[v]}, {place}")
        return made

    def complete(self) -> NDArray[np.float64]:
        """(K', V) numbers of the rows in which every value was measured, such as scores by method.

        Raises
        ------
        BadData
            If there is no such row.
        """
        full = self.known.all(axis=1)
        if not full.any():
            raise BadData(f"there are no {', '.join(self.others)} under which every {self.setting} was run")
        return np.asarray(self.numbers()[full])


def pivot(columns: Columns, setting: str, others: Sequence[str], measured: str) -> Grid:
    """Spread the runs of an experiment over the values of one setting.

    Parameters
    ----------
    columns : mapping of str to sequence
        One value a run; of a list of dicts, :func:`columns_of`.
    setting : str
        The column whose values are compared.
    others : sequence of str
        All other columns in which runs differ on purpose: data set, strategy, seed ...
    measured : str
        The column of what is compared.

    Raises
    ------
    UnknownName
        If there is no such column.
    BadData
        If the columns differ in length, there is no run, or two runs have the same settings.

    Examples
    --------
    >>> runs = {"batch": [5, 10, 5], "seed": [0, 0, 1], "area": [0.7, 0.6, 0.8]}
    >>> made = pivot(runs, "batch", ["seed"], "area")
    >>> made.values, made.rows, made.numbers().tolist()
    ((5, 10), ((0,), (1,)), [[0.7, 0.6], [0.8, nan]])
    """
    for name in (setting, *others, measured):
        if name not in columns:
            raise UnknownName.among("column", name, columns)
    lengths = {name: len(columns[name]) for name in (setting, *others, measured)}
    if len(set(lengths.values())) > 1 or not lengths[measured]:
        raise BadData(f"columns have the lengths {lengths}", allowed="one length, 1 or more")
    keys = list(zip(*(columns[name] for name in others), strict=True)) or [()] * lengths[measured]
    place = {key: k for k, key in enumerate(dict.fromkeys(keys))}
    value = {v: k for k, v in enumerate(dict.fromkeys(columns[setting]))}
    cells = np.empty((len(place), len(value)), dtype=object)
    known = np.zeros(cells.shape, dtype=bool)
    for key, v, result in zip(keys, columns[setting], columns[measured], strict=True):
        at = place[key], value[v]
        if known[at]:
            raise BadData(
                f"two runs have {_told((setting, *others), (v, *key))}",
                fix="name the setting in which they differ, such as the seed, among the others",
            )
        cells[at], known[at] = result, True
    return Grid(setting, tuple(value), tuple(others), tuple(place), cells, known)


def _told(names: Sequence[str], values: Sequence[Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
