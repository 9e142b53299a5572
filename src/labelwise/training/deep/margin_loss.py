"""The margin loss in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.run import Run

if TYPE_CHECKING:
    from labelwise.training.margin_loss import MarginLoss

__all__ = ["Margins", "margin_losses"]


def margin_losses(length: Tensor, target: Tensor, recipe: MarginLoss) -> Tensor:
    """(B,) losses; ``target`` (B, C) may be NaN where nothing is known."""
    there = F.relu(recipe.upper - length) ** 2
    absent = recipe.absent * F.relu(length - recipe.lower) ** 2
    t = target.nan_to_num()
    return ((t * there + (1 - t) * absent) * ~target.isnan()).sum(dim=1)


class Margins(Hook):
    """The margin loss in the place of cross-entropy.

    Parameters
    ----------
    recipe : MarginLoss
        Margins.
    """

    def __init__(self, recipe: MarginLoss) -> None:
        self.recipe = recipe

    def each(self, run: Run, logits: Tensor, target: Tensor) -> Tensor:
        """(B,) loss of each item."""
        return margin_losses(torch.sigmoid(logits), target, self.recipe)
