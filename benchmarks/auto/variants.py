"""Candidates for the default strategy, by name; other names are those of methods."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures import tag_margin, variance
from labelwise.papers import resolve
from labelwise.policies import Labelled, Mixture, Started, Switch
from labelwise.representations import Embedding
from labelwise.selectors import FacilityLocation, Gaussian, Stochastic
from labelwise.strategy import Strategy


def herding(measure: Any, norm: str | None = "l2") -> Strategy:
    """Uncertainty herding by a measure."""
    return Strategy(
        measure=measure, representation=Embedding(norm=norm), selector=FacilityLocation(Gaussian(None))
    )


def mean_tag_margin(tags: NDArray[Any]) -> NDArray[Any]:
    """How close the tags of an item are to one half on average: n values of (n, C) probabilities."""
    return np.asarray(1 - np.abs(2 * tags - 1).mean(axis=1))


STARTS = {"typ": "typiclust", "means": "k-means", "rand": "random"}
"""Who picks until every class has a label."""

LATER: dict[str, str | Strategy] = {
    "margin": "margin",
    "power": "power-margin",
    "badge": "badge",
    "herd": "uncertainty-herding",
    "kmu": "kmeans-uncertainty",
    "falcun": "falcun",
    "alfa": "alfa-mix",
    "galaxy": "galaxy",
    "clip": "clipping",
    "entropy": "entropy",
    "var": Strategy(measure=variance),
    "power-var": Strategy(measure=variance, selector=Stochastic()),
    "herd-var": herding(variance, None),
    "unit-herd-var": herding(variance),
    "igs": "igs",
    "lcmd": "lcmd",
    "gsx": "gsx",
    "max": "maxherding",
    "tag": Strategy(measure=tag_margin),
    "tags": Strategy(measure=mean_tag_margin),
    "power-tags": Strategy(measure=mean_tag_margin, selector=Stochastic()),
    "herd-tag": herding(tag_margin),
    "herd-tags": herding(mean_tag_margin),
    "binmin": "binmin",
    "mmc": "mmc",
    "cardinality": "margin-cardinality",
}
"""Who picks from then on."""


def strategy(name: str) -> Any:
    """``START+LATER``, with ``~`` behind it for a tenth of random picks, or a method by its name.

    ``START20`` goes on until 20 items have a label, whatever they are.
    """
    first, plus, then = name.partition("+")
    if not plus:
        return resolve(name)
    after, mixed, _ = then.partition("~")
    named = LATER[after]
    later = resolve(named) if isinstance(named, str) else named
    if mixed:
        later = Mixture((later, resolve("random")), (0.9, 0.1))
    start = first.rstrip("0123456789")
    many = first.removeprefix(start)
    return Switch(resolve(STARTS[start]), later, Labelled(int(many)) if many else Started())
