"""Named methods over posterior draws and committees that have no S id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, by_measure

if TYPE_CHECKING:
    from labelwise.types import Selects


def batchbald() -> Selects:
    """The batch whose answers together tell most about the model."""
    from labelwise.selectors import BatchBALD
    from labelwise.strategy import Strategy

    return Strategy(selector=BatchBALD())


def csval() -> Selects:
    """The hardest to contrast of each of thirty clusters, in turn."""
    from labelwise import measures
    from labelwise.representations import Embedding
    from labelwise.selectors import ClusterTurns
    from labelwise.strategy import Strategy

    return Strategy(measure=measures.hard_to_contrast, representation=Embedding(), selector=ClusterTurns(30))


def besra() -> Selects:
    """Gains in Beta score at a hundred items, the most valuable half of the pool in clusters."""
    from labelwise.representations import BetaScores
    from labelwise.selectors import TopClusters
    from labelwise.strategy import Strategy

    return Strategy(representation=BetaScores(), selector=TopClusters(0.5))


METHODS = (
    Method(
        name="bald",
        paper="classic",
        build=by_measure("bald"),
        taxonomy="model",
        reference=(
            "Houlsby, Huszár, Ghahramani and Lengyel 2011. Bayesian Active Learning for Classification and "
            "Preference Learning."
        ),
        proof="tests/measures/test_bald.py::test_equals_the_mean_divergence_from_the_mean",
        cost="O(N K C)",
        summary="the item whose label tells most about the model: the draws disagree and each is sure",
    ),
    Method(
        name="batchbald",
        paper="classic",
        build=batchbald,
        taxonomy="model",
        reference=(
            "Kirsch, van Amersfoort and Gal 2019. BatchBALD: Efficient and Diverse Batch Acquisition for "
            "Deep Bayesian Active Learning."
        ),
        proof="tests/selectors/test_batch_bald.py::test_equals_the_joint_information_by_brute_force",
        cost="O(b N K^2 C), and O(M K C) for each candidate that a bound does not rule out",
        summary="the batch whose answers together tell most about the model, found greedily",
    ),
    Method(
        name="qbc-vote",
        paper="classic",
        build=by_measure("vote_entropy"),
        taxonomy="model",
        reference="Dagan and Engelson 1995. Committee-Based Sampling for Training Probabilistic Classifiers.",
        proof="tests/measures/test_vote_entropy.py::test_equal_the_naive_versions",
        cost="O(N K C)",
        summary="the item on which the votes of a committee are spread most",
    ),
    Method(
        name="qbc-kl",
        paper="classic",
        build=by_measure("bald"),
        taxonomy="model",
        reference=(
            "McCallum and Nigam 1998. Employing EM and Pool-Based Active Learning for Text Classification."
        ),
        proof="tests/measures/test_bald.py::test_equals_the_mean_divergence_from_the_mean",
        cost="O(N K C)",
        summary="the largest mean divergence of a committee's members from their mean, which is BALD",
    ),
    Method(
        name="qbc-max",
        paper="classic",
        build=by_measure("max_disagreement"),
        taxonomy="model",
        reference="Danka and Horvath 2018. modAL: A modular active learning framework for Python.",
        proof="tests/measures/test_max_disagreement.py::test_equals_the_naive_version",
        cost="O(N K C)",
        summary="the item on which one member of a committee is furthest from their mean",
    ),
    Method(
        name="qbc-consensus",
        paper="classic",
        build=by_measure("predictive_entropy"),
        taxonomy="model",
        reference="Gal, Islam and Ghahramani 2017. Deep Bayesian Active Learning with Image Data.",
        proof="tests/measures/test_predictive_entropy.py::test_equals_the_naive_version",
        cost="O(N K C)",
        summary="the highest entropy of the mean of a committee or of posterior draws",
    ),
    Method(
        name="mean-std",
        paper="S012",
        build=by_measure("mean_std"),
        taxonomy="model",
        reference=(
            "Kampffmeyer, Salberg and Jenssen 2016. Semantic Segmentation of Small Objects and Modeling of "
            "Uncertainty in Urban Remote Sensing Images."
        ),
        proof="tests/papers/test_s012_deepal.py::test_equalities_of_the_measures",
        cost="O(N K C)",
        summary="the largest mean over classes of the standard deviation over draws",
    ),
    Method(
        name="variation-ratio",
        paper="S012",
        build=by_measure("variation_ratio"),
        taxonomy="model",
        reference="Gal, Islam and Ghahramani 2017. Deep Bayesian Active Learning with Image Data.",
        proof="tests/papers/test_s012_deepal.py::test_equalities_of_the_measures",
        cost="O(N K C)",
        summary="the lowest confidence of the mean of the draws",
    ),
    Method(
        name="epig",
        paper="classic",
        build=by_measure("epig"),
        taxonomy="model",
        reference=(
            "Bickford Smith, Kirsch, Farquhar, Gal, Foster and Rainforth 2023. Prediction-Oriented Bayesian "
            "Active Learning."
        ),
        proof="tests/measures/test_epig.py::test_equals_the_naive_version",
        cost="O(N M K C^2), M of 100",
        summary="the item whose label tells most about the labels of a hundred random items",
    ),
    Method(
        name="deepfool",
        paper="S012",
        build=by_measure("boundary_distance"),
        taxonomy="model",
        reference=(
            "Ducoffe and Precioso 2018. Adversarial Active Learning for Deep Networks: a Margin Based "
            "Approach."
        ),
        proof="tests/measures/test_boundary_distance.py::test_equals_the_smallest_change_by_search",
        cost="O(N C D)",
        summary="the item nearest to a border of the last layer",
    ),
    Method(
        name="csval",
        paper="S028",
        build=csval,
        taxonomy="data",
        reference="Making Your First Choice: To Address Cold Start Problem in Vision Active Learning.",
        proof="tests/papers/test_s028_csval.py::test_the_long_tail_is_covered_sooner_than_at_random",
        cost="O(N D k) a round of k-means, k of 30",
        summary="a first batch: from each cluster in turn what self-supervised training found hardest",
    ),
    Method(
        name="tidal",
        paper="S087",
        build=by_measure("dynamics_entropy"),
        taxonomy="prediction",
        reference="Kye, Choi, Byun and Chang 2023. TiDAL: Learning Training Dynamics for Active Learning.",
        proof="tests/papers/test_s087_tidal.py::test_by_name",
        cost="O(N E C)",
        summary="the highest entropy of the training dynamics, predicted or recorded",
    ),
    Method(
        name="tidal-margin",
        paper="S087",
        build=by_measure("dynamics_margin"),
        taxonomy="prediction",
        reference="Kye, Choi, Byun and Chang 2023. TiDAL: Learning Training Dynamics for Active Learning.",
        proof="tests/papers/test_s087_tidal.py::test_by_name",
        cost="O(N E C)",
        summary="the item whose training dynamics favour another class than the one predicted now",
    ),
    Method(
        name="besra",
        paper="S022",
        build=besra,
        taxonomy="model",
        reference="Beta Scoring in Deep Active Learning for Multi-Label Text Classification.",
        proof="tests/papers/test_s022_besra.py::test_rare_tags_are_learned_sooner_than_at_random",
        cost="O(N M E C), M of 100",
        summary="items with tags by expected gain in Beta score, the best half of them in clusters",
    ),
)
