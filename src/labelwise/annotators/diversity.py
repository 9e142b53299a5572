"""Routers that ask whoever is least alike: to the item, or to the other annotators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelwise.annotators.history import History
from labelwise.annotators.routing import Router, Rule
from labelwise.representations.embedding import dense_rows, unit
from labelwise.types import Rows, ViewLike

DIRECTIONS = 10
"""Principal directions in which annotators are compared."""


@dataclass(frozen=True, repr=False)
class SemanticDiversity(Router):
    """Whoever answered the items least like this one (T_S): lowest mean cosine similarity.

    References
    ----------
    M. van der Meer et al., "Annotator-Centric Active Learning for Subjective NLP Tasks", 2024 (S042).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from labelwise.types import Answers
    >>> given = {"answers": Answers(np.array([0, 1]), ("anna", "ben"), ("is",) * 2, ("x", "y"))}
    >>> x = np.array([[1.0, 0.0], [0.0, 1.0], [0.9, 0.1]])
    >>> view = SimpleNamespace(get=lambda name, rows=None: given[name] if name in given else x[rows])
    >>> SemanticDiversity()(view, np.array([2]), ("anna", "ben"), np.random.default_rng(0))
    ['ben']
    """

    @property
    def needs(self) -> tuple[str, ...]:
        """View names it reads."""
        return (*super().needs, "embedding")

    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """Minus the mean similarity of the item to the items of each."""
        own = history.mean(unit(dense_rows(view, "embedding", history.rows)))
        alike = unit(dense_rows(view, "embedding", rows)) @ own.T
        return lambda i, open_to: np.asarray(-alike[i, open_to])


@dataclass(frozen=True, repr=False)
class RepresentationDiversity(Router):
    """Whoever is least like the others who may answer (T_D).

    An annotator is the mean of (item embedding, label given, as one of L) over all answers; centred,
    projected on the first ten principal directions, at length 1. The lowest mean similarity to all who may
    answer is asked, similarity to oneself included.

    References
    ----------
    M. van der Meer et al., "Annotator-Centric Active Learning for Subjective NLP Tasks", 2024 (S042). They
    embed the text of a label; here labels are as far from each other as they can be.
    """

    @property
    def needs(self) -> tuple[str, ...]:
        """View names it reads."""
        return (*super().needs, "embedding")

    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """Minus the mean similarity to those who may answer."""
        if not len(history.rows):
            return lambda i, open_to: np.zeros(len(open_to))
        items = dense_rows(view, "embedding", history.rows)
        labels = np.eye(len(history.values))[history.labels]
        own = history.mean(np.column_stack([items, labels]))
        centred = own - own.mean(axis=0)
        directions = np.linalg.svd(centred, full_matrices=False)[2][:DIRECTIONS]
        points = unit(centred @ directions.T)
        alike = points @ points.T
        return lambda i, open_to: np.asarray(-alike[np.ix_(open_to, open_to)].mean(axis=1))
