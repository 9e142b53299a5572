"""Candidates for the default strategy, by name; other names are those of methods."""

from __future__ import annotations

from typing import Any

from labelwise.measures import variance
from labelwise.papers import resolve
from labelwise.policies import Mixture, Started, Switch
from labelwise.representations import Embedding
from labelwise.selectors import FacilityLocation, Gaussian, Stochastic
from labelwise.strategy import Strategy


def herding(norm: str | None) -> Strategy:
    """Uncertainty herding by variance."""
    return Strategy(
        measure=variance, representation=Embedding(norm=norm), selector=FacilityLocation(Gaussian(None))
    )


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
    "herd-var": herding(None),
    "unit-herd-var": herding("l2"),
    "igs": "igs",
    "lcmd": "lcmd",
    "gsx": "gsx",
}
"""Who picks from then on."""


def strategy(name: str) -> Any:
    """``START+LATER``, with ``~`` behind it for a tenth of random picks, or a method by its name."""
    first, plus, then = name.partition("+")
    if not plus:
        return resolve(name)
    after, mixed, _ = then.partition("~")
    named = LATER[after]
    later = resolve(named) if isinstance(named, str) else named
    if mixed:
        later = Mixture((later, resolve("random")), (0.9, 0.1))
    return Switch(resolve(STARTS[first]), later, Started())
