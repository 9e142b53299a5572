"""Questions and answers of a search in one CSV file, which is all of its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelwise.cli.files import UNKNOWN, bare
from labelwise.errors import BadAnswer, BadData

if TYPE_CHECKING:
    from labelwise.evaluation.models import Search
    from labelwise.io.panels import Models

COLUMNS = ("item", "label", "why", "chance")
OLD = "class"
"""The column ``label`` in files of older versions."""


@dataclass
class Row:
    """One question."""

    item: int
    chance: float
    why: str
    answer: str = ""
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether somebody gave its class."""
        return self.answer not in ("", UNKNOWN)


def read(path: Path) -> list[Row]:
    """The questions of a file, answered or not.

    Raises
    ------
    BadData
        If it was not written by :func:`write`.
    """
    from labelwise.io import read_table
    from labelwise.io.columns import cells

    table, places = read_table(path)
    names = table.column_names
    if OLD in names and "label" in names:
        raise BadData(
            f"{path} has the columns {OLD!r} and 'label'",
            allowed="answers in the column label; in files of older versions in class",
            fix="give the column without the answers another name",
        )
    table = table.rename_columns(["label" if name == OLD else name for name in names])
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise BadData(
            f"{path} has no column {missing[0]!r}", allowed="a file that --ask-file or the terminal wrote"
        )
    columns = {name: cells(table[name]) for name in table.column_names}
    rows = []
    for k in range(table.num_rows):
        item, chance = columns["item"][k].strip(), columns["chance"][k].strip()
        if not item.isdecimal() or not _is_chance(chance):
            raise BadData(
                f"{path}, {places(k)}: item {item!r} with chance {chance!r}", fix="leave both alone"
            )
        shown = {name: bare(columns[name][k]) for name in columns if name not in COLUMNS}
        answer = bare(columns["label"][k].strip())
        rows.append(Row(int(item), float(chance), columns["why"][k].strip(), answer, shown))
    return rows


def _is_chance(text: str) -> bool:
    try:
        return 0.0 < float(text) <= 1.0
    except ValueError:
        return False


def write(path: Path, rows: list[Row]) -> None:
    """All questions, whole or not at all."""
    import pyarrow as pa

    from labelwise.io import write as write_table

    data: dict[str, Any] = {"item": pa.array([row.item for row in rows], pa.int64())}
    data |= {name: [row.shown.get(name, "") for row in rows] for row in rows for name in row.shown}
    data |= {"label": [row.answer for row in rows], "why": [row.why for row in rows]}
    data |= {"chance": pa.array([row.chance for row in rows], pa.float64())}
    write_table(pa.table(data), path)


def replay(search: Search, rows: list[Row], given: Models, path: Path) -> None:
    """Tell a search what a file says.

    Raises
    ------
    BadAnswer
        If an item is there twice, a class is unknown, or the questions are those of other options.
    """
    for row in rows:
        try:
            search.asked(row.item, row.chance)
            if row.why != why(search, row.item):
                raise BadAnswer(
                    f"item {row.item} was {row.why!r}, and is {why(search, row.item)!r} now",
                    fix="pass the same files, --seed and --check as before",
                )
            if row.known:
                search.tell(row.item, given.index(row.answer))
        except BadAnswer as error:
            raise BadAnswer(f"{path}: {error.problem}", allowed=error.allowed, fix=error.fix) from error


def why(search: Search, item: int) -> str:
    """What an item is asked for."""
    return "random" if search.checks(item) else "chosen"
