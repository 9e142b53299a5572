"""Papers S111 to S115."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def typiclust() -> Selects:
    """The most typical item of each uncovered cluster."""
    from labelwise.representations import Embedding
    from labelwise.selectors import Typical
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding(norm="l2"), selector=Typical())


def typiclust_then_margin() -> Selects:
    """Typical items for the first labels, the smallest margins afterwards."""
    from labelwise.measures import margin
    from labelwise.policies import Started, Switch
    from labelwise.strategy import Strategy

    policy: Selects = Switch(typiclust(), Strategy(measure=margin), until=Started())
    return policy


def seedal() -> Selects:
    """The scenes within the budget that differ most within and between them."""
    from labelwise.representations import Bags
    from labelwise.selectors import MaxDiversityMIP
    from labelwise.strategy import Strategy

    return Strategy(representation=Bags(), selector=MaxDiversityMIP())


PAPERS = (
    Paper(
        "S111",
        (
            "SeedAL: You Never Get a Second Chance To Make a Good First Impression: Seeding Active Learning "
            "for 3D Semantic Segmentation"
        ),
        here=(
            "The first batch of scenes maximises diversity within and between them under a cost limit, by "
            "an integer program."
        ),
        reference=(
            "You Never Get a Second Chance To Make a Good First Impression: Seeding Active Learning for 3D "
            "Semantic Segmentation. Official code: nerminsamet/seedal."
        ),
        parts=(
            Part(
                "bag dissimilarity",
                "works",
                "labelwise.representations:Bags",
                "tests/representations/test_bags.py::test_cosines_are_means_over_pairs_of_centres",
            ),
            Part(
                "maximum-diversity program under cost",
                "works",
                "labelwise.selectors:MaxDiversityMIP",
                "tests/papers/test_s111_seedal.py::test_program_equals_brute_force",
            ),
            Part(
                "temporal thinning",
                "works",
                "labelwise.candidates:Thin",
                "tests/candidates/test_thin.py::test_equals_the_naive_walk",
            ),
        ),
    ),
    Paper(
        "S112",
        "LabelFew: Improving Classification Performance With Human Feedback: Label a few, we label the rest",
        here=(
            "Zero-shot guesses, a few labels per class, a few-shot learner and an audited bulk accept of "
            "the rest."
        ),
        reference=(
            "Improving Classification Performance With Human Feedback: Label a few, we label the rest. "
            "Official code: none found."
        ),
        parts=(
            Part(
                "few-shot embedding learner",
                "works",
                "labelwise.training:SetFit",
                "tests/papers/test_s112_few_shot.py::test_pairs_help_where_labels_are_few",
            ),
            Part(
                "zero-shot pre-labels",
                "works",
                "labelwise.annotators:ZeroShot",
                "tests/papers/test_s112_few_shot.py::test_few_labels_pass_a_labeller_that_is_right_in_seven_of_ten",
            ),
            Part(
                "crossover report",
                "works",
                "labelwise.evaluation.diagnostics:crossover",
                "tests/papers/test_s112_few_shot.py::test_the_interval_of_the_crossing_holds",
            ),
            Part(
                "audited bulk accept",
                "works",
                "labelwise.evaluation.figures:bulk_accept",
                "tests/papers/test_s112_few_shot.py::test_the_interval_of_the_spot_check_holds",
            ),
        ),
        note=(
            "Not repeated: the paper's data sets, for want of a trained sentence encoder. On made features "
            "an untrained network gains from pairs at 16 labels a class (5 passes: accuracy 0.71 for 0.56), "
            "not at 4 (0.42 for 0.43); logistic regression on the features is above both (0.81, 0.73). On "
            "trec6 (TextEncoder features) it gains nothing at 4 to 32 labels a class (0.29 to 0.56; plain "
            "network 0.36 to 0.55, logistic regression 0.45 to 0.60): pairs need a pretrained network."
        ),
    ),
    Paper(
        "S113",
        "TypiClust: Active Learning on a Budget: Opposite Strategies Suit High and Low Budgets",
        here=(
            "The most typical item of each cluster that has no label yet: for the first labels, before "
            "uncertainty is worth anything."
        ),
        reference=(
            "Hacohen, Dekel and Weinshall 2022. Active Learning on a Budget: Opposite Strategies Suit High "
            "and Low Budgets. Official code: avihu111/TypiClust."
        ),
        parts=(
            Part(
                "most typical item of a cluster",
                state="works",
                where="labelwise.selectors.typical:Typical",
                proof="tests/papers/test_s113_typiclust.py::test_equals_reference_on_blobs",
            ),
            Part(
                "uncovered clusters first",
                state="works",
                where="labelwise.selectors.typical:Typical",
                proof="tests/papers/test_s113_typiclust.py::test_each_query_lands_in_an_uncovered_cluster",
            ),
            Part(
                "switch between budget regimes",
                state="works",
                where="labelwise.policies.switch:Switch",
                proof="tests/papers/test_s113_typiclust.py::test_low_budget_favours_typical_high_budget_margin",
                slow=True,
            ),
        ),
    ),
    Paper(
        "S114",
        "LabelCritic: Design Data Before Models",
        here=(
            "A judge compares two labels in both orders, the better one is kept and doubtful ones go to "
            "people."
        ),
        reference="Design Data Before Models. Official code: PedroRASB/LabelCritic.",
        parts=planned(
            "pairwise judge with order swap", "disagreement filter", "label tournament", "error flags"
        ),
    ),
    Paper(
        "S115",
        "C-AIF: Contrastive Active Inference",
        here=(
            "Search by example: how close an item is to a goal relative to the batch, on a contrastive "
            "embedding."
        ),
        reference="Contrastive Active Inference. Official code: mazpie/contrastive-aif.",
        parts=planned("contrastive embedding learner", "goal-similarity measure"),
    ),
)

METHODS = (
    Method(
        name="seedal",
        paper="S111",
        build=seedal,
        taxonomy="data",
        reference=(
            "Samet, Simeoni, Puy, Ponimatkin, Marlet and Lepetit 2023. You Never Get a Second Chance To Make "
            "a Good First Impression."
        ),
        proof="tests/papers/test_s111_seedal.py::test_program_equals_brute_force",
        cost="O(N^2 D) and an integer program; up to 2,000 bags",
        summary="the first batch: bags of vectors that differ most within and between them, within a budget",
    ),
    Method(
        name="typiclust",
        paper="S113",
        build=typiclust,
        taxonomy="data",
        reference=(
            "Hacohen, Dekel and Weinshall 2022. Active Learning on a Budget: Opposite Strategies Suit "
            "High and Low Budgets."
        ),
        proof="tests/papers/test_s113_typiclust.py::test_equals_reference_on_blobs",
        cost="O(N (L + b) D)",
        summary="the most typical item of each of the largest clusters without a label",
    ),
    Method(
        name="typiclust-then-margin",
        paper="S113",
        build=typiclust_then_margin,
        taxonomy="prediction",
        reference=(
            "Hacohen, Dekel and Weinshall 2022. Active Learning on a Budget: Opposite Strategies Suit "
            "High and Low Budgets."
        ),
        proof="tests/papers/test_s113_typiclust.py::test_low_budget_favours_typical_high_budget_margin",
        cost="as typiclust, then as margin",
        summary="typiclust until every class has a label or 5 labels a class are spent, then margin",
    ),
)
