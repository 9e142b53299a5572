"""Any scikit-learn classifier as a learner of tags: one model for each tag."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from labelwise.learners.multilabel_model import OneVsRestModel
from labelwise.learners.scikit import SklearnLearner, features, seeded
from labelwise.learners.scikit_model import SklearnModel
from labelwise.params import Piece
from labelwise.types import State, TargetKind, Targets, Training


@dataclass(frozen=True, repr=False)
class OneVsRestLearner(Piece):
    """One classifier for each tag, trained on the items of which that tag is known.

    A tag of which only one value was seen, or none, gets the same probability for every item:
    ``(n_there + 1) / (n_known + 2)``, Laplace's rule of succession, so that nothing is ever impossible.

    Parameters
    ----------
    estimator : scikit-learn classifier or Pipeline
        One clone for each tag.
    scores : {"decision"} or None
        As in :class:`~labelwise.learners.SklearnLearner`.
    encoder : scikit-learn transformer or None
        As there; the same for all tags.

    Raises
    ------
    BadParameter
        If ``estimator`` is no classifier.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> known = np.array([[0.0, 1.0], [1.0, np.nan]])
    >>> targets = Targets(np.array([0, 3]), known, "partial", np.ones(2))
    >>> data = Training(lambda r: x[r], targets.rows, targets, classes=("large", "nice"))
    >>> model = OneVsRestLearner(LogisticRegression()).fit(data, np.random.default_rng(0))
    >>> model.tags(x[[1]]).round(2).tolist()
    [[0.41, 0.67]]
    """

    estimator: Any
    scores: str | None = field(default=None, kw_only=True)
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("partial", "tags")

    def __post_init__(self) -> None:
        """Check the estimator as SklearnLearner does."""
        super().__post_init__()
        self._member()

    def _member(self) -> SklearnLearner:
        return SklearnLearner(self.estimator, scores=self.scores)

    @property
    def provides(self) -> tuple[str, ...]:
        """The View names a trained model may give; what is not here it can never give."""
        given = self._member().provides
        return tuple(n for n in ("tags", "embedding") if {"tags": "proba"}.get(n, n) in given)

    def fit(self, data: Training, rng: np.random.Generator) -> OneVsRestModel:
        """Train a model for each tag.

        Parameters
        ----------
        data : Training
            Partial targets (m, C) of 0, 1 and NaN, or tags without a NaN.
        rng : numpy.random.Generator
            For every ``random_state`` that is None.

        Raises
        ------
        BadData
            If the estimator refuses the data.
        """
        members = [self._train(data, k, rng) for k in range(data.targets.value.shape[1])]
        front = seeded(self.estimator, rng)
        return OneVsRestModel(members, SklearnModel(front, 2, features(front, data, rng), cold=True))

    def restore(self, state: State) -> OneVsRestModel:
        """The model that ``state`` was taken of."""
        return OneVsRestModel.restored(state)

    def _train(self, data: Training, tag: int, rng: np.random.Generator) -> SklearnModel | float:
        targets = data.targets
        known = np.flatnonzero(~np.isnan(targets.value[:, tag]))
        value = targets.value[known, tag].astype(np.int64)
        if len(np.unique(value)) < 2:
            return float((value.sum() + 1) / (len(value) + 2))
        own = Targets(targets.rows[known], value, "hard", targets.weight[known])
        return self._member().fit(replace(data, rows=own.rows, targets=own, classes=(0, 1)), rng)
