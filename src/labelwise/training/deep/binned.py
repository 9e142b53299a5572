"""What :class:`labelwise.training.Binned` does in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.learners.deep import Batch, Frame, Hook, Output, Run, TorchModel

if TYPE_CHECKING:
    from labelwise.training.binned import Binned

__all__ = ["BinnedHook", "Bins"]

NAME = "bins"


class Bins:
    """Even bins of a range.

    Parameters
    ----------
    low, high : float
        The range.
    count : int
        Bins.

    Examples
    --------
    >>> bins = Bins(0.0, 10.0, 5)
    >>> bins.encode(Tensor([-3.0, 0.5, 9.0, 12.0])).tolist(), bins.centres().tolist()
    ([0, 0, 4, 4], [1.0, 3.0, 5.0, 7.0, 9.0])
    """

    def __init__(self, low: float, high: float, count: int) -> None:
        self.low, self.high, self.count = low, high if high > low else low + 1, count

    @property
    def width(self) -> float:
        """Of one bin."""
        return (self.high - self.low) / self.count

    def encode(self, value: Tensor) -> Tensor:
        """(m,) the bin of each number; those outside of the range fall into the first or last."""
        return ((value - self.low) / self.width).floor().long().clamp(0, self.count - 1)

    def centres(self) -> NDArray[np.float64]:
        """(count,) the number that each bin stands for."""
        return np.asarray(self.low + (np.arange(self.count) + 0.5) * self.width, np.float64)


class BinnedHook(Hook):
    """One training with bins.

    Parameters
    ----------
    recipe : Binned
        Its settings.

    Attributes
    ----------
    bins : Bins
        Of the standardised numbers.
    """

    def __init__(self, recipe: Binned) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """The head of the bins."""
        frame.add(NAME, nn.Linear(frame.width, self.recipe.bins))
        self.bins = Bins(0.0, 1.0, self.recipe.bins)

    def start(self, run: Run) -> None:
        """The range of the labels."""
        value = run.target[run.learned]
        self.bins = Bins(float(value.min()), float(value.max()), self.recipe.bins)

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """That of the bins on top."""
        found = run.frame.aside[NAME](out.embedding)
        each = F.cross_entropy(found, self.bins.encode(batch.target[:, 0]), reduction="none")
        return loss + self.recipe.weight * (each * batch.weight).mean()

    def extend(self, model: TorchModel) -> None:
        """``confidence`` and ``std``."""
        head, bins = model.frame.aside[NAME], self.bins

        def shares(x: Any) -> NDArray[np.float64]:
            return model.over(x, lambda out: head(out.embedding).softmax(1)).astype(np.float64)

        def std(x: Any) -> NDArray[np.float64]:
            p, centres = shares(x), bins.centres()
            mean = p @ centres
            square = (p * (centres - mean[:, None]) ** 2).sum(axis=1)
            return np.asarray(np.sqrt(square + bins.width**2 / 12) * model.scale[1])

        model.give("std", std)
        model.give("confidence", lambda x: np.asarray(shares(x).max(axis=1)))

    def state(self, model: Any) -> dict[str, Any]:
        """The range."""
        return {"low": self.bins.low, "high": self.bins.high}

    def restore(self, model: Any, state: dict[str, Any]) -> None:
        """The range as it was."""
        self.bins = Bins(float(state["low"]), float(state["high"]), self.recipe.bins)
