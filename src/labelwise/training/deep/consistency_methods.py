"""How unlabelled items are labelled and how much they count, method by method."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep import Batch, Output, Run
from labelwise.training.deep.consistency import OTHERS, Agreement
from labelwise.training.deep.unlabelled import said

__all__ = ["Annealed", "Fixed", "Flexible", "Free", "Ramped", "Soft", "annealed", "fairness", "level"]

FEW = 1e-12
"""Stands for zero inside a logarithm and under a fraction."""


def favourites(p: Tensor) -> Tensor:
    """(u, C) 1 at the most probable class.

    Examples
    --------
    >>> favourites(torch.tensor([[0.2, 0.8]])).tolist()
    [[0.0, 1.0]]
    """
    return F.one_hot(p.argmax(dim=1), p.shape[1]).to(p.dtype)


class Fixed(Agreement):
    """Favourites that are sure count, all alike."""

    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Labels and weights."""
        return favourites(p), (p.max(dim=1).values >= self.recipe.sure).to(p.dtype)


class Ramped(Fixed):
    """The same, with a weight that rises from 0 to 1 over the first part of the training."""

    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Labels and weights."""
        target, counts = super().judge(p, at, done)
        return target, counts * (min(1.0, done / self.recipe.ramp) if self.recipe.ramp else 1.0)


class Annealed(Fixed):
    """Sharpened predictions, and labels of people that count only while they are not learned too early."""

    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Labels and weights."""
        return (p.clamp(min=FEW).log() / self.recipe.temperature).softmax(dim=1), super().judge(p, at, done)[
            1
        ]

    def batch(self, run: Run, batch: Batch) -> Batch:
        """Without the labels that wait."""
        if self.recipe.annealing != "none" and len(self.others):
            most = level(self.recipe.annealing, run.epoch / run.epochs, run.frame.outputs)
            right = (said(run, batch.x).softmax(dim=1) * batch.target).sum(dim=1)
            batch = batch.with_(weight=annealed(batch.weight, right, most))
        return super().batch(run, batch)


def level(schedule: str, done: float, classes: int) -> float:
    """Up to which probability of its class a label counts when a share ``done`` of the training is done.

    Examples
    --------
    >>> level("linear", 0.0, 4), level("linear", 0.5, 4), level("exp", 1.0, 4)
    (0.25, 0.625, 1.0)
    """
    a = {"linear": done, "log": 1 - math.exp(-5 * done), "exp": math.exp(5 * (done - 1))}[schedule]
    return a * (1 - 1 / classes) + 1 / classes


def annealed(weight: Tensor, right: Tensor, most: float) -> Tensor:
    """(B,) weights of labels, 0 above the probability ``most``; their mean is over those that count.

    Examples
    --------
    >>> annealed(torch.ones(4), torch.tensor([0.1, 0.9, 0.2, 0.3]), 0.25).tolist()
    [2.0, 0.0, 2.0, 0.0]
    """
    kept = right <= most
    return weight * kept * (len(weight) / kept.sum().clamp(min=1))


