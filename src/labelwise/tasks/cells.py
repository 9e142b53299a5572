"""Lists in the cells of a file."""

from __future__ import annotations

import json

from labelwise.errors import BadAnswer
from labelwise.tasks.naming import name_of

__all__: list[str] = []

BETWEEN = "|"
"""What stands between the texts of a cell."""


def listed(cell: str) -> list[str | None]:
    """The texts that a cell lists: between ``|``, or a JSON list, where a null is None.

    Raises
    ------
    BadAnswer
        If it begins like a JSON list and is none of texts or numbers.

    Examples
    --------
    >>> listed("a| b"), listed('["a", null, 1]')
    (['a', 'b'], ['a', None, '1'])
    """
    if not cell.startswith("["):
        return [part.strip() for part in cell.split(BETWEEN)]
    wrong = {"allowed": 'a|b, or ["a", "b"]'}
    try:
        found = json.loads(cell)
    except ValueError as error:
        raise BadAnswer(f"the cell is {cell!r} ({error})", **wrong) from None
    names = [name_of(v) for v in found]
    if any(name is None and v is not None for name, v in zip(names, found, strict=True)):
        raise BadAnswer(f"the cell is {cell!r}", **wrong)
    return names
