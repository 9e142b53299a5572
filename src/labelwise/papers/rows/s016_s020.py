"""Papers S016 to S020."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def imital() -> Selects:
    """Of twenty candidates far apart those of which a network says that they teach most."""
    from labelwise.candidates import Furthest
    from labelwise.measures import imital
    from labelwise.strategy import Strategy

    return Strategy(candidates=Furthest(), measure=imital)


def galaxy() -> Selects:
    """Halve the shortest stretch between different labels on the line of a class."""
    from labelwise.selectors import Bisection
    from labelwise.strategy import Strategy

    return Strategy(selector=Bisection())


def direct() -> Selects:
    """Around the threshold of each class and where it may lie."""
    from labelwise.selectors import Thresholds
    from labelwise.strategy import Strategy

    return Strategy(selector=Thresholds())


PAPERS = (
    Paper(
        "S016",
        "TA-VAAL: Task-Aware Variational Adversarial Active Learning",
        here="Items that a task-aware variational autoencoder's critic takes for unlabelled are asked first.",
        reference="Task-Aware Variational Adversarial Active Learning. Official code: cubeyoung/TA-VAAL.",
        parts=(
            Part(
                "loss-prediction head with ranking loss",
                "works",
                "labelwise.training:LossPrediction",
                "tests/papers/test_s012_loss_prediction.py::test_predicted_losses_rank_the_losses_of_unseen_digits",
            ),
            Part(
                "conditional VAE with critic",
                "works",
                "labelwise.training:Vaal",
                "tests/papers/test_s016_vaal.py::test_a_constant_condition_is_plain_vaal",
            ),
            Part(
                "critic measure",
                "works",
                "labelwise.measures:unfamiliar",
                "tests/papers/test_s016_vaal.py::test_digits_that_nobody_labelled_are_asked_first",
            ),
        ),
        note=(
            "The autoencoder has one hidden layer where the paper has convolutions. With two digits that "
            "nobody labelled both critics find them; being told the predicted loss made no clear difference."
        ),
    ),
    Paper(
        "S017",
        (
            "TransformerUncertainty: Revisiting Uncertainty-based Query Strategies for Active Learning with "
            "Transformers"
        ),
        here=(
            "The uncertainty measures least confidence, breaking ties and entropy, compared by rank tables "
            "over data sets, and a contrastive one over neighbours."
        ),
        reference=(
            "Schröder, Niekler and Potthast 2022. Revisiting Uncertainty-based Query Strategies for Active "
            "Learning with Transformers. Official code: none located for the experiments; library "
            "webis-de/small-text."
        ),
        parts=(
            Part(
                "least confidence",
                state="works",
                where="labelwise.measures:least_confidence",
                proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
            ),
            Part(
                "breaking ties",
                state="works",
                where="labelwise.measures:margin",
                proof="tests/papers/test_s017_uncertainty.py::test_margin_not_worse_than_entropy",
                slow=True,
            ),
            Part(
                "prediction entropy",
                state="works",
                where="labelwise.measures:entropy",
                proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
            ),
            Part(
                "contrastive measure (divergence to neighbours)",
                state="works",
                where="labelwise.measures:Contrast",
                proof="tests/papers/test_s017_contrast.py::"
                "test_contrast_equals_a_loop_and_is_zero_where_neighbours_agree",
            ),
        ),
    ),
    Paper(
        "S018",
        "KECOR: Kernel Coding Rate Maximization for Active 3D Object Detection",
        here=(
            "Frames are chosen by a greedy log-determinant on a tangent-kernel representation with an "
            "entropy bonus, and cost is counted in boxes."
        ),
        reference=(
            "Kernel Coding Rate Maximization for Active 3D Object Detection. Official code: "
            "Luoyadan/KECOR-active-3Ddet."
        ),
        parts=(
            Part(
                "sketched neural tangent kernel",
                state="works",
                where="labelwise.representations.sketch:Sketch",
                proof="tests/papers/test_s018_kecor.py::test_sketched_tangent_kernel",
            ),
            Part(
                "log-determinant greedy with diagonal bonus",
                state="works",
                where="labelwise.selectors.max_det:MaxDet",
                proof="tests/papers/test_s018_kecor.py::test_greedy_is_the_coding_rate",
            ),
            *planned("box-count entropy", "cost in boxes"),
        ),
    ),
    Paper(
        "S019",
        "ImitAL: Learned Active Learning Strategy on Synthetic Data",
        here=(
            "The single-item form of the learned policy: one forward pass ranks a small set of far-apart "
            "candidates."
        ),
        reference=(
            "Learned Active Learning Strategy on Synthetic Data. Official code: jgonsior/DS22-ImitAL, "
            "jgonsior/Active-Learning-Base-Module."
        ),
        parts=(
            Part(
                "furthest-set pre-sampling",
                "works",
                "labelwise.candidates:Furthest",
                "tests/papers/test_s019_imital.py::test_the_furthest_of_many_sets_goes_on",
            ),
            Part(
                "item state encoding",
                "works",
                "labelwise.measures.imital:item_states",
                "tests/papers/test_s019_imital.py::test_states_of_six_points_by_hand",
            ),
            Part(
                "synthetic table generator",
                "works",
                "labelwise.bench.datasets:synthetic_table",
                "tests/papers/test_s019_imital.py::test_tables_differ_in_how_hard_they_are",
            ),
            Part(
                "listwise ranking policy",
                "works",
                "labelwise.measures:Imital",
                "tests/papers/test_s019_imital.py::test_it_ranks_items_of_unseen_tables_as_the_expert_does",
                slow=True,
            ),
        ),
        note=(
            "The network has 2,464 weights and sees each candidate and the mean of the list, so that "
            "their order cannot matter; one like that of the paper (two layers of 1,100 over the list as "
            "one vector, each list in three orders) ranks worse. Demonstrations go on with random labels; "
            "after the expert's own choices the next gains can hardly be foreseen. A rank correlation "
            "with the expert of 0.2 on unseen tables is not reached: it is 0.14 (the network of the paper "
            "0.08, uncertainty alone 0.11, chance 0). The distance to the unlabelled items is that to 500 "
            "random ones."
        ),
    ),
    Paper(
        "S020",
        "LabelBench: A Comprehensive Framework for Benchmarking Label-Efficient Learning",
        here=(
            "Selection on cached features by a cheap proxy with later full training, semi-supervised "
            "trainers, and graph-based search for class borders."
        ),
        reference=(
            "A Comprehensive Framework for Benchmarking Label-Efficient Learning. Official code: "
            "EfficientTraining/LabelBench."
        ),
        parts=(
            Part(
                "selection via proxy",
                "works",
                "labelwise.bench.protocols:Protocol",
                "tests/papers/test_s020_labelbench.py::test_a_cheap_model_asks_for_a_dear_one",
            ),
            Part(
                "semi-supervised trainers",
                "works",
                "labelwise.training:FlexMatch",
                "tests/papers/test_s020_trainers.py::"
                "test_the_class_that_is_learned_least_has_the_lowest_threshold",
            ),
            Part(
                "GALAXY selector",
                "works",
                "labelwise.selectors:Bisection",
                "tests/papers/test_s020_labelbench.py::test_the_border_of_a_line_in_log2_labels",
            ),
            Part(
                "DIRECT selector",
                "works",
                "labelwise.selectors:Thresholds",
                "tests/papers/test_s020_labelbench.py::test_direct_asks_around_the_threshold_despite_wrong_labels",
            ),
            Part(
                "declared inputs of strategies",
                "works",
                "labelwise.strategy:Strategy",
                "tests/papers/test_s020_labelbench.py::test_each_strategy_gets_exactly_what_it_declares",
            ),
        ),
        note=(
            "GALAXY reads labels when they are told, so that its full effect needs ask(1); the code of the "
            "authors looks at each label as soon as it has picked. DIRECT chooses a whole batch before any "
            "of its labels is known. The trainers (PseudoLabel, Uda, FlexMatch, FreeMatch, SoftMatch) start "
            "from a network without pretraining and change items by noise, a shift and a covered square "
            "instead of RandAugment. On digits with 4 labels a class they gained 3 to 8 points in 1,500 "
            "steps; in 300 those with adaptive thresholds lost up to 12."
        ),
    ),
)

METHODS = (
    Method(
        name="imital",
        paper="S019",
        build=imital,
        taxonomy="prediction",
        reference=(
            "Gonsior, Thiele and Lehner 2022. ImitAL: Learned Active Learning Strategy on Synthetic Data."
        ),
        proof="tests/papers/test_s019_imital.py::test_states_of_six_points_by_hand",
        cost="O(b D (b + L)) for L labels",
        summary="of twenty far apart those that a network prefers, taught by an expert on synthetic tables",
    ),
    Method(
        name="galaxy",
        paper="S020",
        build=galaxy,
        taxonomy="prediction",
        reference=(
            "Zhang, Katz-Samuels and Nowak 2022. GALAXY: Graph-based Active Learning at the Extreme; as in "
            "LabelBench."
        ),
        proof="tests/papers/test_s020_labelbench.py::test_the_border_of_a_line_in_log2_labels",
        cost="O(C N log N + b N)",
        summary="halves the shortest stretch between different labels on the line of a class; ask one by one",
    ),
    Method(
        name="direct",
        paper="S020",
        build=direct,
        taxonomy="prediction",
        reference=(
            "Nuggehalli, Zhang, Jain and Nowak 2023. DIRECT: Deep Active Learning under Imbalance and Label "
            "Noise; as in LabelBench."
        ),
        proof=(
            "tests/papers/test_s020_labelbench.py::test_direct_asks_around_the_threshold_despite_wrong_labels"
        ),
        cost="O(C N log N)",
        summary="around the best threshold of each class, and where it may lie: rare classes, wrong labels",
    ),
)
