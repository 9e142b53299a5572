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
from labelwise.selectors.facility_location import FacilityLocation
from labelwise.selectors.random import Random
from labelwise.selectors.similarity import Gaussian
from labelwise.selectors.typical import Typical
from labelwise.strategy import Strategy, View

__all__ = ["Auto"]

MOST = 50_000
"""Of more candidates the typical ones are looked for in a random part: clusters of it are those of all."""

HERDED = 10_000
"""Of more candidates those that cover others are looked for in a random part: all pairs are compared."""

PLACES = Embedding(norm="l2")
TYPICAL = Strategy(candidates=Subsample(MOST), representation=PLACES, selector=Typical())
HERDING = Strategy(
    candidates=Subsample(HERDED),
    measure=margin,
    representation=PLACES,
    selector=FacilityLocation(Gaussian(None)),
)
RANDOM = Strategy(selector=Random())
LATER = {
    name: Mixture((Strategy(measure=measure), RANDOM), (0.9, 0.1))
    for name, measure in {"proba": margin, "tags": tag_margin, "std": variance}.items()
}
"""Who picks once there are labels, by what the model gives, where classes have no embedding beside them."""


@dataclass(frozen=True, repr=False)
class Auto(Delegate):
    """TypiClust first; uncertainty herding once every class has a label.

    The change comes when every class has a label or 5 labels per class are spent (where there are no
    classes, 10 labels). What is there decides as well: with ``proba`` and ``embedding`` those items are asked
    about that bring the most uncertain ones, by margin, nearer to a label; with ``proba`` alone margin, with
    ``tags`` the margin of the least certain tag, with ``std`` variance, each with a random tenth. With none
    of them it stays with TypiClust, without ``embedding`` the first part is random. ``Selection.why`` names
    the arm and, where one had to give way, the reason.

    Notes
    -----
    Chosen on 21 sets that no published protocol uses (``benchmarks/auto``): with logistic regression and with
    a forest, batches of 20 and 400 labels, its mean rank was the best of the candidates, though intervals
    overlap. A random tenth beside herding cost more than it saved.

    References
    ----------
    The order follows G. Hacohen, A. Dekel, D. Weinshall, "Active learning on a budget: opposite
    strategies suit high and low budgets", 2022 (S113); W. Bae, G. L. Oliveira, D. J. Sutherland,
    "Uncertainty herding: one active learning method for all label budgets", 2025.

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
            covering = given == "proba" and view.has("embedding")
            return "auto", HERDING if covering else LATER[given]
        lacking = f", no {' or '.join(LATER)} yet" if Started()(view) else ""
        if view.has("embedding"):
            return f"auto, start{lacking}", TYPICAL
        return f"auto, start without embedding{lacking}", RANDOM
