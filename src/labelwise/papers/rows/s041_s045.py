"""Papers S041 to S045."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def random_then_margin() -> Selects:
    """Chance until there are labels for the dimensions, then margin with a random tenth."""
    from labelwise.measures import margin
    from labelwise.policies import LabelsPerDimension, Mixture, Switch
    from labelwise.selectors import Random
    from labelwise.strategy import Strategy

    random = Strategy(selector=Random())
    later = Mixture((Strategy(measure=margin), random), (0.9, 0.1))
    policy: Selects = Switch(random, later, until=LabelsPerDimension())
    return policy


PAPERS = (
    Paper(
        "S041",
        "Pseudo-Label + MixUp: Pseudo-Labeling and Confirmation Bias in Deep Semi-Supervised Learning",
        here=(
            "A semi-supervised recipe: soft pseudo-labels, mixup, a minimum of labelled items per batch and "
            "two regularisers."
        ),
        reference=(
            "Pseudo-Labeling and Confirmation Bias in Deep Semi-Supervised Learning. Official code: "
            "EricArazo/PseudoLabeling."
        ),
        parts=(
            Part(
                "soft pseudo-labels with mixup",
                "works",
                "labelwise.training:SoftPseudo",
                "tests/papers/test_s041_pseudo_mixup.py::test_fewer_wrong_pseudo_labels_that_are_sure_and_more_right_predictions",
            ),
            Part(
                "two-stream batches",
                "works",
                "labelwise.training:TwoStream",
                "tests/training/deep/test_two_stream.py::test_every_batch_holds_exactly_k_labels_of_people",
            ),
            Part(
                "class-balance and entropy regularisers",
                "works",
                "labelwise.training:EvenAndSure",
                "tests/training/deep/test_even_and_sure.py::test_evenness_is_lowest_where_the_mean_is_uniform_and_only_there",
            ),
        ),
        note=(
            "On digits with 4 labels a class: 3 to 6% of the pseudo-labels are wrong and surer than 0.9, 12 "
            "to 18% without mixup and two streams; 89% of unseen digits are right, 84 to 86% without, 78 to "
            "83% without pseudo-labels. The minimum of labels a batch gained 0 to 3 points with 4 labels a "
            "class and nothing with 2."
        ),
    ),
    Paper(
        "S042",
        "ACAL: Annotator-Centric Active Learning for Subjective NLP Tasks",
        here=(
            "The item and then the annotator are chosen, so that rare views are heard, and quality is "
            "reported per annotator."
        ),
        reference=(
            "Annotator-Centric Active Learning for Subjective NLP Tasks. Official code: "
            "m0re4u/acal-subjective."
        ),
        parts=(
            Part(
                "annotator selectors",
                "works",
                "labelwise.annotators:LabelMinority",
                "tests/papers/test_s042_acal.py::test_label_minority_draws_far_more_from_the_minority",
            ),
            Part(
                "soft-label training",
                "works",
                "labelwise.learners:PartialLogistic",
                "tests/papers/test_s042_acal.py::test_soft_labels_of_all_answers_train_the_model",
            ),
            Part(
                "annotator-centric metrics",
                "works",
                "labelwise.quality:annotator_centric",
                "tests/papers/test_s042_acal.py::test_metrics_show_who_is_not_heard",
            ),
        ),
        note=(
            "Shown on simulated annotators, not on the seven tasks of the paper. Of 600 answers about 2,000 "
            "items some 56% come from the tenth that is the minority; of 300 items, which return more often, "
            "39%, since nobody is asked twice about an item. Representation diversity takes labels as one of "
            "L instead of embedding their text."
        ),
    ),
    Paper(
        "S043",
        "VideoCoT: A Video Chain-of-Thought Dataset with Active Annotation Tool",
        here=(
            "Drafts written by a model are scored and accepted, discarded or sent to people to edit, with "
            "edit distance as cost."
        ),
        reference="A Video Chain-of-Thought Dataset with Active Annotation Tool. Official code: none found.",
        parts=planned(
            "generate-score-route-edit loop",
            "pluggable quality scorers",
            "edit distance as cost and as label",
        ),
    ),
    Paper(
        "S044",
        (
            "ATAL: Pixel is All You Need: Adversarial Trajectory-Ensemble Active Learning for Salient "
            "Object Detection"
        ),
        here=(
            "Pixels are chosen by uncertainty over snapshots on attacked images, at most one in a superpixel."
        ),
        reference=(
            "Pixel is All You Need: Adversarial Trajectory-Ensemble Active Learning for Salient Object "
            "Detection. Official code: wuzhenyubuaa/ASTE-AL."
        ),
        parts=planned("attacked-input uncertainty", "snapshot ensemble learner", "one pick per superpixel"),
    ),
    Paper(
        "S045",
        (
            "Margin-in-high-dimension diagnostic: Margin-based sampling in high dimensions: When being "
            "active is less efficient than staying passive"
        ),
        here=(
            "A diagnostic of when margin sampling loses to random choice in high dimension, and a rule to "
            "begin with random."
        ),
        reference=(
            "Margin-based sampling in high dimensions: When being active is less efficient than staying "
            "passive. Official code: not looked for."
        ),
        parts=(
            Part(
                "active-versus-passive diagnostic",
                state="works",
                where="labelwise.evaluation.diagnostics:win_probability",
                proof="tests/papers/test_s045_passive.py::test_the_sign_flips_with_the_dimension",
                slow=True,
            ),
            Part(
                "oracle margin for simulation",
                state="works",
                where="labelwise.evaluation.diagnostics:oracle_margin",
                proof="tests/papers/test_s045_passive.py::test_the_oracle_margin_is_the_true_distance",
            ),
            Part(
                "random-until switch",
                state="works",
                where="labelwise.policies:LabelsPerDimension",
                proof="tests/papers/test_s045_passive.py::test_random_until_there_are_labels_for_the_dimensions",
            ),
        ),
        note=(
            "In 1000 dimensions the true margin loses 25 points, the model's own about 2, and that below "
            "0.1 labels per dimension, where the switch begins: it saves a point at most (100 to 1000 "
            "dimensions, 20 to 300 labels). The true margin needs 3 labels per dimension."
        ),
    ),
)

METHODS = (
    Method(
        name="random-then-margin",
        paper="S045",
        build=random_then_margin,
        taxonomy="prediction",
        reference=(
            "Tifrea, Clarysse and Yang 2023. Margin-based sampling in high dimensions: When being active is "
            "less efficient than staying passive."
        ),
        proof="tests/papers/test_s045_passive.py::test_random_until_there_are_labels_for_the_dimensions",
        cost="O(N C)",
        summary="random until there is a label for every ten dimensions, then margin with 10% random",
    ),
)
