"""Lists of sets that results are made on, fixed before any result was seen."""

from __future__ import annotations

__all__ = ["RELATED", "SUITES"]


def _local(directory: str, names: str) -> tuple[str, ...]:
    return tuple(f"local:{directory}{name}" for name in names.split())


TABULAR = _local(
    "tabular_classification/",
    """
    adult allhypo ann_thyroid balance_scale clean2 cmc coil2000 connect_4 credit_a dermatology dna ecoli glass
    hypothyroid kr_vs_kp letter magic mfeat_fourier mfeat_karhunen mfeat_morphological mfeat_zernike mushroom
    nursery optdigits page_blocks pendigits satimage segmentation shuttle soybean splice titanic vehicle vowel
    waveform_40 wine_quality_white yeast
    """,
)
AL_BINARY = _local(
    "tabular_al_binary/",
    "appendicitis australian breast_w diabetes german heart_statlog ionosphere phoneme spambase twonorm wdbc",
)
TEXTS = _local(
    "", "ag_news_small clinc150 davidson_hate mr subj trec6 tweet_emotion tweet_irony tweet_offensive"
)
IMAGES = _local("", "cifar10_small_human fashion_mnist_small mnist_test10k")
PMLB = _local(
    "regression_pmlb/",
    "197_cpu_act 201_pol 215_2dplanes 225_puma8NH 503_wind 529_pollen 564_fried 574_house_16H",
)
UCI = _local(
    "regression_uci/",
    """
    airfoil autompg bike concrete elevators energy gas housing keggundirected kin40k parkinsons pol protein
    skillcraft sml tamielectric wine yacht
    """,
)

SUITES: dict[str, tuple[str, ...]] = {
    "screening": (
        "local:tabular_classification/vehicle",  # 846 items, 4 classes
        "local:tabular_al_binary/german",  # 1,000 items, 2 classes
        "local:tabular_classification/adult",  # 48,842 items, numbers and codes
        "local:tabular_classification/connect_4",  # 67,557 items, codes alone
        "local:tabular_classification/letter",  # 26 classes
        "local:tabular_classification/page_blocks",  # the rarest of 5 classes has 0.5%
        "local:tabular_classification/coil2000",  # the rarer of 2 classes has 6%
        "local:trec6",  # 6 classes of questions, the rarest has 1.6%
        "local:subj",  # 2 classes of sentences
        "local:clinc150",  # 150 classes
        "local:fashion_mnist_small",  # grey
        "local:cifar10_small_human",  # colour
    ),
    "final": (*TABULAR, *AL_BINARY, *TEXTS, *IMAGES),
    "regression": (*PMLB, *UCI),
    "al_binary": AL_BINARY,
}
"""Name of a suite and names of its sets, as :func:`~labelwise.bench.datasets.load` takes them.

``screening`` has 12 varied sets of ``final``: small and large, of few and of many classes, balanced and not;
tables, texts and images. ``final`` has all 60 sets of classes, ``regression`` all 26 of numbers. The
protocol ``final`` runs 53 of the 60: one of each group of :data:`RELATED`, one of two tables about thyroids,
and not clean2, as it says itself.
``al_binary`` has the 11 sets of the Penn Machine Learning Benchmarks that are also in Re-Benchmarking
Pool-Based Active Learning for Binary Classification (2023).
"""

RELATED: tuple[tuple[str, ...], ...] = (
    ("local:tabular_al_binary/australian", "local:tabular_classification/credit_a"),
    ("local:tabular_classification/dna", "local:tabular_classification/splice"),
    tuple(name for name in TABULAR if "mfeat_" in name),
    ("local:regression_pmlb/201_pol", "local:regression_uci/pol"),
)
"""Groups of sets that hold the same items in other features.

A test across sets takes them to be independent of each other; it should count one of each group.
"""
