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
    """Base of the hooks; every method does nothing.

    A training calls ``attach`` and ``start`` once, for each epoch ``batches``, for each step ``batch``,
    ``before_step``, ``loss`` and ``after_step``, then ``after_epoch``, at the end ``finish`` and ``extend``.
    A restored model gets ``attach``, ``restore`` and ``extend`` alone, so the first makes all modules and the
    last uses nothing else than them and what was restored. Several hooks are called in order, the innermost
    recipe's first. A model without enough labels gets ``attach`` and ``state`` alone.

    What a hook may rely on:

    - Every training and every restored model has a shallow copy of the hook, made before ``attach``: what
      a hook learns belongs in attributes that ``attach`` or ``start`` set. The model keeps that copy, and
      ``data.previous`` of the next training is the model, so its ``hooks`` hold what the hook of the round
      before knew.
    - Where memory runs out, a step's loss is computed in parts. ``batch`` and ``before_step`` see the whole
      batch; ``loss`` sees a part, its mean counts by the part's share of the items, and it may be called
      again for the same items with smaller parts. So a loss is a mean of what each item adds: factors that
      depend on the whole batch are put into ``batch.weight`` or ``batch.extra`` by ``batch``, and what
      ``loss`` keeps is kept by item. A loss over pairs or over the batch as a whole sees the part's only.
    - ``batch`` may return more items than it was given: other labels at their positions, -1 for items
      without a label.
    - Early stopping watches the usual loss of ``run.watched``, weighted, after ``after_epoch``;
      ``run.learned`` are the rest, and hooks draw from these only. Before ``finish`` the best weights are
      put back, those of the modules beside the network too, so ``finish`` has the last word. What a hook
      keeps outside of modules is that of the last epoch.
    - The model keeps the hook: ``finish`` lets go of what only the training needs, and nothing holds ``run``,
      whose data hold the model before and so all models before that.
    - ``start`` may set ``run.epochs``, and ``after_epoch`` ends the training with ``run.epochs = run.epoch +
      1``.
    - Steps that are only tried go inside ``run.undone()``, or between ``run.weights()`` and ``run.put()``
      where the optimiser is to remember them.
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

    def each(self, run: Run, logits: Tensor, target: Tensor) -> Tensor | None:
        """(B,) another loss of each item in the place of the usual one, which None keeps.

        One hook of a training at most has such a loss. Early stopping watches the usual one.
        """
        return None

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

    def restore(self, frame: Frame, state: dict[str, Any]) -> None:
        """The inverse of :meth:`state`, called before :meth:`extend`."""
