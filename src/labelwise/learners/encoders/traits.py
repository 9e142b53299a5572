"""What is true of a token: its form, its beginning and end, its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

FLAGS = 7
"""Numbers of a token beside the names."""

AFFIXES = (1, 2, 3)
"""Lengths of the beginnings and ends of a word."""

NEAR = 4
"""Tokens on each side whose words count, wherever they stand."""

EDGE = "\x00"
"""Stands before the first and after the last token."""


def shape(token: str) -> str:
    """The form of a token: runs of capitals, small letters and digits as one sign each.

    Examples
    --------
    >>> shape("Berlin"), shape("iPhone7"), shape("U.S.")
    ('Xx', 'xXxd', 'X.X.')
    """
    signs = "".join(
        "d" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in token[:30]
    )
    return re.sub(r"(.)\1+", r"\1", signs)


def names(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Names of what is true of each token: its word, form and affixes, its neighbours', the words nearby.

    Examples
    --------
    >>> found = next(names(["Go", "!"]))
    >>> found[0], found[3], found[-2:]
    ('w:go', 'sw:Xx', ['c:go', 'c:!'])
    """
    padded = [EDGE, *tokens, EDGE]
    for k, token in enumerate(tokens, start=1):
        low = token.lower()
        found = [f"{place}:{padded[k + step].lower()}" for step, place in ((0, "w"), (-1, "p"), (1, "n"))]
        found += [f"s{place}:{shape(padded[k + step])}" for step, place in ((0, "w"), (-1, "p"), (1, "n"))]
        found += [f"b{n}:{low[:n]}" for n in AFFIXES] + [f"e{n}:{low[-n:]}" for n in AFFIXES]
        yield found + [f"c:{t.lower()}" for t in tokens[max(0, k - 1 - NEAR) : k + NEAR]]


def flags(tokens: Sequence[str]) -> Iterator[list[float]]:
    """Capitals, digits, place and length of each token: :data:`FLAGS` numbers.

    Examples
    --------
    >>> list(flags(["U2"]))
    [[1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.1]]
    """
    for k, token in enumerate(tokens):
        yield [
            float(token[:1].isupper()),
            float(token.isupper()),
            float(any(c.isdigit() for c in token)),
            float(not any(c.isalnum() for c in token)),
            float(k == 0),
            float(k + 1 == len(tokens)),
            min(len(token), 20) / 20,
        ]
