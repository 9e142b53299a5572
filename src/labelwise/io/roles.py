"""Which column is the text, the image, the id and the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from labelwise.errors import BadData, BadParameter, UnknownName
from labelwise.io.columns import is_text
from labelwise.pool.paths import IMAGE_SUFFIXES

ROW_NUMBERS = "#"
"""As ``id_column``: number the rows, whatever columns there are."""

TEXT_NAMES = ("text", "sentence", "document", "review", "comment", "message", "content", "body")
LONG, VARIED = 20, 0.2
Kind = Literal["text", "image", "table"]
KINDS = get_args(Kind)


@dataclass(frozen=True)
class Roles:
    """What the columns of a file are for; None where it is not decided yet.

    Parameters
    ----------
    kind : {"text", "image", "table"} or None
        What an item is.
    text, image, id_column, label_column : str or None
        Names of columns; ``id_column="#"`` means row numbers.
    """

    kind: Kind | None = None
    text: str | None = None
    image: str | None = None
    id_column: str | None = None
    label_column: str | None = None

    def args(self) -> dict[str, str]:
        """The decided ones, as keyword arguments of ``read``."""
        return {k: v for k, v in vars(self).items() if v is not None}

    def taken(self, table: pa.Table) -> list[str]:
        """Columns of ``table`` that are no features."""
        mine = (self.text, self.image, self.id_column, self.label_column)
        return [n for n in table.column_names if n in mine]


def find_roles(path: Path, table: pa.Table, asked: Roles) -> Roles:
    """Decide what was left open in ``asked``.

    Raises
    ------
    BadData
        If a named column is not there, or the items cannot be of the wanted kind.
    BadParameter
        If the wishes contradict each other.
    """
    _check(table, asked)
    names = [n for n in table.column_names if n != asked.label_column]
    ident = asked.id_column or next((n for n in names if n.lower() == "id"), ROW_NUMBERS)
    names = [n for n in names if n != ident]
    if not names:
        raise BadData(f"{path} has no column left to show", fix="add a column with the items' content")
    roles = replace(asked, id_column=ident)
    if roles.kind in (None, "image") and roles.text is None:
        roles = replace(
            roles, image=roles.image or choose_image(table, path if path.is_dir() else path.parent, names)
        )
    if roles.kind in (None, "text") and roles.image is None:
        roles = replace(roles, text=roles.text or choose_text(table, names))
    kind: Kind = roles.kind or ("image" if roles.image else "text" if roles.text else "table")
    if kind != "table" and getattr(roles, kind) is None:
        raise BadData(
            f"{path} has no column that looks like {kind}s",
            allowed=", ".join(names),
            fix=f"name it: {kind}=...",
        )
    return replace(roles, kind=kind)


def _check(table: pa.Table, asked: Roles) -> None:
    if asked.kind is not None and asked.kind not in KINDS:
        raise BadParameter(f"kind is {asked.kind!r}", allowed=", ".join(KINDS))
    given = {k: v for k, v in asked.args().items() if k != "kind" and v != ROW_NUMBERS}
    for role, name in given.items():
        if name not in table.column_names:
            raise UnknownName.among(f"column for {role}", name, table.column_names)
        if role in ("text", "image") and (not is_text(table[name]) or asked.kind not in (None, role)):
            raise BadParameter(
                f"{role}={name!r} with kind={asked.kind!r} and values of type {table[name].type}",
                allowed="a column of strings, and kind left out or the same",
            )
    if asked.text is not None and asked.image is not None:
        raise BadParameter("both text= and image= are named", allowed="one of them: an item is either")
    twice = [n for n in given.values() if list(given.values()).count(n) > 1]
    if twice:
        raise BadParameter(f"the column {twice[0]!r} is named for two things", fix="name each column once")


def choose_image(table: pa.Table, folder: Path, names: Sequence[str]) -> str | None:
    """The column of image paths, if there is one: by its values, not its name alone."""
    for name in names:
        if is_text(table[name]):
            filled = [v for v in table[name].to_pylist() if v]
            if (
                filled
                and all(v.lower().endswith(IMAGE_SUFFIXES) for v in filled)
                and (folder / filled[0]).is_file()
            ):
                return name
    return None


def choose_text(table: pa.Table, names: Sequence[str]) -> str | None:
    """The column to read: one with a telling name, else the longest on average.

    A column without a telling name has to look like text (:data:`LONG` characters on average, and
    at least a share of :data:`VARIED` of its values distinct), unless it is the only column.
    """
    strings = [n for n in names if is_text(table[n])]
    named = [n for wanted in TEXT_NAMES for n in strings if n.lower() == wanted]
    if named:
        return named[0]
    mean = {n: pc.mean(pc.utf8_length(table[n])).as_py() or 0 for n in strings}
    best = max(strings, key=lambda n: mean[n], default=None)
    if best is None or len(names) == 1:
        return best
    varied = pc.count_distinct(table[best]).as_py() >= VARIED * len(table)
    return best if mean[best] >= LONG and varied else None
