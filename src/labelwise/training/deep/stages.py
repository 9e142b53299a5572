"""A small head on all inner stages of a network."""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["StageHead"]


class StageHead(nn.Module):
    """Each pooled stage through Linear and ReLU, all of them joined, then Linear.

    Parameters
    ----------
    widths : list of int
        Of the stages.
    hidden : int
        Units for each stage.
    outputs : int
        What it gives of an item.
    """

    def __init__(self, widths: list[int], hidden: int, outputs: int) -> None:
        super().__init__()
        self.each = nn.ModuleList(nn.Linear(width, hidden) for width in widths)
        self.last = nn.Linear(hidden * len(widths), outputs)

    def forward(self, stages: list[Tensor]) -> Tensor:
        """(B, outputs) of stages (B, D_k)."""
        made = [torch.relu(layer(stage)) for layer, stage in zip(self.each, stages, strict=True)]
        return self.last(torch.cat(made, dim=1))
