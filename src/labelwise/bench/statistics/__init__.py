"""What can be said about methods from their scores; never a difference without a test or an interval."""

from labelwise.bench.statistics.bayes import Practical, bayesian_signed_rank
from labelwise.bench.statistics.friedman import Friedman, friedman
from labelwise.bench.statistics.grid import Grid, columns_of, pivot
from labelwise.bench.statistics.holm import holm
from labelwise.bench.statistics.influence import (
    Influence,
    metric_influence,
    query_influence,
    ranking_influence,
)
from labelwise.bench.statistics.kendall import kendall_tau_b
from labelwise.bench.statistics.leaderboard import Place, leaderboard
from labelwise.bench.statistics.nemenyi import cliques, critical_difference
from labelwise.bench.statistics.ranks import MeanRanks, average_ranks, mean_ranks
from labelwise.bench.statistics.subset import SubsetStudy, subset_study
from labelwise.bench.statistics.wilcoxon import PairedTests, wilcoxon_holm
from labelwise.bench.statistics.wins import Wins, paired_t, win_counts, win_matrix

__all__ = [
    "Friedman",
    "Grid",
    "Influence",
    "MeanRanks",
    "PairedTests",
    "Place",
    "Practical",
    "SubsetStudy",
    "Wins",
    "average_ranks",
    "bayesian_signed_rank",
    "cliques",
    "columns_of",
    "critical_difference",
    "friedman",
    "holm",
    "kendall_tau_b",
    "leaderboard",
    "mean_ranks",
    "metric_influence",
    "paired_t",
    "pivot",
    "query_influence",
    "ranking_influence",
    "subset_study",
    "wilcoxon_holm",
    "win_counts",
    "win_matrix",
]
