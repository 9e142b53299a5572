"""Builders of the named methods: each composes one strategy, and imports its pieces only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelwise.types import Selects


def random() -> Selects:
    """Uniformly at random."""
    from labelwise.selectors import Random
    from labelwise.strategy import Strategy

    return Strategy(selector=Random())


def k_center() -> Selects:
    """Farthest first on the embedding."""
    from labelwise.representations import Embedding
    from labelwise.selectors import KCenter
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=KCenter())


def badge() -> Selects:
    """k-means++ seeding on last-layer gradients."""
    from labelwise.representations import Gradient
    from labelwise.selectors import KMeansPP
    from labelwise.strategy import Strategy

    return Strategy(representation=Gradient(), selector=KMeansPP())


def typiclust() -> Selects:
    """The most typical item of each uncovered cluster."""
    from labelwise.representations import Embedding
    from labelwise.selectors import Typical
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(norm="l2"), selector=Typical())


def probcover() -> Selects:
    """Greedy maximum coverage with balls of the purity radius."""
    from labelwise.representations import Balls, Embedding, Purity
    from labelwise.selectors import MaxCover
    from labelwise.strategy import Strategy

    return Strategy(representation=Balls(Embedding(norm="l2"), radius=Purity(0.95)), selector=MaxCover())


def kmeans_uncertainty() -> Selects:
    """The items nearest to the centres of the ten least certain candidates a pick."""
    from labelwise import measures
    from labelwise.candidates import Top
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(
        candidates=Top(measures.margin, per_pick=10), representation=Embedding(), selector=KMeansNearest()
    )


def auto() -> Selects:
    """Typical items first, margin with some random ones later."""
    from labelwise.policies.auto import Auto

    return Auto()
