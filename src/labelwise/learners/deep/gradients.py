"""Gradients of the loss of single items."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import functional_call, grad, vmap

from labelwise.errors import BadParameter
from labelwise.learners.deep.batch import on
from labelwise.learners.deep.losses import losses
from labelwise.learners.deep.model import TorchModel

__all__ = ["per_sample"]

BLOCK = 64
"""Items whose gradients are computed at a time."""


def per_sample(
    model: TorchModel, x: Any, target: NDArray[Any], *, layers: str = "head"
) -> NDArray[np.float32]:
    """(m, P) gradient of the loss of each item in the weights of the network.

    Parameters
    ----------
    model : TorchModel
        A trained network, in evaluation mode.
    x : items
        m of them.
    target : (m, outputs)
        Shares of classes, tags, or scaled numbers, as the loss reads them.
    layers : {"head", "all"}
        The weights and then the biases of the last layer, or all weights in the order of the network.

    Raises
    ------
    BadParameter
        If ``layers`` is neither.

    References
    ----------
    J. T. Ash et al., "Deep Batch Active Learning by Diverse, Uncertain Gradient Lower Bounds", 2020: with the
    predicted class as the target, the gradients of the head are BADGE's embedding.

    Examples
    --------
    >>> from labelwise.learners import Mlp, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> targets = Targets(np.arange(8), y, "hard", np.ones(8))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("low", "high"))
    >>> model = TorchLearner(Mlp((5,))).fit(data, np.random.default_rng(0))
    >>> per_sample(model, x, np.eye(2)[y]).shape, per_sample(model, x, np.eye(2)[y], layers="all").shape
    ((8, 12), (8, 22))
    """
    if layers not in ("head", "all"):
        raise BadParameter(f"layers is {layers!r}", allowed="head, all")
    net = model.frame.net.eval()
    everything = dict(net.named_parameters())
    head = {id(p) for p in model.frame.head.parameters()}
    free = {n: p.detach() for n, p in everything.items() if layers == "all" or id(p) in head}
    fixed = {n: p.detach() for n, p in everything.items() if n not in free} | dict(net.named_buffers())

    def loss(weights: dict[str, Tensor], one: Any, wanted: Tensor) -> Tensor:
        many = {k: v[None] for k, v in one.items()} if isinstance(one, dict) else one[None]
        call = ((), many) if isinstance(many, dict) else ((many,), {})
        out = functional_call(net, {**fixed, **weights}, *call)
        return single(getattr(out, "logits", out), wanted[None], model.output)

    prepared, device = model.feed.prepare(x), model.frame.device
    wanted = torch.from_numpy(np.asarray(target, np.float32)).to(device)
    every = vmap(grad(loss), in_dims=(None, 0, 0))
    blocks = []
    for start in range(0, len(wanted), BLOCK):
        index = np.arange(start, min(start + BLOCK, len(wanted)))
        found = every(free, on(model.feed.batch(prepared, index), device), wanted[start : start + BLOCK])
        blocks.append(torch.cat([found[n].flatten(1) for n in free], dim=1).cpu().numpy())
    return (
        np.concatenate(blocks) if blocks else np.zeros((0, sum(p.numel() for p in free.values())), np.float32)
    )


def single(logits: Tensor, target: Tensor, output: str) -> Tensor:
    """The loss of one item; shares of classes have one formula here, since nothing may depend on values."""
    if output == "proba":
        return -(target * torch.log_softmax(logits, dim=1)).sum()
    return losses(logits, target, output).sum()
