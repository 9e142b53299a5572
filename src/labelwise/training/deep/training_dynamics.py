"""The running mean of predictions and the head that learns it, in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep.batch import Batch, Output, told
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.model import TorchModel, soft
from labelwise.learners.deep.run import Run
from labelwise.training.deep.stages import StageHead

if TYPE_CHECKING:
    from labelwise.training.training_dynamics import TrainingDynamics

__all__ = ["PredictDynamics"]

NAME = "dynamics"


class PredictDynamics(Hook):
    """Keeps ``mean``, the mean prediction of each label over the steps that saw it, and trains the head.

    Attributes
    ----------
    mean : (m, C) tensor
        Mean of the predictions so far.
    seen : (m,) tensor
        How many these are.
    """

    mean: Tensor
    seen: Tensor

    def __init__(self, recipe: TrainingDynamics) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """The head."""
        frame.add(NAME, StageHead(frame.widths(), self.recipe.hidden, frame.outputs))

    def start(self, run: Run) -> None:
        """Nothing is predicted yet."""
        self.mean = torch.zeros(run.target.shape, device=run.device)
        self.seen = torch.zeros(len(run.target), device=run.device)
        self.next = self.mean.clone()

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The divergence of the head from the mean prediction on top."""
        here, at = told(batch)
        before, now = self.seen[at][:, None], F.softmax(out.logits[here].detach(), dim=1)
        self.next[at] = (self.mean[at] * before + now) / (before + 1)
        q = F.log_softmax(run.frame.aside[NAME]([s[here] for s in out.stages]), dim=1)
        each = F.kl_div(q, self.next[at], reduction="none").sum()
        return loss + self.recipe.weight * each / len(batch)

    def after_step(self, run: Run, batch: Batch) -> None:
        """The predictions of this step count."""
        at = torch.as_tensor(np.unique(batch.at[batch.at >= 0]), device=run.device)
        self.mean[at] = self.next[at]
        self.seen[at] += 1

    def extend(self, model: TorchModel) -> None:
        """``dynamics``."""

        def dynamics(x: Any) -> Any:
            return soft(model.over(x, lambda out: model.frame.aside[NAME](out.stages)))[None]

        model.give(NAME, dynamics)
