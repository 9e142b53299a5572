"""The head that predicts losses, in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep.batch import Batch, Output, told
from labelwise.learners.deep.frame import Frame
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.model import TorchModel
from labelwise.learners.deep.run import Run
from labelwise.training.deep.stages import StageHead

if TYPE_CHECKING:
    from labelwise.training.loss_prediction import LossPrediction

__all__ = ["RankLosses", "ranking_loss"]

NAME = "predicted_loss"


def ranking_loss(found: Tensor, true: Tensor, form: str) -> Tensor:
    """The mean over the pairs of a batch, the first item with the last; an odd one in the middle is left out.

    Parameters
    ----------
    found, true : (B,) tensors
        Predicted and true losses; no gradient goes through the latter.
    form : {"logistic", "hinge"}
        Of the loss of a pair.

    Examples
    --------
    >>> ranking_loss(torch.tensor([2.0, 0.0]), torch.tensor([5.0, 1.0]), "hinge").item()
    0.0
    """
    half = len(found) // 2
    if not half:
        return found.sum() * 0
    ahead = found[:half] - found.flip(0)[:half]
    sign = torch.sign((true - true.flip(0))[:half].detach())
    if form == "hinge":
        return F.relu(1 - sign * ahead).mean()
    return F.binary_cross_entropy_with_logits(ahead, (sign > 0).float())


class RankLosses(Hook):
    """A head beside the network, its loss, and its output."""

    def __init__(self, recipe: LossPrediction) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """The head."""
        frame.add(NAME, StageHead(frame.widths(), self.recipe.hidden, 1))

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The ranking loss on top; late in the training it stops at the head."""
        late, (here, _) = run.epoch >= self.recipe.until * run.epochs, told(batch)
        stages = [s[here].detach() if late else s[here] for s in out.stages]
        found = run.frame.aside[NAME](stages)[:, 0]
        true = run.each(out.logits[here], batch.target[here])
        return loss + self.recipe.weight * ranking_loss(found, true, self.recipe.ranking)

    def extend(self, model: TorchModel) -> None:
        """``predicted_loss``."""

        def predicted_loss(x: Any) -> Any:
            return model.over(x, lambda out: model.frame.aside[NAME](out.stages)[:, 0])

        model.give(NAME, predicted_loss)
