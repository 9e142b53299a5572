"""Papers S071 to S080."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelwise.papers.table import Method, Paper, Part, planned

if TYPE_CHECKING:
    from labelwise.types import Selects


def pcoreset() -> Selects:
    """The item whose predicted probabilities are farthest from those of all labelled ones."""
    from labelwise.representations import Embedding
    from labelwise.selectors import KCenter
    from labelwise.strategy import Strategy

    return Strategy(representation=Embedding("proba"), selector=KCenter())


def relevance() -> Selects:
    """One trade-off of representative, diverse and uncertain."""
    from labelwise.measures import entropy
    from labelwise.representations import Embedding
    from labelwise.selectors import Relevance
    from labelwise.strategy import Strategy

    return Strategy(measure=entropy, representation=Embedding(norm="l2"), selector=Relevance())


def display_size() -> Selects:
    """Criteria of the trade-off and size of the batch, by what earlier batches gained."""
    from labelwise.policies import CriteriaAndSize

    policy: Selects = CriteriaAndSize()
    return policy


PAPERS = (
    Paper(
        "S071",
        "Adaptive superpixels + sieving: Adaptive Superpixel for Active Learning in Semantic Segmentation",
        here=(
            "Superpixels merge where the model sees no difference, are asked for their dominant class, and "
            "doubtful pixels are sieved out."
        ),
        reference=(
            "Adaptive Superpixel for Active Learning in Semantic Segmentation. Official code: "
            "ml-postech/adaptive-superpixel-for-active-learning-in-semantic-segmentation."
        ),
        parts=planned("adaptive superpixel merging", "dominant-class query", "sieve for impure regions"),
    ),
    Paper(
        "S072",
        (
            "HPAL (HMMU + FDS): Hierarchical Point-based Active Learning for Semi-supervised Point Cloud "
            "Semantic Segmentation"
        ),
        here=(
            "Points are scored by margins at several scales and suppressed where both place and features "
            "repeat."
        ),
        reference=(
            "Hierarchical Point-based Active Learning for Semi-supervised Point Cloud Semantic "
            "Segmentation. Official code: SmiletoE/HPAL."
        ),
        parts=planned(
            "multi-scale margin", "feature-distance suppression", "mean-teacher learner for points"
        ),
    ),
    Paper(
        "S073",
        "BUAL: Bidirectional Uncertainty-Based Active Learning for Open Set Annotation",
        here=(
            "Uncertainty from a positive and a negatively trained head, mixed by how many recent answers "
            "were known classes."
        ),
        reference=(
            "Bidirectional Uncertainty-Based Active Learning for Open Set Annotation. Official code: "
            "chenchenzong/BUAL."
        ),
        parts=planned("negative-learning head", "bidirectional uncertainty", "open-class rejection"),
    ),
    Paper(
        "S074",
        (
            "AL overview: Active Learning Methods for Efficient Data Utilization and Model Performance "
            "Enhancement"
        ),
        here="A coverage list: fairness and imbalance diagnostics and a protocol record with every run.",
        reference=(
            "Active Learning Methods for Efficient Data Utilization and Model Performance Enhancement. "
            "Official code: none found."
        ),
        parts=(
            Part(
                "group-share diagnostics",
                state="works",
                where="labelwise.evaluation.figures.shares:group_shares",
                proof="tests/papers/test_s074_overview.py::test_a_strategy_that_never_asks_about_a_group_is_seen",
            ),
            Part(
                "imbalance diagnostics",
                state="works",
                where="labelwise.evaluation.figures.shares:label_evenness",
                proof="tests/papers/test_s074_overview.py::test_labels_of_one_class_are_seen",
            ),
            Part(
                "protocol record",
                state="works",
                where="labelwise.campaign.replay:replay",
                proof="tests/papers/test_s074_overview.py::test_a_campaign_repeats_bit_by_bit_from_its_record",
            ),
        ),
    ),
    Paper(
        "S075",
        "Interaction matching: Interaction Matching for Long-Tail Multi-Label Classification",
        here=(
            "A matcher between documents and label descriptions, shared by all labels, that scores rare and "
            "even unseen ones."
        ),
        reference="Interaction Matching for Long-Tail Multi-Label Classification. Official code: none found.",
        parts=(
            Part(
                "label-description matcher",
                "works",
                "labelwise.learners:MatchingLearner",
                "tests/papers/test_s075_matching.py::test_rare_labels_gain_and_frequent_ones_do_not_lose",
            ),
            Part(
                "cold-start scorer for new classes",
                "works",
                "labelwise.learners.matching:match",
                "tests/papers/test_s075_matching.py::test_a_label_that_was_never_seen_is_ranked",
            ),
        ),
        note=(
            "The base model is linear in TF-IDF; the paper's is a network. Where descriptions are met in "
            "synonyms micro-F1 rises as well (0.99 for 0.87 with 600 texts), not only that of rare labels. "
            "Trained for long on many texts, shuffled descriptions gain on rare labels too (0.3 for 0.1): "
            "word vectors are trained, so a description becomes a vector of its label."
        ),
    ),
    Paper(
        "S076",
        (
            "ActiveKD / PCoreSet: Effective Active Learning through Knowledge Distillation from "
            "Vision-Language Models"
        ),
        here=(
            "Coverage of the space of predicted probabilities by k-center, with a student distilled from a "
            "zero-shot teacher."
        ),
        reference=(
            "PCoreSet: Effective Active Learning through Knowledge Distillation from Vision-Language "
            "Models. Official code: erjui/PCoreSet."
        ),
        parts=(
            Part(
                "k-center on probabilities",
                "works",
                "labelwise.selectors:KCenter",
                "tests/papers/test_s076_pcoreset.py::test_is_k_center_on_probabilities",
            ),
            Part(
                "dual-head distillation learner",
                "works",
                "labelwise.training:DualHead",
                "tests/papers/test_s076_distillation.py::test_with_two_labels_a_class_a_biased_teacher_helps",
            ),
        ),
    ),
    Paper(
        "S077",
        "AL for change detection: Deep Active Learning in Remote Sensing for data efficient Change Detection",
        here=(
            "Image pairs are chosen by summed pixel variance or mutual information over an ensemble, and "
            "the class balance of answers is reported."
        ),
        reference=(
            "Deep Active Learning in Remote Sensing for data efficient Change Detection. Official code: "
            "previtus/ChangeDetectionProject."
        ),
        parts=planned(
            "summed pixel uncertainty",
            "batch-norm sampling learner",
            "failed-member guard",
            "class balance of acquired items",
        ),
    ),
    Paper(
        "S078",
        "ActiView: Evaluating Active Perception Ability for Multimodal Large Language Models",
        here=(
            "A view budget: a model asks for crops of an image until it can answer, and each view is counted."
        ),
        reference=(
            "ActiView: Evaluating Active Perception Ability for Multimodal Large Language Models. Official "
            "code: THUNLP-MT/ActiView."
        ),
        parts=planned("view query units", "view budget and costs", "accuracy by views"),
    ),
    Paper(
        "S079",
        (
            "Frugal display + RL: Reinforcement-based Display-size Selection for Frugal Satellite Image "
            "Change Detection"
        ),
        here=(
            "A display is chosen by one convex trade-off of representativity, diversity and uncertainty; a "
            "bandit sets criteria and size."
        ),
        reference=(
            "Reinforcement-based Display-size Selection for Frugal Satellite Image Change Detection. "
            "Official code: none found."
        ),
        parts=(
            Part(
                "convex relevance selector",
                "works",
                "labelwise.selectors:Relevance",
                "tests/papers/test_s079_relevance.py::test_nothing_beside_it_has_a_lower_objective",
            ),
            Part(
                "bandit over criteria and batch size",
                "works",
                "labelwise.policies:CriteriaAndSize",
                "tests/papers/test_s079_display_size.py::test_it_follows_a_stream_on_which_uncertainty_is_best_later",
            ),
        ),
        note=(
            "The bandit follows made streams of 300 displays. A campaign is too short for it: on digits, 21 "
            "actions, it is behind random at 160 labels (accuracy 0.83 for 0.90) and level with all three "
            "criteria in displays of 16 at 320 (0.95); margin is ahead of both (0.97)."
        ),
    ),
    Paper(
        "S080",
        "PCA warm start for preferences: Cold-Start Active Preference Learning in Socio-Economic Domains",
        here=(
            "Preferences begin with pairs ordered by the first principal component, then ask pairs nearest "
            "to even odds."
        ),
        reference=(
            "Cold-Start Active Preference Learning in Socio-Economic Domains. Official code: "
            "Dan-A2/cold-start-preference-learning."
        ),
        parts=planned(
            "principal-component warm start", "pairwise learner", "pair candidates with binary margin"
        ),
    ),
)

METHODS = (
    Method(
        name="display-size",
        paper="S079",
        build=display_size,
        taxonomy="prediction",
        reference="Sahbi 2023. Reinforcement-based Display-size Selection for Frugal Satellite Image Change "
        "Detection.",
        proof="tests/papers/test_s079_display_size.py::test_it_follows_a_stream_on_which_uncertainty_is_best_later",
        cost="O(N C + b N D) a pass of k-means",
        summary="representative, diverse or uncertain items, 8, 16 or 32, by what batches gained",
    ),
    Method(
        name="relevance",
        paper="S079",
        build=relevance,
        taxonomy="prediction",
        reference="Sahbi 2023. Reinforcement-based Display-size Selection for Frugal Satellite Image Change "
        "Detection.",
        proof="tests/papers/test_s079_relevance.py::test_nothing_beside_it_has_a_lower_objective",
        cost="O(N C + b N D) a pass of k-means",
        summary="uncertain items near the centres of clusters, with a part of the mass for each cluster",
    ),
    Method(
        name="pcoreset",
        paper="S076",
        build=pcoreset,
        taxonomy="prediction",
        reference=(
            "PCoreSet: Effective Active Learning through Knowledge Distillation from Vision-Language Models."
        ),
        proof="tests/papers/test_s076_pcoreset.py::test_is_k_center_on_probabilities",
        cost="O(b N C)",
        summary="k-center on predicted probabilities: the item farthest from all labelled and picked ones",
    ),
)
