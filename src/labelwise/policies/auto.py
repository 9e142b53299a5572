"""Auto: a strategy for those who do not want to choose one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from labelwise.candidates.subsample import Subsample
from labelwise.measures.margin import margin
from labelwise.measures.tag_margin import tag_margin
from labelwise.measures.variance import variance
from labelwise.policies.delegate import Delegate
from labelwise.policies.mixture import Mixture
from labelwise.policies.switch import Started
from labelwise.representations.embedding import Embedding
from labelwise.selectors.random import Random
from labelwise.selectors.typical import Typical
from labelwise.strategy import Strategy, View

__all__ = ["Auto"]

MOST = 50_000
"""Of more candidates the typical ones are looked for in a random part: clusters of it are those of all."""

TYPICAL = Strategy(candidates=Subsample(MOST), representation=Embedding(norm="l2"), selector=Typical())
RANDOM = Strategy(selector=Random())
LATER = {
    name: Mixture((Strategy(measure=measure), RANDOM), (0.9, 0.1))
    for name, measure in {"proba": margin, "tags": tag_margin, "std": variance}.items()
}
"""Who picks once there are labels, by what the model gives."""


@dataclass(frozen=True, repr=False)
class Auto(Delegate):
    """TypiClust first; uncertainty with a random tenth once every class has a label.

    The change comes when every class has a label or 5 labels per class are spent (where there are no
    classes, 10 labels). What is there decides as well: margin with ``proba``, the margin of the least
    certain tag with ``tags``, variance with ``std``; with none of them it stays with TypiClust, without
    ``embedding`` the first part is random. ``Selection.why`` names the arm and, where one had to give way,
    the reason.

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

    optional = (*LATER, "embedding")
    """View names that it uses where they are given."""

    def arm(self, view: View) -> tuple[str, Any]:
        """Who picks now."""
        given = next((name for name in LATER if view.has(name)), None)
        if Started()(view) and given is not None:
            return "auto", LATER[given]
        lacking = f", no {' or '.join(LATER)} yet" if Started()(view) else ""
        if view.has("embedding"):
            return f"auto, start{lacking}", TYPICAL
        return f"auto, start without embedding{lacking}", RANDOM
