"""The network of the papers: a list as one vector, two layers of 1,100, lists in several orders."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelwise.bench.imitation import Demonstrations
from labelwise.training.deep.listwise import descend

WIDTH, ORDERS, EPOCHS = 1100, 3, 40


class Vector(nn.Sequential):
    """Scores of all k candidates of a list, (L, k, B) to (L, k)."""

    def __init__(self, count: int, blocks: int) -> None:
        widths = [count * blocks, WIDTH, WIDTH]
        layers = [
            part
            for a, b in itertools.pairwise(widths)
            for part in (nn.Linear(a, b), nn.ELU(), nn.Dropout(0.2))
        ]
        super().__init__(nn.Flatten(), *layers, nn.Linear(WIDTH, count))
        for name, weight in self.named_parameters():
            nn.init.zeros_(weight) if name.endswith("bias") else nn.init.xavier_uniform_(weight)

    def forward(self, x: Tensor) -> Tensor:
        """Block by block, all candidates of a block beside each other."""
        made: Tensor = super().forward(x.transpose(1, 2))
        return made

    def scores(self, states: NDArray[Any]) -> NDArray[Any]:
        """As :meth:`labelwise.listwise.Listwise.scores`."""
        with torch.no_grad():
            return self(torch.tensor(states, dtype=torch.float32)).numpy()


def fit(shown: Demonstrations, seed: int) -> Vector:
    """Trained as the small network is, on every list in three random orders."""
    rng = np.random.default_rng(seed)
    told = shown.gains.std(axis=1) > 1e-9
    states, gains, tables = (
        np.repeat(part[told], ORDERS, axis=0) for part in (shown.states, shown.gains, shown.tables)
    )
    order = rng.permuted(np.tile(np.arange(gains.shape[1]), (len(gains), 1)), axis=1)
    states = np.take_along_axis(states, order[:, :, None], axis=1)
    gains = np.take_along_axis(gains, order, axis=1)
    gains = (gains - gains.mean(axis=1, keepdims=True)) / gains.std(axis=1, keepdims=True)
    held = np.isin(tables, rng.permutation(np.unique(tables))[: len(np.unique(tables)) // 5])
    x, y = torch.tensor(states, dtype=torch.float32), torch.tensor(gains, dtype=torch.float32)
    torch.manual_seed(seed)
    network = Vector(gains.shape[1], states.shape[2])
    descend(network, (x[~held], y[~held]), (x[held], y[held]), EPOCHS)
    return network
