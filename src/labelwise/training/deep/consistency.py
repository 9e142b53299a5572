"""What recipes of consistency do in the training loop."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from labelwise.learners.deep import Batch, Hook, Output, Run
from labelwise.learners.deep.batch import is_numbers
from labelwise.training.deep.contrastive import changed
from labelwise.training.deep.unlabelled import Unlabelled, beside, said

if TYPE_CHECKING:
    from labelwise.training.consistency import Consistency, Views

__all__ = ["Agreement", "covered", "strong", "weak"]

MOST = 16_384
"""Unlabelled items that are used, drawn at random."""

OTHERS, TARGET = "consistency", "consistency.target"
"""Names of what is added to a batch: weights, and labels of unlabelled items."""


def weak(x: Any, views: Views) -> Any:
    """Items that are changed a little; what is no tensor of numbers stays as it is."""
    return changed(x, views.weak, views.shift) if is_numbers(x) else x


def strong(x: Any, views: Views) -> Any:
    """Items that are changed a lot."""
    return covered(changed(x, views.strong, views.shift), views.hidden) if is_numbers(x) else x


def covered(x: Tensor, share: float) -> Tensor:
    """Items of which about ``share`` is 0: of images a square each, of others single features.

    Examples
    --------
    >>> covered(torch.ones(1, 2, 4, 4), 0.25).sum().item(), covered(torch.ones(2, 3), 0.0).sum().item()
    (24.0, 6.0)
    """
    if x.ndim != 4:
        return x * (torch.rand(x.shape, device=x.device) >= share)
    h, w = x.shape[2:]
    side = min(h, w, round(math.sqrt(share * h * w)))
    inside = []
    for length in (h, w):
        first = torch.randint(0, length - side + 1, (len(x), 1), device=x.device)
        at = torch.arange(length, device=x.device)
        inside.append((at >= first) & (at < first + side))
    return x * ~(inside[0][:, None, :, None] & inside[1][:, None, None, :])


class Agreement(Hook):
    """Labels unlabelled items by their weak views and learns them by their strong ones.

    Parameters
    ----------
    recipe : Consistency
        Its settings.
    """

    def __init__(self, recipe: Consistency) -> None:
        self.recipe: Any = recipe

    def start(self, run: Run) -> None:
        """The unlabelled items, and a training that is long enough for them."""
        self.others = Unlabelled(run, MOST)
        if len(self.others):
            each = math.ceil(len(run.learned) / run.loop.batch)
            run.epochs = max(run.epochs, math.ceil(self.recipe.steps / each))
        self.begin(run.frame.outputs, len(self.others), run.device)

    def begin(self, classes: int, items: int, device: Any = None) -> None:
        """What is remembered from step to step, before the first; for ``items`` unlabelled items."""
        return

    @abstractmethod
    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Labels (u, C) of unlabelled items and how much each counts (u,).

        Parameters
        ----------
        p : (u, C) tensor
            Probabilities of their weak views.
        at : (u,) tensor of int64
            Which of the unlabelled items they are.
        done : float
            Share of the training that is done.
        """

    def batch(self, run: Run, batch: Batch) -> Batch:
        """With unlabelled items, labelled."""
        if not len(self.others):
            return batch
        batch, views = batch.with_(x=weak(batch.x, self.recipe.views)), self.recipe.views
        at, x = self.others.draw(self.recipe.ratio * run.loop.batch)
        p = said(run, weak(x, views)).softmax(dim=1)
        target, counts = self.judge(p, torch.as_tensor(at, device=run.device), run.epoch / run.epochs)
        both, m = beside(batch, strong(x, views), OTHERS), len(batch)
        both.extra[OTHERS][m:] *= counts
        both.extra[TARGET] = torch.cat([torch.zeros_like(batch.target), target])
        return both

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The loss of the strong views on top."""
        if OTHERS not in batch.extra:
            return loss
        each = run.each(out.logits, batch.extra[TARGET])
        return loss + self.recipe.weight * (each * batch.extra[OTHERS]).mean()

    def finish(self, run: Run) -> None:
        """The items are needed no longer."""
        del self.others
