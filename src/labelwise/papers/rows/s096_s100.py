"""Papers S096 to S100."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def pixelpick(each: int = 10) -> Selects:
    """In every image ``each`` pixels at random among the most uncertain twentieth.

    A twentieth of those that may be asked about; the authors' code counts answered and void pixels too.
    """
    from labelwise.candidates import Top
    from labelwise.measures import margin
    from labelwise.selectors import Quota, Random
    from labelwise.strategy import Strategy

    return Strategy(
        candidates=(Top(margin, share=0.05, by="item"),), selector=Quota(Random(), by="item", each=each)
    )


def anchoral() -> Selects:
    """Entropy among the neighbours of a few labelled items of every class."""
    from labelwise.candidates import Anchors
    from labelwise.measures import entropy
    from labelwise.strategy import Strategy

    return Strategy(candidates=Anchors(), measure=entropy)


PAPERS = (
    Paper(
        "S096",
        "PixelPick: All you need are a few pixels: semantic segmentation with PixelPick",
        here=(
            "A few pixels of every image, drawn at random among the most uncertain, answered by one key each."
        ),
        reference=(
            "All you need are a few pixels: semantic segmentation with PixelPick. Official code: "
            "NoelShin/PixelPick."
        ),
        parts=(
            Part(
                "random among the top share of each image",
                "works",
                "labelwise.papers.rows.s096_s100:pixelpick",
                "tests/papers/test_s096_pixelpick.py::"
                "test_picks_are_new_never_void_and_in_the_top_share_of_their_image",
            ),
            Part(
                "pixel units answered with one class",
                "works",
                "labelwise.tasks:Pixels",
                "tests/papers/test_s096_pixelpick.py::test_a_campaign_of_pixels_is_kept_and_exported",
            ),
            Part(
                "sparse-pixel learner",
                "works",
                "labelwise.learners:PartLearner",
                "tests/papers/test_s096_pixelpick.py::test_the_answers_of_other_pixels_do_not_matter",
            ),
            Part(
                "better than random pixels on street scenes",
                "works",
                "labelwise.bench.rounds:play",
                "tests/papers/test_s096_pixelpick.py::test_all_street_scenes",
                slow=True,
            ),
        ),
        note=(
            "On camvid_small (367 images, 4.3 million pixels, 2 random pixels an image first, logistic "
            "regression on colours, gradients and position, 5 seeds) margin among the top 5% had a mean IoU "
            "0.008, 0.011 and 0.016 above random pixels at 5, 10 and 20 pixels an image; 95% intervals "
            "-0.005 to 0.021, 0.000 to 0.022 and 0.009 to 0.023. The savings of the paper, made with a "
            "segmentation network, were not repeated. Picks were farther apart than the plain top 10 with a "
            "linear model, but not with a small neural network. The page does not show pixels yet."
        ),
    ),
    Paper(
        "S097",
        "CapsHead: Dynamic Routing Between Capsules",
        here="A capsule head for deep learners whose outputs say for each class alone whether it is there.",
        reference="Dynamic Routing Between Capsules. Official code: Sarasra/models.",
        parts=(
            Part(
                "capsule head with routing",
                "works",
                "labelwise.learners:Capsules",
                "tests/learners/deep/test_capsules.py::test_one_round_counts_all_alike_and_more_follow_those_that_agree",
            ),
            Part(
                "margin on capsule lengths",
                "works",
                "labelwise.measures:tag_margin",
                "tests/papers/test_s097_capsules.py::test_the_margin_on_lengths_asks_where_a_class_is_neither_there_nor_not",
            ),
        ),
        note=(
            "4,000 pairs of overlaid digits on 10 x 10 pixels: both digits are right in 50 and 49% of unseen "
            "pairs (two seeds), with one round of routing in 46 and 42%, with a softmax head of twice the "
            "weights in 42 and 44%, with one sigmoid a class in 46 and 45%. Training takes three times as "
            "long. With 1,000 pairs the softmax is ahead. The reconstruction is left out."
        ),
    ),
    Paper(
        "S098",
        "CBL: Cyclic-Bootstrap Labeling for Weakly Supervised Object Detection",
        here=(
            "Learning from bags with one tag each, with a weighted moving-average teacher and distillation "
            "of ranks among neighbours."
        ),
        reference=(
            "Cyclic-Bootstrap Labeling for Weakly Supervised Object Detection. Official code: "
            "Yinyf0804/WSOD-CBL (a README only)."
        ),
        parts=planned(
            "multiple-instance learner",
            "weighted moving-average teacher",
            "neighbourhood ranking distillation",
        ),
    ),
    Paper(
        "S099",
        "AnchorAL: Computationally Efficient Active Learning for Large and Imbalanced Datasets",
        here=(
            "A candidates stage for large unbalanced pools: nearest neighbours of a few anchors of every "
            "class, at a cost that does not grow with the pool."
        ),
        reference=(
            "Computationally Efficient Active Learning for Large and Imbalanced Datasets. Official code: "
            "pietrolesci/anchoral."
        ),
        parts=(
            Part(
                "anchor candidates",
                "works",
                "labelwise.candidates:Anchors",
                "tests/papers/test_s099_anchoral.py::test_the_part_equals_brute_force",
            ),
            Part(
                "k-means++ anchors per class",
                "works",
                "labelwise.candidates:Anchors",
                "tests/candidates/test_anchors.py::test_each_class_gives_its_anchors",
            ),
            Part(
                "neighbour index",
                "works",
                "labelwise.strategy.providers:Neighbours",
                "tests/papers/test_s099_anchoral.py::test_with_a_graph_as_many_numbers_are_read_whatever_the_size",
            ),
        ),
        note=(
            "In 8 dimensions with 1% of a rare class in four clusters (10,000 items, five rare labels of "
            "one cluster first, six rounds of 20 by entropy among 300), anchors gave 66 rare items, SEALS "
            "61 and a random part 22. All clusters were found where their cosine was 0.7; where it was "
            "0.3, anchors and SEALS found two of four and the random part all: what is in another "
            "direction than the labels is not looked at. Without a graph the neighbours are exact, at a "
            "cost that grows with the pool."
        ),
    ),
    Paper(
        "S100",
        "CurricLabel: Curriculum Labeling: Revisiting Pseudo-Labeling for Semi-Supervised Learning",
        here="Pseudo-labelling by a growing percentile of confidence, with a fresh model every round.",
        reference=(
            "Curriculum Labeling: Revisiting Pseudo-Labeling for Semi-Supervised Learning. Official code: "
            "uvavision/Curriculum-Labeling."
        ),
        parts=(
            Part(
                "percentile curriculum",
                "works",
                "labelwise.training.choosing:Percentile",
                "tests/papers/test_s100_curriculum.py"
                "::test_a_fifth_more_each_round_up_to_all_and_a_fresh_start",
            ),
            Part(
                "restarting learner",
                "works",
                "labelwise.training:Curriculum",
                "tests/papers/test_s100_curriculum.py"
                "::test_better_than_labels_alone_and_than_all_pseudo_labels_at_once",
            ),
        ),
        note=(
            "Digits, 5 labels a class, a network of 64 units, 4 splits: 0.853 from labels alone, 0.858 with "
            "all pseudo-labels at once, 0.892 after five rounds; with 40% of the items replaced by noise "
            "0.900, the round before it 0.901. It needs a learner that is trained to the end: a network "
            "stopped after 60 steps falls from 0.755 to 0.541, for its surest items are of few classes, and "
            "logistic regression from 0.787 to 0.715."
        ),
    ),
)

METHODS = (
    Method(
        name="anchoral",
        paper="S099",
        build=anchoral,
        taxonomy="prediction",
        reference=(
            "Lesci and Vlachos 2024. AnchorAL: Computationally Efficient Active Learning for Large and "
            "Imbalanced Datasets."
        ),
        proof=(
            "tests/papers/test_s099_anchoral.py::"
            "test_more_of_a_rare_class_than_from_a_random_part_of_the_same_size"
        ),
        cost="O(10 C N D + 1,000 C); with a graph of neighbours O(500 C + 1,000 C)",
        summary="entropy among the 1,000 items most similar to ten labelled ones of every class",
    ),
)
