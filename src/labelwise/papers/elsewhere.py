"""What strategies of other libraries are called here: the generated page ``docs/elsewhere.md``.

A row names what does the same here, the closest first; the page shows the first that this version has.
"""

from __future__ import annotations

import importlib

from labelwise.papers.render import page, table
from labelwise.papers.table import methods

__all__ = ["NAMES", "elsewhere_markdown", "here"]

FAMILIES = ("measures", "selectors", "candidates", "representations", "policies", "streams")

NAMES: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "modAL": (
        ("uncertainty_sampling", ("least-confidence",), ""),
        ("margin_sampling", ("margin",), ""),
        ("entropy_sampling", ("entropy",), ""),
        ("vote_entropy_sampling", ("qbc-vote",), "a committee as samples"),
        ("consensus_entropy_sampling", ("qbc-consensus",), "a committee as samples"),
        ("max_disagreement_sampling", ("qbc-max",), "a committee as samples"),
        ("max_std_sampling", ("variance",), "std of the committee"),
        ("expected_error_reduction", ("expected-error-reduction",), "with refit; eer by a Parzen window"),
        ("uncertainty_batch_sampling", ("ranked-batch", "RankedBatch"), ""),
        (
            "information_density",
            ("information-density",),
            "entropy times density; Product for other measures",
        ),
        ("mc_dropout_bald", ("bald",), "samples from any source"),
        ("multilabel.SVM_binary_minimum", ("binmin",), "with probabilities of the tags"),
        ("multilabel.max_loss", ("max-loss",), "with probabilities of the tags"),
        ("multilabel.mean_max_loss", ("mean-max-loss",), "with probabilities of the tags"),
        ("multilabel.min_confidence, avg_confidence", (), "binmin is the nearest"),
        ("acquisition.max_EI, max_PI, max_UCB", (), "Bayesian optimisation, another task"),
    ),
    "scikit-activeml": (
        ("RandomSampling", ("random",), ""),
        ("UncertaintySampling(method='least_confident')", ("least-confidence",), ""),
        ("UncertaintySampling(method='margin_sampling')", ("margin",), ""),
        ("UncertaintySampling(method='entropy')", ("entropy",), ""),
        ("EpistemicUncertaintySampling", ("epistemic", "bald"), "the same aim, from samples"),
        ("QueryByCommittee", ("qbc-kl",), "qbc-vote with vote entropy; a committee as samples"),
        (
            "MonteCarloEER",
            ("expected-error-reduction",),
            "it judges labelled rows too; eer by its Parzen window",
        ),
        (
            "ValueOfInformationEER",
            ("ExpectedError",),
            'loss="gini"; its consider_labeled=False; value-of-information is less the cost',
        ),
        ("Quire", ("quire", "Quire"), ""),
        ("ProbabilisticAL", ("mcpal", "probabilistic"), ""),
        ("FourDs", ("4ds", "four-ds"), ""),
        ("CostEmbeddingAL", ("cost-embedding",), ""),
        ("DiscriminativeAL", ("discriminative",), "learns anew in 20 parts"),
        ("ContrastiveAL", ("cal",), "near by cosine"),
        ("CoreSet", ("k-center",), ""),
        ("TypiClust", ("typiclust",), "20 neighbours, as in the paper"),
        ("ProbCover", ("probcover",), "the exact radius"),
        ("Badge", ("badge",), "the largest gradient first"),
        ("Clue", ("clue",), ""),
        ("DropQuery", ("dropquery",), "3 passes, a threshold that falls"),
        ("Falcun", ("falcun",), ""),
        ("MaxHerding", ("maxherding",), "a width from the pool; Similar for others"),
        ("GreedyBALD", ("bald",), "a committee as samples"),
        ("BatchBALD", ("batchbald",), "a committee as samples"),
        ("GreedySamplingX", ("gsx",), "the first nearest to the centroid"),
        ("GreedySamplingTarget", ("igs",), "gsy for method='GSy'"),
        ("ExpectedModelChangeMaximization", ("emcm",), "a committee as samples"),
        ("ExpectedModelVarianceReduction", ("variance-reduction",), "of a logistic model, not a regression"),
        ("KLDivergenceMaximization", ("kl-divergence",), ""),
        ("RegressionTreeBasedAL", ("regression-tree", "rt-al"), ""),
        ("SubSamplingWrapper", ("Subsample",), "a candidates stage"),
        ("SingleAnnotatorWrapper, IntervalEstimationThreshold", ("activelab",), "and routers"),
        ("stream.FixedUncertainty, Split, StreamProbabilisticAL ...", ("Bernoulli",), "gates; other rules"),
    ),
    "small-text": (
        ("RandomSampling", ("random",), ""),
        ("LeastConfidence", ("least-confidence",), ""),
        ("BreakingTies", ("margin",), ""),
        ("PredictionEntropy", ("entropy",), ""),
        ("BALD", ("bald",), "samples"),
        ("EmbeddingKMeans", ("centroids",), ""),
        ("GreedyCoreset", ("k-center",), ""),
        ("LightweightCoreset", ("lightweight-coreset", "LightweightCoreset"), ""),
        ("ContrastiveActiveLearning", ("cal",), 'near are labelled rows; Contrast(among="all") is theirs'),
        ("DiscriminativeActiveLearning", ("discriminative",), "learns on all unlabelled"),
        ("SEALS", ("Seals",), "a candidates stage; seals with entropy"),
        ("AnchorSubsampling", ("Anchors",), "a candidates stage; anchoral with entropy"),
        ("SubsamplingQueryStrategy", ("Subsample",), "a candidates stage"),
        ("CategoryVectorInconsistencyAndRanking", ("cvirs",), ""),
    ),
}
"""Library -> its strategies: name there, names here, what differs."""


def here(names: tuple[str, ...]) -> str:
    """The first of these names that exists: a method, or an importable piece; empty where none does.

    Examples
    --------
    >>> here(("no-such-thing", "margin")), here(("Subsample",)), here(())
    ('`margin`', '`labelwise.candidates.Subsample`', '')
    """
    for name in names:
        if name in methods():
            return f"`{name}`"
        for family in FAMILIES:
            module = importlib.import_module(f"labelwise.{family}")
            if name in module.__all__:
                return f"`labelwise.{family}.{name}`"
    return ""


def elsewhere_markdown() -> str:
    """The page of names elsewhere.

    Examples
    --------
    >>> "| `BreakingTies` | `margin` |" in elsewhere_markdown()
    True
    """
    blocks = []
    for library, rows in NAMES.items():
        cells = [(f"`{there}`", here(names) or "not here", note) for there, names, note in rows]
        blocks += [f"## {library}", table(("there", "here", "note"), cells)]
    return page(
        "Names elsewhere",
        "What the strategies of other libraries are called here. A plain name goes to `lw.query(name)` and "
        "`--strategy`; a dotted one is a piece for `lw.Strategy(...)`. Loops side by side stand in [the "
        "guide](guide/migration.md).",
        *blocks,
    )
