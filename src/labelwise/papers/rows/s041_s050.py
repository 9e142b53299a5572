"""Papers S041 to S050."""

from labelwise.papers.table import Paper, Part, planned

PAPERS = (
    Paper(
        "S041",
        "Pseudo-Label + MixUp: Pseudo-Labeling and Confirmation Bias in Deep Semi-Supervised Learning",
        here=(
            "A semi-supervised recipe: soft pseudo-labels, mixup, a minimum of labelled items per batch and "
            "two regularisers."
        ),
        reference=(
            "Pseudo-Labeling and Confirmation Bias in Deep Semi-Supervised Learning. Official code: "
            "EricArazo/PseudoLabeling."
        ),
        parts=planned(
            "soft pseudo-labels with mixup", "two-stream batches", "class-balance and entropy regularisers"
        ),
    ),
    Paper(
        "S042",
        "ACAL: Annotator-Centric Active Learning for Subjective NLP Tasks",
        here=(
            "The item and then the annotator are chosen, so that rare views are heard, and quality is "
            "reported per annotator."
        ),
        reference=(
            "Annotator-Centric Active Learning for Subjective NLP Tasks. Official code: "
            "m0re4u/acal-subjective."
        ),
        parts=(
            Part(
                "annotator selectors",
                "works",
                "labelwise.annotators:LabelMinority",
                "tests/papers/test_s042_acal.py::test_label_minority_draws_far_more_from_the_minority",
            ),
            Part(
                "soft-label training",
                "works",
                "labelwise.learners:PartialLogistic",
                "tests/papers/test_s042_acal.py::test_soft_labels_of_all_answers_train_the_model",
            ),
            Part(
                "annotator-centric metrics",
                "works",
                "labelwise.quality:annotator_centric",
                "tests/papers/test_s042_acal.py::test_metrics_show_who_is_not_heard",
            ),
        ),
        note=(
            "Shown on simulated annotators, not on the seven tasks of the paper. Of 600 answers about 2,000 "
            "items some 56% come from the tenth that is the minority; of 300 items, which return more often, "
            "39%, since nobody is asked twice about an item. Representation diversity takes labels as one of "
            "L instead of embedding their text."
        ),
    ),
    Paper(
        "S043",
        "VideoCoT: A Video Chain-of-Thought Dataset with Active Annotation Tool",
        here=(
            "Drafts written by a model are scored and accepted, discarded or sent to people to edit, with "
            "edit distance as cost."
        ),
        reference="A Video Chain-of-Thought Dataset with Active Annotation Tool. Official code: none found.",
        parts=planned(
            "generate-score-route-edit loop",
            "pluggable quality scorers",
            "edit distance as cost and as label",
        ),
    ),
    Paper(
        "S044",
        (
            "ATAL: Pixel is All You Need: Adversarial Trajectory-Ensemble Active Learning for Salient "
            "Object Detection"
        ),
        here=(
            "Pixels are chosen by uncertainty over snapshots on attacked images, at most one in a superpixel."
        ),
        reference=(
            "Pixel is All You Need: Adversarial Trajectory-Ensemble Active Learning for Salient Object "
            "Detection. Official code: wuzhenyubuaa/ASTE-AL."
        ),
        parts=planned("attacked-input uncertainty", "snapshot ensemble learner", "one pick per superpixel"),
    ),
    Paper(
        "S045",
        (
            "Margin-in-high-dimension diagnostic: Margin-based sampling in high dimensions: When being "
            "active is less efficient than staying passive"
        ),
        here=(
            "A diagnostic of when margin sampling loses to random choice in high dimension, and a rule to "
            "begin with random."
        ),
        reference=(
            "Margin-based sampling in high dimensions: When being active is less efficient than staying "
            "passive. Official code: not looked for."
        ),
        parts=planned(
            "active-versus-passive diagnostic", "oracle margin for simulation", "random-until switch"
        ),
    ),
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
        here=(
            "The best of several given models is found with few labels, by expected information about which "
            "one is best."
        ),
        reference="Consensus-Driven Active Model Selection. Official code: justinkay/coda.",
        parts=planned(
            "probability that a model is best", "information-gain measure", "confusion prior from consensus"
        ),
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
        parts=planned(
            "dropout inconsistency candidates",
            "k-means nearest to centroid",
            "centroid start",
            "label propagation",
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
        parts=planned(
            "extra-class joint training",
            "variation ratio with outlier rejection",
            "entropy-weighted pseudo-labels",
        ),
    ),
)
