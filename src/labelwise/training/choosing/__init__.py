"""Pieces of self-training: which pseudo-labels are kept, and how much they count."""

from labelwise.training.choosing.drawn import Drawn
from labelwise.training.choosing.draws import ByVariance, EasyDraws
from labelwise.training.choosing.neighbours import NeighbourAgreement, NeighbourDivergence
from labelwise.training.choosing.regions import EasyRegions
from labelwise.training.choosing.thresholds import Decaying, Percentile, Verified
from labelwise.training.choosing.weights import Balanced, ByEntropy, Even, Shared

__all__ = [
    "Balanced",
    "ByEntropy",
    "ByVariance",
    "Decaying",
    "Drawn",
    "EasyDraws",
    "EasyRegions",
    "Even",
    "NeighbourAgreement",
    "NeighbourDivergence",
    "Percentile",
    "Shared",
    "Verified",
]
