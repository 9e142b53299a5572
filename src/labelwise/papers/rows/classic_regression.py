"""Named methods for regression: one number an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, by_measure

if TYPE_CHECKING:
    from labelwise.types import Selects


def gsx() -> Selects:
    """Greedy sampling of the inputs."""
    from labelwise.representations import Embedding
    from labelwise.selectors import GreedySampling
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=GreedySampling())


def gsy() -> Selects:
    """Greedy sampling of the targets."""
    from labelwise.selectors import GreedySampling
    from labelwise.strategy import Strategy

    return Strategy(selector=GreedySampling("targets"))


def igs() -> Selects:
    """Greedy sampling of inputs and targets."""
    from labelwise.representations import Embedding
    from labelwise.selectors import GreedySampling
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=GreedySampling("both"))


WU = "Wu, Lin and Huang 2019. Active Learning for Regression Using Greedy Sampling."
NAIVE = "tests/selectors/test_greedy_sampling.py::test_equals_the_naive_version"

METHODS = (
    Method(
        name="gsx",
        paper="classic",
        build=gsx,
        taxonomy="data",
        reference=WU,
        proof=NAIVE,
        cost="O((l + b) N D) for l labels",
        summary="the item farthest from all labelled ones; the first is nearest to the centroid",
    ),
    Method(
        name="gsy",
        paper="classic",
        build=gsy,
        taxonomy="prediction",
        reference=WU,
        proof=NAIVE,
        cost="O((l + b) N) for l labels",
        summary="the item whose predicted number is farthest from all known numbers (regression)",
    ),
    Method(
        name="igs",
        paper="classic",
        build=igs,
        taxonomy="prediction",
        reference=WU,
        proof=NAIVE,
        cost="O((l + b) N D) for l labels",
        summary="the item farthest from its nearest label by distance times difference of numbers",
    ),
    Method(
        name="emcm",
        paper="classic",
        build=by_measure("model_change"),
        taxonomy="model",
        reference=(
            "Cai, Zhang and Zhou 2013. Maximizing Expected Model Change for Active Learning in Regression."
        ),
        proof="tests/measures/test_model_change.py::test_equals_the_length_of_the_gradient",
        cost="O(N (K + D)) for K members",
        summary="the item whose answer would change a linear regression most, as a committee expects it",
    ),
)
