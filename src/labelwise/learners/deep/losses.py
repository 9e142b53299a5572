"""What is to be learned, as tensors, and how far a network is from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from labelwise.types import Targets

__all__ = ["class_weights", "losses", "right", "values"]

FEW = 1e-12
"""Stands for zero inside a logarithm."""


def values(targets: Targets, outputs: int) -> NDArray[np.float32]:
    """(m, outputs) float32: shares of classes or possible classes, tags (NaN unknown), or numbers.

    Examples
    --------
    >>> values(Targets(np.array([4]), np.array([1]), "hard", np.ones(1)), 3).tolist()
    [[0.0, 1.0, 0.0]]
    """
    value = np.asarray(targets.value)
    if targets.kind == "hard":
        return np.eye(outputs, dtype=np.float32)[value.astype(np.int64)]
    if targets.kind == "real":
        return value.astype(np.float32)[:, None]
    return value.astype(np.float32).reshape(len(value), outputs)


def losses(logits: Tensor, target: Tensor, output: str) -> Tensor:
    """(B,) loss of each item.

    ``proba``: cross-entropy with shares of classes; a row with more than one 1 says which classes are
    possible, and its loss is minus the logarithm of their joint probability. ``tags``: mean cross-entropy
    over the known tags. ``mean``: squared error.

    Examples
    --------
    >>> losses(torch.zeros(1, 4), torch.tensor([[1.0, 1.0, 0.0, 0.0]]), "proba").exp().round().tolist()
    [2.0]
    """
    if output == "mean":
        return ((logits - target) ** 2).mean(dim=1)
    if output == "tags":
        known = ~target.isnan()
        each = F.binary_cross_entropy_with_logits(logits, target.nan_to_num(), reduction="none")
        return (each * known).sum(dim=1) / known.sum(dim=1).clamp(min=1)
    log = F.log_softmax(logits.float(), dim=1)
    total = target.sum(dim=1)
    shares = -(target * log).sum(dim=1)
    if not bool((total > 1 + 1e-4).any()):
        return shares
    among = -torch.logsumexp(log + target.clamp(min=FEW).log(), dim=1)
    return torch.where(total > 1 + 1e-4, among, shares)


def right(logits: Tensor, target: Tensor, output: str) -> Tensor:
    """(B,) whether each item is right: its class, or all of its known tags; numbers never are."""
    if output == "proba":
        return target.gather(1, logits.argmax(dim=1, keepdim=True))[:, 0] >= target.max(dim=1).values
    if output == "tags":
        return (((logits > 0) == (target > 0.5)) | target.isnan()).all(dim=1)
    return torch.zeros(len(logits), dtype=torch.bool, device=logits.device)


def class_weights(target: NDArray[Any]) -> NDArray[np.float32]:
    """(m,) weights with which every class of (m, C) shares counts alike; mean 1."""
    counts = target.sum(axis=0)
    each = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
    weight = target @ each
    return np.asarray(weight * len(weight) / max(weight.sum(), 1e-12), np.float32)
