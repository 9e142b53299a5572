"""Auto: a strategy for those who do not want to choose one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from labelwise.measures.margin import margin
from labelwise.policies.delegate import Delegate
from labelwise.policies.mixture import Mixture
from labelwise.policies.switch import Started
from labelwise.representations.embedding import Embedding
from labelwise.selectors.random import Random
from labelwise.selectors.typical import Typical
from labelwise.strategy import Strategy, View

__all__ = ["Auto"]

TYPICAL = Strategy(representation=Embedding(norm="l2"), selector=Typical())
RANDOM = Strategy(selector=Random())
MARGIN = Mixture((Strategy(measure=margin), RANDOM), (0.9, 0.1))


@dataclass(frozen=True, repr=False)
class Auto(Delegate):
    """TypiClust first; margin with a random tenth once every class has a label.

    The change comes when every class has a label or 5 labels per class are spent. What is there
    decides as well: without ``proba`` it stays with TypiClust, without ``embedding`` the first part is
    random; ``Selection.why`` names the arm and, where one had to give way, the reason.

    References
    ----------
    The order follows G. Hacohen, A. Dekel, D. Weinshall, "Active learning on a budget: opposite
    strategies suit high and low budgets", 2022 (S113).

    Examples
    --------
    >>> import numpy as np
    >>> view = View.from_arrays(proba=np.array([[0.9, 0.1], [0.5, 0.5]]))
    >>> Auto().select(view, 1, np.random.default_rng(0)).why
    ('auto, start without embedding: random',)
    """

    optional = ("proba", "embedding")
    """View names that it uses where they are given."""

    def arm(self, view: View) -> tuple[str, Any]:
        """Who picks now."""
        if Started()(view) and view.has("proba"):
            return "auto", MARGIN
        lacking = ", no proba yet" if Started()(view) else ""
        if view.has("embedding"):
            return f"auto, start{lacking}", TYPICAL
        return f"auto, start without embedding{lacking}", RANDOM
