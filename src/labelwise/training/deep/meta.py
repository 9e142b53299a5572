"""Networks trained over few-shot tasks."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from labelwise.errors import BadData
from labelwise.learners.deep.device import seeded, threads_for
from labelwise.learners.deep.feed import plain
from labelwise.learners.linear_model import LinearModel
from labelwise.learners.progress import report
from labelwise.learners.prototype import PrototypeLearner
from labelwise.training.meta import Meta
from labelwise.types import State, TargetKind, Training

__all__ = ["Adapted", "MetaLearned", "adapted", "distances", "meta_trained"]

Weights = dict[str, Tensor]

CPU = torch.device("cpu")


class Scale:
    """Features as tensors with mean 0, and one spread of 1 for all: distances keep their proportions.

    Parameters
    ----------
    centre : array
        Mean of each feature.
    spread : float
        Of all features.
    """

    def __init__(self, centre: NDArray[Any], spread: float) -> None:
        self.centre, self.spread = centre, spread

    @classmethod
    def of(cls, x: Any) -> Scale:
        """The scale of items like ``x``."""
        values = plain(x)
        return cls(values.mean(axis=0), float((values - values.mean(axis=0)).std()) or 1.0)

    def __call__(self, x: Any) -> Tensor:
        """All items as one tensor.

        Raises
        ------
        BadData
            If they have another shape than those it was made for.
        """
        values = plain(x)
        if values.shape[1:] != self.centre.shape:
            raise BadData(f"the items have the shape {values.shape[1:]}", allowed=f"{self.centre.shape}")
        return torch.from_numpy((values - self.centre) / np.float32(self.spread))


class Body(nn.Module):
    """From features to an embedding."""

    def __init__(self, width: int, hidden: int, dims: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, dims)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, dims)."""
        return self.layers(x)


def distances(z: Tensor, known: Tensor, y: Tensor, ways: int) -> Tensor:
    """(B, ways) minus the squared distances of embeddings from the means of the known ones of each class.

    Examples
    --------
    >>> known = torch.tensor([[0.0], [2.0], [5.0]])
    >>> distances(torch.tensor([[2.0]]), known, torch.tensor([0, 0, 1]), 2).tolist()
    [[-1.0, -9.0]]
    """
    share = F.one_hot(y, ways).to(z.dtype)
    means = share.T @ known / share.sum(dim=0)[:, None].clamp(min=1)
    return -((z[:, None] - means[None]) ** 2).sum(dim=2)


def adapted(net: Body, weights: Weights, x: Tensor, y: Tensor, *, ways: int, meta: Meta) -> Weights:
    """The weights after some steps of gradient descent on a few labels; gradients go through all of them.

    Parameters
    ----------
    net : Body
        The network.
    weights : dict of tensors
        Where it begins; they stay.
    x, y : tensors
        The labelled items and their classes.
    ways : int
        Number of classes.
    meta : Meta
        Which weights move, how far and how often.

    Returns
    -------
    dict of tensors
        All weights of the network, and ``head.weight`` and ``head.bias``.
    """
    dims = meta.dims
    now = {**weights, "head.weight": torch.zeros(ways, dims), "head.bias": torch.zeros(ways)}
    names = [n for n in now if meta.method == "maml" or n.startswith("head.")]
    for name in names:
        now[name].requires_grad_(True)
    for _ in range(meta.inner_steps):
        loss = F.cross_entropy(logits(net, now, x), y)
        slopes = torch.autograd.grad(loss, [now[n] for n in names], create_graph=True)
        now = {**now, **{n: now[n] - meta.inner_rate * g for n, g in zip(names, slopes, strict=True)}}
    return now


def logits(net: Body, weights: Weights, x: Tensor) -> Tensor:
    """(B, ways) of the network with a last layer on top."""
    own = {n: w for n, w in weights.items() if not n.startswith("head.")}
    return functional_call(net, own, (x,)) @ weights["head.weight"].T + weights["head.bias"]


def meta_trained(meta: Meta, x: NDArray[Any], y: NDArray[Any], rng: np.random.Generator) -> MetaLearned:
    """A network trained over tasks of the classes in ``y``."""
    feed = Scale.of(x)
    tensor = feed(x)
    width = int(np.prod(tensor.shape[1:]))
    with seeded(int(rng.integers(2**62)), CPU), threads_for(0):
        net = Body(width, meta.hidden, meta.dims)
        optimizer = torch.optim.Adam(net.parameters(), meta.rate)
        for step in range(meta.steps):
            optimizer.zero_grad()
            task_loss(meta, net, tensor, y, rng).backward()
            optimizer.step()
            report("learning to learn", (step + 1) / meta.steps)
    return MetaLearned(meta, net.eval(), feed)


