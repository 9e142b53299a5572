"""What :class:`labelwise.training.WeightAverage` does in the training loop."""

from __future__ import annotations

from torch import Tensor

from labelwise.learners.deep import Hook, Run
from labelwise.training.deep.snapshots import copied

__all__ = ["WeightAverageHook"]


class WeightAverageHook(Hook):
    """A running mean of the weights.

    Parameters
    ----------
    last : float
        Share of the epochs.
    """

    def __init__(self, last: float) -> None:
        self.last = last

    def start(self, run: Run) -> None:
        """No epoch yet."""
        self.count, self.mean = 0, dict[str, Tensor]()

    def after_epoch(self, run: Run) -> None:
        """One more, if it is among the last."""
        if run.epoch + 1 <= (1 - self.last) * run.epochs and run.epoch + 1 < run.epochs:
            return
        self.count += 1
        now = copied(run.frame)
        self.mean = {
            name: self.mean[name].lerp(value, 1 / self.count)
            if self.count > 1 and value.is_floating_point()
            else value
            for name, value in now.items()
        }

    def finish(self, run: Run) -> None:
        """The mean takes the place of the weights."""
        if self.count:
            run.frame.load_state_dict(self.mean)
