"""The models of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from labelwise.types import Model


@dataclass(eq=False)
class Trained:
    """The models of one moment.

    Parameters
    ----------
    acquire, final : Model
        The model that asks and the model that is delivered; one object where nothing parts them.
    version : str
        Name of the moment, ``m<seq>``.
    upto : int
        The last event that gave or took back an answer and that they have seen.
    labels : int
        Labels of the acquiring model.
    enough : bool
        Whether these suffice for a model that serves a strategy.
    classes : int
        Classes the task had.
    seconds : float
        Time to train.
    lost : str
        What answers say that the learners cannot use, as sentences; empty when nothing is lost.
    items : int
        Items the pool had.
    states : dict
        Names of the artefacts with the states of models that go on from the ones before, and under ``of``
        which learners they are of; empty where models are made from the answers alone.
    """

    acquire: Model
    final: Model
    version: str
    upto: int
    labels: int
    enough: bool
    classes: int
    seconds: float
    lost: str = ""
    items: int = 0
    states: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Model:
        """The model that is ``acquire`` or ``final``."""
        return self.final if name == "final" else self.acquire

    @property
    def pseudo(self) -> dict[str, Any]:
        """How many labels the delivered model gave itself in its training, and what they weigh together."""
        own = getattr(self.final, "pseudo", None)
        return {"labels": len(own), "weight": round(float(own.weight.sum()), 6)} if own is not None else {}


def goes_on(learner: Any) -> bool:
    """Whether the models of a learner depend on those before, and can be stored and restored.

    Examples
    --------
    >>> class Warm:
    ...     warm = True
    ...     def restore(self, state): ...
    >>> goes_on(Warm()), goes_on(object())
    (True, False)
    """
    return bool(getattr(learner, "warm", False)) and hasattr(learner, "restore")
