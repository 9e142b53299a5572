"""What is trained of a classifier for each tag."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.learners.scikit_model import SklearnModel, count
from labelwise.learners.states import nested, under, unnested
from labelwise.types import State

Array = NDArray[Any]


class OneVsRestModel:
    """A model for each tag; made by :class:`~labelwise.learners.OneVsRestLearner`.

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

    def state(self) -> dict[str, Any]:
        """The states of all its models."""
        each = [m.state() if isinstance(m, SklearnModel) else {"value": m} for m in self.members]
        return {**nested(each), **{f"features/{k}": v for k, v in self._features.state().items()}}

    @classmethod
    def restored(cls, state: State) -> OneVsRestModel:
        """The model that ``state`` was taken of."""
        members = [float(s["value"]) if "value" in s else SklearnModel.restored(s) for s in unnested(state)]
        own = under(state, "features/")
        return cls(members, SklearnModel.restored(own))
