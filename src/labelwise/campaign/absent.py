"""A learner that the project names and nobody passed: enough for whoever never trains."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, get_args

from labelwise.errors import StoreError
from labelwise.types import TargetKind


class Absent:
    """Stands for a learner that a project cannot rebuild, where questions are only handed out and counted.

    Parameters
    ----------
    name : str
        What the project says of it.

    Examples
    --------
    >>> Absent("Mine()").fit()
    Traceback (most recent call last):
    labelwise.errors.StoreError: the project cannot rebuild its learner Mine(). To fix: pass it:
    Campaign.open(store, learner=...).
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = get_args(TargetKind)

    def __init__(self, name: str) -> None:
        self.name = name

    def fit(self, *_: Any) -> NoReturn:
        """Refuse to train.

        Raises
        ------
        StoreError
            Says what to pass.
        """
        raise self.error()

    def error(self) -> StoreError:
        """What is missing, and what to do."""
        return StoreError(
            f"the project cannot rebuild its learner {self.name}",
            fix="pass it: Campaign.open(store, learner=...)",
        )
