"""Papers S061 to S070."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def k_center() -> Selects:
    """Farthest first on the embedding."""
    from labelwise.representations import Embedding
    from labelwise.selectors import KCenter
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=KCenter())


PAPERS = (
    Paper(
        "S061",
        "Deep AL survey: A Survey of Deep Active Learning",
        here=(
            "A coverage list for deep active learning, checked against the registry, with batch-awareness "
            "and model transfer as testable claims."
        ),
        reference="A Survey of Deep Active Learning. Official code: none found.",
        parts=(
            Part(
                "taxonomy coverage check",
                "works",
                "labelwise.papers.coverage:LEAVES",
                "tests/papers/test_s061_survey.py::test_every_leaf_has_a_name_here_or_a_reason",
            ),
            Part(
                "batch-awareness check",
                "works",
                "labelwise.papers.coverage:repeats",
                "tests/papers/test_s061_survey.py::test_top_k_picks_copies_and_batch_aware_methods_do_not",
            ),
            Part(
                "select with one model, train another",
                "works",
                "labelwise.bench.simulate:simulate",
                "tests/papers/test_s061_survey.py::test_labels_chosen_by_one_model_train_another",
            ),
            *planned("the leaves that are not covered"),
        ),
    ),
    Paper(
        "S062",
        (
            "AfroLM self-active pretraining: A Self-Active Learning-based Multilingual Pretrained Language "
            "Model for 23 African Languages"
        ),
        here="A corpus that grows by sentences which the model completes itself, each marked as synthetic.",
        reference=(
            "AfroLM: A Self-Active Learning-based Multilingual Pretrained Language Model for 23 African "
            "Languages. Official code: bonaventuredossou/MLM_AL."
        ),
        parts=planned(
            "self-training corpus growth", "provenance of synthetic items", "restart-or-continue training"
        ),
    ),
    Paper(
        "S063",
        (
            "Coarse-to-fine AL to full validation: Active Coarse-to-Fine Segmentation of Moveable Parts "
            "from Real Images"
        ),
        here=(
            "Every item of a pool ends approved by a person: predictions are accepted, left for later or "
            "drawn by hand, coarse before fine."
        ),
        reference=(
            "Active Coarse-to-Fine Segmentation of Moveable Parts from Real Images. Official code: none "
            "found."
        ),
        parts=planned("three-outcome verification loop", "verify and draw costs", "coarse-to-fine units"),
    ),
    Paper(
        "S064",
        "Core-Set (k-center): Active Learning for Convolutional Neural Networks: A Core-Set Approach",
        here=(
            "The batch that leaves no item far from a labelled one: greedily within twice the optimum, or "
            "by an integer program that may leave outliers out."
        ),
        reference=(
            "Sener and Savarese 2018. Active Learning for Convolutional Neural Networks: A Core-Set "
            "Approach. Official code: ozansener/active_learning_coreset."
        ),
        parts=(
            Part(
                "greedy k-center",
                state="works",
                where="labelwise.selectors.k_center:KCenter",
                proof="tests/papers/test_s064_core_set.py::test_greedy_within_twice_the_optimum",
            ),
            Part(
                "robust k-center by integer program",
                state="works",
                where="labelwise.selectors.k_center_mip:KCenterMIP",
                proof="tests/papers/test_s064_core_set.py::test_mip_equals_brute_force",
            ),
        ),
    ),
    Paper(
        "S065",
        (
            "CAMEL: A Confidence-based Acquisition Model for Self-supervised Active Learning and Label "
            "Correction"
        ),
        here=(
            "A learned confidence says which steps of a sequence to ask, which to label by the model and "
            "which given labels to repair."
        ),
        reference=(
            "A Confidence-based Acquisition Model for Self-supervised Active Learning and Label Correction. "
            "Official code: general/dsml/camell on the Duesseldorf University GitLab."
        ),
        parts=planned("correctness estimator", "partial sequence queries", "label validation and correction"),
    ),
    Paper(
        "S066",
        "NoiseAug + fft-attention: Semi-supervised Active Learning for Video Action Detection",
        here=(
            "Clips are chosen by variance of the predicted foreground under input noise; training adds "
            "frequency-weighted consistency."
        ),
        reference=(
            "Semi-supervised Active Learning for Video Action Detection. Official code: "
            "AKASH2907/semi_sup_active_learning."
        ),
        parts=planned(
            "input-noise variance measure", "mean teacher with high-pass consistency", "video clip units"
        ),
    ),
    Paper(
        "S067",
        "AL re-benchmark: Re-Benchmarking Pool-Based Active Learning for Binary Classification",
        here=(
            "A benchmark that separates the model that scores items from the model that is judged, with a "
            "warning when they differ."
        ),
        reference=(
            "Re-Benchmarking Pool-Based Active Learning for Binary Classification. Official code: "
            "ariapoy/active-learning-benchmark."
        ),
        parts=(
            Part(
                "normalised area under the curve protocol",
                state="works",
                where="labelwise.bench.protocols:figures",
                proof="tests/papers/test_s067_rebenchmark.py::test_the_protocol_and_its_area",
            ),
            Part(
                "query-oriented and task-oriented models",
                state="works",
                where="labelwise.campaign:Campaign",
                proof="tests/papers/test_s067_rebenchmark.py::"
                "test_a_campaign_asks_with_one_model_and_delivers_the_other",
            ),
            Part(
                "mismatch warning",
                state="works",
                where="labelwise.evaluation.diagnostics:scorer_mismatch",
                proof="tests/papers/test_s067_rebenchmark.py::"
                "test_on_circles_the_scorer_is_worse_than_chance_and_the_warning_fires",
                slow=True,
            ),
        ),
    ),
    Paper(
        "S068",
        "AL practitioner survey: Have LLMs Made Active Learning Obsolete? Surveying the NLP Community",
        here=(
            "What practitioners miss, as promises: a first run without configuration, savings with an "
            "interval, and projects that can be resumed."
        ),
        reference=(
            "Have LLMs Made Active Learning Obsolete? Surveying the NLP Community. Official code: not "
            "looked for."
        ),
        parts=(
            Part(
                "durable project and resume",
                state="works",
                where="labelwise.campaign:Campaign",
                proof="tests/papers/test_s068_practitioners.py::test_zero_configuration_and_resume",
            ),
            Part(
                "savings estimate with interval",
                state="works",
                where="labelwise.evaluation.savings:ladder",
                proof="tests/papers/test_s068_practitioners.py::test_savings_with_a_control_arm_of_a_tenth",
                slow=True,
            ),
            Part(
                "random control arm",
                state="works",
                where="labelwise.evaluation.savings:both_arms",
                proof="tests/evaluation/savings/test_measured.py::test_random_choice_saves_nothing",
            ),
            Part("comparison with labels by an LLM"),
            Part(
                "stop recommendation",
                state="works",
                where="labelwise.evaluation.stopping.advice:advise",
                proof="tests/papers/test_s068_practitioners.py::"
                "test_a_stop_is_recommended_once_labels_bring_nothing_more",
            ),
        ),
        note=(
            "A two-sided interval of the labels saved is not honest at such an arm: the bounds are "
            "one-sided, and with a tenth of 400 labels most runs say that nothing can be told yet."
        ),
    ),
    Paper(
        "S069",
        (
            "Multi-label Confident Learning: Identifying Incorrect Annotations in Multi-Label "
            "Classification Data"
        ),
        here="Likely wrong tags are ranked by an exponential average over each item's worst tags.",
        reference=(
            "Identifying Incorrect Annotations in Multi-Label Classification Data. Official code: "
            "cleanlab/cleanlab."
        ),
        parts=planned("tag quality scores", "exponential-average aggregation", "confident learning per tag"),
    ),
    Paper(
        "S070",
        "RAD: Robust Active Distillation",
        here=(
            "A sampling law for a fallible teacher: informative items, with the most extreme ones weighed "
            "down against its worst case."
        ),
        reference="Robust Active Distillation. Official code: none found.",
        parts=(
            Part(
                "minimax sampler",
                state="works",
                where="labelwise.selectors.minimax:Minimax",
                proof="tests/papers/test_s070_rad.py::test_closed_form_equals_the_linear_program",
            ),
            Part(
                "margin gain",
                state="works",
                where="labelwise.measures.margin:margin",
                proof=(
                    "tests/papers/test_s070_rad.py"
                    "::test_it_withstands_a_teacher_that_is_wrong_where_it_is_asked_most"
                ),
            ),
            Part(
                "distillation learner",
                "works",
                "labelwise.training:Distilled",
                "tests/papers/test_s070_rad.py"
                "::test_a_student_of_shares_withstands_it_too_by_shares_or_by_copies",
            ),
        ),
        note=(
            "Digits, 40 labels, 150 of a teacher that gives shares of 0.9 and is wrong on the fifth of "
            "smallest margin, 4 splits: 0.81 by the minimax law, 0.38 by margin; drawn at random 0.82, so "
            "against random choice nothing is gained here."
        ),
    ),
)

METHODS = (
    Method(
        name="k-center",
        paper="S064",
        build=k_center,
        taxonomy="data",
        reference=(
            "Sener and Savarese 2018. Active Learning for Convolutional Neural Networks: A Core-Set Approach."
        ),
        proof="tests/papers/test_s064_core_set.py::test_greedy_within_twice_the_optimum",
        cost="O(b N D)",
        summary="the item farthest from every labelled or picked one, again and again",
    ),
)
