"""The two terms on top of a loss."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep.batch import Batch, Output
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.run import Run

__all__ = ["Terms", "certain", "even"]


def even(logits: Tensor) -> Tensor:
    """``-1/C sum_c log m_c``, m the mean prediction: log C where it is uniform, more elsewhere.

    Examples
    --------
    >>> even(torch.tensor([[9.0, -9.0], [-9.0, 9.0]])).exp().round(decimals=3).item()
    2.0
    """
    log = F.log_softmax(logits, dim=1)
    mean = torch.logsumexp(log, dim=0) - torch.log(torch.tensor(float(len(logits))))
    return -mean.mean()


def certain(logits: Tensor) -> Tensor:
    """Mean entropy of the predictions.

    Examples
    --------
    >>> certain(torch.zeros(3, 4)).exp().round(decimals=3).item()
    4.0
    """
    log = F.log_softmax(logits, dim=1)
    return -(log.exp() * log).sum(dim=1).mean()


class Terms(Hook):
    """Adds both to the loss.

    Parameters
    ----------
    even, sure : float
        Their weights.
    """

    def __init__(self, even: float, sure: float) -> None:
        self.even, self.sure = even, sure

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The sum."""
        return loss + self.even * even(out.logits) + self.sure * certain(out.logits)
