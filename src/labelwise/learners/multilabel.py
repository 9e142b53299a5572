"""Any scikit-learn classifier as a learner of tags: one model for each tag."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.learners.scikit import SklearnLearner, features, seeded
from labelwise.learners.scikit_model import SklearnModel, count
from labelwise.params import Piece
from labelwise.types import TargetKind, Targets, Training

Array = NDArray[Any]


class OneVsRestModel:
    """A model for each tag; made by :class:`OneVsRestLearner`.

    Parameters
    ----------
    members : list of SklearnModel or float
        What gives the probability of each tag: a model of two classes, or a constant.
    features : SklearnModel
        Gives the embedding.

    Attributes
    ----------
    provides : tuple of str
        Those of ``tags`` and ``embedding`` that this model has.
    """

    def __init__(self, members: list[SklearnModel | float], features: SklearnModel) -> None:
        self.members, self._features = members, features
        self._silent = [m for m in members if isinstance(m, SklearnModel) and "proba" not in m.provides]
        self.provides = (*(() if self._silent else ("tags",)), *features.provides)

    def tags(self, x: Any) -> NDArray[np.float64]:
        """(m, C) probability of each tag on its own; rows need not sum to anything.

        Raises
        ------
        MissingCapability
            If the classifier gives no probabilities; the message says what to wrap it in.
        """
        if self._silent:
            missing = self._silent[0].missing["proba"].replace("SklearnLearner", "OneVsRestLearner")
            raise MissingCapability("the classifier gives no probability of a tag", fix=missing)
        out = np.empty((count(x), len(self.members)))
        for k, member in enumerate(self.members):
            out[:, k] = member.proba(x)[:, 1] if isinstance(member, SklearnModel) else member
        return out

    def embedding(self, x: Any) -> Array:
        """(m, D) float features of items ``x`` after the classifier's transformers.

        Raises
        ------
        MissingCapability
            If the features are no numbers.
        """
        return self._features.embedding(x)


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

    def _train(self, data: Training, tag: int, rng: np.random.Generator) -> SklearnModel | float:
        targets = data.targets
        known = np.flatnonzero(~np.isnan(targets.value[:, tag]))
        value = targets.value[known, tag].astype(np.int64)
        if len(np.unique(value)) < 2:
            return float((value.sum() + 1) / (len(value) + 2))
        own = Targets(targets.rows[known], value, "hard", targets.weight[known])
        return self._member().fit(replace(data, rows=own.rows, targets=own, classes=(0, 1)), rng)
