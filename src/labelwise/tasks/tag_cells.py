"""How the tags of an item are written.

The tags that are there, ``sport|film``; where not all are known, it goes on with those known not to be there
and a ``?``: ``sport|!film|?``. No tag is ``[]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labelwise.errors import BadParameter
from labelwise.tasks.cells import BETWEEN, listed

__all__: list[str] = []

NOT, REST = "!", "?"
"""Before a tag known not to be there; where the rest is unknown."""


def refuse_unwritable(name: str) -> None:
    """Refuse a tag that would read as something else.

    Raises
    ------
    BadParameter
        Says which names can be written.
    """
    if BETWEEN in name or name[0] in (NOT, REST, "[") or name != name.strip():
        raise BadParameter(
            f"a tag is {name!r}",
            allowed=f"texts without {BETWEEN} that begin with none of {NOT} {REST} [ or a blank",
            fix="rename it",
        )


def written(label: Mapping[str, bool], tags: int) -> list[str]:
    """The texts of a label of an item that may have so many tags.

    Examples
    --------
    >>> written({"a": True, "b": False}, 2), written({"a": True, "b": False}, 3)
    (['a'], ['a', '!b', '?'])
    """
    there = [tag for tag, is_there in label.items() if is_there]
    if len(label) == tags:
        return there
    return [*there, *(f"{NOT}{tag}" for tag, is_there in label.items() if not is_there), REST]


def read(cell: str) -> list[str] | dict[str, bool]:
    """All tags that a cell says are there; what it says of each, where it ends with a ``?``.

    Examples
    --------
    >>> read("b | a"), read("[]"), read("a|!b|?")
    (['b', 'a'], [], {'a': True, 'b': False})
    """
    tags = [str(tag) for tag in listed(cell)]
    if REST not in tags:
        return tags
    return {t.removeprefix(NOT): not t.startswith(NOT) for t in tags if t != REST}


def listed_in(cells: Iterable[str]) -> tuple[str, ...]:
    """The tags that cells of a file list, by alphabet; those known not to be there too.

    Examples
    --------
    >>> listed_in(["b|a", "[]", "c|!d|?"])
    ('a', 'b', 'c', 'd')
    """
    found = {str(tag).removeprefix(NOT) for cell in cells for tag in listed(cell)}
    return tuple(sorted(found - {REST, ""}))
