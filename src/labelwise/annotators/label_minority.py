"""A router that asks whoever holds the rarest view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelwise.annotators.history import History
from labelwise.annotators.routing import Router, Rule
from labelwise.types import Rows, ViewLike


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
    >>> from labelwise.types import Answers
    >>> told = Answers(np.arange(4), ("anna", "ben", "ben", "cleo"), ("is",) * 4, ("ok", "ok", "rude", "ok"))
    >>> view = SimpleNamespace(get=lambda name, rows=None: told)
    >>> LabelMinority()(view, np.array([7, 8]), ("anna", "ben", "cleo"), np.random.default_rng(0))
    ['ben', 'ben']
    """

    def rule(self, view: ViewLike, rows: Rows, history: History) -> Rule:
        """The share of the rarest label in the answers of each."""
        if not history.values:
            return lambda i, open_to: np.zeros(len(open_to))
        counts, rarest = history.counts(), np.bincount(history.labels).argmin()
        share = counts[:, rarest] / np.maximum(counts.sum(axis=1), 1)
        return lambda i, open_to: np.asarray(share[open_to])
