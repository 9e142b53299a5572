"""Papers S081 to S090."""

from labelwise.papers.table import Paper, Part, planned

PAPERS = (
    Paper(
        "S081",
        "AQuA: A Benchmarking Tool for Label Quality Assessment",
        here=(
            "Noise injectors and label-error detectors behind one interface, judged by detection and by the "
            "model trained after cleaning."
        ),
        reference="AQuA: A Benchmarking Tool for Label Quality Assessment. Official code: autonlab/aqua.",
        parts=planned("noise injectors", "label-error detectors", "detection and downstream evaluation"),
    ),
    Paper(
        "S082",
        (
            "Active perceptron ensemble tagger: Recognizing Extended Spatiotemporal Expressions by Actively "
            "Trained Average Perceptron Ensembles"
        ),
        here=(
            "A fast tagger without heavy dependencies, in an ensemble whose members' marginals are averaged "
            "and whose disagreement asks."
        ),
        reference=(
            "Recognizing Extended Spatiotemporal Expressions by Actively Trained Average Perceptron "
            "Ensembles. Official code: none found."
        ),
        parts=planned(
            "averaged perceptron tagger", "ensemble marginals", "token vote entropy", "recency weighting"
        ),
    ),
    Paper(
        "S083",
        "SelectLLM: Can LLMs Select Important Instructions to Annotate?",
        here=(
            "A judge, an LLM or any callable, picks the items worth annotating from small diverse groups of "
            "the pool."
        ),
        reference=(
            "SelectLLM: Can LLMs Select Important Instructions to Annotate? Official code: "
            "minnesotanlp/select-llm."
        ),
        parts=planned("diverse partition", "group-wise judge selector", "fallback for unparsable answers"),
    ),
    Paper(
        "S084",
        "BiTTA: Test-Time Adaptation with Binary Feedback",
        here="Test-time adaptation from yes/no answers on the least certain predictions of a stream.",
        reference="Test-Time Adaptation with Binary Feedback. Official code: taeckyung/BiTTA.",
        parts=(
            *planned("least confident per batch gate"),
            Part(
                "yes/no answers with delay and noise",
                "works",
                "labelwise.tasks.forms:YesNo",
                "tests/papers/test_s084_bitta.py::test_answers_teach_however_many_models_later_they_come",
            ),
            *planned("policy-gradient adaptation"),
        ),
        note=(
            "A yes or no that comes up to three models late means what was asked and teaches as a partial "
            "target; flipped half the time, answers do harm, they do not merely stop helping."
        ),
    ),
    Paper(
        "S085",
        "Moderation pipeline: A Holistic Approach to Undesired Content Detection in the Real World",
        here=(
            "A mixture of random, likely and uncertain items per category, with probabilities stored so "
            "that prevalence stays estimable."
        ),
        reference=(
            "A Holistic Approach to Undesired Content Detection in the Real World. Official code: "
            "evaluation data only, openai/moderation-api-release."
        ),
        parts=planned(
            "mixture acquisition with quotas",
            "unbiased prevalence estimate",
            "masked multi-label loss",
            "guideline versions on answers",
        ),
    ),
    Paper(
        "S086",
        (
            "CCC audio: Coincidence, Categorization, and Consolidation: Learning to Recognize Sounds with "
            "Minimal Supervision"
        ),
        here=(
            "One answer for a cluster is spread over its members, on an embedding learned from things that "
            "occur together."
        ),
        reference=(
            "Coincidence, Categorization, and Consolidation: Learning to Recognize Sounds with Minimal "
            "Supervision. Official code: none found."
        ),
        parts=(
            Part(
                "coincidence embedding",
                "works",
                "labelwise.learners.encoders:Coincidence",
                "tests/papers/test_s086_coincidence.py::"
                "test_clusters_are_purer_than_those_of_pixels_and_halves_find_their_digit",
            ),
            Part(
                "entropy-gap clustering",
                "works",
                "labelwise.training.clustering_loss:entropy_gap",
                "tests/training/test_clustering_loss.py::"
                "test_it_is_least_where_items_have_one_cluster_each_of_one_size",
            ),
            Part(
                "cluster query with propagation",
                "works",
                "labelwise.training:ClusterLabels",
                "tests/papers/test_s086_ccc.py::"
                "test_thirty_answers_for_clusters_are_worth_more_than_thirty_random_ones",
            ),
        ),
        note=(
            "Digits, 30 answers, logistic regression: 0.854 with a random member of each of 30 clusters and "
            "its answer spread over them, 0.669 with 30 random items (eight seeds). On left and right halves "
            "of digits the coincidence embedding has a purity of 0.86 with 10 clusters, where pixels have "
            "0.78, and with 30 clusters no more than they (0.91)."
        ),
    ),
    Paper(
        "S087",
        "TiDAL: Learning Training Dynamics for Active Learning",
        here=(
            "A head that learns the training dynamics of labelled items predicts them for the pool, and "
            "their entropy or margin asks."
        ),
        reference="TiDAL: Learning Training Dynamics for Active Learning. Official code: hyperconnect/TiDAL.",
        parts=(
            Part(
                "training-dynamics head",
                "works",
                "labelwise.training:TrainingDynamics",
                "tests/papers/test_s087_tidal_head.py::test_predicted_dynamics_are_the_true_ones",
            ),
            Part(
                "entropy and margin on predicted dynamics",
                "works",
                "labelwise.measures:dynamics_entropy",
                "tests/papers/test_s087_tidal.py::test_dynamics_rank_by_epochs_until_learned_better_than_the_last_prediction",
            ),
        ),
        note=(
            "On two overlapping Gaussians the entropy of what the head predicts ranks held-out items by the "
            "epochs until they are learned better than that of the last prediction, by 0.05 to 0.2 of rank "
            "correlation where items are learned late; where all are learned in a few epochs it is a tie."
        ),
    ),
    Paper(
        "S088",
        (
            "BoostLU: Bridging the Gap between Model Explanations in Partially Annotated Multi-label "
            "Classification"
        ),
        here=(
            "For items with part of their tags known: positive activations are boosted and suspiciously "
            "large losses corrected."
        ),
        reference=(
            "Bridging the Gap between Model Explanations in Partially Annotated Multi-label Classification. "
            "Official code: youngwk/BridgeGapExplanationPAMC."
        ),
        parts=(
            Part(
                "boosted class activations",
                "works",
                "labelwise.learners:CamCnn",
                "tests/papers/test_s088_boostlu.py::test_maps_of_partial_labels_look_at_the_same_places_with_less_strength",
            ),
            Part(
                "large-loss correction schemes",
                "works",
                "labelwise.training:LargeLoss",
                "tests/papers/test_s088_boostlu.py::test_boosting_and_rejecting_large_losses_order_items_better",
            ),
        ),
        note=(
            "On made maps with objects, one known tag an item and a linear map a tag, mean average precision "
            "is 0.75 to 0.76, with boosted maps 0.81, with large losses rejected too 0.83 to 0.84 (corrected "
            "the same, kept 0.81 to 0.82); all tags known, unboosted: 0.78. Without the boost corrections "
            "change nothing. Boosting a trained network by 5 overshoots here, by 2 it comes nearer to that "
            "with all tags. With a convolution below, rejecting helps two times in three."
        ),
    ),
    Paper(
        "S089",
        (
            "AL for semantic NeRF: Exploring Active Learning for Label-Efficient Training of Semantic "
            "Neural Radiance Field"
        ),
        here="Uncertain pixels of several views are asked only once for each place in space.",
        reference=(
            "Exploring Active Learning for Label-Efficient Training of Semantic Neural Radiance Field. "
            "Official code: none found."
        ),
        parts=planned("pixel units with coordinates", "minimum distance across views", "renderer adapter"),
    ),
    Paper(
        "S090",
        "EMMa Smart Labeling: An Extensible Multimodal Multi-task Object Dataset with Materials",
        here=(
            "A property builder: a few yes/no answers, a fast head on cached features, an audit, then a "
            "bulk write that can be reverted."
        ),
        reference=(
            "An Extensible Multimodal Multi-task Object Dataset with Materials. Official code: none found."
        ),
        parts=planned(
            "property builder",
            "taxonomy closure of answers",
            "audit before bulk write",
            "revertible bulk labels",
        ),
    ),
)
