"""Papers S071 to S080."""

from labelwise.papers.table import Paper, planned

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
        parts=planned("group-share diagnostics", "imbalance diagnostics", "protocol record"),
    ),
    Paper(
        "S075",
        "Interaction matching: Interaction Matching for Long-Tail Multi-Label Classification",
        here=(
            "A matcher between documents and label descriptions, shared by all labels, that scores rare and "
            "even unseen ones."
        ),
        reference="Interaction Matching for Long-Tail Multi-Label Classification. Official code: none found.",
        parts=planned("label-description matcher", "cold-start scorer for new classes"),
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
        parts=planned("k-center on probabilities", "dual-head distillation learner"),
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
        parts=planned("convex relevance selector", "bandit over criteria and batch size"),
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
