"""Named methods that cover the pool, and have no S id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method

if TYPE_CHECKING:
    from labelwise.types import Selects


def maxherding() -> Selects:
    """Generalised coverage with a Gaussian kernel of width 1 on the unit sphere."""
    from labelwise.representations import Embedding
    from labelwise.selectors import FacilityLocation
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(norm="l2"), selector=FacilityLocation())


def uncertainty_herding() -> Selects:
    """Coverage of the uncertain, with a kernel that narrows as labels come."""
    from labelwise.measures import margin
    from labelwise.representations import Embedding
    from labelwise.selectors import FacilityLocation, Gaussian
    from labelwise.strategy import Strategy

    cover = FacilityLocation(Gaussian(None))
    return Strategy(measure=margin, representation=Embedding(norm="l2"), selector=cover)


def facility_location() -> Selects:
    """Facility location by cosine."""
    from labelwise.representations import Embedding
    from labelwise.selectors import Cosine, FacilityLocation
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(norm="l2"), selector=FacilityLocation(Cosine()))


def herding() -> Selects:
    """Kernel herding on the unit sphere."""
    from labelwise.representations import Embedding
    from labelwise.selectors import Herding
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(norm="l2"), selector=Herding())


def information_density() -> Selects:
    """Entropy times mean cosine."""
    from labelwise.measures import InformationDensity
    from labelwise.strategy import Strategy

    return Strategy(measure=InformationDensity())


def cluster_margin() -> Selects:
    """The ten smallest margins a pick, one of each cluster in turn."""
    from labelwise.candidates import Top
    from labelwise.measures import margin
    from labelwise.selectors import SmallestFirst
    from labelwise.strategy import Strategy

    return Strategy(candidates=Top(margin, per_pick=10), selector=SmallestFirst())


def k_medoids() -> Selects:
    """The medoids of as many clusters as picks."""
    from labelwise.representations import Embedding
    from labelwise.selectors import KMedoids
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=KMedoids())


def k_means() -> Selects:
    """The items nearest to the centres of as many clusters as picks."""
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(), selector=KMeansNearest())


def seals() -> Selects:
    """Entropy among the neighbours of what has a label."""
    from labelwise.candidates import Seals
    from labelwise.measures import entropy
    from labelwise.strategy import Strategy

    return Strategy(candidates=Seals(), measure=entropy)


METHODS = (
    Method(
        name="maxherding",
        paper="classic",
        build=maxherding,
        taxonomy="data",
        reference=(
            "Bae, Noh and Sutherland 2024. Generalized Coverage for More Robust Low-Budget Active Learning."
        ),
        proof="tests/selectors/test_facility_location.py::test_picks_and_gains_equal_the_naive_version",
        cost="O(N^2 D)",
        summary="the item that raises most how similar items are to their most similar chosen one, Gaussian",
    ),
    Method(
        name="uncertainty-herding",
        paper="classic",
        build=uncertainty_herding,
        taxonomy="model",
        reference=(
            "Bae, Oliveira and Sutherland 2025. Uncertainty Herding: One Active Learning Method for All "
            "Label Budgets. Without its temperature scaling, which is the learner's matter."
        ),
        proof="tests/selectors/test_facility_location.py::test_picks_and_gains_equal_the_naive_version",
        cost="O(N^2 D)",
        summary="maxherding in which uncertain items count more, with a kernel that narrows as labels come",
    ),
    Method(
        name="facility-location",
        paper="classic",
        build=facility_location,
        taxonomy="data",
        reference="Wei, Iyer and Bilmes 2015. Submodularity in Data Subset Selection and Active Learning.",
        proof="tests/selectors/test_facility_location.py::test_cosines_serve_by_direction_only",
        cost="O(N^2 D)",
        summary="the item that raises most how similar items are to their most similar chosen one, by cosine",
    ),
    Method(
        name="herding",
        paper="classic",
        build=herding,
        taxonomy="data",
        reference="Chen, Welling and Smola 2010. Super-Samples from Kernel Herding.",
        proof="tests/selectors/test_herding.py::test_equals_the_naive_version",
        cost="O(N^2 D)",
        summary="a batch whose mean in kernel space is near to that of the pool",
    ),
    Method(
        name="information-density",
        paper="classic",
        build=information_density,
        taxonomy="prediction",
        reference=(
            "Settles and Craven 2008. An Analysis of Active Learning Strategies for Sequence Labeling Tasks."
        ),
        proof="tests/measures/test_information_density.py::test_equals_the_naive_version",
        cost="O(N (C + D))",
        summary="entropy times the mean cosine to all candidates: uncertain, and no outlier",
    ),
    Method(
        name="cluster-margin",
        paper="classic",
        build=cluster_margin,
        taxonomy="prediction",
        reference="Citovsky et al. 2021. Batch Active Learning at Scale.",
        proof="tests/selectors/test_smallest_first.py::test_cluster_margin_asks_confusing_items_of_every_kind",
        cost="O(N (C + s D)), s = 3,000 rows that are clustered",
        summary="of the ten smallest margins a pick one of each cluster in turn, small clusters first",
    ),
    Method(
        name="k-medoids",
        paper="classic",
        build=k_medoids,
        taxonomy="data",
        reference="Park and Jun 2009. A Simple and Fast Algorithm for K-medoids Clustering.",
        proof="tests/selectors/test_k_medoids.py::test_picks_are_the_best_members_of_their_own_clusters",
        cost="O(N b D + N^2 D / b)",
        summary="the item in the middle of each of as many clusters as picks",
    ),
    Method(
        name="k-means",
        paper="classic",
        build=k_means,
        taxonomy="data",
        reference="Xu, Yu, Tresp, Xu and Wang 2003. Representative Sampling for Text Classification.",
        proof="tests/papers/test_classic.py::test_kmeans_uncertainty_takes_the_nearest_to_each_centre",
        cost="O(N b D)",
        summary="the item nearest to the centre of each of as many clusters as picks",
    ),
    Method(
        name="seals",
        paper="classic",
        build=seals,
        taxonomy="prediction",
        reference=(
            "Coleman et al. 2022. Similarity Search for Efficient Active Learning and Search of Rare "
            "Concepts."
        ),
        proof=(
            "tests/papers/test_s099_anchoral.py::"
            "test_more_of_a_rare_class_than_from_a_random_part_of_the_same_size"
        ),
        cost="O(L N D + 100 L C), L labels",
        summary="entropy among the 100 nearest neighbours of every labelled item",
    ),
)
