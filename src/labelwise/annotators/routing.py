"""Who is asked about each item: routers ``(view, rows, annotators, rng) -> names``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.annotators.history import History
from labelwise.errors import BadParameter
from labelwise.params import Piece
from labelwise.types import Rows, ViewLike

Array = NDArray[Any]
Rule = Callable[[int, list[int]], Array]
"""Scores of the annotators at some positions for the i-th row: the highest is asked."""


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
    >>> from labelwise.types import Answers
    >>> view = SimpleNamespace(get=lambda name, rows=None: Answers(np.array([4]), ("anna",), ("is",), ("x",)))
    >>> RandomAnnotator()(view, np.array([4, 7]), ("anna", "ben"), np.random.default_rng(0))[0]
    'ben'
    """

    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """All alike."""
        return lambda i, open_to: np.zeros(len(open_to))
