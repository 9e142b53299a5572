"""Mixing the items of a batch."""

from __future__ import annotations

import torch
from torch import Tensor

from labelwise.errors import BadParameter
from labelwise.learners.deep.batch import Batch, is_numbers
from labelwise.learners.deep.hooks import Hook
from labelwise.learners.deep.run import Run

__all__ = ["Mixing", "mixed"]

NOTHING = 1e-12
"""Stands for no weight at all."""


def mixed(batch: Batch, other: Tensor, share: Tensor) -> Batch:
    """A batch whose item i is ``share_i`` of item i and the rest of item ``other_i``.

    Parameters
    ----------
    batch : Batch
        Items.
    other : (B,) int64 tensor
        With whom each is mixed.
    share : (B,) tensor
        From 0 to 1.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Batch(np.arange(2), torch.tensor([[0.0], [4.0]]), torch.eye(2), torch.ones(2))
    >>> made = mixed(pair, torch.tensor([1, 0]), torch.tensor([0.75, 0.5]))
    >>> made.x[:, 0].tolist(), made.target.tolist()
    ([1.0, 2.0], [[0.75, 0.25], [0.5, 0.5]])
    """
    wide = share.reshape(-1, *(1 for _ in batch.x.shape[1:]))
    x = wide * batch.x + (1 - wide) * batch.x[other]
    first, second = share * batch.weight, (1 - share) * batch.weight[other]
    weight = first + second
    parts = (first / weight.clamp(min=NOTHING))[:, None]
    target = torch.where(parts < 1, parts * batch.target + (1 - parts) * batch.target[other], batch.target)
    return batch.with_(x=x, target=target, weight=weight)


class Mixing(Hook):
    """Every batch mixed with itself in another order.

    Parameters
    ----------
    alpha : float
        Of the Beta distribution of the share.
    """

    def __init__(self, alpha: float) -> None:
        self.alpha = alpha

    def batch(self, run: Run, batch: Batch) -> Batch:
        """The mixture.

        Raises
        ------
        BadParameter
            If the items are no arrays of numbers.
        """
        if not self.alpha:
            return batch
        if not is_numbers(batch.x):
            raise BadParameter(
                "MixUp is given items that are no arrays of numbers, and between two of them is nothing",
                allowed="features or images",
                fix="leave MixUp out, or pass an encoder that makes features of them",
            )
        other = torch.as_tensor(run.rng.permutation(len(batch)), device=run.device)
        share = torch.full((len(batch),), float(run.rng.beta(self.alpha, self.alpha)), device=run.device)
        if run.output == "proba":
            open_ = batch.target.sum(dim=1) > 1 + 1e-4  # several possible classes: no shares to mix
            share = torch.where(open_ | open_[other], 1.0, share)
        return mixed(batch, other, share)
