"""Named methods on kernels: BMDAL's grid, BAIT, determinantal batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method

if TYPE_CHECKING:
    from labelwise.types import Selects

BMDAL = (
    "Holzmüller, Zaverkin, Kästner and Steinwart 2023. A Framework and Benchmark for Deep Batch Active "
    "Learning for Regression."
)


def lcmd() -> Selects:
    """Largest cluster, maximum distance on sketched last-layer gradients, labelled rows as centres."""
    from labelwise.representations import LastLayer, Sketch
    from labelwise.selectors import LCMD
    from labelwise.strategy import Strategy

    return Strategy(representation=LastLayer() >> Sketch(512), selector=LCMD())


def k_means_pp() -> Selects:
    """k-means++ seeding on last-layer gradients, from the labelled rows on."""
    from labelwise.representations import LastLayer, Sketch
    from labelwise.selectors import KMeansPP
    from labelwise.strategy import Strategy

    return Strategy(representation=LastLayer() >> Sketch(512), selector=KMeansPP(labelled=True))


def maxdet() -> Selects:
    """Greedy log determinant given the labelled rows: BatchBALD for Gaussian processes."""
    from labelwise.representations import LastLayer, Scale, Sketch
    from labelwise.selectors import MaxDet
    from labelwise.strategy import Strategy

    points = LastLayer() >> Sketch(512) >> Scale("labelled")
    return Strategy(representation=points, selector=MaxDet(noise=0.1, labelled=True))


def dpp() -> Selects:
    """Greedy determinant of cosines weighted by the margin."""
    from labelwise.measures import margin
    from labelwise.representations import Embedding, Weighted
    from labelwise.selectors import MaxDet
    from labelwise.strategy import Strategy

    return Strategy(representation=Weighted(Embedding(norm="l2"), margin), selector=MaxDet())


def maxdiag() -> Selects:
    """Largest variance under the last layer's Gaussian process: BALD for regression."""
    from labelwise.representations import LastLayer, Posterior, Scale, Sketch
    from labelwise.selectors import MaxDiag
    from labelwise.strategy import Strategy

    points = LastLayer() >> Sketch(512) >> Scale("labelled") >> Posterior(0.1)
    return Strategy(representation=points, selector=MaxDiag())


def acs_fw() -> Selects:
    """Frank-Wolfe on random features of the expected log likelihood."""
    from labelwise.representations import AcsRF, LastLayer, Scale, Sketch
    from labelwise.selectors import FrankWolfe
    from labelwise.strategy import Strategy

    points = LastLayer() >> Sketch(512) >> Scale("labelled") >> AcsRF(512, noise=0.1)
    return Strategy(representation=points, selector=FrankWolfe())


def acs_fw_regression() -> Selects:
    """Frank-Wolfe on random features of the expected log likelihood of numbers, the noise unknown."""
    from labelwise.representations import AcsHyper, LastLayer, Scale, Sketch
    from labelwise.selectors import FrankWolfe
    from labelwise.strategy import Strategy

    points = LastLayer() >> Sketch(512) >> Scale("labelled") >> AcsHyper(512)
    return Strategy(representation=points, selector=FrankWolfe())


def bait_regression() -> Selects:
    """Forward-backward Fisher trace of a linear last layer for numbers."""
    from labelwise.representations import LastLayer, Scale, Sketch
    from labelwise.selectors import Bait
    from labelwise.strategy import Strategy

    points = LastLayer() >> Sketch(512) >> Scale("labelled")
    return Strategy(representation=points, selector=Bait(noise=0.1, labelled=True))


def bait() -> Selects:
    """Forward-backward Fisher trace of a softmax layer, on the 64 main directions of the embedding."""
    from labelwise.representations import PCA, Embedding
    from labelwise.selectors import FisherBait
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding() >> PCA(64), selector=FisherBait())


def ical() -> Selects:
    """Batch on whose labels those of the pool depend most, over posterior draws."""
    from labelwise.representations import Draws
    from labelwise.selectors import Condense
    from labelwise.strategy import Strategy

    return Strategy(representation=Draws(), selector=Condense())


def kecor() -> Selects:
    """Coding rate of a sketched tangent kernel given the labelled rows, with a bonus for entropy."""
    from labelwise.measures import entropy
    from labelwise.representations import LastLayer, Sketch
    from labelwise.selectors import MaxDet
    from labelwise.strategy import Strategy

    rate = MaxDet(noise=0.1, bonus=0.1, labelled=True)
    return Strategy(measure=entropy, representation=LastLayer() >> Sketch(512), selector=rate)


def rad() -> Selects:
    """Minimax draws by one minus the margin, a fifth of the answers taken to be wrong."""
    from labelwise.measures import margin
    from labelwise.selectors import Minimax
    from labelwise.strategy import Strategy

    return Strategy(measure=margin, selector=Minimax(wrong=0.2))


