"""Correcting the largest losses of unknown tags."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep.batch import Batch, Output, told
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.run import Run

__all__ = ["Corrected", "largest"]


def largest(losses: Tensor, free: Tensor, k: int) -> Tensor:
    """(B, K) bool: the k entries with the largest losses among the free ones, all of them where fewer.

    Examples
    --------
    >>> free = torch.tensor([[True, False], [True, True]])
    >>> largest(torch.tensor([[3.0, 9.0], [5.0, 1.0]]), free, 1).tolist()
    [[False, False], [True, False]]
    """
    k = min(k, int(free.sum()))
    at = losses.masked_fill(~free, -torch.inf).flatten().topk(k).indices
    return (
        torch.zeros(losses.numel(), dtype=torch.bool, device=losses.device)
        .index_fill(0, at, True)
        .view_as(losses)
    )


class Corrected(Hook):
    """Unknown tags as absent, but for the largest losses.

    Parameters
    ----------
    scheme : {"reject", "correct", "keep"}
        What happens to those.
    share : float
        Of all entries, at the end.
    """

    def __init__(self, scheme: str, share: float) -> None:
        self.scheme, self.share = scheme, share

    def start(self, run: Run) -> None:
        """Which entries are unknown."""
        self.free = run.target.isnan()
        self.marked = torch.zeros_like(self.free)
        self.kept = 0
        run.target = run.target.nan_to_num()

    def quota(self, run: Run, entries: int) -> int:
        """How many entries of a batch with so many are taken."""
        done = run.epoch / max(run.epochs - 1, 1)
        if self.scheme != "keep":
            return math.ceil(entries * self.share * done - 1e-9)
        left = int(self.share * done * self.free.numel()) - self.kept
        return max(0, min(math.ceil(entries * self.share / max(run.epochs - 1, 1)), left))

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The loss with the taken entries as the scheme says."""
        here, at = told(batch)
        logits, target = out.logits[here], batch.target[here]
        free = self.free[at] & (target == 0)
        each = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
        taken = largest(each.detach(), free, self.quota(run, each.numel()))
        self.marked[at] = taken
        other = 0.0 if self.scheme == "reject" else F.softplus(-logits)
        return loss + ((taken * (other - each)).mean(dim=1) * batch.weight[here]).sum() / len(batch)

    def after_step(self, run: Run, batch: Batch) -> None:
        """What is kept is a label from now on."""
        if self.scheme != "keep":
            return
        at = told(batch)[1]
        rows = run.target[at]
        rows[self.marked[at]] = 1.0
        run.target[at] = rows
        self.kept += int(self.marked[at].sum())
