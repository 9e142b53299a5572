"""Named methods that have no S id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, by_measure

if TYPE_CHECKING:
    from labelwise.types import Selects


def random() -> Selects:
    """Uniformly at random."""
    from labelwise.selectors import Random
    from labelwise.strategy import Strategy

    return Strategy(selector=Random())


def badge() -> Selects:
    """k-means++ seeding on last-layer gradients."""
    from labelwise.representations import Gradient
    from labelwise.selectors import KMeansPP
    from labelwise.strategy import Strategy

    return Strategy(representation=Gradient(), selector=KMeansPP())


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


def albl() -> Selects:
    """Margin, typical items and chance share the batch, by how right the model is afterwards."""
    from labelwise.measures import margin
    from labelwise.policies import Exp4P, Interleave
    from labelwise.representations import Embedding
    from labelwise.selectors import Random, Typical
    from labelwise.strategy import Strategy

    arms = (
        Strategy(measure=margin),
        Strategy(representation=Embedding(norm="l2"), selector=Typical()),
        Strategy(selector=Random()),
    )
    policy: Selects = Interleave(arms, Exp4P())
    return policy


def auto() -> Selects:
    """Typical items first, those that cover uncertain ones later."""
    from labelwise.policies.auto import Auto

    return Auto()


METHODS = (
    Method(
        name="random",
        paper="classic",
        build=random,
        taxonomy="data",
        reference="Uniform sampling without replacement.",
        proof="tests/papers/test_classic.py::test_random_is_uniform",
        cost="O(N)",
        summary="any item with the same probability: the baseline of every comparison",
    ),
    Method(
        name="least-confidence",
        paper="classic",
        build=by_measure("least_confidence"),
        taxonomy="prediction",
        reference="Lewis and Gale 1994. A Sequential Algorithm for Training Text Classifiers.",
        proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
        cost="O(N C)",
        summary="the item whose most probable class has the lowest probability",
    ),
    Method(
        name="margin",
        paper="classic",
        build=by_measure("margin"),
        taxonomy="prediction",
        reference=(
            "Scheffer, Decomain and Wrobel 2001. Active Hidden Markov Models for Information Extraction."
        ),
        proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
        cost="O(N C)",
        summary="the item whose two most probable classes are closest (breaking ties)",
    ),
    Method(
        name="entropy",
        paper="classic",
        build=by_measure("entropy"),
        taxonomy="prediction",
        reference=(
            "Shannon 1948. A Mathematical Theory of Communication; as a query rule: Settles 2009, Active "
            "Learning Literature Survey."
        ),
        proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
        cost="O(N C)",
        summary="the item whose predicted class distribution has the highest entropy",
    ),
    Method(
        name="badge",
        paper="classic",
        build=badge,
        taxonomy="model",
        reference=(
            "Ash, Zhang, Krishnamurthy, Langford and Agarwal 2020. Deep Batch Active Learning by Diverse, "
            "Uncertain Gradient Lower Bounds."
        ),
        proof="tests/papers/test_classic.py::test_badge_samples_by_squared_gradient_distance",
        cost="O(b N (C + D))",
        summary="k-means++ seeding on last-layer gradients: uncertain and diverse items",
    ),
    Method(
        name="kmeans-uncertainty",
        paper="classic",
        build=kmeans_uncertainty,
        taxonomy="prediction",
        reference="Zhdanov 2019. Diverse mini-batch Active Learning.",
        proof="tests/papers/test_classic.py::test_kmeans_uncertainty_takes_the_nearest_to_each_centre",
        cost="O(N C + b^2 D)",
        summary="k-means on the ten items a pick with the smallest margin, and the one nearest each centre",
    ),
    Method(
        name="albl",
        paper="classic",
        build=albl,
        taxonomy="prediction",
        reference="Hsu and Lin 2015. Active Learning by Learning.",
        proof="tests/papers/test_classic.py::test_albl_gives_more_to_the_arm_after_which_the_model_is_right",
        cost="O(N (C + (L + b) D))",
        summary="margin, typiclust and random share the batch; more for whose answers make the model right",
    ),
    Method(
        name="auto",
        paper="classic",
        build=auto,
        taxonomy="prediction",
        reference=(
            "First labels after Hacohen, Dekel and Weinshall 2022 (S113), then Bae, Oliveira and Sutherland "
            "2025, for numbers Holzmüller, Zaverkin, Kästner and Steinwart 2023 (S059)."
        ),
        proof="tests/policies/test_auto.py::test_uncertainty_herding_afterwards",
        cost="as typiclust, then as uncertainty-herding of 10,000",
        summary=(
            "typiclust until every class has a label or 5 labels a class (or tag) are spent, then "
            "uncertainty-herding (lcmd for numbers; margin of the least certain tag, with 10% random)"
        ),
    ),
)