def task_loss(meta: Meta, net: Body, x: Tensor, y: NDArray[Any], rng: np.random.Generator) -> Tensor:
    """Loss on the test items of a task, of what was learned from its labels."""
    task = meta.tasks.draw(y, rng)
    known, new = x[torch.from_numpy(task.pool)], x[torch.from_numpy(task.test)]
    known_y, new_y = torch.from_numpy(task.pool_y), torch.from_numpy(task.test_y)
    ways = len(task.classes)
    if meta.method == "protonet":
        return F.cross_entropy(distances(net(new), net(known), known_y, ways), new_y)
    weights = adapted(net, dict(net.named_parameters()), known, known_y, ways=ways, meta=meta)
    return F.cross_entropy(logits(net, weights, new), new_y)


class MetaLearned:
    """A network that learns new classes from a few labels; made by :class:`~labelwise.training.Meta`.

    A learner, whose models know the classes of the task at hand, and with ``transform`` an encoder.

    Parameters
    ----------
    meta : Meta
        How it was trained, and how it adapts.
    net : Body
        The network.
    feed : Scale
        Makes tensors of features.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ("hard",)

    def __init__(self, meta: Meta, net: Body, feed: Scale) -> None:
        self.meta, self.net, self.feed = meta, net, feed

    @property
    def provides(self) -> tuple[str, ...]:
        """What a model may give; that of prototypes is linear in the embedding, so it has a ``head``."""
        return ("proba", "embedding", "head")

    def transform(self, x: Any) -> NDArray[np.float32]:
        """(m, dims) embeddings before any label of the new classes."""
        return self.embedded(dict(self.net.named_parameters()), x)

    def embedded(self, weights: Weights, x: Any) -> NDArray[np.float32]:
        """(m, dims) embeddings under some weights."""
        own = {n: w for n, w in weights.items() if not n.startswith("head.")}
        with torch.no_grad(), threads_for(0):
            return functional_call(self.net, own, (self.feed(x),)).numpy()

    def fit(self, data: Training, rng: np.random.Generator) -> Adapted:
        """What is learned from a few labels of new classes.

        Parameters
        ----------
        data : Training
            Hard labels.
        rng : numpy.random.Generator
            Not used by gradient descent; draws rows for the spread around prototypes.
        """
        weights = {n: w.detach().clone() for n, w in self.net.named_parameters()}
        y = data.targets.value.astype(np.int64)
        if len(np.unique(y)) < 2:
            return Adapted(self, weights, None)
        if self.meta.method == "protonet":
            spread = float(np.sqrt(0.5))  # the softmax of minus the squared distances, as in training
            own = Training(lambda r: self.transform(data.x(r)), data.rows, data.targets, data.classes)
            return Adapted(self, weights, PrototypeLearner(spread).fit(own, rng))
        names, at = np.unique(y, return_inverse=True)
        x = self.feed(data.x(data.rows))
        with threads_for(0):
            now = adapted(self.net, weights, x, torch.from_numpy(at), ways=len(names), meta=self.meta)
        linear = np.zeros((max(len(data.classes), int(y.max()) + 1), self.meta.dims + 1))
        linear[:, -1] = -1e9
        linear[names, :-1] = now["head.weight"].detach().numpy()
        linear[names, -1] = now["head.bias"].detach().numpy()
        return Adapted(self, {n: w.detach() for n, w in now.items()}, LinearModel(linear))

    def restore(self, state: State) -> Adapted:
        """The model that ``state`` was taken of."""
        own = {n[4:]: torch.as_tensor(np.array(w)) for n, w in state.items() if n.startswith("net.")}
        weights = state.get("weights")
        return Adapted(self, own, None if weights is None else LinearModel(weights))


class Adapted:
    """What was learned of one task: weights of the network, and a linear layer on top.

    Parameters
    ----------
    learned : MetaLearned
        The network.
    weights : dict of tensors
        After the labels.
    linear : LinearModel or None
        None before there are labels of two classes.
    """

    def __init__(self, learned: MetaLearned, weights: Weights, linear: LinearModel | None) -> None:
        self._learned, self._weights, self._linear = learned, weights, linear
        self.provides = ("proba", "embedding", "head") if linear is not None else ("embedding",)

    def embedding(self, x: Any) -> NDArray[np.float32]:
        """(m, dims)."""
        return self._learned.embedded(self._weights, x)

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) class probabilities."""
        return self._needed().proba(self.embedding(x))

    def head(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """(W (C, dims), b (C,))."""
        return self._needed().head()

    def state(self) -> dict[str, Any]:
        """Arrays that :meth:`MetaLearned.restore` makes it of."""
        own = {f"net.{name}": w.numpy() for name, w in self._weights.items()}
        return own | ({} if self._linear is None else self._linear.state())

    def _needed(self) -> LinearModel:
        return self._linear if self._linear is not None else LinearModel(None)
