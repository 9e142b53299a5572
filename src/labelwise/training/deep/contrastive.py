"""Telling every item from all others."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import functional_call
from torch.nn import functional as F

from labelwise.learners.deep.device import seeded, threads_for
from labelwise.learners.deep.feed import ArrayFeed
from labelwise.learners.deep.frame import Frame
from labelwise.learners.features import inputs
from labelwise.learners.networks import built
from labelwise.learners.progress import report
from labelwise.learners.states import under

if TYPE_CHECKING:
    from labelwise.training.contrastive import ContrastLoop

__all__ = ["Contrasted", "changed", "learned", "restored", "telling"]

BANK = 512
"""Other items that an item is told from in its dynamics."""

SHARP = 0.05
"""Temperature of the dynamics, as in the maps of S028."""

CHUNK = 512
"""Items that go through the network at a time."""

SAME = 1 - 1e-5
"""Cosine from which on another item is the same item."""


def changed(
    x: Tensor, noise: float, shift: int, rng: torch.Generator | None = None, *, alike: bool = False
) -> Tensor:
    """Copies with noise, images also shifted; what comes in over the border is 0, the mean.

    Parameters
    ----------
    x : (B, ...) tensor
        Of spread 1.
    noise : float
        Spread of the noise.
    shift : int
        Pixels that images are moved by at most.
    rng : torch Generator, optional
        The usual one if None.
    alike : bool
        Whether every item is changed by the same noise and the same shift.
    """
    count = 1 if alike else len(x)
    added = torch.randn(count, *x.shape[1:], generator=rng)
    moved = shifted(x, torch.randint(-shift, shift + 1, (count, 2), generator=rng)) if x.ndim == 4 else x
    return moved + noise * added.to(x.device)


def shifted(x: Tensor, by: Tensor) -> Tensor:
    """Images (B, colours, H, W), each moved by its row of ``by`` or all by its only one.

    Examples
    --------
    >>> shifted(torch.tensor([[[[1.0, 2.0]]]]), torch.tensor([[0, 1]])).tolist()
    [[[[0.0, 1.0]]]]
    """
    far = int(by.abs().max())
    if not far:
        return x
    wide = F.pad(x, (far, far, far, far))
    h, w = x.shape[2:]
    down = far - by[:, 0, None] + torch.arange(h)
    right = far - by[:, 1, None] + torch.arange(w)
    at = torch.arange(len(x))[:, None, None]
    return wide.permute(0, 2, 3, 1)[at, down[:, :, None], right[:, None]].permute(0, 3, 1, 2)


def telling(a: Tensor, b: Tensor, temperature: float) -> Tensor:
    """Mean cross-entropy with which each copy finds its twin among all other copies of the batch.

    Parameters
    ----------
    a, b : (B, D)
        Two copies of each item.
    temperature : float
        Divides the cosines.

    Examples
    --------
    >>> far = 5 * torch.eye(2)
    >>> telling(far, far, 0.1).round(decimals=3).item()
    0.0
    """
    z = F.normalize(torch.cat([a, b]), dim=1)
    logits = (z @ z.T / temperature).fill_diagonal_(-torch.inf)
    twin = torch.arange(len(z), device=z.device).roll(len(a))
    return F.cross_entropy(logits, twin)


class Contrasted:
    """Features and dynamics; what :func:`learned` gives.

    Parameters
    ----------
    frame : Frame
        The network after the last epoch.
    feed : ArrayFeed
        Makes tensors of items.
    loop : ContrastLoop
        How it was trained.
    kept : list of dict of tensors
        The weights after each epoch.
    banks : (E, m, D) tensor
        Unit vectors of changed copies of other items, after each epoch.
    count : int
        How many items it was learned from.
    """

    provides: tuple[str, ...] = ("embedding", "dynamics")

    def __init__(
        self,
        frame: Frame,
        feed: ArrayFeed,
        loop: ContrastLoop,
        kept: list[dict[str, Tensor]],
        banks: Tensor,
        count: int,
    ) -> None:
        self.frame, self.feed, self.loop = frame.eval(), feed, loop
        self.kept, self.banks, self.count = kept, banks, count

    def giving(self, names: tuple[str, ...]) -> Self:
        """The same, which provides these names."""
        twin = copy.copy(self)
        twin.provides = names
        return twin

    def features(self, x: Any) -> NDArray[np.float32]:
        """(n, D) what the network makes of items."""
        with working(self.frame):
            found = [self.frame(part).embedding for part in parts(self.feed.prepare(inputs(x)))]
        return np.asarray(torch.cat(found).cpu().numpy())

    embedding = features

    def dynamics(self, x: Any) -> NDArray[np.float32]:
        """(E, n) probability, after each epoch, that a changed copy is told from other items' copies."""
        items = self.feed.prepare(inputs(x))
        with working(self.frame):
            found = [
                torch.cat([self._told(part, bank, epoch) for part in parts(items)])
                for epoch, bank in enumerate(self.banks)
            ]
        return np.asarray(torch.stack(found).numpy())

    def _told(self, x: Tensor, bank: Tensor, epoch: int) -> Tensor:
        """(n,) of one epoch; another item that is the very same is no other."""
        a, b = self.copies(x, epoch)
        same = b @ bank.T > SAME
        away = (a @ bank.T / SHARP).masked_fill(same, -torch.inf)
        own = (a * b).sum(dim=1) / SHARP
        return torch.exp(own - torch.logsumexp(torch.cat([own[:, None], away], dim=1), dim=1))

    def copies(self, x: Tensor, epoch: int) -> tuple[Tensor, Tensor]:
        """Unit vectors of two copies, changed alike for all items, by what only the epoch decides."""
        rng = torch.Generator().manual_seed(epoch)
        both = [changed(x, self.loop.noise, self.loop.shift, rng, alike=True) for _ in range(2)]
        a, b = (functional_call(self.frame, self.kept[epoch], (made,)).logits for made in both)
        return F.normalize(a, dim=1), F.normalize(b, dim=1)

    def state(self) -> dict[str, Any]:
        """Arrays that :func:`restored` makes it of."""
        made = {f"{e}.{k}": v.numpy() for e, weights in enumerate(self.kept) for k, v in weights.items()}
        about = {"banks": self.banks.numpy(), "count": self.count, "epochs": len(self.kept)}
        return made | about | {f"feed.{k}": v for k, v in self.feed.state().items()}


