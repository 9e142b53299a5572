"""Papers S021 to S025."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def clipping() -> Selects:
    """Margin without the most uncertain twentieth."""
    from labelwise.candidates import Clip
    from labelwise.measures import margin
    from labelwise.strategy import Strategy

    return Strategy(candidates=Clip(margin), measure=margin)


PAPERS = (
    Paper(
        "S021",
        (
            "UncertaintyClipping: To Softmax, or not to Softmax, when applying Active Learning for "
            "Transformer Models"
        ),
        here=(
            "A candidates stage that drops the most uncertain share of the pool as likely outliers, and "
            "measures on better calibrated confidence."
        ),
        reference=(
            "To Softmax, or not to Softmax, when applying Active Learning for Transformer Models. Official "
            "code: jgonsior/btw-softmax-clipping."
        ),
        parts=(
            Part(
                "uncertainty clipping",
                "works",
                "labelwise.candidates:Clip",
                "tests/papers/test_s021_clipping.py::test_outliers_are_asked_less_and_the_model_is_no_worse",
            ),
            Part(
                "trust score",
                "works",
                "labelwise.measures:Distrust",
                "tests/measures/test_trust.py::test_equals_the_naive_version",
            ),
            Part(
                "temperature",
                "works",
                "labelwise.measures:Tempered",
                "tests/papers/test_s021_clipping.py::test_temperature_leaves_the_ranking_of_two_classes",
            ),
            Part(
                "calibrated learner",
                "works",
                "labelwise.training:Calibrated",
                "tests/training/test_calibrated.py::test_confidence_comes_near_accuracy",
            ),
            Part(
                "evidential, label-smoothed and inhibited softmax learners",
                "works",
                "labelwise.training:Evidential",
                "tests/training/test_confidence.py::"
                "test_what_no_class_claims_and_little_evidence_tell_unknown_digits",
            ),
        ),
        note=(
            "Not reproduced on digits with 5% noise images of random labels (80 questions, logistic "
            "regression): in two sets of four seeds 12 and 18 of them are asked against 22 and 20 by margin, "
            "accuracy 0.914 and 0.900 against 0.904 and 0.904; with full contrast 0.902 against 0.910. "
            "A small network trained on six digits tells the other four by its plain softmax (AUROC 0.91) as "
            "well as by what no class claims (0.90), and better than by little evidence (softplus 0.84, the "
            "paper's relu 0.68 to 0.78)."
        ),
    ),
    Paper(
        "S022",
        "BESRA: Beta Scoring in Deep Active Learning for Multi-Label Text Classification",
        here=(
            "Expected gain of a Beta proper score for items with several tags, clustered so that a batch "
            "spreads over what it improves."
        ),
        reference=(
            "Beta Scoring in Deep Active Learning for Multi-Label Text Classification. Official code: "
            "davidtw999/BESRA."
        ),
        parts=(
            Part(
                "Beta score family",
                "works",
                "labelwise.representations.beta_scores:beta_score",
                "tests/papers/test_s022_besra.py::test_limits_of_the_score_family",
            ),
            Part(
                "expected-score representation",
                "works",
                "labelwise.representations:BetaScores",
                "tests/papers/test_s022_besra.py::test_gains_are_never_negative_and_zero_where_members_agree",
            ),
            Part(
                "k-means on the top share",
                "works",
                "labelwise.selectors:TopClusters",
                "tests/papers/test_s022_besra.py::test_rare_tags_are_learned_sooner_than_at_random",
            ),
        ),
        note=(
            "Not reproduced: that it is as good as the largest entropy. On ten made pools of ten rare tags "
            "with five bagged logistic models the areas under micro-F1 and macro-F1 are 0.398 and 0.367, at "
            "random 0.381 and 0.351 (standard error of the difference 0.016), by entropy 0.453 and 0.419."
        ),
    ),
    Paper(
        "S023",
        "ALWOD: Active Learning for Weakly-Supervised Object Detection",
        here=(
            "Images are chosen by disagreement of a student and a teacher detector, and people verify or "
            "correct boxes at their own price."
        ),
        reference=(
            "Active Learning for Weakly-Supervised Object Detection. Official code: seqam-lab/ALWOD (a "
            "README only)."
        ),
        parts=planned(
            "detector-pair disagreement",
            "box verify and correct form",
            "teacher-student learner with image tags",
            "pasted composite warm start",
        ),
    ),
    Paper(
        "S024",
        "OnlineAL-Survey: A survey on online active learning",
        here=(
            "A coverage list for streams: budget managers, thresholds, drift detectors, delayed labels and "
            "prequential evaluation."
        ),
        reference="Cacciarelli and Kulahci. A survey on online active learning. Official code: none.",
        parts=planned(
            "budget manager and thresholds",
            "drift-triggered gates",
            "optimal-design gate for regression",
            "prequential evaluation with delayed labels",
        ),
    ),
    Paper(
        "S025",
        "ICAL: Information Condensing Active Learning",
        here=(
            "A batch that depends most, by a kernel independence criterion over posterior draws, on the "
            "rest of the pool."
        ),
        reference="Information Condensing Active Learning. Official code: none identified.",
        parts=(
            Part(
                "draw-kernel representation",
                state="works",
                where="labelwise.representations.draws:Draws",
                proof="tests/representations/test_draws.py::test_inner_products_are_hsic",
            ),
            Part(
                "HSIC greedy selector",
                state="works",
                where="labelwise.selectors.condense:Condense",
                proof="tests/papers/test_s025_ical.py::test_plain_greedy_with_fixed_reference_is_the_top",
            ),
            Part(
                "pointwise relative gain",
                state="works",
                where="labelwise.selectors.condense:Condense",
                proof="tests/papers/test_s025_ical.py::test_pointwise_takes_both_groups_plain_one",
            ),
        ),
    ),
)

METHODS = (
    Method(
        name="clipping",
        paper="S021",
        build=clipping,
        taxonomy="prediction",
        reference=(
            "Gonsior et al. 2022. To Softmax, or not to Softmax: that is the question when applying Active "
            "Learning for Transformer Models."
        ),
        proof="tests/papers/test_s021_clipping.py::test_outliers_are_asked_less_and_the_model_is_no_worse",
        cost="O(N C)",
        summary="margin, after the twentieth with the smallest margins is left out as likely outliers",
    ),
)
