"""Further last layers."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from labelwise.learners.deep import Batch, Frame, Hook, Output, Run, TorchModel
from labelwise.learners.deep.losses import losses
from labelwise.learners.deep.model import chances

__all__ = ["HeadsHook"]


class HeadsHook(Hook):
    """M heads, each with Poisson weights of the labels."""

    def __init__(self, members: int) -> None:
        self.members = members
        self.counts = torch.zeros(0)

    def attach(self, frame: Frame) -> None:
        """The heads."""
        frame.add("heads", nn.ModuleList(nn.Linear(frame.width, frame.outputs) for _ in range(self.members)))

    def start(self, run: Run) -> None:
        """How often each head counts each label."""
        drawn = run.rng.poisson(1.0, (self.members, len(run.data.rows))).astype(np.float32)
        self.counts = torch.from_numpy(drawn).to(run.device)

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """The mean loss of the heads on top."""
        known = torch.as_tensor(batch.at >= 0, device=run.device)
        at = torch.as_tensor(np.maximum(batch.at, 0), device=run.device)
        each = [
            (losses(head(out.embedding), batch.target, run.output) * batch.weight * row[at] * known).mean()
            for head, row in zip(run.frame.aside["heads"], self.counts, strict=True)
        ]
        return loss + torch.stack(each).mean()

    def extend(self, model: TorchModel) -> None:
        """``samples (M, m, C)``, one of each head."""
        heads = model.frame.aside["heads"]

        def drawn(x: object) -> np.ndarray:
            logits = model.over(x, lambda out: torch.stack([h(out.embedding) for h in heads], dim=1))
            each = logits.transpose(1, 0, 2)
            return np.stack([chances(z, model.output) for z in each])

        if model.output != "mean":
            model.give("samples" if model.output == "proba" else "tag_samples", drawn)
