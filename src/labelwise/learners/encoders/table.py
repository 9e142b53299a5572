"""Tables of mixed columns to dense features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.errors import BadData
from labelwise.learners.encoders.columns import Column, columns_of, days
from labelwise.learners.encoders.text import TextEncoder

Block = NDArray[np.float32]

TEXT_LENGTH, TEXT_VARIED = 30, 0.5
"""Strings this long on average, or with this share of distinct values, are text."""


FARTHEST = 20.0
"""Standardised numbers are cut here, so that one slip of the pen does not decide alone."""

HUGE = 1e100
"""Numbers are cut here before their squares are added."""


class TableEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Dense features of a table; the type of each column is found by itself.

    Numbers, booleans and dates (also ISO dates written as text) are standardised, gaps filled with
    the median; a column that had gaps gets a second feature that marks them. Strings of few levels
    become one feature a level, rare and unseen levels share one; a gap is 0 everywhere. Long or
    mostly distinct strings go through :class:`~labelwise.learners.encoders.TextEncoder`.

    Parameters
    ----------
    levels : int
        At most this many levels of a column get a feature of their own, the most frequent ones.
    text_dims : int
        Features of a column of text.
    random_state : int or None
        Seed of the text encoders.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"age": [20, 40, None], "town": ["Rome", "Oslo", "Rome"]})
    >>> TableEncoder().fit_transform(table).round(1).tolist()
    [[-1.2, -0.7, 0.0, 1.0, 0.0], [1.2, -0.7, 1.0, 0.0, 0.0], [0.0, 1.4, 0.0, 1.0, 0.0]]
    """

    def __init__(self, levels: int = 20, text_dims: int = 50, random_state: int | None = None) -> None:
        self.levels = levels
        self.text_dims = text_dims
        self.random_state = random_state

    def fit(self, table: Any, y: Any = None) -> Self:
        """Find the type of every column and learn its values; ``y`` is not used.

        Raises
        ------
        BadData
            If the table has no rows or columns, or infinite numbers.
        """
        found = columns_of(table)
        if not found or not len(next(iter(found.values()))):
            raise BadData("a table without rows or columns", allowed="at least one of each")
        self.parts_ = {name: self._part(values).fit(values) for name, values in found.items()}
        return self

    def _part(self, values: Column) -> Part:
        if values.dtype != object or _dates(values) is not None:
            return Numbers()
        present = [v for v in values if v is not None]
        distinct = len(set(present))
        long = sum(map(len, present)) >= TEXT_LENGTH * len(present)
        if distinct > self.levels and (long or distinct > TEXT_VARIED * len(present)):
            return Texts(TextEncoder(self.text_dims, random_state=self.random_state))
        return Levels(self.levels)

    def transform(self, table: Any) -> Block:
        """(m, D) float32 features; each row depends on itself only.

        Raises
        ------
        BadData
            If a column of the fitted table is missing, or has numbers where strings were or
            strings where numbers were.
        """
        found = columns_of(table)
        lost = [name for name in self.parts_ if name not in found]
        if lost:
            raise BadData(f"the table has no column {lost[0]!r}", allowed=f"all of {', '.join(self.parts_)}")
        blocks = [part.transform(_alike(name, found[name], part)) for name, part in self.parts_.items()]
        return np.concatenate(blocks, axis=1, dtype=np.float32)


class Part(Protocol):
    """The encoder of one column."""

    numeric: bool

    def fit(self, values: Column) -> Self:
        """Learn from (m,) values."""
        ...

    def transform(self, values: Column) -> Block:
        """(m, d) features."""
        ...


class Numbers:
    """Standardised numbers, gaps filled with the median and marked where the fitted column had some."""

    numeric = True

    def fit(self, values: Column) -> Self:
        """Learn median, mean and scale."""
        numbers = _numbers(values)
        gaps = np.isnan(numbers)
        self._median = float(np.median(numbers[~gaps])) if not gaps.all() else 0.0
        columns = self._columns(numbers)
        self._keep = [True, bool(gaps.any() and not gaps.all())]
        self._mean, self._scale = columns.mean(axis=0), columns.std(axis=0)
        self._scale[self._scale <= 1e-12 * np.abs(self._mean)] = np.inf  # constant: always 0
        return self

    def _columns(self, numbers: Column) -> Column:
        gaps = np.isnan(numbers)
        return np.column_stack([np.where(gaps, self._median, numbers), gaps.astype(float)])

    def transform(self, values: Column) -> Block:
        """(m, 1) or, with gaps, (m, 2)."""
        scaled = (self._columns(_numbers(values)) - self._mean) / self._scale
        return np.asarray(scaled[:, self._keep].clip(-FARTHEST, FARTHEST), np.float32)


class Levels:
    """One feature per frequent level and one for all others; a gap is all zeros."""

    numeric = False

    def __init__(self, most: int) -> None:
        self.most = most

    def fit(self, values: Column) -> Self:
        """Learn the levels, most frequent first, ties by name."""
        count = Counter(v for v in values if v is not None)
        kept = sorted(count, key=lambda v: (-count[v], v))[: self.most]
        self._place = {level: i for i, level in enumerate(sorted(kept))}
        return self

    def transform(self, values: Column) -> Block:
        """(m, levels + 1)."""
        out = np.zeros((len(values), len(self._place) + 1), np.float32)
        for row, value in enumerate(values):
            if value is not None:
                out[row, self._place.get(value, -1)] = 1
        return out


class Texts:
    """Text features of the strings."""

    numeric = False

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder

    def fit(self, values: Column) -> Self:
        """Learn from the strings."""
        self._encoder.fit(_strings(values))
        return self

    def transform(self, values: Column) -> Block:
        """(m, D)."""
        return self._encoder.transform(_strings(values))


def _strings(values: Column) -> Sequence[str]:
    return [v or "" for v in values]


def _numbers(values: Column) -> Column:
    """Float values; dates written as text become days, anything else a gap."""
    if values.dtype != object:
        return np.asarray(values.clip(-HUGE, HUGE))
    return np.array([np.nan if v is None else _day(v) for v in values])


def _day(text: str) -> float:
    try:
        return days(datetime.fromisoformat(text))
    except ValueError:
        return np.nan


def _dates(values: Column) -> Column | None:
    """Days, where every string of the column is an ISO date; otherwise None."""
    present = [v for v in values if v is not None]
    if not present or np.isnan(_day(present[0])):
        return None
    found = np.array([_day(v) for v in present])
    return None if np.isnan(found).any() else found


def _alike(name: str, values: Column, part: Part) -> Column:
    """The values, if they are of the fitted kind; a column of gaps fits both."""
    strings = values.dtype == object
    empty = (values == None).all() if strings else np.isnan(values).all()  # noqa: E711
    if empty:
        return np.full(len(values), np.nan) if part.numeric else np.full(len(values), None, object)
    if strings and part.numeric:
        wrong = [v for v in values if v is not None and np.isnan(_day(v))]
        if wrong:
            raise BadData(
                f"column {name!r} holds {wrong[0][:40]!r}", allowed="numbers or dates, as where it was fitted"
            )
    if not strings and not part.numeric:
        return np.array([None if np.isnan(v) else _written(v) for v in values], object)
    return values


def _written(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(float(number))
