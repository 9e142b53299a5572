"""Methods that find a rare class (S095)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method

if TYPE_CHECKING:
    from labelwise.types import Selects


def adaptive_retrieval() -> Selects:
    """The items that are most likely of the rarest class so far."""
    from labelwise.measures import Wanted
    from labelwise.strategy import Strategy

    return Strategy(measure=Wanted())


def rare_positives() -> Selects:
    """Half at random among the likely ones, half with words that are frequent there and rare elsewhere."""
    from labelwise.candidates import Lifted, Top
    from labelwise.measures import Wanted
    from labelwise.policies import Mixture
    from labelwise.selectors import Random
    from labelwise.strategy import Strategy

    likely = (Top(Wanted(), share=0.01), Top(Wanted(), count=10_000))
    exploit = Strategy(candidates=likely, selector=Random())
    explore = Strategy(candidates=Lifted(Wanted()), selector=Random())
    policy: Selects = Mixture((exploit, explore), (0.5, 0.5))
    return policy


REFERENCE = (
    "Tonneau, Adjodah, Palotti, Grinberg and Fraiberger 2022. Multilingual Detection of Personal Employment "
    "Status on Twitter."
)
PROOF = "tests/papers/test_s095_rarefinder.py::test_retrieval_finds_more_and_exploring_finds_other_kinds"

METHODS = (
    Method(
        name="adaptive-retrieval",
        paper="S095",
        build=adaptive_retrieval,
        taxonomy="prediction",
        reference=REFERENCE,
        proof=PROOF,
        cost="O(N C)",
        summary="the item most likely of the class with the fewest labels so far",
    ),
    Method(
        name="rare-positives",
        paper="S095",
        build=rare_positives,
        taxonomy="prediction",
        reference=REFERENCE,
        proof=PROOF,
        cost="O(N C), and 40 searches of the texts",
        summary="half among the texts likely of the rarest class, half with new words frequent there",
    ),
)
