"""Lifted: texts with words that are frequent where a class is likely, and rare elsewhere (S095)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.candidates.texts import EDGE, chunked, escaped, having, texts_of
from labelwise.candidates.top import best_of
from labelwise.errors import BadParameter
from labelwise.params import Between, Piece, needs_of
from labelwise.types import Rows, State, ViewLike

__all__ = ["Lifted", "skip_grams"]

WORDS, WINDOW = 100, 10
"""Terms are looked for in so many words of a text, and have their words at most so far apart there."""

SAMPLE, LISTED = 20_000, 4
"""Terms are weighed on so many texts; so many times the wanted number of them are then counted exactly."""


@dataclass(frozen=True, repr=False)
class Lifted(Piece):
    """Random texts with new terms of high lift.

    The top are the candidates with the highest scores. A term is 1, 2 or 3 words in this order, whatever is
    between them, and ``lift = share of the top that has it / share of the candidates that have it``. Of each
    size the ``each`` terms with the highest lift above 1 are taken that no round had before and that share
    no word with each other. Each of them gives the same number of texts, drawn from all candidates with it.

    Parameters
    ----------
    measure : callable
        Says where the class is likely, such as ``Wanted()``.
    column : str
        View name of the texts.
    top : int
        How many texts are the top.
    share : float
        At most this share of the candidates are.
    sizes : tuple of int
        How many words a term may have.
    each : int
        Terms of each size.
    least : float
        A term is in this share of the candidates or more, and in two of them.

    Notes
    -----
    Stateful: the terms of earlier rounds are kept under ``seen``. A pool without such terms gives no
    candidates; inside ``Mixture`` another strategy has the slots then. O(top) and one pass over the texts
    for each of about ``4 each`` terms of a size.

    References
    ----------
    M. Tonneau et al., "Multilingual Detection of Personal Employment Status on Twitter", 2022: the top
    10,000 of 92 million, five terms of two and five of three words, in at least ten of a million texts, five
    texts a term. Ours are the share, for smaller pools, and that terms are listed from 20,000 texts with
    their words within ten words of each other; the best of the list are then counted exactly on all texts.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> text = ["just lost job today", "they lost their job"] + [f"film number {k}" for k in range(38)]
    >>> score = np.r_[1.0, 1.0, np.zeros(38)]
    >>> stage = Lifted(lambda score: score, sizes=(2,), share=0.05)
    >>> view = View(arrays={"text": text, "score": score})
    >>> rows, state = stage(view, np.arange(40), 2, np.random.default_rng(0), {})
    >>> rows.tolist(), state["seen"].tolist()
    ([0, 1], ['lost job'])
    """

    measure: Any
    column: str = "text"
    top: Annotated[int, Between(1)] = 10_000
    share: Annotated[float, Between(0, 1, open_low=True)] = 0.01
    sizes: tuple[int, ...] = (2, 3)
    each: Annotated[int, Between(1)] = 5
    least: Annotated[float, Between(0, 1)] = 1e-5
    stateful = True
    draws = True

    def __post_init__(self) -> None:
        """Refuse sizes that are not counted."""
        super().__post_init__()
        if not self.sizes or not set(self.sizes) <= {1, 2, 3}:
            raise BadParameter(f"Lifted: sizes is {self.sizes!r}", allowed="some of (1, 2, 3)")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the measure reads, and the column."""
        return (*needs_of(self.measure), self.column)

    def __call__(
        self, view: ViewLike, rows: Rows, n: int, rng: np.random.Generator, state: State
    ) -> tuple[Rows, State]:
        """Texts with new terms of high lift, and all terms so far."""
        seen = [str(term) for term in np.atleast_1d(state.get("seen", ()))]
        if not len(rows):
            return rows, {"seen": np.array(seen, dtype=str)}
        seed = int(rng.integers(2**63))
        score = view.score(self.measure, rows, rng)
        best = best_of(score, rows, min(self.top, math.ceil(self.share * len(rows))), seed)
        texts = texts_of(view, self.column, rows)
        terms = self._terms(texts, best, set(seen), rng)
        per_term = -(-n // max(len(terms), 1))
        kept = np.zeros(len(rows), dtype=bool)
        for has in terms.values():
            free = np.flatnonzero(has & ~kept)
            kept[rng.permutation(free)[:per_term]] = True
        return rows[kept], {"seen": np.array([*seen, *terms], dtype=str)}

    def _terms(self, texts: Any, best: Rows, seen: set[str], rng: Any) -> dict[str, NDArray[np.bool_]]:
        """The new terms, and which texts have each."""
        sample = np.sort(rng.permutation(len(texts))[:SAMPLE])
        found: dict[str, NDArray[np.bool_]] = {}
        for size in self.sizes:
            listed = _listed(texts.take(best).to_pylist(), texts.take(sample).to_pylist(), size)
            weighed = []
            for term in [t for t in listed if t not in seen][: LISTED * self.each]:
                has = _with_term(texts, term)
                lift = has[best].mean() / max(has.mean(), 1e-12)
                if has.sum() >= max(2, self.least * len(has)) and lift > 1:
                    weighed.append((-lift, term, has))
            left, taken = self.each, set[str]()
            for _, term, has in sorted(weighed, key=lambda w: w[:2]):
                if left and not taken & set(term.split()):
                    left, taken = left - 1, taken | set(term.split())
                    found[term] = has
        return found


def _with_term(texts: Any, term: str) -> NDArray[np.bool_]:
    pattern = rf"{EDGE}(?:.*{EDGE})?".join(map(escaped, term.split()))
    pattern = rf"(?s)(?:^|{EDGE}){pattern}(?:$|{EDGE})"
    return np.concatenate([having(texts[part], pattern, True) for part in chunked(np.arange(len(texts)))])


def _listed(top: Sequence[str | None], sample: Sequence[str | None], size: int) -> list[str]:
    """Terms of the top, the highest estimate of their lift first; in two texts of the top at least."""
    words, numbers, docs = _numbered([*top, *sample])
    inside = docs < len(top)
    keys, count = np.unique(
        np.concatenate([*skip_grams(numbers[inside], docs[inside], size, len(words))]), return_counts=True
    )
    keys, count = keys[count > 1], count[count > 1]
    rest = np.zeros(len(keys) + 1, dtype=np.int64)
    for block in skip_grams(numbers[~inside], docs[~inside], size, len(words)):
        at = np.searchsorted(keys, block)
        at[np.append(keys, -1)[at] != block] = len(keys)
        rest += np.bincount(at, minlength=len(rest))
    rest = rest[:-1]
    order = np.lexsort((keys, -count, -count / (rest + 1)))[: 50 * LISTED]
    split = [[int(key) // len(words) ** p % len(words) for p in reversed(range(size))] for key in keys[order]]
    return [" ".join(words[i] for i in term) for term in split]


def _numbered(texts: Sequence[str | None]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """The vocabulary, and of each word in order its number and its text."""
    lists = [re.findall(r"\w+", text.lower())[:WORDS] if text else [] for text in texts]
    words = sorted({word for part in lists for word in part})
    at = {word: k for k, word in enumerate(words)}
    numbers = np.array([at[word] for part in lists for word in part], dtype=np.int64)
    return words, numbers, np.repeat(np.arange(len(lists)), [len(part) for part in lists])


def skip_grams(
    numbers: NDArray[np.int64], docs: NDArray[np.int64], size: int, base: int
) -> Iterator[NDArray[np.int64]]:
    """Every one, two or three different words of a text in their order, within :data:`WINDOW` words.

    Parameters
    ----------
    numbers, docs : (t,) int64
        Of each word of all texts its number, from 0 to ``base - 1``, and its text.
    size : {1, 2, 3}
        How many words.
    base : int
        A term of words a, b, c is the number ``(a * base + b) * base + c``.

    Examples
    --------
    >>> grams = skip_grams(np.array([1, 2, 1, 3]), np.array([0, 0, 0, 1]), 2, 10)
    >>> np.concatenate([*grams]).tolist()
    [12, 21]
    """
    if size == 1:
        yield numbers
        return
    for last in range(size - 1, min(WINDOW, len(numbers))):
        same = docs[: len(docs) - last] == docs[last:]
        a, c = numbers[: len(docs) - last][same], numbers[last:][same]
        if size == 2:
            yield (a * base + c)[a != c]
            continue
        for between in range(1, last):
            b = numbers[between : len(docs) - last + between][same]
            yield ((a * base + b) * base + c)[(a != b) & (b != c) & (a != c)]
    yield np.zeros(0, dtype=np.int64)
