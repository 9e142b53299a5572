"""Batches of two streams."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.run import Run
from labelwise.training.pseudo import machine_made

__all__ = ["Streams"]


class Streams(Hook):
    """Positions of the labels in each step.

    Parameters
    ----------
    labelled : int
        Labels of people in each.
    """

    def __init__(self, labelled: int) -> None:
        self.labelled = labelled

    def start(self, run: Run) -> None:
        """Who made which label.

        Raises
        ------
        BadParameter
            If a batch would have no place for pseudo-labels.
        """
        made = machine_made(run.data.targets)[run.learned]
        self.people, self.machine = run.learned[~made], run.learned[made]
        self.apart = bool(self.labelled and len(self.people) and len(self.machine))
        self.waiting = np.zeros(0, np.int64)
        if self.apart and run.loop.batch <= self.labelled:
            raise BadParameter(
                f"TwoStream keeps {self.labelled} labels of people in batches of {run.loop.batch}",
                allowed="fewer than a batch holds",
                fix=f"Loop(batch={4 * self.labelled})",
            )

    def batches(self, run: Run) -> Iterable[NDArray[np.int64]] | None:
        """One pass over the pseudo-labels, and the next labels of people in each batch."""
        if not self.apart:
            return None
        order = run.rng.permutation(self.machine)
        steps = -(-len(order) // (run.loop.batch - self.labelled))
        return [np.concatenate([self._next(run), part]) for part in np.array_split(order, steps)]

    def _next(self, run: Run) -> NDArray[np.int64]:
        while len(self.waiting) < self.labelled:
            self.waiting = np.concatenate([self.waiting, run.rng.permutation(self.people)])
        taken, self.waiting = self.waiting[: self.labelled], self.waiting[self.labelled :]
        return taken
