"""Ensemble: several models of one learner, which differ by their seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.learners.bagged import BaggedModel
from labelwise.learners.progress import report
from labelwise.learners.states import unnested
from labelwise.params import Between
from labelwise.training.recipe import Recipe, train
from labelwise.types import State, Training

__all__ = ["Ensemble", "EnsembleModel"]

DRAWN = {"proba": "samples", "tags": "tag_samples", "mean": "std"}
"""What several models give beside the mean of each output."""


class EnsembleModel(BaggedModel):
    """Several models as one; made by :class:`Ensemble`.

    Parameters
    ----------
    members : list of Model
        With the same outputs.

    Attributes
    ----------
    pseudo : Targets
        The pseudo-labels of the first member, where a recipe inside made some.
    """

    def __init__(self, members: list[Any]) -> None:
        self.members = members
        if hasattr(members[0], "pseudo"):
            self.pseudo = members[0].pseudo
        self.output = next((name for name in DRAWN if name in members[0].provides), None)
        drawn = () if self.output is None else (self.output, DRAWN[self.output])
        self.provides = (*drawn, *(("embedding",) if "embedding" in members[0].provides else ()))

    def _each(self, name: str, x: Any) -> NDArray[np.float64]:
        return np.stack([np.asarray(getattr(member, name)(x), np.float64) for member in self.members])

    def tag_samples(self, x: Any) -> NDArray[np.float64]:
        """(M, m, C): the probabilities of tags of each member."""
        return self._each("tags", x)

    def tags(self, x: Any) -> NDArray[np.float64]:
        """(m, C): their mean."""
        return np.asarray(self.tag_samples(x).mean(axis=0))

    def mean(self, x: Any) -> NDArray[np.float64]:
        """(m,): the mean of the members' numbers."""
        return np.asarray(self._each("mean", x).mean(axis=0))

    def std(self, x: Any) -> NDArray[np.float64]:
        """(m,): how far the members' numbers lie apart."""
        return np.asarray(self._each("mean", x).std(axis=0))

    def embedding(self, x: Any) -> Any:
        """(m, D) of the first member."""
        return self.members[0].embedding(x)


@dataclass(frozen=True, repr=False)
class Ensemble(Recipe):
    """Several models of a learner, each with a seed of its own: their disagreement is their uncertainty.

    Models give ``samples`` (``tag_samples``, or ``std`` of numbers), the mean of the predictions, and the
    embedding of the first. Learners that draw nothing at random become an ensemble with
    :class:`~labelwise.learners.BaggedLearner` instead.

    Parameters
    ----------
    learner : Learner
        One member.
    members : int
        How many.

    References
    ----------
    B. Lakshminarayanan, A. Pritzel, C. Blundell, "Simple and Scalable Predictive Uncertainty Estimation using
    Deep Ensembles", 2017. Without the adversarial examples that the paper leaves optional.

    Examples
    --------
    >>> from sklearn.ensemble import ExtraTreesClassifier
    >>> from labelwise.types import Targets
    >>> x, y = np.arange(8.0)[:, None], np.repeat([0, 1], 4)
    >>> targets = Targets(np.arange(8), y, "hard", np.ones(8))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("low", "high"))
    >>> model = Ensemble(ExtraTreesClassifier(5), 3).fit(data, np.random.default_rng(0))
    >>> model.samples(x).shape, model.provides
    ((3, 8, 2), ('proba', 'samples', 'embedding'))
    """

    members: Annotated[int, Between(2)] = 5

    @property
    def provides(self) -> tuple[str, ...]:
        """The outputs of the members, and their spread."""
        own = super().provides
        found = [name for name in DRAWN if name in own]
        return (*found, *(DRAWN[name] for name in found), *(("embedding",) if "embedding" in own else ()))

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> EnsembleModel:
        """Train every member on all of ``data``; one that goes on does so from the same member before."""
        before, made = data.previous, list[Any]()
        alike = isinstance(before, EnsembleModel) and len(before.members) == self.members
        for k in range(self.members):
            own = replace(data, previous=before.members[k] if alike else None)
            made.append(train(self.learner, own, rng, hooks))
            report("members", (k + 1) / self.members)
        return EnsembleModel(made)

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> EnsembleModel:
        """The models that ``state`` was taken of."""
        return EnsembleModel([super(Ensemble, self).restore(own, hooks) for own in unnested(state)])
