"""LabelEnhanced: tags that a hierarchy makes likely are added before a learner is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.learners.progress import report
from labelwise.params import Between
from labelwise.training.ontology import Ontology
from labelwise.training.recipe import Recipe, train
from labelwise.types import Model, TargetKind, Targets, Training

__all__ = ["LabelEnhanced", "thresholds"]

Array = NDArray[Any]


def thresholds(there: Array, scores: Array, percentile: float | None) -> NDArray[np.float64]:
    """(C,) mean, or percentile, of each tag's scores over the items that have it; infinite where none has.

    Examples
    --------
    >>> there, scores = np.array([[True, False], [True, False]]), np.array([[0.4, 0.1], [0.8, 0.2]])
    >>> thresholds(there, scores, None).round(1).tolist()
    [0.6, inf]
    """
    found = np.full(there.shape[1], np.inf)
    for c in np.flatnonzero(there.any(axis=0)):
        own = scores[there[:, c], c]
        found[c] = own.mean() if percentile is None else np.percentile(own, percentile)
    return found


@dataclass(frozen=True, repr=False)
class LabelEnhanced(Recipe):
    """Missing tags are added where the hierarchy names them and held-out models are sure of them.

    Models of all folds but one score the items of that fold. A direct child of a tag that an item has, and
    every ancestor, is added where its score is above that of the items which have it; see
    :meth:`~labelwise.training.ontology.Ontology.added`. Only tags of which nothing is known are filled in,
    unless ``closed`` is False.

    Parameters
    ----------
    learner : Learner
        Of tags.
    ontology : Ontology
        The hierarchy, by the names of the task's classes.
    percentile : float or None
        The threshold is this percentile of the scores of items that have the tag; None: their mean.
    closed : bool
        Whether a tag that an answer leaves out is known not to be there. False for labels that nobody has
        checked tag by tag: then such a tag may be added too, for this training only.
    folds : int
        Parts of the items; with fewer items nothing is added.

    References
    ----------
    Y. Gong, Y.-A. Chung, J. Glass, "PSLA: improving audio tagging with pretraining, sampling, labeling, and
    aggregation", 2021 (S053); ``closed=False`` is theirs.

    Examples
    --------
    >>> from labelwise.learners import OneVsRestLearner
    >>> from sklearn.linear_model import LogisticRegression
    >>> LabelEnhanced(OneVsRestLearner(LogisticRegression()), Ontology({"dog": ("pet",)})).folds
    5
    """

    ontology: Ontology = field(default_factory=lambda: Ontology({}))
    percentile: Annotated[float | None, Between(0, 100)] = None
    closed: bool = True
    folds: Annotated[int, Between(2)] = field(default=5, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a learner of something else than tags."""
        super().__post_init__()
        if "tags" not in self.provides:
            raise BadParameter(
                f"LabelEnhanced adds tags, and models of {type(self.learner).__name__} give none",
                allowed="a learner of tags, for example OneVsRestLearner(estimator)",
            )

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Kinds of targets of the learner inside that hold tags."""
        return tuple(cast(TargetKind, k) for k in self.learner.accepts if k in ("partial", "tags"))

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Score out of fold, add, and train on all."""
        known = np.asarray(data.targets.value, float)
        more = np.zeros(known.shape, bool)
        if len(np.unique(data.rows)) >= self.folds and len(data.classes) == known.shape[1]:
            there, scores = known == 1, self._scores(data, rng, hooks)
            limit = thresholds(there, scores, self.percentile)
            more = self.ontology.added(there, scores, limit, [str(c) for c in data.classes])
            more &= np.isnan(known) if self.closed else ~there
        told = replace(data.targets, value=np.where(more, 1.0, known))
        model: Any = train(self.learner, replace(data, targets=told), rng, hooks)
        rows = more.any(axis=1)
        alone = np.where(more, 1.0, np.nan)[rows]
        by = ("model:labelenhanced",) * int(rows.sum())
        model.pseudo = Targets(told.rows[rows], alone, "partial", told.weight[rows], by)
        return cast(Model, model)

    def _scores(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any]) -> Array:
        """(m, C) of models that were trained without the row's fold."""
        told, (items, of) = data.targets, np.unique(data.rows, return_inverse=True)
        fold = (rng.permutation(len(items)) % self.folds)[of]
        out = np.empty(told.value.shape)
        for k in range(self.folds):
            report("scores out of fold", k / self.folds)
            rest, own = told.only(fold != k), fold == k
            part = replace(data, rows=rest.rows, targets=rest, previous=None)  # that model saw all labels
            model: Any = train(self.learner, part, rng, hooks)
            out[own] = model.tags(data.x(told.rows[own]))
        return out
