"""What a survey of deep active learning says a system should cover, and what does it here (S061)."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from typing import Any

from labelwise.papers.table import methods
from labelwise.params import Piece

__all__ = ["BATCH_AWARE", "LEAVES", "Leaf", "repeats", "unresolved"]


@dataclass(frozen=True, repr=False)
class Leaf(Piece):
    """One leaf of the taxonomy.

    Parameters
    ----------
    branch, name : str
        Where it stands.
    here : tuple of str
        Names of methods, or importable names, that cover it; empty where nothing does.
    why : str
        Why it is not covered, or not wholly.

    Examples
    --------
    >>> Leaf("query strategy", "uncertainty", ("margin",)).here
    ('margin',)
    """

    branch: str
    name: str
    here: tuple[str, ...] = ()
    why: str = ""


QUERY, SCARCE, LOOP, USES = "query strategy", "label scarcity", "pipeline", "applications"

LEAVES = (
    Leaf(QUERY, "batches as a problem of their own", ("badge", "k-center", "labelwise.selectors:MaxDet")),
    Leaf(QUERY, "uncertainty", ("margin", "entropy", "least-confidence")),
    Leaf(
        QUERY,
        "uncertainty and diversity, with the balance as a setting",
        ("cluster-margin", "clue", "labelwise.policies:Mixture"),
    ),
    Leaf(QUERY, "deep Bayesian", ("bald", "batchbald", "labelwise.learners:TorchLearner")),
    Leaf(QUERY, "density and core-sets", ("typiclust", "k-center", "probcover")),
    Leaf(QUERY, "distance to the boundary by adversarial steps", ("deepfool",)),
    Leaf(QUERY, "expected change of the model", ("egl", "isal", "dao")),
    Leaf(QUERY, "a loss that is learned", ("learning-loss", "labelwise.training:LossPrediction")),
    Leaf(
        QUERY,
        "strategies that are designed by learning",
        ("imital", "tailor", "labelwise.policies:Auto"),
        "by imitation of a greedy oracle, and by bandits that choose among strategies; not by reinforcement",
    ),
    Leaf(
        SCARCE,
        "pseudo-labels next to questions",
        ("labelwise.training:Ceal", "labelwise.training:SelfTraining"),
    ),
    Leaf(
        SCARCE,
        "generated items",
        why="a generator has to be trained or downloaded, and what it makes has no true label",
    ),
    Leaf(
        SCARCE,
        "semi- and self-supervised training in the loop",
        ("labelwise.training:FlexMatch", "labelwise.training:SoftPseudo", "labelwise.training:Scarf"),
    ),
    Leaf(
        LOOP,
        "from scratch, fine-tuned or incremental",
        ("labelwise.learners:TorchLearner", "labelwise.training:Replay"),
    ),
    Leaf(
        LOOP,
        "features fixed or learned",
        ("labelwise.learners.encoders:TextEncoder", "labelwise.learners:TorchLearner"),
    ),
    Leaf(
        LOOP,
        "proxy models",
        ("labelwise.campaign:Campaign", "labelwise.evaluation.diagnostics:scorer_mismatch"),
    ),
    Leaf(LOOP, "stopping criteria", ("labelwise.evaluation.stopping:advise",)),
    Leaf(LOOP, "batches of any size", ("labelwise.strategy:Strategy", "labelwise.streams:Vessal")),
    Leaf(
        LOOP,
        "noisy oracles",
        ("activelab", "labelwise.annotators:Simulated", "labelwise.tasks.crowdlab:crowdlab"),
    ),
    Leaf(LOOP, "questions that cost differently", ("labelwise.selectors:PerCost", "value-of-information")),
    Leaf(LOOP, "transfer across domains", ("lada", "labelwise.candidates:Where")),
    Leaf(LOOP, "labels chosen for one model, used by another", ("labelwise.bench.simulate:simulate",)),
    Leaf(USES, "image classification", ("labelwise.learners:SmallCnn",)),
    Leaf(USES, "object detection", why="there is no task of boxes yet"),
    Leaf(USES, "segmentation", ("labelwise.tasks:Pixels",)),
    Leaf(USES, "video", ("labelwise.candidates:Thin",), "frames are items, thinned in time"),
    Leaf(USES, "medicine", why="nothing is special to it but image formats, which are not read"),
    Leaf(USES, "sentiment and other text classification", ("labelwise.learners:TransformerLearner",)),
    Leaf(USES, "entities in text", ("labelwise.tasks:Spans",)),
    Leaf(USES, "relations and answers to questions", why="there is no task of relations or of free text"),
    Leaf(USES, "summaries", why="there is no task of free text"),
    Leaf(USES, "graphs", why="edges can be given to a View, and no learner reads them yet"),
    Leaf(USES, "remote sensing", ("labelwise.tasks:Pixels",), "as images, without their coordinates"),
)
"""The taxonomy of P. Ren et al., "A survey of deep active learning", 2021, leaf by leaf."""

BATCH_AWARE = (
    "acs-fw", "acs-fw-regression", "alfa-mix", "badge", "bait-regression", "besra", "centroids", "clue",
    "condition-aware", "csval", "dropquery", "edg", "facility-location", "falcun", "gmm-modes", "gsx",
    "gsy", "igs", "k-center", "k-means", "k-medoids", "kmeans-uncertainty", "lada", "lcmd", "ldm-s",
    "maxdet", "maxherding", "pcoreset", "typiclust", "uncertainty-herding",
)  # fmt: skip
"""Methods that never pick two equal items while there are others to pick."""


def unresolved(leaf: Leaf) -> list[str]:
    """Names of a leaf that this version does not have.

    Examples
    --------
    >>> unresolved(Leaf("query strategy", "uncertainty", ("margin", "no-such-method")))
    ['no-such-method']
    """
    return [name for name in leaf.here if not (name in methods() or _importable(name))]


def _importable(name: str) -> bool:
    try:
        return ":" in name and pkgutil.resolve_name(name) is not None
    except (ImportError, AttributeError):
        return False


def repeats(picked: Any, same: Any) -> int:
    """How many picks are copies of an earlier one.

    Parameters
    ----------
    picked : (n,) int
        Rows in picking order.
    same : (N,) int
        Rows of one number are copies of each other.

    Examples
    --------
    >>> repeats([0, 3, 1], [0, 0, 1, 2])
    1
    """
    seen = [same[row] for row in picked]
    return len(seen) - len(set(seen))
