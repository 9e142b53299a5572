"""Papers S001 to S005."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def selective() -> Selects:
    """Ask where the committee does not agree."""
    from labelwise.selectors import OnePass
    from labelwise.strategy import Strategy
    from labelwise.streams import Selective

    return Strategy(selector=OnePass(Selective()))


def activelab() -> Selects:
    """The items whose label is trusted least, labelled before or not."""
    from labelwise.candidates import All
    from labelwise.measures import activelab as measure
    from labelwise.strategy import Strategy

    return Strategy(candidates=All(max_votes=5), measure=measure)


def ups() -> Selects:
    """Margin, on the part of the pool that had small margins last time and some of the rest."""
    from labelwise.candidates import StaleTop
    from labelwise.measures import margin
    from labelwise.strategy import Strategy

    return Strategy(candidates=StaleTop(margin), measure=margin)


PAPERS = (
    Paper(
        "S001",
        "KnowHomophily: Knowledge Homophily in Large Language Models",
        here=(
            "Entities of a graph are scored by how many of their facts an LLM knows, a graph regressor "
            "spreads the scores, and the entities known worst are asked first within a budget of facts."
        ),
        reference="Knowledge Homophily in Large Language Models. Official code: utkarshxsahu/kgc.",
        parts=planned(
            "knowledge score by an LLM yes/no annotator",
            "graph regressor",
            "homophily diagnostic",
            "budgeted lowest-value selection",
        ),
    ),
    Paper(
        "S002",
        "ActiveLab: Active Learning with Re-Labeling by Multiple Annotators",
        here=(
            "One comparable score tells whether another label for a labelled item or a first label for a "
            "new one is worth more, from annotator and model weights."
        ),
        reference=(
            "Active Learning with Re-Labeling by Multiple Annotators. Official code: cleanlab/cleanlab."
        ),
        parts=(
            Part(
                "CROWDLAB annotator and model weights",
                "works",
                "labelwise.tasks.crowdlab:crowdlab",
                "tests/tasks/test_crowdlab.py::test_equals_the_naive_version",
            ),
            Part(
                "temperature fit",
                "works",
                "labelwise.tasks.tempering:temperature_of",
                "tests/tasks/test_tempering.py::test_the_temperature_that_made_the_shares_is_found",
            ),
            Part(
                "ActiveLab score",
                "works",
                "labelwise.measures:activelab",
                "tests/papers/test_s002_activelab.py::test_an_agreeing_label_raises_trust",
            ),
        ),
        note=(
            "Equal to cleanlab 2.9 to 1e-8 but for the temperature with several labels an item: there the "
            "shares of an item's votes are filed under the wrong classes where a class has none."
        ),
    ),
    Paper(
        "S003",
        "SL-Selective: Combining Self-labeling with Selective Sampling",
        here=(
            "A stream gate that asks, labels by itself or skips, with a bagged committee and a "
            "class-balance gate on self-labels."
        ),
        reference="Combining Self-labeling with Selective Sampling. Official code: none identified.",
        parts=(
            Part(
                "three-way gate",
                "works",
                "labelwise.streams:Selective",
                "tests/papers/test_s003_selective.py::test_decision_table",
            ),
            Part(
                "Poisson-bagged committee",
                "works",
                "labelwise.learners:BaggedLearner",
                "tests/learners/test_bagged.py::test_repeats_are_poisson_in_the_weight_and_capped",
            ),
            Part(
                "class-balance gate on self-labels",
                "works",
                "labelwise.streams:Selective",
                "tests/papers/test_s003_selective.py::test_no_class_is_taken_beyond_its_share",
            ),
        ),
        note=(
            "Balance keeps the rare class: G-mean 0.014 above naive self-labels on blobs of nine to one (6 "
            "seeds). Not reproduced: that it matches selective sampling. On 11,800 items of stream_elec with "
            "600 questions and one committee, accuracy before each block is 0.766 (threshold 0.9) and 0.800 "
            "(0.8) against 0.821 of Bernoulli sampling (3 seeds): the questions are spent early and the "
            "stream drifts."
        ),
    ),
    Paper(
        "S004",
        (
            "HAST: Self-Training for Sample-Efficient Active Learning for Text Classification with "
            "Pre-Trained Language Models"
        ),
        here=(
            "A self-training wrapper around any learner that keeps pseudo-labels only where nearest "
            "neighbours agree and weighs rare classes up."
        ),
        reference=(
            "Self-Training for Sample-Efficient Active Learning for Text Classification with Pre-Trained "
            "Language Models. Official code: "
            "chschroeder/self-training-for-sample-efficient-active-learning."
        ),
        parts=(
            Part(
                "k-nearest-neighbour agreement filter",
                "works",
                "labelwise.training.choosing:NeighbourAgreement",
                "tests/papers/test_s004_hast.py::test_confident_mistakes_are_rejected_more_often",
            ),
            Part(
                "class-balanced pseudo-label weights",
                "works",
                "labelwise.training.choosing:Balanced",
                "tests/papers/test_s004_hast.py"
                "::test_weights_are_5_when_balanced_more_when_rare_and_sum_to_1",
            ),
            Part(
                "self-training learner wrapper",
                "works",
                "labelwise.training:Hast",
                "tests/papers/test_s004_hast.py"
                "::test_more_accurate_than_labels_alone_and_purer_than_the_most_confident",
            ),
            Part(
                "UST, AcTune, VERIPS and NeST",
                "works",
                "labelwise.training:Ust",
                "tests/papers/test_s004_hast.py::test_the_other_methods_add_labels_purer_than_the_model_is",
            ),
        ),
        note=(
            "Digits, PCA to 32, logistic regression, 30 labels, 40 splits: accuracy 0.814 with HAST, 0.798 "
            "without; pseudo-labels are right in 98.7%, as many of the most confident ones in 98.6%. "
            "Weights that sum to 1 (total=1.0) are for networks: logistic regression falls to 0.37. The code "
            "of the paper keeps NeST's items of greatest divergence; here, as NeST has it, of least."
        ),
    ),
    Paper(
        "S005",
        "UPS + PLASM: Towards Computationally Feasible Deep Active Learning",
        here=(
            "A candidates stage that re-scores only part of a large pool each round, and a recipe that "
            "acquires with a small model and trains a large one on filtered pseudo-labels."
        ),
        reference=(
            "Towards Computationally Feasible Deep Active Learning. Official code: AIRI-Institute/al_toolbox."
        ),
        parts=(
            Part(
                "UPS subsampling by old uncertainty",
                "works",
                "labelwise.candidates:StaleTop",
                "tests/papers/test_s005_ups.py::test_keep_frequency_is_the_closed_form",
            ),
            Part(
                "PLASM acquisition and successor models",
                "works",
                "labelwise.training:Plasm",
                "tests/papers/test_s005_plasm.py"
                "::test_a_forest_is_better_with_the_labels_of_a_successor_for_items_that_naive_bayes_chose",
            ),
            Part(
                "pseudo-label filter by uncertainty and TracIn",
                "works",
                "labelwise.training.plasm:self_influence",
                "tests/papers/test_s005_plasm.py"
                "::test_fewer_injected_mistakes_are_left_than_where_as_many_are_left_out_at_random",
            ),
        ),
        note=(
            "Digits, 60 labels chosen by the margin of naive Bayes, 2 splits: a forest has an accuracy of "
            "0.74 by the labels alone, 0.905 with all labels of a logistic successor (right in 0.88), 0.91 "
            "without the filtered ones (0.965). With a fifth of the labels made wrong, as many of largest "
            "influence are wrong in 0.95 (logistic regression) and 0.87 (forest). As in the code of the "
            "paper the influence is an item's on itself; here of the last layer, at the end of training."
        ),
    ),
)

METHODS = (
    Method(
        name="activelab",
        paper="S002",
        build=activelab,
        taxonomy="prediction",
        reference="Goh and Mueller 2023. ActiveLab: Active Learning with Re-Labeling by Multiple Annotators.",
        proof="tests/papers/test_s002_activelab.py::test_an_agreeing_label_raises_trust",
        cost="O(N C)",
        summary="another label where the one there is trusted least, or a first one; at most five an item",
    ),
    Method(
        name="sl-selective",
        paper="S003",
        build=selective,
        taxonomy="prediction",
        reference="Combining Self-labeling with Selective Sampling.",
        proof="tests/papers/test_s003_selective.py::test_decision_table",
        cost="O(N K C)",
        summary="items that a committee does not agree on, in one pass; in a stream it labels the others",
    ),
    Method(
        name="ups",
        paper="S005",
        build=ups,
        taxonomy="prediction",
        reference="Tsvigun et al. 2022. Towards Computationally Feasible Deep Active Learning.",
        proof="tests/papers/test_s005_ups.py::test_keep_frequency_is_the_closed_form",
        cost="O(N C), a third of it in most rounds",
        summary="margin, scored anew only where it was small under earlier models, and on some of the rest",
    ),
)
