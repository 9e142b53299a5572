"""The variational autoencoder and its critic."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from labelwise.learners.deep.device import seeded, threads_for
from labelwise.learners.deep.feed import ArrayFeed
from labelwise.learners.features import inputs
from labelwise.learners.progress import report
from labelwise.learners.states import under

if TYPE_CHECKING:
    from labelwise.training.vaal import CriticLoop

__all__ = ["Critic", "fitted", "restored"]

CPU = torch.device("cpu")


class Pair(nn.Module):
    """Encoder and decoder, and the critic, each with one hidden layer; the last two are told r too.

    Parameters
    ----------
    width, latent, hidden : int
        Numbers of an item, of what it is put into, and of the hidden layers.
    """

    def __init__(self, width: int, latent: int, hidden: int) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent + 1, hidden), nn.ReLU(), nn.Linear(hidden, width))
        self.critic = nn.Sequential(nn.Linear(latent + 1, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def encoded(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the variance of z."""
        mean, log = self.encoder(x).chunk(2, dim=1)
        return mean, log

    def judged(self, mean: Tensor, r: Tensor) -> Tensor:
        """(B,) logit of having a label."""
        out: Tensor = self.critic(torch.cat([mean, r[:, None]], dim=1))[:, 0]
        return out

    def rebuilding(self, x: Tensor, r: Tensor, beta: float) -> Tensor:
        """Error of the rebuilt items, divergence of z, and how clearly the critic sees no label."""
        mean, log = self.encoded(x)
        z = mean + torch.randn_like(mean) * (0.5 * log).exp()
        again = self.decoder(torch.cat([z, torch.sigmoid(r)[:, None]], dim=1))
        apart = -0.5 * (1 + log - mean**2 - log.exp()).mean()
        seen = self.judged(mean, r)
        labelled = F.binary_cross_entropy_with_logits(seen, torch.ones_like(seen))
        return F.mse_loss(again, x) + beta * apart + labelled

    def telling(self, x: Tensor, r: Tensor, has: Tensor) -> Tensor:
        """How badly the critic tells who has a label."""
        mean = self.encoded(x)[0].detach()
        return F.binary_cross_entropy_with_logits(self.judged(mean, r), has)


class Critic:
    """What stands beside a model: ``critic(x)``.

    Parameters
    ----------
    pair : Pair
        Trained.
    feed : ArrayFeed
        Makes tensors of items.
    told : callable or None
        What the model says of the task.
    scale : (float, float)
        Its mean and spread.
    """

    provides = ("critic",)

    def __init__(
        self,
        pair: Pair,
        feed: ArrayFeed,
        told: Callable[[Any], NDArray[Any]] | None,
        scale: tuple[float, float],
    ) -> None:
        self.pair, self.feed, self.told, self.scale = pair, feed, told, scale

    def critic(self, x: Any) -> NDArray[np.float64]:
        """(n,) probability that an item has a label."""
        items = self.feed.prepare(inputs(x)).flatten(1)
        with threads_for(sum(p.numel() for p in self.pair.parameters())), torch.inference_mode():
            logits = self.pair.judged(
                self.pair.encoded(items)[0], conditions(self.told, x, items, self.scale)
            )
        return np.asarray(torch.sigmoid(logits.double()).numpy())

    def state(self) -> dict[str, Any]:
        """Arrays that :func:`restored` makes it of."""
        arrays = {f"net.{k}": v.detach().numpy() for k, v in self.pair.state_dict().items()}
        return (
            arrays | {f"feed.{k}": v for k, v in self.feed.state().items()} | {"scale": np.array(self.scale)}
        )


def conditions(told: Any, x: Any, items: Tensor, scale: tuple[float, float]) -> Tensor:
    """(n,) what the model says of the task, with mean 0 and spread 1; zeros where it is not asked."""
    if told is None or not len(items):
        return torch.zeros(len(items))
    r = (np.asarray(told(x), np.float64) - scale[0]) / scale[1]
    return torch.from_numpy(r.astype(np.float32))


def fitted(
    x: Any, labelled: int, told: Callable[[Any], Any] | None, loop: CriticLoop, rng: np.random.Generator
) -> Critic:
    """Autoencoder and critic of items ``x``, of which the first ``labelled`` have a label."""
    feed = ArrayFeed.of(inputs(x))
    items = feed.prepare(inputs(x)).flatten(1)
    said = np.zeros(len(items)) if told is None else np.asarray(told(x), np.float64)
    scale = float(said.mean()), spread if (spread := float(said.std())) > 1e-9 else 1.0
    r = conditions(told, x, items, scale)
    with seeded(int(rng.integers(2**62)), CPU):
        pair = Pair(items.shape[1], loop.latent, loop.hidden)
        with threads_for(sum(p.numel() for p in pair.parameters())):
            descend(pair, items, r, labelled, loop, rng)
    return Critic(pair, feed, told, scale)


def descend(
    pair: Pair, items: Tensor, r: Tensor, labelled: int, loop: CriticLoop, rng: np.random.Generator
) -> None:
    """A step of the autoencoder and one of the critic, in turn."""
    coder = torch.optim.Adam([*pair.encoder.parameters(), *pair.decoder.parameters()], loop.rate)
    critic = torch.optim.Adam(pair.critic.parameters(), loop.rate)
    sizes = min(loop.batch, labelled), min(loop.batch, len(items) - labelled)
    for step in range(loop.steps):
        own, other = rng.integers(labelled, size=sizes[0]), rng.integers(labelled, len(items), size=sizes[1])
        at = torch.from_numpy(np.concatenate([own, other]))
        has = (at < labelled).float()
        for optimizer, loss in ((coder, pair.rebuilding), (critic, pair.telling)):
            pair.zero_grad()
            value: Tensor = loss(items[at], r[at], loop.beta if optimizer is coder else has)
            value.backward()
            optimizer.step()
        report("training the critic", step / loop.steps)


def restored(state: Mapping[str, Any], told: Callable[[Any], Any] | None, loop: CriticLoop) -> Critic:
    """The inverse of :meth:`Critic.state`."""
    feed = ArrayFeed.restored(under(state, "feed."))
    pair = Pair(math.prod(feed.shape), loop.latent, loop.hidden)
    pair.load_state_dict({k: torch.as_tensor(np.array(v)) for k, v in under(state, "net.").items()})
    return Critic(pair, feed, told, (float(state["scale"][0]), float(state["scale"][1])))
