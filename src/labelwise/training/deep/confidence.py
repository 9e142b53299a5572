"""Losses of networks that are less sure, in the training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from labelwise.learners.deep import Batch, Hook, Run, TorchModel
from labelwise.learners.deep.dropping import dropping
from labelwise.learners.deep.model import soft

if TYPE_CHECKING:
    from labelwise.training.confidence import Evidential, InhibitedSoftmax

__all__ = ["Evidence", "Inhibition", "SoftTargets", "divergence", "squared_error"]

Array = NDArray[Any]

MOST = 10.0
"""Largest logit inside an exponential that is evidence."""
OPEN = 1 + 1e-4
"""A row of targets with a larger sum says which classes are possible."""


class SoftTargets(Hook):
    """Targets with a share spread over all classes."""

    def __init__(self, share: float) -> None:
        self.share = share

    def batch(self, run: Run, batch: Batch) -> Batch:
        """The batch with softer targets."""
        even = self.share / batch.target.shape[1] * batch.target.sum(dim=1, keepdim=True)
        softer = (1 - self.share) * batch.target + even
        several = batch.target.sum(dim=1, keepdim=True) > OPEN
        return batch.with_(target=torch.where(several, batch.target, softer))


class Inhibition(Hook):
    """One more, constant logit."""

    def __init__(self, recipe: InhibitedSoftmax) -> None:
        self.recipe = recipe

    def each(self, run: Run, logits: Tensor, target: Tensor) -> Tensor:
        """Cross entropy of the inhibited probabilities, and the evidence."""
        log = F.log_softmax(self.widened(logits.float()), dim=1)[:, :-1]
        several = target.sum(dim=1) > OPEN
        shares = -(target * log).sum(dim=1)
        among = -torch.logsumexp(log + target.clamp(min=1e-12).log(), dim=1)
        return torch.where(several, among, shares) + self.recipe.penalty * log.exp().sum(dim=1)

    def widened(self, logits: Tensor) -> Tensor:
        """(B, C + 1) logits with the constant."""
        return torch.cat([logits, torch.full_like(logits[:, :1], self.recipe.constant)], dim=1)

    def extend(self, model: TorchModel) -> None:
        """``inhibited``."""
        model.give("inhibited", lambda x: soft(model.over(x, lambda out: self.widened(out.logits.float()))))


class Evidence(Hook):
    """Logits as evidence."""

    def __init__(self, recipe: Evidential) -> None:
        self.recipe = recipe

    def alpha(self, logits: Tensor) -> Tensor:
        """(B, C) parameters of the Dirichlet distributions."""
        form = self.recipe.evidence
        if form == "exp":
            return torch.exp(logits.clamp(-MOST, MOST)) + 1
        return (F.relu(logits) if form == "relu" else F.softplus(logits)) + 1

    def each(self, run: Run, logits: Tensor, target: Tensor) -> Tensor:
        """The expected squared error, and the annealed divergence."""
        alpha, y = self.alpha(logits.float()), target / target.sum(dim=1, keepdim=True).clamp(min=1e-12)
        wrong = y + (1 - y) * alpha
        return squared_error(alpha, y) + min(1.0, run.epoch / self.recipe.anneal) * divergence(wrong)

    def extend(self, model: TorchModel) -> None:
        """``alpha``, and the outputs that are made of it."""

        def alpha(x: Any) -> Array:
            return model.over(x, lambda out: self.alpha(out.logits.float())).astype(np.float64)

        def proba(x: Any) -> Array:
            found = alpha(x)
            return np.asarray(found / found.sum(axis=1, keepdims=True))

        def samples(x: Any, seed: int = 0) -> Array:
            found = []
            for k in range(model.draws):
                with dropping(model.frame.net, (seed, k)):
                    found.append(proba(x))
            return np.stack(found)

        model.give("alpha", alpha)
        model.give("proba", proba)
        if "samples" in model.provides:
            model.give("samples", samples)
        model.provides = tuple(name for name in model.provides if name != "head")


def squared_error(alpha: Tensor, y: Tensor) -> Tensor:
    """(B,) expected squared distance from y of probabilities drawn from Dirichlet(alpha).

    Examples
    --------
    >>> squared_error(torch.tensor([[1.0, 1.0]]), torch.tensor([[1.0, 0.0]])).round(decimals=3).tolist()
    [0.667]
    """
    total = alpha.sum(dim=1, keepdim=True)
    p = alpha / total
    return ((y - p) ** 2 + p * (1 - p) / (total + 1)).sum(dim=1)


def divergence(alpha: Tensor) -> Tensor:
    """(B,) Kullback-Leibler divergence of Dirichlet(alpha) from Dirichlet(1).

    Examples
    --------
    >>> divergence(torch.tensor([[1.0, 1.0, 1.0]])).abs().item()
    0.0
    """
    count, total = torch.tensor(float(alpha.shape[1])), alpha.sum(dim=1)
    first = torch.lgamma(total) - torch.lgamma(alpha).sum(dim=1) - torch.lgamma(count)
    away = torch.digamma(alpha) - torch.digamma(total)[:, None]
    return first + ((alpha - 1) * away).sum(dim=1)
