"""Features of every step of a solution: its text, its place, what it shares with what came before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from labelwise.learners.encoders.lists import lists_of, texts_of
from labelwise.learners.encoders.lsa import LSA
from labelwise.learners.encoders.relations import RELATIONS, relations
from labelwise.types import Ragged


class StepFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Features of the steps of solutions, learned without labels.

    Of each step: its text (:class:`~labelwise.learners.encoders.lsa.LSA` over all steps), its place and
    length, which share of its words and of its numbers stood in the question, in earlier steps, or in
    neither, and how much of it repeats the step before.

    Parameters
    ----------
    column : str
        Column of the table with the lists of steps.
    question : str or None
        Column with the text of the question.
    dims : int
        Features of the text.
    random_state : int or None
        Seed of the SVD.

    Examples
    --------
    >>> import pandas as pd
    >>> steps = [["1 + 2 = 3"], ["two twos", "so 4"]]
    >>> table = pd.DataFrame({"question": ["1 + 2?", "2 + 2?"], "steps": steps})
    >>> z = StepFeatures(dims=2, random_state=0).fit_transform(table)
    >>> z.values.shape, z.offsets.tolist()
    ((3, 13), [0, 1, 3])
    """

    def __init__(
        self,
        column: str = "steps",
        question: str | None = "question",
        dims: int = 100,
        random_state: int | None = None,
    ) -> None:
        self.column = column
        self.question = question
        self.dims = dims
        self.random_state = random_state

    def fit(self, table: Any, y: Any = None) -> Self:
        """Learn the words from the steps of ``table``.

        Raises
        ------
        BadData
            If a column is missing, or an entry is no list of steps.
        """
        self.fit_transform(table)
        return self

    def fit_transform(self, table: Any, y: Any = None) -> Ragged:
        """The same as ``fit(table).transform(table)``, faster."""
        solutions = lists_of(table, self.column)
        self.text_ = LSA(self.dims, self.random_state)
        return self._joined(table, solutions, self.text_.fit_transform(_flat(solutions)))

    def transform(self, table: Any) -> Ragged:
        """Ragged of (steps, D) float32; an item of the Ragged for each solution."""
        solutions = lists_of(table, self.column)
        return self._joined(table, solutions, self.text_.transform(_flat(solutions)))

    def _joined(self, table: Any, solutions: list[list[str]], text: NDArray[np.float32]) -> Ragged:
        asked = [""] * len(solutions) if self.question is None else texts_of(table, self.question)
        said = [row for q, steps in zip(asked, solutions, strict=True) for row in relations(q, steps)]
        rows = np.array(said, np.float32).reshape(-1, RELATIONS)
        sizes = [len(steps) for steps in solutions]
        return Ragged(
            np.concatenate([text, rows], axis=1), np.concatenate(([0], np.cumsum(sizes, dtype=int)))
        )


def _flat(solutions: Sequence[Sequence[str]]) -> list[str]:
    return [step for steps in solutions for step in steps]
