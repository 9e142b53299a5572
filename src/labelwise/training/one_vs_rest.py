"""Models of single classes, taken together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.learners.scikit_model import count
from labelwise.learners.states import under
from labelwise.types import State, Targets

__all__ = ["ScoresModel"]


class ScoresModel:
    """One model a class against the rest; made by :class:`~labelwise.training.SelfPaced`.

    Parameters
    ----------
    members : list of Model or float
        A model of two classes, the second of which is the class, or a constant probability.

    Attributes
    ----------
    trained : list of Model
        Those that are no constant.
    pseudo : Targets
        The pseudo-labels they were trained on.
    """

    pseudo: Targets

    def __init__(self, members: list[Any]) -> None:
        self.members = members
        self.trained = [member for member in members if hasattr(member, "proba")]
        has = bool(self.trained) and "embedding" in self.trained[0].provides
        self.provides = ("proba", "tags", *(("embedding",) if has else ()))

    def tags(self, x: Any) -> NDArray[np.float64]:
        """(m, C) probability of each class on its own."""
        out = np.empty((count(x), len(self.members)))
        for k, member in enumerate(self.members):
            out[:, k] = member.proba(x)[:, 1] if hasattr(member, "proba") else member
        return out

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) probabilities of the classes, brought to a sum of 1."""
        tags = np.maximum(self.tags(x), np.finfo(float).tiny)
        return np.asarray(tags / tags.sum(axis=1, keepdims=True))

    def embedding(self, x: Any) -> Any:
        """(m, D) of the first model."""
        return self.trained[0].embedding(x)

    def state(self) -> dict[str, Any]:
        """All that :meth:`restored` makes it of."""
        made: dict[str, Any] = {"members": len(self.members)}
        for k, member in enumerate(self.members):
            own = member.state() if hasattr(member, "proba") else {"constant": member}
            made |= {f"member{k}.{name}": value for name, value in own.items()}
        return made

    @classmethod
    def restored(cls, state: State, restore: Callable[[dict[str, Any]], Any]) -> ScoresModel:
        """The models that ``state`` was taken of, each made again by ``restore``."""
        members = []
        for k in range(int(state["members"])):
            own = under(state, f"member{k}.")
            members.append(float(own["constant"]) if "constant" in own else restore(own))
        return cls(members)
