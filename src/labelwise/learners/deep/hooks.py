"""What a recipe may do to the training of a network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

if TYPE_CHECKING:
    from labelwise.learners.deep.batch import Batch, Output
    from labelwise.learners.deep.frame import Frame
    from labelwise.learners.deep.model import TorchModel
    from labelwise.learners.deep.run import Run

__all__ = ["Hook"]


class Hook:
    """Base of the hooks; every method does nothing. One object lives for one training.

    A training calls ``attach`` and ``start`` once, for each epoch ``batches``, for each step ``batch``,
    ``before_step``, ``loss`` and ``after_step``, then ``after_epoch``, at the end ``finish`` and ``extend``.
    A restored model gets ``attach`` and ``extend`` alone, so the former makes all modules and the latter
    uses nothing else than them. Several hooks are called in order, the innermost recipe's first.
    """

    def attach(self, frame: Frame) -> None:
        """Add modules (``frame.add(name, module)``) that are trained and stored beside the network."""

    def start(self, run: Run) -> None:
        """The network and the labels are there, nothing is trained."""

    def batches(self, run: Run) -> Iterable[NDArray[np.int64]] | None:
        """The positions of the labels in each step of an epoch; None for a random order in equal parts."""
        return None

    def rate(self, run: Run, share: float) -> float | None:
        """Factor of the step size when ``share`` of the steps is done; None for the usual one."""
        return None

    def batch(self, run: Run, batch: Batch) -> Batch:
        """Another batch in the place of this one."""
        return batch

    def before_step(self, run: Run, batch: Batch) -> None:
        """The batch is ready, no gradient is computed."""

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """Another loss in the place of this one, a mean over the batch."""
        return loss

    def after_step(self, run: Run, batch: Batch) -> None:
        """The optimiser has stepped."""

    def after_epoch(self, run: Run) -> None:
        """All steps of an epoch are done."""

    def finish(self, run: Run) -> None:
        """The last epoch is done; the weights may be changed."""

    def extend(self, model: TorchModel) -> None:
        """Give the model further outputs (``model.give(name, method)``), or others than it has."""

    def state(self, model: Any) -> dict[str, Any]:
        """Arrays, numbers and strings to be stored beside the weights; :meth:`restore` gets them."""
        return {}

    def restore(self, model: Any, state: dict[str, Any]) -> None:
        """The inverse of :meth:`state`, called before :meth:`extend`."""
