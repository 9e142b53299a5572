"""The embedding from pairs, before the last layer."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep import Hook, Run
from labelwise.learners.progress import report
from labelwise.training.pairs import pairs

__all__ = ["SetFitHook", "pair_loss"]


OPEN = 1 + 1e-4
"""A row of targets with a larger sum leaves several classes open, and is in no pair."""


class SetFitHook(Hook):
    """Trains all but the last layer on pairs, then nothing but the last layer."""

    def __init__(self, passes: int, most: int, head_rate: float) -> None:
        self.passes, self.most, self.head_rate = passes, most, head_rate

    def start(self, run: Run) -> None:
        """The pairs; afterwards the embedding stays."""
        head = {id(p) for p in run.frame.head.parameters()}
        below = [p for p in run.frame.net.parameters() if id(p) not in head and p.requires_grad]
        if below:
            self._tune(run, below)
        for p in below:
            p.requires_grad_(False)

    def rate(self, run: Run, share: float) -> float:
        """That of the last layer, down a cosine."""
        return 0.5 * (1 + math.cos(math.pi * share)) * self.head_rate / run.loop.rate

    def _tune(self, run: Run, below: list[torch.nn.Parameter]) -> None:
        clear = run.learned[(run.target[run.learned].sum(dim=1) <= OPEN).cpu().numpy()]
        at, same = pairs(run.target[clear].argmax(dim=1).cpu().numpy(), run.rng, self.most)
        at, steps = clear[at], math.ceil(len(at) / run.loop.batch)
        optimizer = torch.optim.AdamW(below, run.loop.rate, weight_decay=run.loop.decay)
        run.frame.train()
        for turn in range(self.passes if steps else 0):  # of a single item there is no pair
            order = run.rng.permutation(len(at))
            for k, part in enumerate(np.array_split(order, steps)):
                self._step(run, optimizer, at[part], torch.from_numpy(same[part]).to(run.device))
                report("learning from pairs", (turn + k / steps) / self.passes)

    def _step(self, run: Run, optimizer: torch.optim.Optimizer, at: NDArray[np.int64], same: Tensor) -> None:
        """Down the gradient of some pairs; where memory runs out, in parts that are added up."""

        def gradient(parts: list[slice]) -> None:
            optimizer.zero_grad()
            for part in parts:
                own = at[part]
                z = run.forward(run.batch(own.ravel()).x).embedding
                loss = pair_loss(z.reshape(len(own), 2, -1), same[part])
                (loss * (len(own) / len(at))).backward()

        run.parts.work(gradient, len(at))
        optimizer.step()


def pair_loss(z: Tensor, same: Tensor) -> Tensor:
    """Mean squared error between the cosine of two embeddings (B, 2, D) and 1 or 0.

    Examples
    --------
    >>> z = torch.tensor([[[1.0, 0.0], [2.0, 0.0]], [[1.0, 0.0], [0.0, 3.0]]])
    >>> float(pair_loss(z, torch.tensor([1.0, 0.0])))
    0.0
    """
    return F.mse_loss(F.cosine_similarity(z[:, 0], z[:, 1]), same)
