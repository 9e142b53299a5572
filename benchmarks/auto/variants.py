"""Candidates for the default strategy, by name; other names are those of methods."""

from __future__ import annotations

from typing import Any

from labelwise.papers import resolve
from labelwise.policies import Mixture, Started, Switch

STARTS = {"typ": "typiclust", "means": "k-means", "rand": "random"}
"""Who picks until every class has a label."""

LATER = {
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
}
"""Who picks from then on."""


def strategy(name: str) -> Any:
    """``START+LATER``, with ``~`` behind it for a tenth of random picks, or a method by its name."""
    first, plus, then = name.partition("+")
    if not plus:
        return resolve(name)
    after, mixed, _ = then.partition("~")
    later = resolve(LATER[after])
    if mixed:
        later = Mixture((later, resolve("random")), (0.9, 0.1))
    return Switch(resolve(STARTS[first]), later, Started())
