"""Papers S011 to S020."""

from labelwise.papers.table import Paper, Part, planned

PAPERS = (
    Paper(
        "S011",
        "LLM-AL Survey: From Selection to Generation: A Survey of LLM-based Active Learning",
        here=(
            "A coverage list for language models in the loop: as generator, annotator, router and selector, "
            "each with its own price."
        ),
        reference="From Selection to Generation: A Survey of LLM-based Active Learning. Official code: none.",
        parts=planned(
            "item generator with provenance",
            "LLM annotator",
            "confidence router with prices",
            "prompted selector",
        ),
    ),
    Paper(
        "S012",
        "DeepAL+: A Comparative Survey of Deep Active Learning",
        here=(
            "Adversarial-distance and Bayesian measures, self-training and adversarial learners, and the "
            "area under the budget curve."
        ),
        reference="A Comparative Survey of Deep Active Learning. Official code: SineZHAN/deepALplus.",
        parts=planned(
            "adversarial distance measures",
            "variation ratio and mean-STD",
            "CEAL, loss prediction, VAAL and WAAL learners",
            "area under the budget curve",
        ),
    ),
    Paper(
        "S013",
        "ActiveMeta-GMM: Exploring Active Learning in Meta-Learning: Enhancing Context Set Labeling",
        here=(
            "A selector that takes the pool points nearest to the modes of a Gaussian mixture, for the "
            "context sets of few-shot tasks."
        ),
        reference=(
            "Exploring Active Learning in Meta-Learning: Enhancing Context Set Labeling. Official code: "
            "none found."
        ),
        parts=planned("Gaussian-mixture mode selector", "few-shot episode task", "prototype learner"),
    ),
    Paper(
        "S014",
        "Annotator/VCD: A Generic Active Learning Baseline for LiDAR Semantic Segmentation",
        here=(
            "Voxels of a point cloud are asked by the entropy of the classes predicted inside them, a few "
            "in each scan."
        ),
        reference=(
            "Annotator: A Generic Active Learning Baseline for LiDAR Semantic Segmentation. Official code: "
            "BIT-DA/Annotator."
        ),
        parts=planned(
            "voxel units",
            "voxel confusion degree",
            "top n of each scan",
            "source-free and source-target training",
        ),
    ),
    Paper(
        "S015",
        "BaaL: Bayesian active learning for production, a systematic study and a reusable library",
        here=(
            "Bayesian measures over posterior samples, scored on a random part of the pool, with stochastic "
            "batches and dropout that keeps one mask for a whole pass."
        ),
        reference=(
            "Bayesian active learning for production, a systematic study and a reusable library. Official "
            "code: baal-org/baal."
        ),
        parts=planned(
            "BALD family over samples",
            "random-subset scoring",
            "stochastic batch forms",
            "consistent dropout learner",
        ),
    ),
    Paper(
        "S016",
        "TA-VAAL: Task-Aware Variational Adversarial Active Learning",
        here="Items that a task-aware variational autoencoder's critic takes for unlabelled are asked first.",
        reference="Task-Aware Variational Adversarial Active Learning. Official code: cubeyoung/TA-VAAL.",
        parts=planned(
            "loss-prediction head with ranking loss", "conditional VAE with critic", "critic measure"
        ),
    ),
    Paper(
        "S017",
        (
            "TransformerUncertainty: Revisiting Uncertainty-based Query Strategies for Active Learning with "
            "Transformers"
        ),
        here=(
            "The uncertainty measures least confidence, breaking ties and entropy, compared by rank tables "
            "over data sets, and a contrastive one over neighbours."
        ),
        reference=(
            "Schröder, Niekler and Potthast 2022. Revisiting Uncertainty-based Query Strategies for Active "
            "Learning with Transformers. Official code: none located for the experiments; library "
            "webis-de/small-text."
        ),
        parts=(
            Part(
                "least confidence",
                state="works",
                where="labelwise.measures:least_confidence",
                proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
            ),
            Part(
                "breaking ties",
                state="works",
                where="labelwise.measures:margin",
                proof="tests/papers/test_s017_uncertainty.py::test_margin_not_worse_than_entropy",
                slow=True,
            ),
            Part(
                "prediction entropy",
                state="works",
                where="labelwise.measures:entropy",
                proof="tests/papers/test_s017_uncertainty.py::test_binary_rankings_coincide",
            ),
            Part("contrastive measure (divergence to neighbours)"),
        ),
    ),
    Paper(
        "S018",
        "KECOR: Kernel Coding Rate Maximization for Active 3D Object Detection",
        here=(
            "Frames are chosen by a greedy log-determinant on a tangent-kernel representation with an "
            "entropy bonus, and cost is counted in boxes."
        ),
        reference=(
            "Kernel Coding Rate Maximization for Active 3D Object Detection. Official code: "
            "Luoyadan/KECOR-active-3Ddet."
        ),
        parts=planned(
            "sketched neural tangent kernel",
            "log-determinant greedy with diagonal bonus",
            "box-count entropy",
            "cost in boxes",
        ),
    ),
    Paper(
        "S019",
        "ImitAL: Learned Active Learning Strategy on Synthetic Data",
        here=(
            "The single-item form of the learned policy: one forward pass ranks a small set of far-apart "
            "candidates."
        ),
        reference=(
            "Learned Active Learning Strategy on Synthetic Data. Official code: jgonsior/DS22-ImitAL, "
            "jgonsior/Active-Learning-Base-Module."
        ),
        parts=planned(
            "furthest-set pre-sampling",
            "item state encoding",
            "synthetic table generator",
            "listwise ranking policy",
        ),
    ),
    Paper(
        "S020",
        "LabelBench: A Comprehensive Framework for Benchmarking Label-Efficient Learning",
        here=(
            "Selection on cached features by a cheap proxy with later full training, semi-supervised "
            "trainers, and graph-based search for class borders."
        ),
        reference=(
            "A Comprehensive Framework for Benchmarking Label-Efficient Learning. Official code: "
            "EfficientTraining/LabelBench."
        ),
        parts=planned(
            "selection via proxy",
            "semi-supervised trainers",
            "GALAXY selector",
            "declared inputs of strategies",
        ),
    ),
)
