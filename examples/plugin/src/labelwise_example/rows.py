"""The rows of this plug-in; importing them imports no strategy, and no NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers import Method, Paper, Part

if TYPE_CHECKING:
    from labelwise.types import Selects

WOO = "Woo 2023. Active Learning in Bayesian Neural Networks with Balanced Entropy Learning Principle."
BAE = "Bae, Noh and Sutherland 2024. Generalized Coverage for More Robust Low-Budget Active Learning."


def balanced_entropy() -> Selects:
    """The highest balanced entropies."""
    from labelwise.strategy import Strategy

    from labelwise_example import balanced_entropy

    return Strategy(measure=balanced_entropy)


def max_herding() -> Selects:
    """Greedy soft coverage on the unit sphere, among at most 10,000 candidates."""
    from labelwise.candidates import Subsample
    from labelwise.representations import Embedding
    from labelwise.strategy import Strategy

    from labelwise_example import Herding

    return Strategy(
        candidates=Subsample(10_000), representation=Embedding(norm="l2"), selector=Herding(radius=1.0)
    )


PAPERS = (
    Paper(
        "example-woo-2023",
        "Active Learning in Bayesian Neural Networks with Balanced Entropy Learning Principle",
        here="A measure that balances doubt about the probabilities with doubt about the label.",
        reference=WOO,
        parts=(
            Part(
                "balanced entropy acquisition",
                state="works",
                where="labelwise_example:balanced_entropy",
                proof="tests/test_balanced_entropy.py::test_equals_the_integral",
            ),
        ),
    ),
    Paper(
        "example-bae-2024",
        "MaxHerding: Generalized Coverage for More Robust Low-Budget Active Learning",
        here="A selector that covers the pool softly, so that its radius matters less than in ProbCover.",
        reference=BAE,
        parts=(
            Part(
                "greedy generalised coverage",
                state="works",
                where="labelwise_example:Herding",
                proof="tests/test_herding.py::test_equals_the_naive_greedy",
            ),
            Part("k-medoids form"),
        ),
    ),
)

METHODS = (
    Method(
        name="balanced-entropy",
        paper="example-woo-2023",
        build=balanced_entropy,
        taxonomy="prediction",
        reference=WOO,
        proof="tests/test_balanced_entropy.py::test_equals_the_integral",
        cost="O(K N C)",
        summary="the item whose draws balance doubt about probabilities and label",
    ),
    Method(
        name="max-herding",
        paper="example-bae-2024",
        build=max_herding,
        taxonomy="data",
        reference=BAE,
        proof="tests/test_herding.py::test_equals_the_naive_greedy",
        cost="O(N^2 D)",
        summary="the item that adds most to a soft coverage of the pool",
    ),
)
