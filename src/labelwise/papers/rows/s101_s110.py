"""Papers S101 to S110."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def convincing_wrong(share: float = 0.8, wrong: str = "final_wrong", error: int = 0) -> Selects:
    """The most convincing solutions: ``share`` of them with a wrong final answer (a pool column)."""
    from labelwise.measures import LogRight, Per
    from labelwise.selectors import Shares, TopK
    from labelwise.strategy import Strategy

    return Strategy(
        measure=Per("item", LogRight(error), "sum"), selector=Shares(TopK(), {True: share}, by=wrong)
    )


PAPERS = (
    Paper(
        "S101",
        "BambooAL: Building Mega-Scale Vision Dataset Continually with Human-Machine Synergy",
        here=(
            "Irrelevant items of a crawled pool are rejected before scoring, and people confirm or reject a "
            "proposed label of a hierarchy."
        ),
        reference=(
            "Bamboo: Building Mega-Scale Vision Dataset Continually with Human-Machine Synergy. Official "
            "code: ZhangYuanhan-AI/Bamboo (evaluation and weights)."
        ),
        parts=planned(
            "out-of-distribution rejection",
            "yes/no verification",
            "label tree with roll-up",
            "wasted-query report",
        ),
    ),
    Paper(
        "S102",
        (
            "OutlierMap: Mind Your Outliers! Investigating the Negative Impact of Outliers on Active "
            "Learning for Visual Question Answering"
        ),
        here=(
            "A map of the training dynamics that shows whether a strategy collects items nobody can learn, "
            "and a filter for them."
        ),
        reference=(
            "Mind Your Outliers! Investigating the Negative Impact of Outliers on Active Learning for "
            "Visual Question Answering. Official code: siddk/vqa-outliers."
        ),
        parts=(
            Part(
                "dataset map",
                state="works",
                where="labelwise.evaluation.diagnostics:dataset_map",
                proof="tests/papers/test_s102_outliers.py::"
                "test_noise_with_random_labels_is_not_learned_and_digits_are",
            ),
            Part(
                "acquisition profile",
                state="works",
                where="labelwise.evaluation.diagnostics:acquisition_profile",
                proof="tests/papers/test_s102_outliers.py::"
                "test_entropy_collects_them_and_recovers_without_them",
                slow=True,
            ),
            Part(
                "map-based outlier filter",
                state="works",
                where="labelwise.candidates:Learnable",
                proof="tests/papers/test_s102_outliers.py::"
                "test_a_filter_that_knows_only_the_labels_of_the_campaign_keeps_most_of_them_out",
                slow=True,
            ),
        ),
        note=(
            "Shown on digits with a quarter of noise images and on satimage as it is, not on visual "
            "questions. Without the outliers entropy overtakes random choice at the last labels, not always "
            "in the mean over the curve. Spambase has no such items: there entropy is ahead either way."
        ),
    ),
    Paper(
        "S103",
        "ISAL: Influence Selection for Active Learning",
        here="Items by the estimated influence of their expected gradient on a reference loss.",
        reference="Influence Selection for Active Learning. Official code: dragonlzm/ISAL.",
        parts=(
            Part(
                "influence measure",
                state="works",
                where="labelwise.measures:Influence",
                proof="tests/papers/test_s103_isal.py::"
                "test_influence_with_true_labels_predicts_the_change_of_the_reference_loss",
            ),
            Part(
                "inverse Hessian-vector products",
                state="works",
                where="labelwise.measures.influence:solved",
                proof="tests/papers/test_s103_isal.py::test_the_recursion_ends_where_the_inverse_is",
            ),
            Part(
                "top-k expected gradient",
                state="works",
                where="labelwise.measures.influence:expected",
                proof="tests/papers/test_s103_isal.py::test_over_all_classes_the_expected_gradient_vanishes",
            ),
        ),
        note=(
            "Last layer only, with the labelled rows as reference. The authors' code takes the test images "
            "as reference, and its recursion stops about 7% short of the limit that is computed here."
        ),
    ),
    Paper(
        "S104",
        "ALText survey: A Survey of Active Learning for Text Classification using Deep Neural Networks",
        here=(
            "Every strategy says what it looks at (data, model or predictions) and which arrays it needs; a "
            "missing one gives a clear error."
        ),
        reference=(
            "Schröder and Niekler 2020. A Survey of Active Learning for Text Classification using Deep "
            "Neural Networks. Official code: none."
        ),
        parts=(
            Part(
                "taxonomy of strategies",
                state="works",
                where="labelwise.papers.table:Method",
                proof="tests/papers/test_s104_taxonomy.py::test_every_method_has_one_taxonomy_class",
            ),
            Part(
                "declared inputs",
                state="works",
                where="labelwise.strategy:Strategy",
                proof="tests/papers/test_s104_taxonomy.py::test_missing_inputs_give_a_clear_error",
            ),
            Part("report of area under the curve and runtime"),
        ),
    ),
    Paper(
        "S105",
        "ProactiveEval: Proactive Agent: Shifting LLM Agents from Reactive Responses to Active Assistance",
        here=(
            "Proposals that may be withheld: accept, reject or ignore as answers, a learned judge and "
            "metrics of missed and false offers."
        ),
        reference=(
            "Proactive Agent: Shifting LLM Agents from Reactive Responses to Active Assistance. Official "
            "code: thunlp/ProactiveAgent."
        ),
        parts=planned(
            "proposal-or-nothing task", "learned judge", "proposal metrics", "abstain threshold by cost"
        ),
    ),
    Paper(
        "S106",
        "MAXL: Self-Supervised Generalisation with Meta Auxiliary Learning",
        here="A learner that invents auxiliary classes for its own training by a meta step.",
        reference="Self-Supervised Generalisation with Meta Auxiliary Learning. Official code: lorenmt/maxl.",
        parts=planned("masked-softmax label generator", "meta-auxiliary learner"),
    ),
    Paper(
        "S107",
        "ASPL: Active Self-Paced Learning for Cost-Effective and Progressive Face Identification",
        here=(
            "Certain items are labelled by the model with soft self-paced weights, ambiguous ones by "
            "people, and classes may be added."
        ),
        reference=(
            "Active Self-Paced Learning for Cost-Effective and Progressive Face Identification. Official "
            "code: none found."
        ),
        parts=(
            Part(
                "self-paced weights",
                "works",
                "labelwise.training.self_paced:paced_weights",
                "tests/papers/test_s107_aspl.py::test_the_closed_form_is_the_least_on_a_grid",
            ),
            Part(
                "one-vs-rest ambiguity",
                "works",
                "labelwise.measures:claimed",
                "tests/papers/test_s107_aspl.py"
                "::test_fewer_questions_than_uncertainty_alone_and_both_new_classes_are_found",
                slow=True,
            ),
            Part(
                "new-class answers",
                "works",
                "labelwise.training:SelfPaced",
                "tests/papers/test_s107_aspl.py::test_an_answer_opens_a_class_that_the_models_then_have",
            ),
            Part(
                "pace schedule",
                "works",
                "labelwise.training.self_paced:Pace",
                "tests/papers/test_s107_aspl.py"
                "::test_soft_weights_beat_hard_ones_where_a_fifth_of_the_pseudo_labels_is_wrong",
            ),
        ),
        note=(
            "Digits, two classes withheld, linear support vectors, 800 items, 24 labels, 4 splits: 0.90 "
            "after 35 questions, the same models without pseudo-labels asked by their margin after 45. "
            "Closeness to the boundary is that of the two favourite classes: by the nearest boundary of any "
            "class (0.85 after 55) the questions are worse than in random order among the ambiguous (0.92). "
            "With a fifth of the pseudo-labels wrong soft weights gain 0.01 on hard ones at lambda 1.5 to "
            "4, nothing below 1. The proof of fewer questions runs in the slow suite."
        ),
    ),
    Paper(
        "S108",
        "LightASD: A Light Weight Model for Active Speaker Detection",
        here=(
            "A learner of two aligned feature streams with an auxiliary single-stream loss, and their "
            "disagreement as a measure."
        ),
        reference="A Light Weight Model for Active Speaker Detection. Official code: Junhua-Liao/Light-ASD.",
        parts=planned("two-stream learner", "track units", "cross-stream disagreement"),
    ),
    Paper(
        "S109",
        "ACTRESS: Active Retraining for Semi-supervised Visual Grounding",
        here=(
            "A regressor with binned outputs gets a confidence; pseudo-labels are kept when faithful, "
            "stable and confident."
        ),
        reference="Active Retraining for Semi-supervised Visual Grounding. Official code: none found.",
        parts=planned(
            "binned-regression head", "three-way pseudo-label quality", "partial re-initialisation"
        ),
    ),
    Paper(
        "S110",
        "PRM: Let's Verify Step by Step",
        here=(
            "Steps of a solution are rated up to the first error, and convincing wrong solutions are shown "
            "to people first."
        ),
        reference="Let's Verify Step by Step. Official code: openai/prm800k.",
        parts=(
            Part(
                "rated step task",
                "works",
                "labelwise.tasks:Steps",
                "tests/papers/test_s110_prm.py::"
                "test_the_score_is_the_product_and_nothing_after_the_first_error_is_learnt",
            ),
            Part(
                "convincing-wrong measure",
                "works",
                "labelwise.measures:LogRight",
                "tests/papers/test_s110_prm.py::test_convincing_wrong_solutions_teach_more_than_random_ones",
            ),
            Part(
                "quota selector",
                "works",
                "labelwise.papers.rows.s101_s110:convincing_wrong",
                "tests/papers/test_s110_prm.py::"
                "test_exactly_four_fifths_are_wrong_and_both_parts_are_the_most_convincing",
            ),
            Part(
                "best-of-N evaluation",
                "works",
                "labelwise.bench.part_metrics:best_of",
                "tests/papers/test_s110_prm.py::"
                "test_steps_teach_more_than_outcomes_where_some_wrong_solutions_end_right",
            ),
            Part("gold control items"),
        ),
        note=(
            "The measure is the log of the product, and wrong answers are a group of the selector instead of "
            "a factor: so the rest is ranked too. On made-up chains 60 labelled solutions solve 0.96 of the "
            "problems by best of 50, against 0.88 for random ones (interval of the gain 0.04 to 0.12, 10 "
            "seeds). On real solutions (logistic regression on text features, 160 labelled solutions, 5 "
            "seeds) the F1 of first errors rose by 0.24 on prmbench_subset (0.18 to 0.30; half of its "
            "solutions are right) while accuracy fell by 0.07 (0.03 to 0.12); on bigbench_mistake, where 91% "
            "have an error anyway, there was no gain: F1 -0.06 (-0.21 to 0.08)."
        ),
    ),
)
