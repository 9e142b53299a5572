"""Named methods that draw the batch in proportion to a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method

if TYPE_CHECKING:
    from labelwise.types import Selects


def powerbald() -> Selects:
    """Drawn in proportion to BALD."""
    from labelwise import measures
    from labelwise.selectors import Stochastic
    from labelwise.strategy import Strategy

    return Strategy(measure=measures.bald, selector=Stochastic("power", 1.0))


def softmax_bald() -> Selects:
    """Drawn in proportion to the exponential of BALD; beta is the paper's default of 1."""
    from labelwise import measures
    from labelwise.selectors import Stochastic
    from labelwise.strategy import Strategy

    return Strategy(measure=measures.bald, selector=Stochastic("softmax", 1.0))


def softrank_bald() -> Selects:
    """Drawn in proportion to one over the rank by BALD."""
    from labelwise import measures
    from labelwise.selectors import Stochastic
    from labelwise.strategy import Strategy

    return Strategy(measure=measures.bald, selector=Stochastic("rank", 1.0))


def power_margin() -> Selects:
    """Drawn in proportion to the margin score."""
    from labelwise import measures
    from labelwise.selectors import Stochastic
    from labelwise.strategy import Strategy

    return Strategy(measure=measures.margin, selector=Stochastic("power", 1.0))


STOCHASTIC = (
    "Kirsch, Farquhar, Atighehchian, Jesson, Branchaud-Charron and Gal 2021. Stochastic Batch Acquisition: A "
    "Simple Baseline for Deep Active Learning."
)

METHODS = (
    Method(
        name="powerbald",
        paper="classic",
        build=powerbald,
        taxonomy="model",
        reference=STOCHASTIC,
        proof="tests/selectors/test_stochastic.py::test_pairs_come_as_often_as_that_says",
        cost="O(N K C + b N)",
        summary="items drawn in proportion to BALD, the probability of each recorded",
    ),
    Method(
        name="softmax-bald",
        paper="classic",
        build=softmax_bald,
        taxonomy="model",
        reference=STOCHASTIC,
        proof="tests/selectors/test_stochastic.py::test_pairs_come_as_often_as_that_says",
        cost="O(N K C + b N)",
        summary="items drawn in proportion to exp(BALD)",
    ),
    Method(
        name="softrank-bald",
        paper="classic",
        build=softrank_bald,
        taxonomy="model",
        reference=STOCHASTIC,
        proof="tests/selectors/test_stochastic.py::test_pairs_come_as_often_as_that_says",
        cost="O(N K C + N log N + b N)",
        summary="items drawn in proportion to one over their rank by BALD",
    ),
    Method(
        name="power-margin",
        paper="S007",
        build=power_margin,
        taxonomy="prediction",
        reference=(
            "Bahri et al. 2022. Is margin all you need? An extensive empirical study of active learning on "
            "tabular data."
        ),
        proof="tests/papers/test_s007_power.py::test_power_margin_ranks_by_log_score_plus_gumbel_noise",
        cost="O(N C + b N)",
        summary="items drawn in proportion to 1 - margin, the probability of each recorded",
    ),
)
