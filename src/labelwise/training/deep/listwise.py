"""A listwise network learns from an expert how good each member of a list is."""

from __future__ import annotations

import copy
import itertools
import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.errors import BadData
from labelwise.listwise import Listwise
from labelwise.random import generator

__all__ = ["fit_listwise"]

Array = NDArray[Any]

BATCH, PATIENCE, HELD = 128, 20, 0.2
RATE, DROPOUT = 1e-3, 0.2
SAME = 1e-9
"""Gains of a list that differ by less than this tell no order."""


class _Net(nn.Module):
    """The forward pass of :class:`labelwise.listwise.Listwise`, with dropout."""

    def __init__(self, blocks: int, hidden: int) -> None:
        super().__init__()
        widths = (blocks, hidden, hidden)
        pairs = [(nn.Linear(a, b), nn.Linear(a, b, bias=False)) for a, b in itertools.pairwise(widths)]
        self.own, self.shared = (nn.ModuleList(side) for side in zip(*pairs, strict=True))
        self.out = nn.Linear(hidden, 1, bias=False)
        for name, weight in self.named_parameters():
            nn.init.zeros_(weight) if name.endswith("bias") else nn.init.xavier_uniform_(weight)

    def forward(self, x: Tensor) -> Tensor:
        """(L, k) scores of (L, k, B) states."""
        for own, shared in zip(self.own, self.shared, strict=True):
            x = F.dropout(F.elu(own(x) + shared(x.mean(dim=1, keepdim=True))), DROPOUT, self.training)
        made: Tensor = self.out(x)[..., 0]
        return made

    def frozen(self) -> Listwise:
        """The same in NumPy."""
        layers = zip(self.own, self.shared, strict=True)
        hidden = [
            tuple(w.detach().numpy().T for w in (own.weight, shared.weight, own.bias))
            for own, shared in layers
        ]
        return Listwise(hidden, self.out.weight.detach().numpy()[0])


def fit_listwise(
    states: Array, gains: Array, tables: Array, *, hidden: int = 32, epochs: int = 300, seed: int = 0
) -> Listwise:
    """Regress what the expert found on the states of a list.

    Squared error, Nadam, batches of 128 lists, dropout of 0.2, Glorot's start; it ends when a fifth of the
    tables, which teach nothing, has not been predicted better for 20 epochs, and the best epoch counts. The
    gains of a list are standardised, since only their order within it matters.

    Parameters
    ----------
    states : (L, k, B) float
        L lists of k candidates.
    gains : (L, k) float
        What the expert found; lists in which all are equal are left out.
    tables : (L,) int
        From which table a list is.
    hidden : int
        Width of both layers.
    epochs : int
        At most.
    seed : int
        Same lists and seed, same network.

    Raises
    ------
    BadData
        If there are lists of fewer than two tables.

    References
    ----------
    J. Gonsior, M. Thiele, W. Lehner, "ImitAL: learned active learning strategy on synthetic data" (S019),
    2022.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> states = rng.uniform(size=(200, 6, 2))
    >>> network = fit_listwise(states, states[..., 0], np.arange(200) // 10, epochs=40)
    >>> new = rng.uniform(size=(6, 2))
    >>> float(np.corrcoef(network.scores(new), new[:, 0])[0, 1]) > 0.9
    True
    """
    spread = gains.std(axis=1, keepdims=True)
    told = spread[:, 0] > SAME
    numbers = np.unique(np.asarray(tables)[told])
    if len(numbers) < 2:
        raise BadData(f"there are lists of {len(numbers)} tables", allowed="two or more tables")
    rng = generator(seed, "listwise")
    held = np.isin(tables[told], rng.permutation(numbers)[: max(1, round(HELD * len(numbers)))])
    x = torch.tensor(states[told], dtype=torch.float32)
    y = torch.tensor(
        ((gains - gains.mean(axis=1, keepdims=True)) / spread.clip(SAME))[told], dtype=torch.float32
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        net = _Net(x.shape[2], hidden)
        descend(net, (x[~held], y[~held]), (x[held], y[held]), epochs)
    return net.frozen()


def descend(net: nn.Module, taught: tuple[Tensor, Tensor], held: tuple[Tensor, Tensor], epochs: int) -> None:
    """Epochs until the held lists are predicted no better; the weights of the best one stay."""
    optimiser = torch.optim.NAdam(net.parameters(), lr=RATE)
    least, waited, best = math.inf, 0, copy.deepcopy(net.state_dict())
    for _ in range(epochs):
        net.train()
        for at in torch.randperm(len(taught[0])).split(BATCH):
            optimiser.zero_grad()
            F.mse_loss(net(taught[0][at]), taught[1][at]).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            loss = float(F.mse_loss(net(held[0]), held[1]))
        waited += 1
        if loss < least:
            least, waited, best = loss, 0, copy.deepcopy(net.state_dict())
        elif waited == PATIENCE:
            break
    net.load_state_dict(best)
