"""Papers S011 to S015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def gmm_modes() -> Selects:
    """The item nearest to each mode of a Gaussian mixture."""
    from labelwise.representations import Embedding
    from labelwise.selectors import GMMModes
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=GMMModes())


PAPERS = (
    Paper(
        "S011",
        "LLM-AL Survey: From Selection to Generation: A Survey of LLM-based Active Learning",
        here=(
            "A coverage list for language models in the loop: as generator, annotator, router and selector, "
            "each with its own price."
        ),
        reference="From Selection to Generation: A Survey of LLM-based Active Learning. Official code: none.",
        parts=planned(
            "item generator with provenance",
            "LLM annotator",
            "confidence router with prices",
            "prompted selector",
        ),
    ),
    Paper(
        "S012",
        "DeepAL+: A Comparative Survey of Deep Active Learning",
        here=(
            "Adversarial-distance and Bayesian measures, self-training and adversarial learners, and the "
            "area under the budget curve."
        ),
        reference="A Comparative Survey of Deep Active Learning. Official code: SineZHAN/deepALplus.",
        parts=(
            Part(
                "adversarial distance measures",
                "works",
                "labelwise.measures:boundary_distance",
                "tests/measures/test_boundary_distance.py::test_equals_the_smallest_change_by_search",
            ),
            Part(
                "variation ratio and mean-STD",
                "works",
                "labelwise.measures:mean_std",
                "tests/papers/test_s012_deepal.py::test_equalities_of_the_measures",
            ),
            Part(
                "k-means and k-center",
                "works",
                "labelwise.selectors:KMeansNearest",
                "tests/papers/test_s012_deepal.py::test_k_means_and_k_center_pick_by_their_definitions",
            ),
            Part(
                "CEAL, loss prediction, VAAL and WAAL learners",
                "works",
                "labelwise.training:LossPrediction",
                "tests/papers/test_s012_loss_prediction.py::test_predicted_losses_rank_the_losses_of_unseen_digits",
            ),
            Part(
                "area under the budget curve",
                "works",
                "labelwise.bench.protocols.scores:area",
                "tests/papers/test_s012_deepal.py::test_area_under_the_budget_curve",
            ),
        ),
        note=(
            "On digits with 200 labels the predicted loss ranks the true losses of unseen items with a rank "
            "correlation of 0.56 to 0.73, the entropy of the same network with 0.93 to 0.95. VAAL's critic "
            "finds digits that nobody labelled (64 to 84% of its first 50, 22% of the pool); WAAL's does so "
            "less evenly (48 to 90%) and not at all with the balance of its code, and adds little to the "
            "uncertainty of its score."
        ),
    ),
    Paper(
        "S013",
        "ActiveMeta-GMM: Exploring Active Learning in Meta-Learning: Enhancing Context Set Labeling",
        here=(
            "A selector that takes the pool points nearest to the modes of a Gaussian mixture, for the "
            "context sets of few-shot tasks."
        ),
        reference=(
            "Exploring Active Learning in Meta-Learning: Enhancing Context Set Labeling. Official code: "
            "none found."
        ),
        parts=(
            Part(
                "Gaussian-mixture mode selector",
                "works",
                "labelwise.selectors:GMMModes",
                "tests/papers/test_s013_gmm_modes.py::test_one_item_of_each_class_when_classes_lie_apart",
            ),
            Part(
                "few-shot episode task",
                "works",
                "labelwise.training.episodes:Episodes",
                "tests/papers/test_s013_episodes.py::test_choice_by_modes_beats_chance_at_deployment",
            ),
            Part(
                "prototype learner",
                "works",
                "labelwise.learners:PrototypeLearner",
                "tests/papers/test_s013_episodes.py::test_learning_to_learn_helps_on_new_classes",
            ),
        ),
        note=(
            "Not repeated: the image benchmarks. From 6 digits to the other 4 meta-learning loses to the "
            "means of the pixels (0.56 for 0.76 with one label a class); from 30 made classes to 10 new ones "
            "it wins (0.94 for 0.57)."
        ),
    ),
    Paper(
        "S014",
        "Annotator/VCD: A Generic Active Learning Baseline for LiDAR Semantic Segmentation",
        here=(
            "Voxels of a point cloud are asked by the entropy of the classes predicted inside them, a few "
            "in each scan."
        ),
        reference=(
            "Annotator: A Generic Active Learning Baseline for LiDAR Semantic Segmentation. Official code: "
            "BIT-DA/Annotator."
        ),
        parts=planned(
            "voxel units",
            "voxel confusion degree",
            "top n of each scan",
            "source-free and source-target training",
        ),
    ),
    Paper(
        "S015",
        "BaaL: Bayesian active learning for production, a systematic study and a reusable library",
        here=(
            "Bayesian measures over posterior samples, scored on a random part of the pool, with stochastic "
            "batches and dropout that keeps one mask for a whole pass."
        ),
        reference=(
            "Bayesian active learning for production, a systematic study and a reusable library. Official "
            "code: baal-org/baal."
        ),
        parts=(
            Part(
                "BALD family over samples",
                "works",
                "labelwise.measures:bald",
                "tests/papers/test_s015_baal.py::test_measures_over_draws",
            ),
            Part(
                "random-subset scoring",
                "works",
                "labelwise.candidates:Subsample",
                "tests/papers/test_s015_baal.py::test_a_quarter_of_the_pool_is_enough",
            ),
            Part(
                "stochastic batch forms",
                "works",
                "labelwise.selectors:Stochastic",
                "tests/papers/test_s015_baal.py::test_stochastic_forms_draw_by_score",
            ),
            Part(
                "consistent dropout learner",
                "works",
                "labelwise.learners:TorchLearner",
                "tests/papers/test_s015_baal.py::test_dropout_is_consistent",
            ),
        ),
        note=(
            "Not reproduced: that a fifth of flipped labels shrinks BALD's gain over random. On digits with "
            "ten bagged linear classifiers (6 batches of 20, 6 seeds) BALD gains nothing to shrink: mean "
            "accuracy 0.024 below random without flips and 0.023 below with them; with a network under "
            "dropout 0.063 below without flips and 0.040 below with them. A random quarter of the pool then "
            "costs BALD nothing (0.031 better on average)."
        ),
    ),
)

METHODS = (
    Method(
        name="gmm-modes",
        paper="S013",
        build=gmm_modes,
        taxonomy="data",
        reference=(
            "Bae, Wang and Sutherland 2024. Exploring Active Learning in Meta-Learning: Enhancing Context "
            "Set Labeling."
        ),
        proof="tests/papers/test_s013_gmm_modes.py::test_one_item_of_each_class_when_classes_lie_apart",
        cost="O(b N D) a round of EM",
        summary="the item nearest to each mode of a Gaussian mixture with as many components as picks",
    ),
)
