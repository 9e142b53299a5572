"""Spans of tokens as BIO tags and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from labelwise.errors import BadAnswer

__all__: list[str] = []

WRITTEN = re.compile(r"t(\d{1,7}):(\d{1,7})")
"""Tokens as a part: the first, and the one after the last, counted from 0."""

OUTSIDE = "O"
"""Tokens of no span."""

Span = tuple[int, int, str]
"""First token, one after the last, class; the class :data:`OUTSIDE` is a run of tokens of no span."""


def tokens_of(part: Any) -> tuple[int, int]:
    """First token of a part, and the one after its last.

    Raises
    ------
    BadAnswer
        If it is no range of tokens.

    Examples
    --------
    >>> tokens_of("t3:7")
    (3, 7)
    """
    found = WRITTEN.fullmatch(str(part))
    if found is None or int(found[1]) >= int(found[2]):
        raise BadAnswer(f"there are no tokens {part!r}", allowed="t0:2 for the tokens 0 and 1")
    return int(found[1]), int(found[2])


def refuse_overlap(spans: Sequence[Span], size: int | None) -> None:
    """Refuse sorted spans that share a token or go beyond an item of ``size`` tokens.

    Raises
    ------
    BadAnswer
        Names the first such spans.
    """
    for (a, b, _), (c, d, _) in pairwise(spans):
        if c < b:
            raise BadAnswer(f"the spans t{a}:{b} and t{c}:{d} overlap", allowed="each token in one span")
    if size is not None and spans and spans[-1][1] > size:
        a, b, _ = spans[-1]
        raise BadAnswer(f"there are no tokens t{a}:{b}", allowed=f"tokens 0 to {size - 1}")


def filled(spans: Sequence[Span], size: int) -> Iterator[Span]:
    """The spans of an item of ``size`` tokens, and the runs between them.

    Examples
    --------
    >>> list(filled([(1, 3, "PER")], 4))
    [(0, 1, 'O'), (1, 3, 'PER'), (3, 4, 'O')]
    """
    at = 0
    for start, end, name in [*spans, (size, size, OUTSIDE)]:
        if at < start:
            yield at, start, OUTSIDE
        if start < end:
            yield start, end, name
        at = end


def tags_of(label: Mapping[str, str]) -> dict[int, str]:
    """The BIO tag of each token that a label names, by position.

    Examples
    --------
    >>> tags_of({"t0:2": "PER", "t3:4": "O"})
    {0: 'B-PER', 1: 'I-PER', 3: 'O'}
    """
    tags: dict[int, str] = {}
    for part, name in label.items():
        start, end = tokens_of(part)
        for k in range(start, end):
            tags[k] = OUTSIDE if name == OUTSIDE else f"{'B' if k == start else 'I'}-{name}"
    return tags


def label_of(tags: Mapping[int, str]) -> dict[str, str]:
    """Spans and ``O`` runs of BIO tags by position; tokens without a tag are in none.

    Examples
    --------
    >>> label_of({0: "B-PER", 1: "I-PER", 2: "B-PER", 4: "O", 5: "I-LOC"})
    {'t0:2': 'PER', 't2:3': 'PER', 't4:5': 'O', 't5:6': 'LOC'}
    """
    number, last = 0, (-2, "")
    numbered = []
    for k in sorted(tags):
        place, _, name = tags[k].partition("-")
        number += place == "B" or last != (k - 1, name)
        numbered.append((number, k, name or OUTSIDE))
        last = (k, name)
    runs = [list(group) for _, group in groupby(numbered, key=lambda entry: entry[0])]
    return {f"t{run[0][1]}:{run[-1][1] + 1}": run[0][2] for run in runs}
