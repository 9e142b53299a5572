"""Papers S116 to S119."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def vessal() -> Selects:
    """Volume sampling of gradients in one pass, as many as are wanted."""
    from labelwise.selectors import OnePass
    from labelwise.strategy import Strategy
    from labelwise.streams import Vessal

    return Strategy(selector=OnePass(Vessal()))


PAPERS = (
    Paper(
        "S116",
        "VeSSAL: Streaming Active Learning with Deep Neural Networks",
        here=(
            "A gate for streams that accepts by volume of gradient embeddings at a target rate, without "
            "going back."
        ),
        reference="Streaming Active Learning with Deep Neural Networks. Official code: asaran/VeSSAL.",
        parts=(
            Part(
                "online volume-sampling gate",
                "works",
                "labelwise.streams:Vessal",
                "tests/papers/test_s116_vessal.py::test_the_inverse_is_the_direct_one",
            ),
            Part(
                "gradient embedding by probability rank",
                "works",
                "labelwise.representations:Gradient",
                "tests/representations/test_gradient.py::test_by_rank_the_most_probable_class_comes_first",
            ),
            Part(
                "rate correction",
                "works",
                "labelwise.streams:rate_of",
                "tests/papers/test_s116_vessal.py::test_forty_of_five_hundred",
            ),
        ),
        note=(
            "On digits (16 components, logistic regression, 100 labels, then 100 of the stream, 8 seeds) "
            "the volume is above Bernoulli sampling's in any order. The accuracy is in random order (0.928 "
            "against 0.912), and not where the stream is sorted by class (0.892 against 0.912): what is new "
            "takes the budget from what comes later. On 11,800 items of stream_elec with 600 questions the "
            "accuracy before each block is 0.826 against 0.823 (5 seeds that differ by 0.005). The form "
            "with several gradients an item is not here."
        ),
    ),
    Paper(
        "S117",
        "CAL: Accelerating Batch Active Learning Using Continual Learning Techniques",
        here=(
            "Learners that keep their weights between rounds and replay old answers instead of starting "
            "afresh."
        ),
        reference=(
            "Accelerating Batch Active Learning Using Continual Learning Techniques. Official code: "
            "bhattg/CAL."
        ),
        parts=(
            Part(
                "replay learners",
                "works",
                "labelwise.training:Replay",
                "tests/papers/test_s117_cal.py::"
                "test_replay_is_as_good_as_beginning_anew_in_a_fifth_of_the_steps",
            ),
            Part(
                "scaled distillation",
                "works",
                "labelwise.training:Replay",
                "tests/training/deep/test_replay.py::test_scaled_distillation_weighs_every_label_alike",
            ),
            Part(
                "facility-location replay",
                "works",
                "labelwise.training.deep.replay:covering",
                "tests/training/deep/test_replay.py::"
                "test_the_first_pick_and_all_others_are_those_of_brute_force",
            ),
        ),
        note=(
            "On digits (hidden layer of 64, 8 rounds of 40 labels by margin, 4 seeds, 1,197 items to choose "
            "from) the last round is at 0.970 to 0.974 by every way and at 0.969 from scratch, with 640 "
            "steps against 3,520; new labels alone give 0.924. A step with replay reads three times as many "
            "items: training takes 0.25 s by er, 0.5 s by sd, 1.1 s by mir and sds2 and 1.2 s from scratch."
        ),
    ),
    Paper(
        "S118",
        "MolParser: End-to-end Visual Recognition of Molecule Structures in the Wild",
        here=(
            "Structured outputs: agreement of a committee's decodings in a middle band is asked, pre-filled "
            "and corrected by people."
        ),
        reference=(
            "End-to-end Visual Recognition of Molecule Structures in the Wild. Official code: none found; "
            "data set UniParser/MolParser-7M."
        ),
        parts=planned(
            "pairwise output agreement",
            "confidence band candidates",
            "pre-annotate and correct",
            "curriculum hook",
        ),
    ),
    Paper(
        "S119",
        "Loki: Geometry-Aware Adaptation for Pretrained Models",
        here=(
            "Predictions use the geometry of the label space, so that unseen classes can be named, and the "
            "next class to collect is chosen."
        ),
        reference="Geometry-Aware Adaptation for Pretrained Models. Official code: SprocketLab/loki.",
        parts=(
            Part(
                "Frechet-mean prediction",
                "works",
                "labelwise.training:FrechetMean",
                "tests/papers/test_s119_loki.py::test_digits_on_a_ring_are_nearer_to_the_truth",
            ),
            Part(
                "locus of reachable labels",
                "works",
                "labelwise.tasks:locus",
                "tests/papers/test_s119_loki.py::test_in_a_tree_the_locus_is_the_union_of_paths",
            ),
            Part(
                "next-class selector",
                "works",
                "labelwise.tasks:next_class",
                "tests/papers/test_s119_loki.py::"
                "test_the_next_class_reaches_everything_in_as_many_picks_as_leaves_are_left",
            ),
        ),
        note=(
            "Mean squared distance of digits on a ring, five of ten places labelled: 0.61 by the likeliest "
            "class, 0.35 by the mean. Large pretrained models and distances of text embeddings were "
            "not tried."
        ),
    ),
)

METHODS = (
    Method(
        name="vessal",
        paper="S116",
        build=vessal,
        taxonomy="model",
        reference=(
            "Saran, Yousefi, Krishnamurthy, Langford and Ash 2023. Streaming Active Learning with Deep "
            "Neural Networks."
        ),
        proof="tests/papers/test_s116_vessal.py::test_forty_of_five_hundred",
        cost="O(N C^2 D^2)",
        summary="each item once, with the probability that its gradient adds volume: for streams",
    ),
)
