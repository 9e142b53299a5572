"""What :class:`labelwise.training.MetaAuxiliary` does in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from labelwise.learners.deep import Batch, Frame, Hook, Output, Run

if TYPE_CHECKING:
    from labelwise.training.meta_auxiliary import MetaAuxiliary

__all__ = ["MetaAuxiliaryHook", "focal", "masked_softmax"]

NAME = "auxiliary"

OUTSIDE = 1e-8
"""What the finer classes of other classes count in the softmax."""


class MetaAuxiliaryHook(Hook):
    """One training with finer classes.

    Parameters
    ----------
    recipe : MetaAuxiliary
        Its settings.

    Attributes
    ----------
    generator : torch module
        Logits of the finer classes.
    alignment : list of float
        For each epoch the mean cosine between the gradients of the two losses in the weights they share;
        below 0 the finer classes get in the way.
    """

    generator: nn.Module

    def __init__(self, recipe: MetaAuxiliary) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """The head of the finer classes."""
        frame.add(NAME, nn.Linear(frame.width, frame.outputs * self.recipe.each))

    def start(self, run: Run) -> None:
        """A generator that knows nothing."""
        recipe, frame = self.recipe, run.frame
        self.reads_items = not isinstance(run.items, dict)
        shape = tuple(run.feed.shape) if self.reads_items else (frame.width,)
        self.generator = recipe.generator.build(shape, frame.outputs * recipe.each).to(run.device)
        self.optimizer = torch.optim.AdamW(
            self.generator.parameters(), recipe.rate, weight_decay=recipe.decay
        )
        self.alignment: list[float] = []

    def made_up(self, x: Any, embedding: Tensor, target: Tensor) -> Tensor:
        """(B, C each) shares of the finer classes."""
        logits = self.generator(x if self.reads_items else embedding.detach())
        return masked_softmax(logits, target.argmax(dim=1), self.recipe.each)

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """That of the finer classes on top."""
        with torch.no_grad():
            told = self.made_up(batch.x, out.embedding, batch.target)
        found = run.frame.aside[NAME](out.embedding)
        return loss + (focal(found, told) * batch.weight).mean()

    def after_epoch(self, run: Run) -> None:
        """The generator learns, in a second pass."""
        if not self.recipe.rate:
            return
        order, cosines = run.rng.permutation(run.learned), []
        for at in np.array_split(order, -(-len(order) // run.loop.batch)):
            worth, cosine = self.ahead(run, run.batch(at))
            cosines.append(cosine)
            self.optimizer.zero_grad()
            worth.backward(inputs=list(self.generator.parameters()))
            self.optimizer.step()
        self.alignment.append(float(np.mean(cosines)))

    def ahead(self, run: Run, batch: Batch) -> tuple[Tensor, float]:
        """What the generator is to lower, and the cosine of the two gradients of the network."""
        frame = run.frame
        weights = {n: p for n, p in frame.named_parameters() if p.requires_grad}
        counted = {n: b.clone() for n, b in frame.named_buffers()}

        def classes(given: dict[str, Tensor]) -> tuple[Tensor, Output]:
            out: Output = functional_call(frame, {**given, **counted}, (batch.x,))
            return run.plain(out, batch), out

        first, out = classes(weights)
        told = self.made_up(batch.x, out.embedding, batch.target)
        second = (focal(frame.aside[NAME](out.embedding), told) * batch.weight).mean()
        parts = [
            torch.autograd.grad(part, list(weights.values()), create_graph=True, materialize_grads=True)
            for part in (first, second)
        ]
        step = self.recipe.step
        moved = {n: w - step * (a + b) for (n, w), a, b in zip(weights.items(), *parts, strict=True)}
        share = told.mean(dim=0)
        spread = (share * share.clamp(min=1e-12).log()).sum()
        return classes(moved)[0] + self.recipe.spread * spread, cosine(*parts)


def cosine(first: tuple[Tensor, ...], second: tuple[Tensor, ...]) -> float:
    """Between two gradients, over the weights that both change.

    Examples
    --------
    >>> cosine((torch.tensor([1.0, 0.0]), torch.ones(1)), (torch.tensor([1.0, 1.0]), torch.zeros(1)))
    0.7071...
    """
    both = [
        (a.detach().flatten(), b.detach().flatten())
        for a, b in zip(first, second, strict=True)
        if bool(a.any()) and bool(b.any())
    ]
    if not both:
        return 0.0
    a, b = (torch.cat(part).double() for part in zip(*both, strict=True))
    return float(F.cosine_similarity(a, b, dim=0))


def masked_softmax(logits: Tensor, classes: Tensor, each: int) -> Tensor:
    """(B, C each) softmax over the ``each`` finer classes of an item's class; hardly anything elsewhere.

    Examples
    --------
    >>> masked_softmax(torch.zeros(1, 4), torch.tensor([1]), 2).round(decimals=3).tolist()
    [[0.0, 0.0, 0.5, 0.5]]
    """
    own = torch.arange(logits.shape[1], device=logits.device) // each == classes[:, None]
    return (logits + torch.where(own, 1.0, OUTSIDE).to(logits).log()).softmax(dim=1)


def focal(logits: Tensor, target: Tensor, power: float = 2.0) -> Tensor:
    """(B,) ``-sum_k t_k (1 - p_k)^power log p_k``: cross-entropy that counts what is learned already less.

    Examples
    --------
    >>> focal(torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])).mul(4).exp().round(decimals=4).tolist()
    [2.0]
    """
    log = F.log_softmax(logits, dim=1)
    return -(target * (1 - log.exp()) ** power * log).sum(dim=1)
