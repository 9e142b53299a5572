"""What :class:`labelwise.training.DualHead` does in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.errors import BadData
from labelwise.learners.deep import Batch, Frame, Hook, Output, Run, TorchModel
from labelwise.learners.features import inputs
from labelwise.training.deep.unlabelled import Unlabelled, beside

if TYPE_CHECKING:
    from labelwise.training.dual_head import DualHead

__all__ = ["DualHeadHook", "distillation", "taught"]

NAME = "distilled"

CHUNK = 2048
"""Items that a teacher is asked about at a time."""


class DualHeadHook(Hook):
    """One training with a teacher's head.

    Parameters
    ----------
    recipe : DualHead
        Its settings.
    """

    def __init__(self, recipe: DualHead) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """The teacher's head."""
        frame.add(NAME, nn.Linear(frame.width, frame.outputs))

    def start(self, run: Run) -> None:
        """Ask the teacher."""
        self.others = Unlabelled(run, self.recipe.most)
        labelled, rest = (
            torch.from_numpy(taught(run.data.teacher, run.data, rows, run.frame.outputs)).to(run.device)
            for rows in (run.data.rows, self.others.rows)
        )
        self.labelled, self.rest = labelled, rest

    def batch(self, run: Run, batch: Batch) -> Batch:
        """With unlabelled items, and what the teacher says of all."""
        own, told = self.labelled[torch.as_tensor(batch.at, device=run.device)], batch.at >= 0
        if len(self.others):
            at, x = self.others.draw(run.loop.batch)
            batch = beside(batch, x, "distilled.others")
            own = torch.cat([own, self.rest[torch.as_tensor(at, device=run.device)]])
        share = torch.as_tensor(np.concatenate([told, np.zeros(len(batch) - len(told), bool)]))
        counts = share.to(batch.weight) * (len(batch) / max(int(told.sum()), 1))
        return batch.with_(extra={**batch.extra, "distilled.told": own, "distilled.labels": counts})

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """Both heads."""
        found = run.frame.aside[NAME](out.embedding)
        each = distillation(found, batch.extra["distilled.told"], self.recipe.temperature)
        counts = batch.extra["distilled.labels"] + batch.extra.get("distilled.others", 0.0)
        return (1 - self.recipe.share) * loss + self.recipe.share * (each * counts).mean()

    def finish(self, run: Run) -> None:
        """The items and what the teacher says of them are needed no longer."""
        del self.others, self.labelled, self.rest

    def extend(self, model: TorchModel) -> None:
        """Predictions, and draws of them, are the mean of both heads."""
        second, share = model.frame.aside[NAME], self.recipe.share

        def logits(x: Any) -> NDArray[np.float32]:
            def read(out: Output) -> Tensor:
                both = (1 - share) * out.logits.softmax(1) + share * second(out.embedding).softmax(1)
                return both.clamp(min=1e-12).log()

            return model.over(x, read)

        model.logits = logits  # type: ignore[method-assign]
        model.provides = tuple(name for name in model.provides if name != "head")


def taught(teacher: Any, data: Any, rows: NDArray[np.int64], classes: int) -> NDArray[np.float32]:
    """(m, C) logits of a teacher: a model with ``logits`` or ``proba``, or a function.

    Raises
    ------
    BadData
        If they have another shape, or are no numbers.
    """
    found = [np.zeros((0, classes), np.float32)]
    for start in range(0, len(rows), CHUNK):
        x = inputs(data.x(rows[start : start + CHUNK]))
        if hasattr(teacher, "logits"):
            said = teacher.logits(x)
        elif hasattr(teacher, "proba"):
            said = np.log(np.maximum(teacher.proba(x), 1e-12))
        else:
            said = teacher(x)
        found.append(np.asarray(said, np.float32))
        if found[-1].shape != (min(CHUNK, len(rows) - start), classes) or not np.isfinite(found[-1]).all():
            raise BadData(
                f"the teacher gave an array {found[-1].shape}",
                allowed=f"finite logits of {classes} classes for each item",
            )
    return np.concatenate(found)


def distillation(logits: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """(B,) ``T^2 KL(softmax(teacher / T) || softmax(logits / T))``.

    Examples
    --------
    >>> distillation(torch.zeros(1, 2), torch.tensor([[99.0, 0.0]]), 1.0).exp().tolist()
    [2.0]
    """
    log, told = (F.log_softmax(z / temperature, dim=1) for z in (logits, teacher))
    return temperature**2 * F.kl_div(log, told, reduction="none", log_target=True).sum(dim=1)
