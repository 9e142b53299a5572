"""Any scikit-learn classifier on the parts of items: pixels, steps, tokens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData
from labelwise.learners.scikit import COLD_ROWS, SklearnLearner
from labelwise.learners.scikit_model import SklearnModel
from labelwise.params import OneOf, Piece
from labelwise.types import Ragged, TargetKind, Targets, Training

Array = NDArray[Any]

ITEMS = 64
"""Items whose features are gathered at a time, so that the features of all are never copied."""

PARTS = 2**16
"""Parts that the classifier is applied to at a time."""


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
        return self._single.provides

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
        labelled = _gathered(data.x, targets.rows, targets.part)
        others = _some(data, rng) if len(np.unique(targets.value)) < 2 else labelled[:0]
        x = np.concatenate([labelled, others]) if len(labelled) else others
        at, rest = np.split(np.arange(len(x)), [len(labelled)])
        single = Targets(at, targets.value, targets.kind, targets.weight, targets.by)
        return PartModel(
            self._single.fit(Training(lambda r: x[r], at, single, data.classes, rest), rng), x.shape[1]
        )


class PartModel:
    """A classifier applied to every part; made by :class:`PartLearner`.

    Parameters
    ----------
    single : SklearnModel
        The model of single parts.
    width : int
        Features D of a part.

    Attributes
    ----------
    provides : tuple of str
        What it can give; ``head`` belongs to the embedding of single parts.
    """

    def __init__(self, single: SklearnModel, width: int) -> None:
        self._single, self._width = single, width
        self.provides = single.provides

    def proba(self, x: Any) -> Any:
        """Class probabilities of every part: (m, P, C) float32, or a Ragged of (parts, C) for a Ragged.

        Raises
        ------
        MissingCapability
            Before two classes have a label, or if the estimator gives none.
        """
        return self._each(lambda block: self._single.proba(block).astype(np.float32), x)

    def embedding(self, x: Any) -> Any:
        """Features of every part after the pipeline's transformers, in the form of :meth:`proba`."""
        return self._each(self._single.embedding, x)

    def head(self) -> tuple[Array, Array]:
        """(W (C, D), b (C,)): the linear last step on the embedding of a part."""
        return self._single.head()

    def _each(self, apply: Callable[[Array], Array], x: Any) -> Any:
        values = x.values if isinstance(x, Ragged) else x.reshape(-1, x.shape[-1])
        if values.shape[1] != self._width:
            raise BadData(
                f"the parts have {values.shape[1]} features", allowed=f"{self._width}, as in training"
            )
        given = values if len(values) else np.zeros((1, self._width))  # estimators refuse no rows at all
        starts = range(0, len(given), PARTS)
        made = np.concatenate([apply(given[s : s + PARTS].astype(np.float32)) for s in starts])[: len(values)]
        return Ragged(made, x.offsets) if isinstance(x, Ragged) else made.reshape(*x.shape[:2], made.shape[1])


def _gathered(x: Callable[[Array], Any], rows: Array, part: Array) -> NDArray[np.float32]:
    """(m, D) float32: the features of single parts, some items at a time."""
    items, place = np.unique(rows, return_inverse=True)
    made = np.zeros((len(rows), 0), np.float32)
    for start in range(0, len(items), ITEMS):
        at = np.flatnonzero((place >= start) & (place < start + ITEMS))
        found = _parts(x(items[start : start + ITEMS]), place[at] - start, part[at])
        made = made if made.shape[1] else np.empty((len(rows), found.shape[1]), np.float32)
        made[at] = found
    return made


def _parts(block: Any, item: Array, part: Array) -> NDArray[np.float32]:
    """Features of the parts of a block of items."""
    sizes = np.diff(block.offsets) if isinstance(block, Ragged) else np.full(len(block), block.shape[1])
    beyond = np.flatnonzero(part >= sizes[item])
    if len(beyond):
        k = beyond[0]
        raise BadData(f"part number {part[k] + 1} has a label, and its item has features of {sizes[item[k]]}")
    found = block.values[block.offsets[item] + part] if isinstance(block, Ragged) else block[item, part]
    return np.asarray(found, dtype=np.float32)


def _some(data: Training, rng: np.random.Generator) -> NDArray[np.float32]:
    """Features of at most :data:`COLD_ROWS` parts of some items, for transformers before there are labels."""
    items = np.union1d(data.rows, data.unlabelled)
    block = data.x(np.sort(rng.choice(items, min(ITEMS, len(items)), replace=False)))
    values = block.values if isinstance(block, Ragged) else block.reshape(-1, block.shape[-1])
    kept = np.sort(rng.choice(len(values), min(COLD_ROWS, len(values)), replace=False))
    return np.asarray(values[kept], dtype=np.float32)
