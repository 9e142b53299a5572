"""The models of one moment."""

from __future__ import annotations

from dataclasses import dataclass

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