class Flexible(Agreement):
    """Thresholds by class, from how many items were given each class surely."""

    def begin(self, classes: int, items: int, device: Any = None) -> None:
        """Nothing is told yet, so all thresholds are 0."""
        self.told = torch.full((items,), -1, dtype=torch.int64, device=device)
        self.thresholds = torch.zeros(classes, device=device)

    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Labels and weights; then what is sure is told."""
        best, favourite = p.max(dim=1)
        counts = (best > self.thresholds[favourite]).to(p.dtype)
        sure = best >= self.recipe.sure
        self.told[at[sure]] = favourite[sure]
        self.thresholds = self._renewed()
        return favourites(p), counts

    def _renewed(self) -> Tensor:
        """(C,) thresholds by what is told now."""
        many = torch.bincount(self.told + 1, minlength=len(self.thresholds) + 1).to(self.thresholds.dtype)
        learned = many[1:]
        of = torch.maximum(learned.max(), many[0]) if self.recipe.warm_up else learned.max()
        share = learned / of.clamp(min=1)
        return self.recipe.sure * share / (2 - share)


class Free(Agreement):
    """Thresholds that are moving means, and fairness."""

    def begin(self, classes: int, items: int, device: Any = None) -> None:
        """All means are 1/C."""
        self.mean = torch.full((classes,), 1 / classes, device=device)
        self.named, self.overall = self.mean.clone(), self.mean[0].clone()

    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Means that go on, labels and weights."""
        best, favourite = p.max(dim=1)
        target, new = favourites(p), 1 - self.recipe.decay
        self.overall = self.overall.lerp(best.mean(), new)
        self.mean = self.mean.lerp(p.mean(dim=0), new)
        self.named = self.named.lerp(target.mean(dim=0), new)
        return target, (best > self.thresholds[favourite]).to(p.dtype)

    @property
    def thresholds(self) -> Tensor:
        """(C,) above which favourites count."""
        return self.overall * self.mean / self.mean.max()

    def loss(self, run: Run, batch: Batch, out: Output, loss: Tensor) -> Tensor:
        """Fairness on top; the strong views that count are those of the part, where memory ran out."""
        loss = super().loss(run, batch, out, loss)
        if OTHERS not in batch.extra or not self.recipe.fair:
            return loss
        logits = out.logits[batch.extra[OTHERS] > 0]
        return loss + self.recipe.fair * fairness(logits, self.mean, self.named) if len(logits) else loss


def fairness(logits: Tensor, mean: Tensor, named: Tensor) -> Tensor:
    """``sum_c a_c log b_c``: least where b, of these predictions, is as far as possible from a.

    Parameters
    ----------
    logits : (k, C) tensor
        Of strong views.
    mean, named : (C,) tensors
        Moving means of probabilities and of favourites; a is their quotient scaled to sum 1, b the same of
        ``logits``. A class that is nobody's favourite has quotient 0.

    Examples
    --------
    >>> even = torch.full((2,), 0.5)
    >>> fairness(torch.tensor([[9.0, -9.0], [-9.0, 9.0]]), even, even).exp().round(decimals=3).item()
    0.5
    """
    q = logits.softmax(dim=1)
    own = quotient(q.mean(dim=0), favourites(q).mean(dim=0))
    return (quotient(mean, named) * (own + FEW).log()).sum()


def quotient(a: Tensor, b: Tensor) -> Tensor:
    """``a / b``, 0 where b is, scaled to sum 1.

    Examples
    --------
    >>> quotient(torch.tensor([0.5, 0.5, 0.1]), torch.tensor([0.5, 0.25, 0.0])).round(decimals=3).tolist()
    [0.3330000042915344, 0.6669999957084656, 0.0]
    """
    found = torch.where(b > 0, a / b.clamp(min=FEW), torch.zeros_like(a))
    return found / found.sum().clamp(min=FEW)


class Soft(Agreement):
    """Weights of a normal curve below its mean, 1 above."""

    def begin(self, classes: int, items: int, device: Any = None) -> None:
        """The mean begins at 1/C, the variance at 1; that of the probabilities with the first step."""
        self.mean, self.variance = torch.tensor(1 / classes, device=device), torch.tensor(1.0, device=device)
        self.classes: Tensor | None = None

    def judge(self, p: Tensor, at: Tensor, done: float) -> tuple[Tensor, Tensor]:
        """Means that go on, labels and weights."""
        best, new = self._aligned(p).max(dim=1).values, 1 - self.recipe.decay
        spread = ((best - best.mean()) ** 2).sum() / max(len(best) - 1, 1)
        self.mean, self.variance = self.mean.lerp(best.mean(), new), self.variance.lerp(spread, new)
        below = (best - self.mean).clamp(max=0) * self.recipe.narrow
        return favourites(p), (-(below**2) / (2 * self.variance).clamp(min=FEW)).exp()

    def _aligned(self, p: Tensor) -> Tensor:
        """Probabilities over their moving mean, scaled to sum 1."""
        if not self.recipe.align:
            return p
        now = p.mean(dim=0)
        self.classes = now if self.classes is None else self.classes.lerp(now, 1 - self.recipe.decay)
        moved = p / self.classes.clamp(min=FEW)
        return moved / moved.sum(dim=1, keepdim=True)
