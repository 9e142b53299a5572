"""Named methods without an S id that mix uncertainty, diversity and class balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method

if TYPE_CHECKING:
    from labelwise.types import Selects


def falcun() -> Selects:
    """Drawn by margin plus distance in probability space."""
    from labelwise.measures import margin
    from labelwise.representations import Embedding
    from labelwise.selectors import Falcun
    from labelwise.strategy import Strategy

    return Strategy(measure=margin, representation=Embedding("proba"), selector=Falcun())


def alfa_mix() -> Selects:
    """k-means on the items whose prediction flips when features are mixed."""
    from labelwise.candidates import Flips
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(candidates=Flips(), representation=Embedding(norm="l2"), selector=KMeansNearest())


def clue() -> Selects:
    """k-means weighted by entropy, nearest to the centres."""
    from labelwise.measures import entropy
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(measure=entropy, representation=Embedding(), selector=KMeansNearest())


def cbal() -> Selects:
    """Entropy, raised where it evens out the classes."""
    from labelwise.measures import entropy
    from labelwise.selectors import Evened
    from labelwise.strategy import Strategy

    return Strategy(measure=entropy, selector=Evened())


METHODS = (
    Method(
        name="falcun",
        paper="classic",
        build=falcun,
        taxonomy="prediction",
        reference=(
            "Gilhuber, Beer, Ma and Seidl 2024. FALCUN: A Simple and Efficient Deep Active Learning Strategy."
        ),
        proof="tests/papers/test_classic_mixed.py::test_falcun_draws_by_relevance",
        cost="O(b N C)",
        summary="drawn by margin plus distance to what was drawn, both in probability space",
    ),
    Method(
        name="alfa-mix",
        paper="classic",
        build=alfa_mix,
        taxonomy="model",
        reference=(
            "Parvaneh, Abbasnejad, Teney, Haffari and van den Hengel 2022. Active Learning by Feature Mixing."
        ),
        proof="tests/papers/test_classic_mixed.py::test_alfa_mix_takes_items_that_flip",
        cost="O(N C D), and k-means",
        summary="k-means on the items whose prediction flips when a little of a labelled class is mixed in",
    ),
    Method(
        name="clue",
        paper="classic",
        build=clue,
        taxonomy="prediction",
        reference=(
            "Prabhu, Chandrasekaran, Saenko and Hoffman 2021. Active Domain Adaptation via Clustering "
            "Uncertainty-weighted Embeddings."
        ),
        proof="tests/papers/test_classic_mixed.py::test_clue_weighs_the_centres_by_entropy",
        cost="O(N C), and k-means",
        summary="the items nearest to the centres of k-means weighted by entropy",
    ),
    Method(
        name="cbal",
        paper="classic",
        build=cbal,
        taxonomy="prediction",
        reference=(
            "Bengar, van de Weijer, Fuentes and Raducanu 2022. Class-Balanced Active Learning for Image "
            "Classification."
        ),
        proof="tests/papers/test_classic_mixed.py::test_cbal_evens_out_the_classes",
        cost="O(b N C)",
        summary="entropy plus what an item is expected to take off the distance to even class counts",
    ),
)
