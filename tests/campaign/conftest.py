"""Small campaigns for the tests of the engine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelwise.campaign import Campaign

Make = Callable[..., Campaign]


def blobs(n: int = 120, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Well parted Gaussian classes."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % classes)
    return rng.normal(size=(n, 4)) + 4 * np.eye(4)[y % 4], y


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Campaigns over blobs; closed at the end."""
    made: list[Campaign] = []

    def build(**options: Any) -> Campaign:
        x, _ = blobs()
        settings = {"strategy": "margin", "trust": None, **options}
        made.append(Campaign(settings.pop("pool", x), settings.pop("task", ["0", "1", "2"]), **settings))
        return made[-1]

    yield build
    for campaign in made:
        campaign.close()


X, Y = blobs()


def answer(campaign: Campaign, batch: list[Any]) -> None:
    """Tell the truth about a batch."""
    campaign.tell(batch, [str(Y[int(q.item)]) for q in batch])
