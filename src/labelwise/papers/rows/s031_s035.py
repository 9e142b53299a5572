"""Papers S031 to S035."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def probcover() -> Selects:
    """Greedy maximum coverage with balls of the purity radius."""
    from labelwise.representations import Balls, Embedding, Purity
    from labelwise.selectors import MaxCover
    from labelwise.strategy import Strategy

    return Strategy(representation=Balls(Embedding(norm="l2"), radius=Purity(0.95)), selector=MaxCover())


def ldm() -> Selects:
    """A spread-out batch of items whose prediction flips most easily."""
    from labelwise.measures import LeastDisagree
    from labelwise.representations import Embedding
    from labelwise.selectors import Gamma, KMeansPP
    from labelwise.strategy import Strategy

    draw = KMeansPP(first="best", weight=Gamma(), power=2.0)
    return Strategy(measure=LeastDisagree(), representation=Embedding(norm="l2"), selector=draw)


def tailor() -> Selects:
    """Margin, gradients, spread and chance share the batch, by what their answers did for the classes."""
    from labelwise.measures import margin
    from labelwise.policies import Interleave, Tailor
    from labelwise.representations import Embedding, Gradient
    from labelwise.selectors import KCenter, KMeansPP, Random
    from labelwise.strategy import Strategy

    arms = (
        Strategy(measure=margin),
        Strategy(representation=Gradient(), selector=KMeansPP()),
        Strategy(representation=Embedding(), selector=KCenter()),
        Strategy(selector=Random()),
    )
    policy: Selects = Interleave(arms, Tailor())
    return policy


PAPERS = (
    Paper(
        "S031",
        "AGCD: Active Generalized Category Discovery",
        here=(
            "Queries are spread over classes that the model holds for new, confident ones first, with a "
            "stable map from answers to clusters."
        ),
        reference="Active Generalized Category Discovery. Official code: mashijie1028/ActiveGCD.",
        parts=planned(
            "predicted-novel candidates with class quota",
            "margin with sign switch",
            "label-index mapping",
            "novelty diagnostics",
        ),
    ),
    Paper(
        "S032",
        "MT-AL: Multi-task Active Learning for Pre-trained Transformer-based Models",
        here=(
            "Confidences of several tasks on one sentence are combined by mean, rank fusion or Pareto layers."
        ),
        reference=(
            "Multi-task Active Learning for Pre-trained Transformer-based Models. Official code: none "
            "identified."
        ),
        parts=planned("normalised sequence entropy", "dropout agreement", "score combiners over tasks"),
    ),
    Paper(
        "S033",
        "TAILOR: Algorithm Selection for Deep Active Learning with Imbalanced Datasets",
        here=(
            "A Thompson-sampling policy that gives each slot to the strategy whose answers balance the "
            "classes best."
        ),
        reference=(
            "Algorithm Selection for Deep Active Learning with Imbalanced Datasets. Official code: "
            "jifanz/TAILOR."
        ),
        parts=(
            Part(
                "Thompson sampling over strategies",
                "works",
                "labelwise.policies:Tailor",
                "tests/papers/test_s033_tailor.py::test_the_rare_arm_gets_most_of_the_second_batch",
            ),
            Part(
                "class-balance reward",
                "works",
                "labelwise.policies:Tailor",
                "tests/papers/test_s033_tailor.py::test_one_over_the_count_and_a_turned_sign_above_half",
            ),
            Part(
                "delayed discounted update",
                "works",
                "labelwise.policies:Tailor",
                "tests/papers/test_s033_tailor.py::test_labels_count_after_their_batch_and_fade_with_every_later_one",
            ),
        ),
        note=(
            "The state is computed from all present answers, each counted in the batch that asked it; late "
            "answers and undo are exact."
        ),
    ),
    Paper(
        "S034",
        "ProbCover: Active Learning Through a Covering Lens",
        here=(
            "Greedy maximum coverage by balls around embedded items, with the largest radius at which balls "
            "are still pure: for the first labels."
        ),
        reference=(
            "Yehuda, Dekel, Hacohen and Weinshall 2022. Active Learning Through a Covering Lens. Official "
            "code: avihu111/TypiClust."
        ),
        parts=(
            Part(
                "greedy maximum coverage",
                state="works",
                where="labelwise.selectors.cover:MaxCover",
                proof="tests/papers/test_s034_probcover.py::test_greedy_reaches_one_minus_1_over_e",
            ),
            Part(
                "purity radius",
                state="works",
                where="labelwise.representations.balls:Purity",
                proof="tests/papers/test_s034_probcover.py::test_purity_radius_hits_all_blobs",
            ),
        ),
    ),
    Paper(
        "S035",
        "LDM-S: Querying Easily Flip-flopped Samples for Deep Active Learning",
        here=(
            "Uncertainty as the least disagreement that flips an item's prediction, with a weighted "
            "spread-out batch."
        ),
        reference="Querying Easily Flip-flopped Samples for Deep Active Learning. Official code: none found.",
        parts=(
            Part(
                "least disagreement measure from the last layer",
                "works",
                "labelwise.measures:LeastDisagree",
                "tests/papers/test_s035_ldm.py::test_on_a_circle_it_is_the_angle",
            ),
            Part(
                "eta-weighted k-means++ seeding",
                "works",
                "labelwise.selectors:Gamma",
                "tests/papers/test_s035_ldm.py::test_each_draw_follows_the_law_of_the_paper",
            ),
        ),
    ),
)

METHODS = (
    Method(
        name="tailor",
        paper="S033",
        build=tailor,
        taxonomy="prediction",
        reference=(
            "Zhang, Shao, Verma and Nowak 2023. Algorithm Selection for Deep Active Learning with Imbalanced "
            "Datasets."
        ),
        proof="tests/papers/test_s033_tailor.py::test_the_rare_arm_gets_most_of_the_second_batch",
        cost="O(b N (C + D))",
        summary="margin, badge, k-center and random share the batch; more for who finds the rare classes",
    ),
    Method(
        name="ldm-s",
        paper="S035",
        build=ldm,
        taxonomy="model",
        reference="Cho et al. 2024. Querying Easily Flip-flopped Samples for Deep Active Learning.",
        proof="tests/papers/test_s035_ldm.py::test_each_draw_follows_the_law_of_the_paper",
        cost="O(N D (h C + b))",
        summary="items that small changes of the last layer flip, spread out by cosine; h draws, about 1,000",
    ),
    Method(
        name="probcover",
        paper="S034",
        build=probcover,
        taxonomy="data",
        reference="Yehuda, Dekel, Hacohen and Weinshall 2022. Active Learning Through a Covering Lens.",
        proof="tests/papers/test_s034_probcover.py::test_greedy_reaches_one_minus_1_over_e",
        cost="O(N^2 D)",
        summary="the item whose ball covers most uncovered items, with a radius at which balls are pure",
    ),
)
