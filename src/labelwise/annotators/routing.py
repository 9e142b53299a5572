"""Who is asked about each item: routers ``(view, rows, annotators, rng) -> names``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import Answers, Rows, ViewLike

Array = NDArray[Any]
Rule = Callable[[int, list[int]], Array]
"""Scores of the annotators at some positions for the i-th row: the highest is asked."""


@dataclass(frozen=True, eq=False)
class History:
    """What each annotator answered so far.

    Parameters
    ----------
    names : tuple of str
        The J annotators.
    labels : (k,) int64
        Position in ``values`` of each answer that gave one class.
    rows, by : (k,) int64
        Its row, and its annotator's position; -1 for one who is not among ``names``.
    values : tuple of str
        The classes that were answered, sorted.
    """

    names: tuple[str, ...]
    labels: Rows
    rows: Rows
    by: Rows
    values: tuple[str, ...]

    @classmethod
    def of(cls, answers: Answers, names: Sequence[str]) -> History:
        """Of the answers that name one class."""
        told = [
            k for k in range(len(answers)) if answers.kind[k] == "is" and isinstance(answers.value[k], str)
        ]
        values = tuple(sorted({answers.value[k] for k in told}))
        at, place = {v: i for i, v in enumerate(values)}, {n: j for j, n in enumerate(names)}
        labels = [at[answers.value[k]] for k in told]
        by = [place.get(answers.by[k], -1) for k in told]
        rows = np.asarray(answers.rows, dtype=np.int64)[np.array(told, dtype=np.int64)]
        return cls(tuple(names), np.array(labels, np.int64), rows, np.array(by, np.int64), values)

    def counts(self) -> Array:
        """(J, L) how often each annotator gave each class."""
        known, shape = self.by >= 0, (len(self.names), len(self.values))
        found = np.zeros(shape, dtype=np.int64)
        np.add.at(found, (self.by[known], self.labels[known]), 1)
        return found

    def mean(self, points: Array) -> Array:
        """(J, D) the mean of each annotator's points, one of which belongs to each answer; 0 without any."""
        known = self.by >= 0
        total = np.zeros((len(self.names), points.shape[1]))
        np.add.at(total, self.by[known], points[known])
        return total / np.maximum(np.bincount(self.by[known], minlength=len(total)), 1)[:, None]


@dataclass(frozen=True, repr=False)
class Router(Piece, ABC):
    """Base of routers: nobody is asked twice, newcomers go first, the highest score is asked.

    Parameters
    ----------
    fresh_first : bool
        Somebody who has neither answered nor been asked yet goes first, drawn at random.
    available : str or None
        View name (a column of the pool) of the names who may answer each item; None is everybody.
    """

    fresh_first: bool = True
    available: str | None = field(default=None, kw_only=True)

    @property
    def needs(self) -> tuple[str, ...]:
        """View names it reads."""
        return ("answers", *([self.available] if self.available else []))

    def __call__(
        self, view: ViewLike, rows: Rows, annotators: Sequence[str], rng: np.random.Generator
    ) -> list[str | None]:
        """Whom to ask about each row; None where all who may have answered it: whoever asks.

        Raises
        ------
        BadParameter
            If there is nobody to ask.
        """
        if not annotators and len(rows):
            raise BadParameter(
                f"{type(self).__name__} has nobody to ask",
                fix="name the annotators, campaign.invite('anna', 'ben')",
            )
        answers = view.get("answers")
        history = History.of(answers, annotators)
        done = set(zip(np.asarray(answers.rows).tolist(), answers.by, strict=True))
        fresh, rule = set(annotators) - set(answers.by), self.rule(view, rows, history)
        found: list[str | None] = []
        for i, (row, may) in enumerate(
            zip(rows.tolist(), self._allowed(view, rows, annotators), strict=True)
        ):
            open_to = [j for j, name in enumerate(annotators) if name in may and (row, name) not in done]
            new = [j for j in open_to if annotators[j] in fresh] if self.fresh_first else []
            best = new or (_highest(open_to, rule(i, open_to)) if open_to else [])
            found.append(annotators[best[rng.integers(len(best))]] if best else None)
            fresh.discard(str(found[-1]))
        return found

    def _allowed(self, view: ViewLike, rows: Rows, annotators: Sequence[str]) -> list[set[str]]:
        if self.available is None:
            return [set(annotators)] * len(rows)
        return [set(names) for names in view.get(self.available, rows)]

    @abstractmethod
    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """How annotators are preferred."""


def _highest(among: list[int], scores: Array) -> list[int]:
    return [j for j, score in zip(among, scores, strict=True) if score == scores.max()]


@dataclass(frozen=True, repr=False)
class RandomAnnotator(Router):
    """Anyone of those who may answer (T_R).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> view = SimpleNamespace(get=lambda name, rows=None: Answers(np.array([4]), ("anna",), ("is",), ("x",)))
    >>> RandomAnnotator()(view, np.array([4, 7]), ("anna", "ben"), np.random.default_rng(0))[0]
    'ben'
    """

    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """All alike."""
        return lambda i, open_to: np.zeros(len(open_to))


@dataclass(frozen=True, repr=False)
class LabelMinority(Router):
    """Whoever gave the rarest label most often (T_L), to hear views that the majority drowns.

    The rarest label is the one given least often by all together, of those given at all; among equals the
    first in the alphabet. It draws far more from the minority than there is of it, so that labels
    collected this way do not show how frequent a view is.

    References
    ----------
    M. van der Meer et al., "Annotator-Centric Active Learning for Subjective NLP Tasks", 2024 (S042).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> told = Answers(np.arange(4), ("anna", "ben", "ben", "cleo"), ("is",) * 4, ("ok", "ok", "rude", "ok"))
    >>> view = SimpleNamespace(get=lambda name, rows=None: told)
    >>> LabelMinority()(view, np.array([7, 8]), ("anna", "ben", "cleo"), np.random.default_rng(0))
    ['ben', 'ben']
    """

    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """The share of the rarest label in the answers of each."""
        counts, total = history.counts(), Counter(history.labels.tolist())
        if not total:
            return lambda i, open_to: np.zeros(len(open_to))
        rarest = min(sorted(total), key=total.__getitem__)
        share = counts[:, rarest] / np.maximum(counts.sum(axis=1), 1)
        return lambda i, open_to: np.asarray(share[open_to])