METHODS = (
    Method(
        name="dpp",
        paper="classic",
        build=dpp,
        taxonomy="prediction",
        reference=(
            "Kulesza and Taskar 2012. Determinantal Point Processes for Machine Learning; greedy as in Chen, "
            "Zhang and Zhou 2018; for batches: Bıyık, Wang, Anari and Sadigh 2019. Batch Active Learning "
            "Using Determinantal Point Processes."
        ),
        proof="tests/representations/test_weighted.py::test_dpp_is_the_greedy_maximum_of_the_determinant",
        cost="O(N C + b N D)",
        summary="the batch of largest determinant of similarity weighted by margin: uncertain and diverse",
    ),
    Method(
        name="bait",
        paper="classic",
        build=bait,
        taxonomy="model",
        reference=(
            "Ash, Goel, Krishnamurthy and Kakade 2021. Gone Fishing: Neural Active Learning with Fisher "
            "Embeddings."
        ),
        proof="tests/selectors/test_fisher_bait.py::test_equals_traces_written_out",
        cost="O(b N D C^2 + N C^2 D^2), D at most 64",
        summary="the batch that lowers the trace of inverse Fisher information most, forward and backward",
    ),
    Method(
        name="ical",
        paper="S025",
        build=ical,
        taxonomy="prediction",
        reference="Jain, Liu and Gifford 2020. Information Condensing Active Learning.",
        proof="tests/papers/test_s025_ical.py::test_pointwise_takes_both_groups_plain_one",
        cost="O(b N R K^2) for K posterior draws, R of 200",
        summary="the batch on whose labels, over posterior draws, those of the rest of the pool depend most",
    ),
    Method(
        name="kecor",
        paper="S018",
        build=kecor,
        taxonomy="model",
        reference="Luo et al. 2023. Kernel Coding Rate Maximization for Active 3D Object Detection.",
        proof="tests/papers/test_s018_kecor.py::test_greedy_is_the_coding_rate",
        cost="O(b N D + N D^2)",
        summary="greedy coding rate of the last layer's gradients given the labels, with a bonus for entropy",
    ),
    Method(
        name="rad",
        paper="S070",
        build=rad,
        taxonomy="prediction",
        reference="Baykal, Trinh, Iliopoulos, Menghani and Vee 2023. Robust Active Distillation.",
        proof="tests/papers/test_s070_rad.py::test_closed_form_equals_the_linear_program",
        cost="O(N C + N log N)",
        summary="uncertain items, drawn so that a teacher wrong on the worst fifth of them does least harm",
    ),
    Method(
        name="lcmd",
        paper="S059",
        build=lcmd,
        taxonomy="model",
        reference=BMDAL,
        proof="tests/selectors/test_lcmd.py::test_equals_the_naive_version",
        cost="O((L + b) N D), mostly O(L N D)",
        summary="the farthest item of the cluster that lies farthest from its labelled or picked centre",
    ),
    Method(
        name="k-means-pp",
        paper="S059",
        build=k_means_pp,
        taxonomy="model",
        reference=BMDAL,
        proof="tests/papers/test_s059_regression.py::test_k_means_pp_draws_by_the_distance_to_labels_and_picks",
        cost="O((L + b) N D)",
        summary="items drawn by their squared distance to the nearest labelled or picked one (k-means++)",
    ),
    Method(
        name="maxdet",
        paper="S059",
        build=maxdet,
        taxonomy="model",
        reference=BMDAL,
        proof="tests/selectors/test_max_det.py::test_equals_the_greedy_determinant",
        cost="O(b N D + N D^2)",
        summary="the item of largest variance given labels and picks: BatchBALD for a linear last layer",
    ),
    Method(
        name="maxdiag",
        paper="S059",
        build=maxdiag,
        taxonomy="model",
        reference=BMDAL,
        proof="tests/selectors/test_max_diag.py::test_behind_a_posterior_it_is_the_variance",
        cost="O(N D^2)",
        summary="the items of largest variance given the labels, each by itself",
    ),
    Method(
        name="acs-fw",
        paper="S059",
        build=acs_fw,
        taxonomy="model",
        reference=(
            "Pinsler, Gordon, Nalisnick and Hernández-Lobato 2019. Bayesian Batch Active Learning as Sparse "
            "Subset Approximation."
        ),
        proof="tests/selectors/test_frank_wolfe.py::test_equals_the_kernel_form",
        cost="O(b N D + N D^2)",
        summary="a batch whose weighted log likelihood comes near to that of the whole pool",
    ),
    Method(
        name="acs-fw-regression",
        paper="S059",
        build=acs_fw_regression,
        taxonomy="model",
        reference=(
            "Pinsler, Gordon, Nalisnick and Hernández-Lobato 2019. Bayesian Batch Active Learning as Sparse "
            "Subset Approximation."
        ),
        proof="tests/representations/test_acs_hyper.py::"
        "test_features_are_expected_log_likelihoods_under_drawn_weights",
        cost="O(b N D + N D^2)",
        summary="a batch whose weighted log likelihood of numbers comes near to that of the whole pool",
    ),
    Method(
        name="bait-regression",
        paper="S059",
        build=bait_regression,
        taxonomy="model",
        reference=(
            "Ash, Goel, Krishnamurthy and Kakade 2021. Gone Fishing: Neural Active Learning with Fisher "
            "Embeddings."
        ),
        proof="tests/selectors/test_bait.py::test_equals_traces_written_out",
        cost="O(b N D + N D^2)",
        summary="the batch after which a linear last layer is least uncertain about all items together",
    ),
)
