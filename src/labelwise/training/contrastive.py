"""Contrastive: features learned from the items alone, and how hard each was to tell from others (S028)."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated, Any

import numpy as np

from labelwise.learners.extras import needing_torch
from labelwise.learners.networks import Mlp, check_network
from labelwise.learners.states import parted
from labelwise.params import Between, Piece
from labelwise.training.beside import Beside, inside
from labelwise.training.recipe import Recipe, train
from labelwise.types import State, Training

__all__ = ["ContrastLoop", "Contrastive", "Through"]

KEY = "contrast."

GROWN = 2
"""Features are learned anew once there are so many times the items that they were learned from."""

imported = partial(needing_torch, "training.deep.contrastive")
"""Gives what needs torch; says so where it is missing."""


@dataclass(frozen=True, repr=False)
class ContrastLoop(Piece):
    """How features are learned without labels.

    Parameters
    ----------
    epochs : int
        Passes over the items. After each of them a copy of the network is kept.
    batch : int
        Items a step, which are told from each other.
    rate : float
        Step size of AdamW.
    temperature : float
        Divides the cosines.
    noise : float
        Spread of the noise that is added to features of spread 1.
    shift : int
        Pixels that images are moved by at most, up or down and left or right.
    width : int
        Numbers in which items are compared; they are left out afterwards.
    most : int
        Items to learn from, drawn at random.

    Examples
    --------
    >>> ContrastLoop(epochs=5)
    ContrastLoop(epochs=5)
    """

    epochs: Annotated[int, Between(1)] = 20
    batch: Annotated[int, Between(2)] = 128
    rate: Annotated[float, Between(0, open_low=True)] = 1e-3
    temperature: Annotated[float, Between(0, open_low=True)] = 0.2
    noise: Annotated[float, Between(0)] = 0.5
    shift: Annotated[int, Between(0)] = 1
    width: Annotated[int, Between(2)] = field(default=32, kw_only=True)
    most: Annotated[int, Between(2)] = field(default=10_000, kw_only=True)


class Through:
    """A model that reads items through features; made by :class:`Contrastive`.

    Parameters
    ----------
    inner : Model
        Of features.
    side : object
        ``side.features(x)`` makes them.
    """

    def __init__(self, inner: Any, side: Any) -> None:
        self.inner, self.side = inner, side
        self.provides = tuple(inner.provides)

    def __getattr__(self, name: str) -> Any:
        """An output of the model inside, or whatever else it has."""
        if name.startswith("__") or name in ("inner", "side", "provides"):
            raise AttributeError(name)
        found = getattr(self.inner, name)
        if name not in self.provides or name == "head":
            return found
        if "seed" in inspect.signature(found).parameters:
            return lambda x, seed=0: found(self.side.features(x), seed=seed)
        return lambda x: found(self.side.features(x))


@dataclass(frozen=True, repr=False)
class Contrastive(Recipe):
    """Any learner, on features that a network learned by telling every item of the pool from all others.

    Two changed copies of an item (noise, and for images a shift) have to lie nearer to each other than to
    the copies of other items. That needs no label. The learner inside is then trained on what the network
    gives. The model's ``dynamics`` (E, n) are, for the network after each epoch, the probability that an
    item's changed copy is told from up to 512 others; strategy ``csval`` makes a first batch of them,
    before there is any label.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Trained on the features.
    network : Mlp, SmallCnn, torch module or function
        As in :class:`~labelwise.learners.TorchLearner`.
    loop : ContrastLoop
        How features are learned.

    Notes
    -----
    Features are learned once and go from round to round, until the pool has twice the items.

    References
    ----------
    T. Chen et al., "A simple framework for contrastive learning of visual representations", 2020 (SimCLR);
    its dynamics in L. Chen et al., "Making your first choice: to address cold start problem in vision active
    learning" (S028), 2022, from MoCo v2 with its queue, recorded in the course of each epoch.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x = np.repeat(np.eye(4), 5, axis=0)
    >>> none = Targets(np.zeros(0, np.int64), np.zeros(0, np.int64), "hard", np.zeros(0))
    >>> data = Training(lambda r: x[r], none.rows, none, ("a", "b"), np.arange(20))
    >>> recipe = Contrastive(LogisticRegression(), Mlp((8,)), ContrastLoop(epochs=3))
    >>> model = recipe.fit(data, np.random.default_rng(0))
    >>> model.dynamics(x).shape, model.embedding(x).shape
    ((3, 20), (20, 8))
    """

    network: Any = field(default_factory=Mlp)
    loop: ContrastLoop = field(default_factory=ContrastLoop)

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        super().__post_init__()
        check_network(self.network)

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner inside gives, ``embedding`` and ``dynamics``."""
        return tuple(dict.fromkeys((*super().provides, "embedding", "dynamics")))

    @property
    def warm(self) -> bool:
        """Whether a training goes on from the model before: the features do."""
        return True

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Any:
        """Learn features from all items, then train the learner on those of the labelled ones."""
        rows = np.union1d(data.rows, data.unlabelled)
        through: Any = inside(data.previous, KEY)
        side: Any = getattr(data.previous, "side", None)
        before = through.inner if isinstance(through, Through) else None
        if before is None or GROWN * side.count <= min(len(rows), self.loop.most):
            side, before = self.learned(data.x, rows, rng), None
        seen = replace(data, x=lambda r: side.features(data.x(r)), previous=before)
        return self._both(train(self.learner, seen, rng, hooks), side)

    def learned(self, x: Any, rows: Any, rng: np.random.Generator) -> Any:
        """What is learned from the items ``x(rows)``: it has ``features(x)`` and ``dynamics(x)``."""
        chosen = (
            rows if len(rows) <= self.loop.most else np.sort(rng.choice(rows, self.loop.most, replace=False))
        )
        return imported().learned(x(chosen), self.network, self.loop, rng)

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        inner, own = parted(state, KEY)
        side = imported().restored(own, self.network, self.loop)
        return self._both(super().restore(inner, hooks), side)

    def _both(self, inner: Any, side: Any) -> Any:
        """The model, whose embedding is its own where it has one: a last layer fits that."""
        own = ("dynamics",) if "embedding" in inner.provides else ("embedding", "dynamics")
        return Beside(Through(inner, side), side.giving(own), KEY)
