"""Any scikit-learn classifier on the parts of items: pixels, steps, tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np

from labelwise.errors import BadData
from labelwise.learners.gathering import gathered, some_parts
from labelwise.learners.part_model import PartModel
from labelwise.learners.scikit import SklearnLearner
from labelwise.params import OneOf, Piece
from labelwise.types import State, TargetKind, Targets, Training


@dataclass(frozen=True, repr=False)
class PartLearner(Piece):
    """A classifier of parts; it learns from the labelled ones and never looks at the others.

    Parameters
    ----------
    estimator : scikit-learn classifier or Pipeline
        Sees the (D,) features of single parts, as float32.
    features : scikit-learn transformer or None
        Turns the pool's items once and without labels into an array (N, P, D), or into a Ragged of
        (M, D) values where items have different numbers of parts: for example
        :class:`~labelwise.learners.encoders.PixelFeatures`. None: the pool holds such features already.
    scores : {"decision"} or None
        As in :class:`SklearnLearner`.

    Raises
    ------
    BadParameter
        If ``estimator`` is no classifier, or ``scores`` is unknown.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = np.linspace(-1, 1, 24).reshape(2, 4, 3)  # two items of four parts
    >>> targets = Targets(np.array([0, 1]), np.array([0, 1]), "hard", np.ones(2), part=np.array([0, 3]))
    >>> data = Training(lambda rows: x[rows], targets.rows, targets, ("low", "high"))
    >>> model = PartLearner(LogisticRegression()).fit(data, np.random.default_rng(0))
    >>> model.proba(x).shape, model.proba(x)[..., 1].argmax().item()
    ((2, 4, 2), 7)
    """

    estimator: Any
    features: Any = None
    scores: Annotated[str | None, OneOf(("decision",))] = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Check that the estimator is a classifier that can be cloned."""
        super().__post_init__()
        self._single  # noqa: B018 - made for its checks

    @property
    def _single(self) -> SklearnLearner:
        return SklearnLearner(self.estimator, scores=self.scores)

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """The kinds of targets its estimator takes."""
        return self._single.accepts

    @property
    def provides(self) -> tuple[str, ...]:
        """The View names a trained model may give."""
        return tuple(name for name in self._single.provides if name != "samples")

    @property
    def encoder(self) -> Any:
        """What gives the features of the pool."""
        return self.features

    def fit(self, data: Training, rng: np.random.Generator) -> PartModel:
        """Train on the labelled parts.

        Parameters
        ----------
        data : Training
            Its targets name the parts; ``x(rows)`` gives the features of all parts of items.
        rng : numpy.random.Generator
            For every ``random_state`` that is None.

        Returns
        -------
        PartModel
            With fewer than two classes it has no ``proba``.

        Raises
        ------
        BadData
            If the targets are about whole items, or a part has no features.
        """
        targets = data.targets
        if targets.part is None:
            raise BadData(
                "the labels are about whole items",
                allowed="labels of parts",
                fix="pass a task of parts such as Pixels, or the learner SklearnLearner",
            )
        labelled = gathered(data.x, targets.rows, targets.part)
        others = some_parts(data, rng) if len(np.unique(targets.value)) < 2 else labelled[:0]
        x = np.concatenate([labelled, others]) if len(labelled) else others
        at, rest = np.split(np.arange(len(x)), [len(labelled)])
        single = Targets(at, targets.value, targets.kind, targets.weight, targets.by)
        return PartModel(
            self._single.fit(Training(lambda r: x[r], at, single, data.classes, rest), rng), x.shape[1]
        )

    def restore(self, state: State) -> PartModel:
        """The model that ``state`` was taken of."""
        return PartModel.restored(state)
