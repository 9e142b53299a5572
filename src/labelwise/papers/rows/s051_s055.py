"""Papers S051 to S055."""

from __future__ import annotations

from labelwise.papers.table import Paper, Part, planned

PAPERS = (
    Paper(
        "S051",
        (
            "RIPU: Active Learning via Region Impurity and Prediction Uncertainty for Domain Adaptive "
            "Semantic Segmentation"
        ),
        here=(
            "Regions or pixels of an image are asked by the impurity of the predicted labels around them "
            "times their uncertainty."
        ),
        reference=(
            "Active Learning via Region Impurity and Prediction Uncertainty for Domain Adaptive Semantic "
            "Segmentation. Official code: BIT-DA/RIPU."
        ),
        parts=planned(
            "region impurity times uncertainty",
            "non-overlapping windows",
            "negative learning and boundary consistency",
        ),
    ),
    Paper(
        "S052",
        (
            "Real-world AL survey: Cost Types, Interaction Schemes, and Annotator Performance Models in "
            "Selection Algorithms for Active Learning in Classification"
        ),
        here=(
            "A coverage list of costs, query and answer types and annotator models, with choice of item and "
            "annotator together."
        ),
        reference=(
            "Cost Types, Interaction Schemes, and Annotator Performance Models in Selection Algorithms for "
            "Active Learning in Classification. Official code: none."
        ),
        parts=planned(
            "cost models and cost-sensitive decisions",
            "query and answer types",
            "annotator performance models",
            "joint choice of item and annotator",
        ),
    ),
    Paper(
        "S053",
        "PSLA: Pretraining, Sampling, Labeling, and Aggregation for Audio Tagging",
        here=(
            "Missing tags are repaired with a class hierarchy and out-of-sample scores; items are sampled "
            "by inverse tag frequency."
        ),
        reference=(
            "Pretraining, Sampling, Labeling, and Aggregation for Audio Tagging. Official code: "
            "YuanGongND/psla."
        ),
        parts=(
            Part(
                "hierarchical label repair",
                "works",
                "labelwise.training:LabelEnhanced",
                "tests/papers/test_s053_labels.py"
                "::test_a_third_to_a_half_of_the_lost_labels_comes_back_nearly_all_rightly",
            ),
            Part(
                "balanced sampler",
                "works",
                "labelwise.training:BalancedSampling",
                "tests/papers/test_s053_labels.py::test_sampling_draws_each_class_about_as_often",
            ),
            Part(
                "checkpoint weight averaging",
                "works",
                "labelwise.training:WeightAverage",
                "tests/papers/test_s053_psla.py::"
                "test_averaged_weights_are_better_than_the_last_at_a_constant_rate",
            ),
        ),
        note=(
            "Synthetic hierarchy, 40% of the labels lost: by the mean 0.35 of them come back at precision "
            "1.00, by the 25th percentile 0.47 at 1.00, by the 5th 0.57 at 0.99. With noisier items (0.7) "
            "micro-AP goes from 0.985 to 0.986, 0.988 and 0.980; where the scores are poor (noise 1.5) the "
            "5th percentile is right in 0.55 and costs 0.035 of micro-AP: keep to the mean. On digits, 100 "
            "labels, plain descent at a constant rate of 0.1, 10 seeds, the mean of the last 15 of 30 epochs "
            "has an accuracy of 0.861 and the last epoch 0.776; a falling rate leaves less to gain."
        ),
    ),
    Paper(
        "S054",
        (
            "LFTL: Learn from the Learnt: Source-Free Active Domain Adaptation via Contrastive Sampling and "
            "Visual Persistence"
        ),
        here=(
            "Without source data, items whose margin shrank since the last model are asked, balanced "
            "against classes that look easy."
        ),
        reference=(
            "Learn from the Learnt: Source-Free Active Domain Adaptation via Contrastive Sampling and "
            "Visual Persistence. Official code: lyumengyao/lftl."
        ),
        parts=planned("temporal-contrast margin", "persistent-class balance", "memory of queried embeddings"),
    ),
    Paper(
        "S055",
        "FreeAL: Towards Human-Free Active Learning in the Era of Large Language Models",
        here=(
            "An LLM labels everything, a small model finds which of those labels to trust and returns clean "
            "demonstrations."
        ),
        reference=(
            "Towards Human-Free Active Learning in the Era of Large Language Models. Official code: "
            "Justherozen/FreeAL."
        ),
        parts=planned(
            "LLM annotator with retrieved demonstrations",
            "small-loss split",
            "class-wise demonstration selector",
        ),
    ),
)
