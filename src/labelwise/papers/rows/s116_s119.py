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
        parts=planned("replay learners", "scaled distillation", "facility-location replay"),
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
        parts=planned("Frechet-mean prediction", "locus of reachable labels", "next-class selector"),
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
