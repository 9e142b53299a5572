"""Papers S046 to S050."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def dropquery() -> Selects:
    """k-means on the items whose prediction flips under dropout of their features."""
    from labelwise.candidates import Above
    from labelwise.measures import flips
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(
        candidates=Above(flips, level=0.5, per_pick=25),
        representation=Embedding(norm="l2"),
        selector=KMeansNearest(),
    )


def centroids() -> Selects:
    """The items nearest to the centres of as many clusters as picks, on the unit sphere."""
    from labelwise.representations import Embedding
    from labelwise.selectors import KMeansNearest
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(norm="l2"), selector=KMeansNearest())


REFERENCE = "Gupte et al. 2024. Revisiting Active Learning in the Era of Vision Foundation Models."

METHODS = (
    Method(
        name="dropquery",
        paper="S049",
        build=dropquery,
        taxonomy="prediction",
        reference=REFERENCE,
        proof="tests/papers/test_s049_dropquery.py::test_picks_are_nearest_to_the_centroids_of_those_that_flip",
        cost="O(N V C), O(N V C D) where features are dropped here, and k-means",
        summary="k-means on the items whose prediction changes when most features are dropped",
    ),
    Method(
        name="centroids",
        paper="S049",
        build=centroids,
        taxonomy="data",
        reference=REFERENCE,
        proof="tests/papers/test_s049_dropquery.py::test_a_centroid_start_beats_a_random_start",
        cost="O(b N D) a pass of k-means",
        summary="k-means on the unit sphere, the item nearest to each centre: a start without labels",
    ),
)

PAPERS = (
    Paper(
        "S046",
        (
            "ATF: Can You Label Less by Using Out-of-Domain Data? Active & Transfer Learning with Few-shot "
            "Instructions"
        ),
        here=(
            "An in-context classifier whose demonstrations mix a labelled source task with the few target "
            "labels, with a report of transfer gain."
        ),
        reference=(
            "Can You Label Less by Using Out-of-Domain Data? Active & Transfer Learning with Few-shot "
            "Instructions. Official code: none found."
        ),
        parts=planned("in-context learner", "balanced demonstration retrieval", "transfer-gain report"),
    ),
    Paper(
        "S047",
        "CODA: Consensus-Driven Active Model Selection",
        here="The best of several models with few labels, by expected information about which one it is.",
        reference="Consensus-Driven Active Model Selection. Official code: justinkay/coda.",
        parts=(
            Part(
                "probability that a model is best",
                state="works",
                where="labelwise.evaluation.models.beliefs:prob_best",
                proof="tests/papers/test_s047_coda.py::test_p_best_is_the_share_of_draws",
            ),
            Part(
                "information-gain measure",
                state="works",
                where="labelwise.evaluation.models:Coda",
                proof="tests/evaluation/models/test_coda.py::test_the_first_50_choices_are_those_of_the_naive_version",
            ),
            Part(
                "confusion prior from consensus",
                state="works",
                where="labelwise.evaluation.models:CodaRun",
                proof="tests/papers/test_s047_coda.py::test_the_prior_is_that_of_the_consensus",
            ),
        ),
        note="Beats random items on 3 sets of 3, ModelPicker on 1; P(best) is uncalibrated; 70% not tried.",
    ),
    Paper(
        "S048",
        "SSOD-AT: Boosting Semi-Supervised Object Detection in Remote Sensing Images With Active Teaching",
        here=(
            "Images are ranked by class disagreement of a teacher and a student on matched boxes and by "
            "distance to class prototypes."
        ),
        reference=(
            "Boosting Semi-Supervised Object Detection in Remote Sensing Images With Active Teaching. "
            "Official code: ZBox1005/SSOD-AT."
        ),
        parts=planned(
            "teacher-student box disagreement", "object prototypes", "agreement gate for pseudo-labels"
        ),
    ),
    Paper(
        "S049",
        "DropQuery: Revisiting Active Learning in the Era of Vision Foundation Models",
        here=(
            "Items whose prediction flips under feature dropout are clustered and asked, on frozen "
            "features, from a centroid start."
        ),
        reference=(
            "Revisiting Active Learning in the Era of Vision Foundation Models. Official code: "
            "sanketx/AL-foundation-models."
        ),
        parts=(
            Part(
                "dropout inconsistency candidates",
                "works",
                "labelwise.candidates:Above",
                "tests/papers/test_s049_dropquery.py::test_the_threshold_falls_as_published",
            ),
            Part(
                "features under dropout",
                "works",
                "labelwise.strategy.dropped:Dropped",
                "tests/papers/test_s049_dropquery.py::test_without_dropout_nothing_flips",
            ),
            Part(
                "k-means nearest to centroid",
                "works",
                "labelwise.papers.rows.s046_s050:dropquery",
                "tests/papers/test_s049_dropquery.py::test_picks_are_nearest_to_the_centroids_of_those_that_flip",
            ),
            Part(
                "centroid start",
                "works",
                "labelwise.papers.rows.s046_s050:centroids",
                "tests/papers/test_s049_dropquery.py::test_a_centroid_start_beats_a_random_start",
            ),
            Part("label propagation"),
        ),
        note=(
            "On digits with a plain head, 8 seeds from a random ten: 0.71 at 20 labels, 0.62 for margin and "
            "0.59 for random; margin has caught up at 50 (0.855, 0.851) and leads at 60 (0.88, 0.86). The "
            "official code that was read has a threshold that never falls; here it falls as the text says. "
            "The head of a campaign is not trained with dropout."
        ),
    ),
    Paper(
        "S050",
        "Active-outliers: Training Ensembles with Inliers and Outliers for Semi-supervised Active Learning",
        here=(
            "For pools with unwanted classes: an extra outlier class, an ensemble that votes, and predicted "
            "outliers left out."
        ),
        reference=(
            "Training Ensembles with Inliers and Outliers for Semi-supervised Active Learning. Official "
            "code: vladan-stojnic/active-outliers."
        ),
        parts=(
            Part(
                "extra-class joint training",
                "works",
                "labelwise.training:InlierOutlier",
                "tests/papers/test_s050_outliers.py"
                "::test_the_second_batch_is_of_inliers_where_outliers_are_a_class",
            ),
            Part(
                "variation ratio with outlier rejection",
                "works",
                "labelwise.measures:Dissent",
                "tests/papers/test_s050_outliers.py::test_dissent_is_a_share_of_the_members",
            ),
            Part(
                "entropy-weighted pseudo-labels",
                "works",
                "labelwise.training.choosing:ByEntropy",
                "tests/papers/test_s050_outliers.py"
                "::test_more_accurate_with_every_item_than_with_the_answers_alone",
            ),
        ),
        note=(
            "Digits 0 to 4 wanted, 5 to 9 not (80%), 100 random answers, then 50 questions, 5 bagged "
            "logistic regressions, 4 splits: of these questions 0.86 are inliers, 0.90 without "
            "pseudo-labels, 0.06 without the extra class; accuracy on the wanted classes 0.872, 0.858 and "
            "0.854. Pseudo-labels at full weight, not held to what people's labels count, leave 0.56 "
            "inliers; an ensemble of networks (0.71 to 0.37) loses inliers by them too."
        ),
    ),
)
