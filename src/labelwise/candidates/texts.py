"""Texts of rows, and which of them a pattern is in: RE2 through Arrow, in time linear in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.types import CHUNK, Rows, ViewLike

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["check_pattern", "chunked", "escaped", "having", "phrases", "texts_of"]


def texts_of(view: ViewLike, column: str, rows: Rows) -> pa.Array:
    """The texts of ``rows``; a gap is null.

    Raises
    ------
    BadData
        If the column holds something else than texts.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> texts_of(View(arrays={"text": ["a", "b"]}), "text", np.array([1])).to_pylist()
    ['b']
    """
    import pyarrow as pa

    found = np.asarray(view.get(column, rows))
    try:
        if found.dtype.kind not in "OUT":
            raise TypeError(f"type {found.dtype}")
        return pa.array(found, pa.string(), from_pandas=True)
    except (pa.ArrowInvalid, TypeError, UnicodeEncodeError) as error:
        raise BadData(f"the column {column!r} holds no texts: {error}", allowed="a column of texts") from None


def check_pattern(name: str, pattern: str) -> None:
    """Refuse a pattern that RE2 does not understand, in words.

    Raises
    ------
    BadParameter
        Says what is wrong with it.

    Examples
    --------
    >>> check_pattern("Matches", "lost (my job")
    Traceback (most recent call last):
    labelwise.errors.BadParameter: Matches: the pattern 'lost (my job' cannot be read: missing ). Allowed: ...
    """
    import pyarrow as pa

    try:
        having(pa.array([""]), pattern, True)
    except pa.ArrowInvalid as error:
        problem = str(error).removeprefix("Invalid regular expression: ").partition(": ")[0]
        raise BadParameter(
            f"{name}: the pattern {pattern!r} cannot be read: {problem or error}",
            allowed="regular expressions as RE2 reads them, without look-around and back-references",
            fix="write a backslash before a character that is meant as it is",
        ) from None


def having(texts: pa.Array, pattern: str, ignore_case: bool) -> NDArray[np.bool_]:
    """(m,) whether the pattern is somewhere in each text; never in a gap."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.match_substring_regex(texts, pattern, ignore_case=ignore_case)
    return np.asarray(pc.fill_null(found, pa.scalar(False)).to_numpy(zero_copy_only=False), dtype=bool)


def chunked(rows: Rows) -> list[Any]:
    """Slices of at most :data:`CHUNK` rows.

    Examples
    --------
    >>> [len(np.arange(9000)[part]) for part in chunked(np.arange(9000))]
    [8192, 808]
    """
    return [slice(start, start + CHUNK) for start in range(0, len(rows), CHUNK)]


EDGE = r"[^\pL\pN_]"
"""A character that is no part of a word, in any script."""


def phrases(words: tuple[str, ...]) -> str:
    r"""A pattern for one of some phrases, from the beginning of a word to the end of one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> having(pa.array(["a job", "jobs", "über-job", "C++"]), phrases(("JOB", "c++")), True).tolist()
    [True, False, True, True]
    """
    return rf"(?:^|{EDGE})(?:{'|'.join(map(escaped, words))})(?:$|{EDGE})"


def escaped(words: str) -> str:
    r"""Words as a pattern, white space of any kind and length between them.

    Examples
    --------
    >>> escaped(" new  job (now)")
    'new\\s+job\\s+\\(now\\)'
    """
    return r"\s+".join(re.sub(r"([^\w])", r"\\\1", word) for word in words.split())
