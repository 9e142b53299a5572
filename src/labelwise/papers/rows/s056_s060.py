"""Papers S056 to S060."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def edg() -> Selects:
    """The items whose clusters would lose the most error, by curves learned from the model's doubts."""
    from labelwise.measures import least_confidence
    from labelwise.representations import Clusters, Groups
    from labelwise.selectors import ConcaveCover, Learned
    from labelwise.strategy import Strategy

    return Strategy(representation=Groups((Clusters(),)), selector=ConcaveCover(Learned(least_confidence)))


def condition_aware() -> Selects:
    """Uncertain and inconsistent under simulated conditions, spread out by k-means."""
    from labelwise.candidates import Top
    from labelwise.measures import Product, inconsistency, variant_entropy
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(
        candidates=Top(Product((variant_entropy, inconsistency)), per_pick=10),
        representation=Embedding(),
        selector=KMeansNearest(),
    )


PAPERS = (
    Paper(
        "S056",
        "Zoobot: Galaxy Zoo: Probabilistic Morphology through Bayesian CNNs and Active Learning",
        here=(
            "Vote counts as labels: a binomial loss, information gain over votes and a check that predicted "
            "votes cover what is seen."
        ),
        reference=(
            "Galaxy Zoo: Probabilistic Morphology through Bayesian CNNs and Active Learning. Official code: "
            "mwalmsley/galaxy-zoo-bayesian-cnn."
        ),
        parts=planned("binomial vote loss", "binomial BALD", "vote coverage curve"),
    ),
    Paper(
        "S057",
        (
            "Condition-aware single-photon AL: Label-efficient Single Photon Images Classification via "
            "Active Learning"
        ),
        here=(
            "Uncertainty times disagreement over simulated corruptions of an item, for anything that a "
            "simulator can vary."
        ),
        reference=(
            "Label-efficient Single Photon Images Classification via Active Learning. Official code: none "
            "found."
        ),
        parts=(
            Part(
                "variant inconsistency measure",
                "works",
                "labelwise.measures:inconsistency",
                "tests/papers/test_s057_condition_aware.py::test_equal_variants_are_consistent",
            ),
            Part(
                "k-means among the top",
                "works",
                "labelwise.selectors:KMeansNearest",
                "tests/papers/test_s057_condition_aware.py::test_uncertain_inconsistent_and_spread_out",
            ),
            *planned("training on simulated variants"),
        ),
        note=(
            "No code was found and only the summary was read: the product of entropy and Jensen-Shannon "
            "divergence is our reading. Without variants of a simulator those of dropped features are taken, "
            "where the model has a linear head."
        ),
    ),
    Paper(
        "S058",
        "nnActive: A Framework for Evaluation of Active Learning in 3D Biomedical Segmentation",
        here="Patches of volumes without overlap, compared with a strong foreground-aware random choice.",
        reference="3D biomedical segmentation benchmark. Official code: MIC-DKFZ/nnActive.",
        parts=(
            Part(
                "foreground-aware random",
                state="works",
                where="labelwise.evaluation.figures.patches:foreground_aware_random",
                proof="tests/papers/test_s058_nnactive.py::test_foreground_aware_random_beats_uniform_random",
            ),
            Part(
                "foreground efficiency and penalty matrix",
                state="works",
                where="labelwise.evaluation.figures.foreground:foreground_efficiency",
                proof="tests/papers/test_s058_nnactive.py::test_efficiency_finds_the_rate_of_a_curve",
            ),
            *planned("voxel patch units"),
        ),
    ),
    Paper(
        "S059",
        "BMDAL: A Framework and Benchmark for Deep Batch Active Learning for Regression",
        here=(
            "Batch selection for regression from a kernel, its transformations and a selector, with "
            "largest-cluster maximum distance as default."
        ),
        reference=(
            "A Framework and Benchmark for Deep Batch Active Learning for Regression. Official code: "
            "dholzmueller/bmdal_reg."
        ),
        parts=(
            Part(
                "gradient kernel",
                state="works",
                where="labelwise.training:TangentKernel",
                proof="tests/papers/test_s059_regression.py::"
                "test_the_gradient_kernel_is_that_of_all_weights_and_its_sketch_has_no_bias",
            ),
            Part(
                "sketch, posterior and scale transformations",
                state="works",
                where="labelwise.representations.posterior:Posterior",
                proof="tests/papers/test_s059_bmdal.py::test_transformations",
            ),
            Part(
                "LCMD",
                state="works",
                where="labelwise.selectors.lcmd:LCMD",
                proof="tests/papers/test_s059_bmdal.py::test_every_kernel_goes_with_every_selection",
            ),
            Part(
                "MaxDet, BAIT and Frank-Wolfe",
                state="works",
                where="labelwise.selectors.max_det:MaxDet",
                proof="tests/papers/test_s059_bmdal.py::test_every_kernel_goes_with_every_selection",
            ),
            Part(
                "regression benchmark",
                state="works",
                where="labelwise.bench.protocols:Protocol",
                proof="tests/papers/test_s059_regression.py::"
                "test_the_numbers_of_the_table_are_means_of_log_errors_after_each_batch",
            ),
        ),
        note=(
            "The protocol has three of the fifteen data sets, 10,000 items to ask about of each instead of "
            "all, five splits, a narrower network, and of the modes of a selection the one that did best. "
            "Errors are in spreads of the test part. The paper's lead over random choice does not repeat on "
            "these sets: LCMD with gradients is 0.015 lower in log RMSE on fried and protein, within chance "
            "and with whole pools less, where the paper has 0.188 on fifteen; on keggundirected, whose "
            "target is another one than theirs, random choice is ahead. On protein the order is that of the "
            "table: BAIT, LCMD and k-means++ with gradients first, MaxDet, MaxDist and MaxDiag last."
        ),
    ),
    Paper(
        "S060",
        (
            "EDG: Using Error Decay Prediction to Overcome Practical Issues of Deep Active Learning for "
            "Named Entity Recognition"
        ),
        here="Sentences are chosen by how much the predicted error of the word groups they hold would fall.",
        reference=(
            "Using Error Decay Prediction to Overcome Practical Issues of Deep Active Learning for Named "
            "Entity Recognition. Official code: none found."
        ),
        parts=(
            Part(
                "error decay curves",
                "works",
                "labelwise.selectors:Learned",
                "tests/papers/test_s060_edg.py::test_curves_are_learned_from_the_errors_of_past_rounds",
            ),
            Part(
                "greedy with group counts",
                "works",
                "labelwise.selectors:ConcaveCover",
                "tests/papers/test_s060_edg.py::test_allocation_is_within_0_005_of_the_analytic_optimum",
            ),
            Part(
                "black-box error proxies",
                "works",
                "labelwise.selectors:Learned",
                "tests/papers/test_s060_edg.py::test_mean_uncertainty_stands_in_for_the_error",
            ),
            Part(
                "projected error and share of labels by group",
                "works",
                "labelwise.evaluation.projection:project_groups",
                "tests/papers/test_s060_projection.py::test_each_group_gets_its_own_curve",
            ),
        ),
    ),
)

METHODS = (
    Method(
        name="condition-aware",
        paper="S057",
        build=condition_aware,
        taxonomy="prediction",
        reference="Label-efficient Single Photon Images Classification via Active Learning.",
        proof="tests/papers/test_s057_condition_aware.py::test_uncertain_inconsistent_and_spread_out",
        cost="O(V N C + b^2 D)",
        summary="k-means on the ten items a pick that are most uncertain times inconsistent over variants",
    ),
    Method(
        name="edg",
        paper="S060",
        build=edg,
        taxonomy="prediction",
        reference=(
            "Chang, Vembu, Mohan, Uppaal and McCallum 2020. Using Error Decay Prediction to Overcome "
            "Practical Issues of Deep Active Learning for Named Entity Recognition."
        ),
        proof="tests/papers/test_s060_edg.py::test_allocation_is_within_0_005_of_the_analytic_optimum",
        cost="O(N C + b N)",
        summary="items of the clusters whose error will fall the most, by curves learned round by round",
    ),
)
