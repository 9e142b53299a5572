"""BaggedLearner: a committee, each member trained on its own Poisson resample of the labels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.learners.scikit import SklearnLearner, class_count
from labelwise.learners.scikit_model import SklearnModel
from labelwise.learners.states import nested, unnested
from labelwise.params import Between, Piece
from labelwise.types import State, TargetKind, Training

__all__ = ["BaggedLearner", "BaggedModel"]


class BaggedModel:
    """The committee; made by :class:`BaggedLearner`.

    Parameters
    ----------
    members : list of Model
        All trained on two classes or more, or none of them.
    """

    def __init__(self, members: list[Any]) -> None:
        self.members = members
        self.provides = ("proba", "samples") if "proba" in members[0].provides else ()

    def samples(self, x: Any) -> NDArray[np.float64]:
        """(M, m, C): the class probabilities of each member."""
        return np.stack([member.proba(x) for member in self.members])

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C): their mean."""
        return np.asarray(self.samples(x).mean(axis=0))

    def state(self) -> dict[str, Any]:
        """The states of its members."""
        return nested([member.state() for member in self.members])


@dataclass(frozen=True, repr=False)
class BaggedLearner(Piece):
    """Online bagging of any scikit-learn classifier, with weighted labels.

    For each member, label i is repeated ``min(Poisson(weight_i), most)`` times: 1 for a human's label, what
    a gate says for a self-label. A class that a resample has lost gets one example back.

    Parameters
    ----------
    estimator : scikit-learn classifier or Pipeline
        One member, cloned.
    members : int
        Their number M.
    most : int
        Most repeats of one label.
    encoder : scikit-learn transformer or None
        As in :class:`SklearnLearner`.

    References
    ----------
    J. Kozal, M. Woźniak, "Combining Self-labeling with Selective Sampling" (S003), 2023; after N. C. Oza and
    S. Russell, "Online bagging and boosting", 2001. There lost classes come back at the first fit only; here
    every fit starts anew.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x, y = np.arange(8.0)[:, None], np.repeat([0, 1], 4)
    >>> data = Training(lambda r: x[r], np.arange(8), Targets(np.arange(8), y, "hard", np.ones(8)))
    >>> model = BaggedLearner(LogisticRegression()).fit(data, np.random.default_rng(0))
    >>> model.samples(x).shape, model.proba(x).argmax(axis=1).tolist()
    ((5, 8, 2), [0, 0, 0, 0, 1, 1, 1, 1])
    """

    estimator: Any
    members: Annotated[int, Between(2)] = 5
    most: Annotated[int, Between(1)] = 4
    encoder: Any = field(default=None, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("hard",)
    provides: ClassVar[tuple[str, ...]] = ("proba", "samples")

    def __post_init__(self) -> None:
        """Check the estimator as SklearnLearner does."""
        super().__post_init__()
        SklearnLearner(self.estimator)

    def fit(self, data: Training, rng: np.random.Generator) -> BaggedModel:
        """Train every member.

        Parameters
        ----------
        data : Training
            Hard targets; a weight is the expected number of repeats.
        rng : numpy.random.Generator
            For the resamples and the members.

        Raises
        ------
        BadData
            If the estimator refuses the data.
        """
        count = class_count(data)
        data = replace(data, classes=data.classes or tuple(range(count)))
        member = SklearnLearner(self.estimator)
        resampled = [self._resampled(data, rng) for _ in range(self.members)]
        return BaggedModel([member.fit(own, rng) for own in resampled])

    def restore(self, state: State) -> BaggedModel:
        """The model that ``state`` was taken of."""
        return BaggedModel([SklearnModel.restored(own) for own in unnested(state)])

    def _resampled(self, data: Training, rng: np.random.Generator) -> Training:
        targets = data.targets
        repeats = np.minimum(rng.poisson(targets.weight), self.most)
        for lost in np.setdiff1d(targets.value, targets.value[repeats > 0]):
            repeats[rng.choice(np.flatnonzero(targets.value == lost))] = 1
        drawn = np.repeat(np.arange(len(targets)), repeats)
        by = tuple(targets.by[i] for i in drawn) if targets.by else ()
        own = replace(
            targets, rows=targets.rows[drawn], value=targets.value[drawn], weight=np.ones(len(drawn)), by=by
        )
        return replace(data, rows=own.rows, targets=own)
