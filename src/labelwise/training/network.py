"""A linear model or one hidden layer, trained by Adam step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from labelwise.learners.features import dense, inputs
from labelwise.types import State

Array = NDArray[np.float64]

DECAY = (0.9, 0.999)
"""Of the running means of gradients and of their squares."""


class Network:
    """Logits of C tags from standardised features.

    Parameters
    ----------
    weights : list of arrays
        W (D, C) and b (C,), or W (D, H), b (H,), W (H, C), b (C,).
    centre, scale : (D,)
        Features are ``(x - centre) / scale``.

    Attributes
    ----------
    soft : (n, C) array or None
        Pseudo-labels of the training items, where the recipe that trained it made some.

    Examples
    --------
    >>> x = np.array([[-1.0], [1.0]])
    >>> network = Network.start(x, 1, 0, np.random.default_rng(0))
    >>> for _ in range(100):
    ...     network.step(expit(network.forward(x)) - np.array([[0.0], [1.0]]), 0.1)
    >>> network.tags(x).round().tolist()
    [[0.0], [1.0]]
    """

    provides = ("tags", "embedding")

    def __init__(self, weights: list[Array], centre: Array, scale: Array) -> None:
        self.weights, self.centre, self.scale = weights, centre, scale
        self.soft: Array | None = None
        self._means = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
        self._steps, self._layers = 0, list[Array]()

    @classmethod
    def start(cls, x: Array, tags: int, hidden: int, rng: np.random.Generator) -> Network:
        """A network that gives every tag one half."""
        width, weights = x.shape[1], list[Array]()
        if hidden:
            weights += [rng.normal(0, np.sqrt(2 / width), (width, hidden)), np.zeros(hidden)]
        weights += [np.zeros((hidden or width, tags)), np.zeros(tags)]
        scale = x.std(axis=0) if len(x) else np.ones(width)
        centre = x.mean(axis=0) if len(x) else np.zeros(width)
        return cls(weights, centre, np.where(scale > 0, scale, 1.0))

    def forward(self, x: Array) -> Array:
        """(m, C) logits; what each layer was given is kept for :meth:`step`."""
        self._layers = self._through(x)
        return self._layers[-1] @ self.weights[-2] + self.weights[-1]

    def _through(self, x: Array) -> list[Array]:
        """What each layer is given."""
        layers = [(x - self.centre) / self.scale]
        if len(self.weights) == 4:
            layers.append(np.maximum(layers[0] @ self.weights[0] + self.weights[1], 0))
        return layers

    def step(self, gradient: Array, rate: float) -> None:
        """One step of Adam down the gradient in the logits of the last :meth:`forward`."""
        found = [self._layers[-1].T @ gradient, gradient.sum(axis=0)]
        if len(self._layers) == 2:
            back = (gradient @ self.weights[2].T) * (self._layers[1] > 0)
            found = [self._layers[0].T @ back, back.sum(axis=0), *found]
        self._steps += 1
        for w, g, (first, second) in zip(self.weights, found, self._means, strict=True):
            first += (1 - DECAY[0]) * (g - first)
            second += (1 - DECAY[1]) * (g * g - second)
            m, v = first / (1 - DECAY[0] ** self._steps), second / (1 - DECAY[1] ** self._steps)
            w -= rate * m / (np.sqrt(v) + 1e-8)

    def tags(self, x: Any) -> Array:
        """(m, C) probability of each tag."""
        layers = self._through(dense(inputs(x)).astype(np.float64))
        return np.asarray(expit(layers[-1] @ self.weights[-2] + self.weights[-1]))

    def embedding(self, x: Any) -> Array:
        """(m, D or H) what the last layer is given."""
        return self._through(dense(inputs(x)).astype(np.float64))[-1]

    def state(self) -> dict[str, Any]:
        """Its weights, and what the features are standardised by."""
        each = {f"weights/{k}": w for k, w in enumerate(self.weights)}
        return {"centre": self.centre, "scale": self.scale, **each}

    @classmethod
    def restored(cls, state: State) -> Network:
        """The network that ``state`` was taken of."""
        weights = [np.asarray(state[f"weights/{k}"]) for k in range(len(state) - 2)]
        return cls(weights, np.asarray(state["centre"]), np.asarray(state["scale"]))
