"""Papers S106 to S110."""

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
        "S106",
        "MAXL: Self-Supervised Generalisation with Meta Auxiliary Learning",
        here="A learner that invents auxiliary classes for its own training by a meta step.",
        reference="Self-Supervised Generalisation with Meta Auxiliary Learning. Official code: lorenmt/maxl.",
        parts=(
            Part(
                "masked-softmax label generator",
                "works",
                "labelwise.training.deep.meta_auxiliary:masked_softmax",
                "tests/training/deep/test_meta_auxiliary.py::test_hardly_anything_lies_outside_of_the_class",
            ),
            Part(
                "meta-auxiliary learner",
                "works",
                "labelwise.training:MetaAuxiliary",
                "tests/papers/test_s106_maxl.py::"
                "test_the_gradient_through_the_step_is_that_of_finite_differences",
            ),
        ),
        note=(
            "On digits by odd and even (20 labels, hidden layer of 64, 16 seeds) the accuracy is 0.802 with "
            "finer classes made up by the generator, 0.802 with random ones and 0.800 without, differences "
            "within the noise: that a learned generator beats random finer classes does not reproduce here. "
            "What it makes up does tell more of the hidden digit than random classes do (normalised mutual "
            "information 0.33 against 0.15 with 20 labels; less than random with 60), and without the "
            "entropy it makes all one."
        ),
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
        parts=(
            Part(
                "binned-regression head",
                "works",
                "labelwise.training:Binned",
                "tests/papers/test_s109_actress.py::test_what_it_is_sure_of_is_nearer_to_the_truth",
            ),
            Part(
                "three-way pseudo-label quality",
                "works",
                "labelwise.training.choosing.quality:passing",
                "tests/papers/test_s109_quality.py"
                "::test_kept_boxes_are_better_than_random_ones_and_than_the_most_confident",
            ),
            Part(
                "partial re-initialisation",
                "works",
                "labelwise.training:Reset",
                "tests/training/deep/test_reset.py::test_only_the_named_layers_change_and_only_at_their_time",
            ),
        ),
        note=(
            "The binned head is for one number an item, not for boxes. Where bars are faint or bright, the "
            "confidence orders items by their error (Spearman 0.42, the spread of the bins 0.59); where "
            "they differ in the strength of the noise it does not (below 0.1, the spread 0.36 to 0.46), for "
            "the network is too sure of what is far from all it has seen. Three-way quality: images with "
            "one rectangle, forests over bins, 4 seeds; 60 of 300 pseudo-boxes that pass all three tests "
            "overlap with the truth by 0.51, the 60 most confident by 0.46, all by 0.28. Brightness stands "
            "for attention."
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
                "labelwise.papers.rows.s106_s110:convincing_wrong",
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
