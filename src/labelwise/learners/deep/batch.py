"""What goes through the loop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

__all__ = ["Batch", "Output", "is_numbers", "on", "size", "taken", "told"]


def taken(x: Any, index: Any) -> Any:
    """Some items of inputs, which are a tensor or a dict of tensors."""
    return {k: v[index] for k, v in x.items()} if isinstance(x, dict) else x[index]


def on(x: Any, device: Any) -> Any:
    """Inputs on a device."""
    return {k: v.to(device) for k, v in x.items()} if isinstance(x, dict) else x.to(device)


def is_numbers(x: Any) -> bool:
    """Whether inputs are one tensor of numbers, between two of which there is something.

    Examples
    --------
    >>> is_numbers(torch.zeros(2)), is_numbers({"input_ids": torch.arange(3)})
    (True, False)
    """
    return isinstance(x, Tensor) and x.is_floating_point()


def size(x: Any) -> int:
    """How many items inputs hold."""
    return len(next(iter(x.values()))) if isinstance(x, dict) else len(x)


@dataclass(eq=False)
class Batch:
    """Some items and what is to be learned of them.

    Attributes
    ----------
    at : (B,) int64
        Positions among the training labels; -1 for items that have none.
    x : tensor or dict of tensors
        Inputs.
    target : (B, outputs) float tensor
        Shares of classes, tags (NaN unknown), or standardised numbers.
    weight : (B,) float tensor
        How much each counts; mean 1 over all labels.
    extra : dict of tensors
        What hooks add, one entry an item.
    """

    at: NDArray[np.int64]
    x: Any
    target: Tensor
    weight: Tensor
    extra: dict[str, Tensor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.target)

    def part(self, index: slice) -> Batch:
        """Some of the items."""
        extra = {k: v[index] for k, v in self.extra.items()}
        return Batch(self.at[index], taken(self.x, index), self.target[index], self.weight[index], extra)

    def with_(self, **changes: Any) -> Batch:
        """The same with other parts."""
        return replace(self, **changes)


def told(batch: Batch) -> tuple[Tensor, Tensor]:
    """Which items of a batch have a label, and the positions of these labels.

    Examples
    --------
    >>> some = Batch(np.array([7, -1]), torch.zeros(2, 3), torch.zeros(2, 1), torch.ones(2))
    >>> [found.tolist() for found in told(some)]
    [[0], [7]]
    """
    here = np.flatnonzero(batch.at >= 0)
    device = batch.target.device
    return torch.as_tensor(here, device=device), torch.as_tensor(batch.at[here], device=device)


@dataclass(eq=False)
class Output:
    """What a network says of a batch: logits (B, outputs), embedding (B, D), pooled stages (B, D_k) each."""

    logits: Tensor
    embedding: Tensor
    stages: list[Tensor]
