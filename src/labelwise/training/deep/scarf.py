"""Learning from corrupted rows before the labels come."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.errors import BadParameter
from labelwise.learners.deep import Frame, Hook, Run
from labelwise.learners.deep.batch import is_numbers
from labelwise.learners.progress import report
from labelwise.learners.states import under

if TYPE_CHECKING:
    from labelwise.training.scarf import Scarf

__all__ = ["Pretraining", "corrupted", "info_nce"]

GROWN = 2
"""First layers are learned anew once there are so many times the items that they were learned from."""

HELD, FEWEST = 0.1, 20
"""Share of the items that is held out, and the number of items from which on some are."""


def corrupted(x: Tensor, items: Tensor, rate: float) -> tuple[Tensor, Tensor]:
    """Copies in which ``floor(rate M)`` of the M features of each item come from other items.

    Parameters
    ----------
    x : (B, ...) tensor
        Items of M numbers each.
    items : (N, ...) tensor
        Each feature is replaced by that of one of these, drawn for this feature alone.
    rate : float
        Share of the features.

    Returns
    -------
    (B, ...) tensor and (B, ...) tensor of bool
        The copies, and which features were replaced.

    Examples
    --------
    >>> copy, replaced = corrupted(torch.zeros(2, 5), torch.ones(3, 5), 0.5)
    >>> copy.sum(dim=1).tolist(), replaced.sum(dim=1).tolist()
    ([2.0, 2.0], [2, 2])
    """
    flat, pool = x.flatten(1), items.flatten(1)
    order = torch.rand(flat.shape, device=x.device).argsort(dim=1).argsort(dim=1)
    replaced = order < math.floor(rate * flat.shape[1])
    drawn = pool.gather(0, torch.randint(len(pool), flat.shape, device=x.device))
    return torch.where(replaced, drawn, flat).reshape(x.shape), replaced.reshape(x.shape)


def info_nce(z: Tensor, copies: Tensor, temperature: float) -> Tensor:
    """Mean of ``-log(e^{s_ii} / mean_k e^{s_ik})``, s being cosines over the temperature; 0 is chance.

    Parameters
    ----------
    z, copies : (B, D) tensors
        Items and a copy of each.
    temperature : float
        Divides the cosines.

    Examples
    --------
    >>> info_nce(torch.ones(4, 2), torch.ones(4, 2), 1.0).abs().round(decimals=3).item()
    0.0
    """
    s = F.normalize(z, dim=1) @ F.normalize(copies, dim=1).T / temperature
    return F.cross_entropy(s, torch.arange(len(z), device=z.device)) - math.log(len(z))


class Pretraining(Hook):
    """First layers that learned from items alone before a training begins.

    Parameters
    ----------
    recipe : Scarf
        Its settings.

    Attributes
    ----------
    weights : dict of tensors
        Of all layers but the last, as they were learned; empty before.
    count : int
        How many items they were learned from.
    """

    def __init__(self, recipe: Scarf) -> None:
        self.recipe = recipe

    def attach(self, frame: Frame) -> None:
        """Nothing is learned yet."""
        self.weights: dict[str, Tensor] = {}
        self.count = 0

    def start(self, run: Run) -> None:
        """Take what the model before had learned, or learn; a network that goes on keeps its weights."""
        rows = np.union1d(run.data.rows, run.data.unlabelled)
        size, goes_on = min(len(rows), self.recipe.most), self.goes_on(run)
        before = getattr(run.data.previous, "hooks", ())
        known = next((h for h in before if isinstance(h, Pretraining) and alike(h.weights, run.frame)), None)
        if known is not None and (goes_on or size < GROWN * known.count):
            self.weights, self.count = known.weights, known.count
        elif not goes_on:
            chosen = rows if len(rows) == size else np.sort(run.rng.choice(rows, size, replace=False))
            self.weights, self.count = learned(run, self.recipe, chosen), size
        if not goes_on:
            run.frame.net.load_state_dict(self.weights, strict=False)

    def goes_on(self, run: Run) -> bool:
        """Whether the network has the weights of the model before."""
        before = run.data.previous
        inside = self.recipe.learner.warm and before is not None and not before.cold
        return bool(inside and before.frame.outputs == run.frame.outputs)

    def state(self, model: Any) -> dict[str, Any]:
        """What was learned without labels."""
        return {"count": self.count} | {f"first.{k}": v.cpu().numpy() for k, v in self.weights.items()}

    def restore(self, frame: Frame, state: dict[str, Any]) -> None:
        """The inverse of :meth:`state`."""
        first = under(state, "first.")
        self.count = int(state["count"])
        self.weights = {k: torch.as_tensor(np.array(v), device=frame.device) for k, v in first.items()}


def first_layers(frame: Frame) -> list[str]:
    """Names of all weights but those of the last layer."""
    last = {id(p) for p in frame.head.parameters()} if frame.has_head else set()
    named = dict(frame.net.named_parameters())
    return [name for name in frame.net.state_dict() if id(named.get(name)) not in last]


def alike(weights: dict[str, Tensor], frame: Frame) -> bool:
    """Whether weights, of which there are some, are of a network like this one."""
    own = frame.net.state_dict()
    fit = [name in own and own[name].shape == value.shape for name, value in weights.items()]
    return bool(fit) and all(fit)


def learned(run: Run, recipe: Scarf, rows: NDArray[np.int64]) -> dict[str, Tensor]:
    """The first layers after learning from these items.

    Raises
    ------
    BadParameter
        If the items are no arrays of numbers.
    """
    items = run.feed.prepare(run.data.x(rows))
    if not is_numbers(items):
        raise BadParameter(
            "Scarf is given items that are no arrays of numbers, which have no features to replace",
            allowed="tables, features or images",
            fix="leave Scarf out, or pass an encoder that makes features of them",
        )
    order = run.rng.permutation(len(items))
    cut = round(HELD * len(items)) if len(items) >= FEWEST else 0
    items, apart = items.to(run.device), torch.from_numpy(order[:cut]).to(run.device)
    course = Course(run, recipe, items)
    course.hold(items[apart])
    for epoch in range(recipe.epochs):
        report("learning without labels", epoch / recipe.epochs)
        if not course.epoch(run.rng.permutation(order[cut:])):
            break
    return course.best()


class Course:
    """Passes over the items, and the best weights so far."""

    def __init__(self, run: Run, recipe: Scarf, items: Tensor) -> None:
        self.run, self.recipe, self.items = run, recipe, items
        width = run.frame.width, recipe.width
        self.head = nn.Sequential(nn.Linear(*width), nn.ReLU(), nn.Linear(width[1], width[1])).to(run.device)
        free = [p for p in run.frame.net.parameters() if p.requires_grad]
        self.optimizer = torch.optim.Adam([*free, *self.head.parameters()], run.loop.rate)
        self.names, self.lowest, self.since = first_layers(run.frame), math.inf, 0
        run.frame.eval()

    def hold(self, apart: Tensor) -> None:
        """These items, and the same copies of them after every pass, say when to end."""
        self.apart, self.copies = apart, corrupted(apart, self.items, self.recipe.rate)[0]
        self.keep()

    def loss(self, x: Tensor, copies: Tensor) -> Tensor:
        """InfoNCE of items and copies."""
        z = self.head(self.run.forward(torch.cat([x, copies])).embedding)
        return info_nce(z[: len(x)], z[len(x) :], self.recipe.temperature)

    def epoch(self, order: Any) -> bool:
        """One pass; whether to go on."""
        for at in np.array_split(order, max(1, round(len(order) / self.recipe.batch))):
            x = self.items[torch.from_numpy(at).to(self.items.device)]
            self.optimizer.zero_grad()
            self.loss(x, corrupted(x, self.items, self.recipe.rate)[0]).backward()
            self.optimizer.step()
        if not len(self.apart):
            self.keep()
            return True
        with torch.no_grad():
            now = float(self.loss(self.apart, self.copies))
        self.since = 0 if now < self.lowest else self.since + 1
        if now < self.lowest:
            self.lowest = now
            self.keep()
        return self.since < self.recipe.patience

    def keep(self) -> None:
        """The present weights are the best."""
        now = self.run.frame.net.state_dict()
        self.kept = {name: now[name].detach().clone() for name in self.names}

    def best(self) -> dict[str, Tensor]:
        """The best weights."""
        return self.kept
