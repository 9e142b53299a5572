"""The two networks of :class:`labelwise.learners.encoders.Coincidence`."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.learners.deep.device import seeded, threads_for
from labelwise.learners.progress import report

__all__ = ["embedded", "pair_loss", "trained"]

Array = NDArray[np.float32]


def pair_loss(scores: Tensor) -> Tensor:
    """Binary cross-entropy of all pairs of a batch: the diagonal is 1, the rest 0, both halves of the weight.

    Examples
    --------
    >>> round(float(pair_loss(torch.zeros(3, 3)).exp()), 5)
    2.0
    """
    own = torch.eye(len(scores), dtype=torch.bool, device=scores.device)
    together = F.softplus(-scores[own]).mean()
    return (together + F.softplus(scores[~own]).mean()) / 2


def network(width: int, settings: Any) -> nn.Sequential:
    """Linear, ReLU, Linear."""
    return nn.Sequential(
        nn.Linear(width, settings.hidden), nn.ReLU(), nn.Linear(settings.hidden, settings.dims)
    )


def trained(first: Array, second: Array, settings: Any) -> dict[str, Any]:
    """What is learned of items in two parts, (N, A) and (N, B), as arrays."""
    seed = np.random.default_rng(settings.random_state).integers(2**62)
    state: dict[str, Any] = {}
    with seeded(int(seed), torch.device("cpu")):
        nets, items = [], []
        for name, part in zip("ab", (first, second), strict=True):
            centre, scale = part.mean(axis=0), part.std(axis=0)
            state[f"{name}.centre"], state[f"{name}.scale"] = centre, np.where(scale > 1e-6, scale, 1)
            items.append(torch.from_numpy((part - centre) / state[f"{name}.scale"]))
            nets.append(network(part.shape[1], settings))
        bias = torch.zeros((), requires_grad=True)
        weights = [bias, *(p for net in nets for p in net.parameters())]
        with threads_for(sum(p.numel() for p in weights)):
            descend(nets, items, bias, torch.optim.AdamW(weights, settings.rate), settings)
    for name, net in zip("ab", nets, strict=True):
        state |= {f"{name}.{k}": v.detach().numpy() for k, v in net.state_dict().items()}
    return {**state, "bias": bias.detach().numpy()}


def descend(nets: Any, items: Any, bias: Tensor, optimizer: Any, settings: Any) -> None:
    """All epochs; a batch of one item, which has no other pair, is left out."""
    for epoch in range(settings.epochs):
        report("pairs", epoch / settings.epochs)
        for at in torch.randperm(len(items[0])).split(settings.batch):
            if len(at) > 1:
                a, b = (net(part[at]) for net, part in zip(nets, items, strict=True))
                optimizer.zero_grad()
                pair_loss(a @ b.T + bias).backward()
                optimizer.step()


def embedded(state: dict[str, Any], name: str, part: Array) -> Array:
    """(N, dims) embeddings of parts ``a`` or ``b``."""
    x = (part.astype(np.float32) - state[f"{name}.centre"]) / state[f"{name}.scale"]
    inner = np.maximum(x @ state[f"{name}.0.weight"].T + state[f"{name}.0.bias"], 0)
    found: Array = inner @ state[f"{name}.2.weight"].T + state[f"{name}.2.bias"]
    return found
