"""Papers S036 to S040."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.rows.rare import adaptive_retrieval as active_search
from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def lada() -> Selects:
    """The centres of clusters of the items that agree least with their neighbours."""
    from labelwise.candidates import Top
    from labelwise.measures import LocalInconsistency
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    top = Top(LocalInconsistency(), per_pick=11)
    return Strategy(candidates=top, representation=Embedding(norm="l2"), selector=KMeansNearest())


def dao() -> Selects:
    """Of two hundred random items the one after whose guessed label the pool's loss should be least."""
    from labelwise.candidates import Subsample
    from labelwise.measures import direct_acquisition
    from labelwise.strategy import Strategy

    return Strategy(candidates=Subsample(200), measure=direct_acquisition)


PAPERS = (
    Paper(
        "S036",
        "LADA: Local Context-Aware Active Domain Adaptation",
        here=(
            "Target items whose neighbours disagree with them are clustered and asked, and training borrows "
            "confident neighbours evenly over classes."
        ),
        reference="Local Context-Aware Active Domain Adaptation. Official code: tsun/LADA.",
        parts=(
            Part(
                "local inconsistency measure",
                "works",
                "labelwise.measures:LocalInconsistency",
                "tests/papers/test_s036_lada.py::test_identities",
            ),
            Part(
                "nearest to centroid among the top",
                "works",
                "labelwise.selectors:KMeansNearest",
                "tests/papers/test_s036_lada.py::test_the_batch_is_spread_over_the_inconsistent",
            ),
            *planned("class-balanced neighbour pseudo-labels"),
        ),
    ),
    Paper(
        "S037",
        "BAL-PM: Deep Bayesian Active Learning for Preference Modeling in LLMs",
        here="Preference pairs by ensemble disagreement plus a bonus for prompts in thinly labelled regions.",
        reference=(
            "Deep Bayesian Active Learning for Preference Modeling in LLMs. Official code: luckeciano/BAL-PM."
        ),
        parts=planned("Bradley-Terry ensemble", "nearest-neighbour entropy bonus", "preference pair units"),
    ),
    Paper(
        "S038",
        "ActPRM: Efficient Process Reward Model Training via Active Learning",
        here=(
            "Reasoning traces go to the judge only if some step before the first predicted error is "
            "uncertain."
        ),
        reference=(
            "Efficient Process Reward Model Training via Active Learning. Official code: sail-sg/ActivePRM."
        ),
        parts=planned(
            "ensemble mean-and-deviation gate",
            "step units with first-error truncation",
            "head ensemble with prior",
        ),
    ),
    Paper(
        "S039",
        "Active Search: Improving traffic sign recognition by active search",
        here=(
            "Rare-class search from one example: a queue ranked by the target class's probability, with "
            "hit-rate curves."
        ),
        reference="Improving traffic sign recognition by active search. Official code: none found.",
        parts=(
            Part(
                "target-class measure",
                "works",
                "labelwise.measures:Wanted",
                "tests/papers/test_s039_search.py::test_hits_need_no_probability_of_one_half",
            ),
            Part(
                "rare-class search preset",
                "works",
                "labelwise.papers.rows.s036_s040:active_search",
                "tests/papers/test_s039_search.py::"
                "test_search_finds_more_of_the_rare_class_than_entropy_or_chance",
            ),
            *planned("search curves and stopping advice"),
        ),
        note=(
            "The named method looks for the class with the fewest labels so far; Strategy(measure=Wanted(c)) "
            "for class c. Digits with one labelled eight, 60 questions: 39 of 48 eights, entropy 21, "
            "chance 4; by a strongly regularised model 29, 22 and 4."
        ),
    ),
    Paper(
        "S040",
        "DAO: Direct Acquisition Optimization for Low-Budget Active Learning",
        here=(
            "Expected reduction of the true loss, by influence functions instead of retraining and a "
            "corrected subset estimate."
        ),
        reference=(
            "Direct Acquisition Optimization for Low-Budget Active Learning. Official code: none found."
        ),
        parts=(
            Part(
                "influence-function update",
                "works",
                "labelwise.last_layer:LastLayer",
                "tests/papers/test_s040_dao.py::test_influence_ranks_as_leaving_one_out",
            ),
            Part(
                "LURE-corrected loss estimate",
                "works",
                "labelwise.unequal:lure_weights",
                "tests/papers/test_s040_dao.py::test_a_few_units_drawn_by_loss_give_the_mean_of_all",
            ),
            Part(
                "direct acquisition strategy",
                "works",
                "labelwise.measures:DirectAcquisition",
                "tests/papers/test_s040_dao.py::test_it_learns_sooner_than_from_random_questions",
            ),
        ),
        note=(
            "The step of the paper ranks losses on breast cancer with a correlation of 0.76 to retraining; "
            "with the candidate's own curvature, the default here, 0.99. Mean accuracy over the first "
            "20 questions: digits 0.699 (the paper's step 0.703, margin 0.686, chance 0.649), breast cancer "
            "0.915 (0.898, 0.923, 0.892), ten seeds each. No large image set was tried."
        ),
    ),
)

METHODS = (
    Method(
        name="lada",
        paper="S036",
        build=lada,
        taxonomy="prediction",
        reference="Sun, Lu and Ling 2023. Local Context-Aware Active Domain Adaptation.",
        proof="tests/papers/test_s036_lada.py::test_the_batch_is_spread_over_the_inconsistent",
        cost="O(N^2 D)",
        summary="the centre of each cluster of items that disagree with their ten nearest neighbours",
    ),
    Method(
        name="active-search",
        paper="S039",
        build=active_search,
        taxonomy="prediction",
        reference="Improving traffic sign recognition by active search.",
        proof="tests/papers/test_s039_search.py::test_search_finds_more_of_the_rare_class_than_entropy_or_chance",
        cost="O(N C)",
        summary="the item most likely of the class with the fewest labels; the same as adaptive-retrieval",
    ),
    Method(
        name="dao",
        paper="S040",
        build=dao,
        taxonomy="model",
        reference="Direct Acquisition Optimization for Low-Budget Active Learning.",
        proof="tests/papers/test_s040_dao.py::test_it_learns_sooner_than_from_random_questions",
        cost="O((C min(L, D))^3 + 200 (C D)^2)",
        summary="of 200 random items the one after whose guessed label the pool's loss should fall most",
    ),
)