class working:
    """Inside, no gradients and one thread where the network is small."""

    def __init__(self, frame: Frame) -> None:
        self.parts = [threads_for(sum(p.numel() for p in frame.parameters())), torch.inference_mode()]

    def __enter__(self) -> None:
        for part in self.parts:
            part.__enter__()

    def __exit__(self, *error: Any) -> None:
        for part in reversed(self.parts):
            part.__exit__(*error)


def parts(items: Tensor) -> Iterator[Tensor]:
    """Chunks, at least one."""
    for start in range(0, max(len(items), 1), CHUNK):
        yield items[start : start + CHUNK]


def learned(x: Any, network: Any, loop: ContrastLoop, rng: np.random.Generator) -> Contrasted:
    """Features of items ``x``, of which there is at least one."""
    feed = ArrayFeed.of(inputs(x))
    items = feed.prepare(inputs(x))
    with seeded(int(rng.integers(2**62)), torch.device("cpu")):
        frame = Frame(built(network, feed.shape, loop.width), loop.width, feed.example())
        made = Contrasted(frame, feed, loop, [], torch.zeros(0), len(items))
        with threads_for(sum(p.numel() for p in frame.parameters())):
            made.banks = torch.stack(list(descent(made, items, rng)))
    return made


def descent(made: Contrasted, items: Tensor, rng: np.random.Generator) -> Iterator[Tensor]:
    """Train; after each epoch the weights are kept and the bank comes out."""
    frame, loop = made.frame, made.loop
    optimizer = torch.optim.AdamW(frame.parameters(), loop.rate)
    others = items[np.sort(rng.choice(len(items), min(BANK, len(items)), replace=False))]
    for epoch in range(loop.epochs):
        frame.train()
        order = rng.permutation(len(items))
        for at in np.array_split(order, max(1, round(len(order) / loop.batch))):
            x = items[torch.from_numpy(at)]
            both = [changed(x, loop.noise, loop.shift) for _ in range(2)]
            pair = frame(torch.cat(both)).logits
            loss = telling(pair[: len(x)], pair[len(x) :], loop.temperature)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            report("learning features", epoch / loop.epochs)
        frame.eval()
        made.kept.append({k: v.detach().clone() for k, v in frame.state_dict().items()})
        with torch.no_grad():
            yield torch.cat([made.copies(part, epoch)[1] for part in parts(others)])


def restored(state: Mapping[str, Any], network: Any, loop: ContrastLoop) -> Contrasted:
    """The inverse of :meth:`Contrasted.state`."""
    feed = ArrayFeed.restored(under(state, "feed."))
    frame = Frame(built(network, feed.shape, loop.width), loop.width, feed.example())
    kept = [
        {k: torch.as_tensor(np.array(state[f"{e}.{k}"])) for k in frame.state_dict()}
        for e in range(int(state["epochs"]))
    ]
    frame.load_state_dict(kept[-1])
    banks = torch.as_tensor(np.array(state["banks"]))
    return Contrasted(frame, feed, loop, kept, banks, int(state["count"]))
