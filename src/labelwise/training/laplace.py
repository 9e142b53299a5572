"""Laplace: what the labels leave open about the last layer, as a Gaussian around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from labelwise.errors import BadData, BadParameter
from labelwise.learners.states import under
from labelwise.params import Between
from labelwise.random import generator
from labelwise.training.pseudo import as_shares, outputs
from labelwise.training.recipe import Recipe, train
from labelwise.types import State, Training

__all__ = ["Laplace", "LaplaceModel"]

Array = NDArray[np.float64]

WIDEST = 6000
"""Weights of a last layer whose full covariance is kept."""

PRIORS = 10.0 ** np.linspace(-4, 4, 33)
"""Precisions that are compared where none is given."""


class LaplaceModel:
    """A model whose last layer has a spread; made by :class:`Laplace`.

    All else is that of the model inside.

    Parameters
    ----------
    inner : Model
        With ``embedding``, and ``head`` or ``mean``.
    values, vectors : (P,), (P, P)
        Eigenvalues and eigenvectors of the curvature of the loss in the weights of the last layer.
    prior : float
        Precision of the weights before any label.
    noise : float
        Variance of a number around its mean; 1 for classes.
    draws : int
        Draws of ``samples``.
    """

    def __init__(
        self, inner: Any, values: Array, vectors: Array, *, prior: float, noise: float, draws: int
    ) -> None:
        self.inner, self.values, self.vectors = inner, values, vectors
        self.prior, self.noise, self.draws = prior, noise, draws
        classes = "proba" in inner.provides
        self.provides = tuple(dict.fromkeys((*inner.provides, "samples" if classes else "std")))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "inner":
            raise AttributeError(name)
        return getattr(self.inner, name)

    def samples(self, x: Any, seed: int = 0) -> Array:
        """(K, m, C): class probabilities under K draws of the last layer, the same for all items."""
        w, b = self.inner.head()
        z = with_one(self.inner.embedding(x))
        mode = np.column_stack([w, b])
        drawn = generator(seed, "laplace").standard_normal((self.draws, len(self.values)))
        moved = (drawn / np.sqrt(self.values / self.noise + self.prior)) @ self.vectors.T
        heads = mode[None] + moved.reshape(self.draws, *mode.shape)
        return np.stack([softmax(z @ head.T, axis=1) for head in heads])

    def std(self, x: Any) -> Array:
        """(m,) standard deviation of the mean of each item, the noise of a single number left out."""
        z = with_one(self.inner.embedding(x)) @ self.vectors
        return np.asarray(
            np.sqrt((z**2 / (self.values / self.noise + self.prior)).sum(axis=1)) * self._unit()
        )

    def _unit(self) -> float:
        return float(getattr(self.inner, "scale", (0.0, 1.0))[1])

    def state(self) -> dict[str, Any]:
        """All that :meth:`Laplace.restore` makes it of."""
        own = {"values": self.values, "vectors": self.vectors, "prior": self.prior, "noise": self.noise}
        return {f"laplace.{k}": v for k, v in own.items()} | {
            f"inner.{k}": v for k, v in self.inner.state().items()
        }


def with_one(z: Any) -> Array:
    """(m, D + 1): embeddings and a column of ones, for the bias."""
    z = np.asarray(z, np.float64)
    return np.column_stack([z, np.ones(len(z))])


def curvature(z: Array, p: Array, weight: Array) -> Array:
    """(P, P) generalised Gauss-Newton matrix of the cross-entropy in the last layer, P = C (D + 1).

    The sum over items of ``weight (diag(p) - p p') ⊗ z z'``, classes first.

    Examples
    --------
    >>> curvature(np.ones((1, 1)), np.full((1, 2), 0.5), np.ones(1)).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """
    c, d = p.shape[1], z.shape[1]
    made = np.zeros((c, d, c, d))
    for a in range(c):
        for b in range(a, c):
            share = weight * p[:, a] * ((a == b) - p[:, b])
            made[a, :, b] = made[b, :, a] = (z * share[:, None]).T @ z
    return made.reshape(c * d, c * d)


def evidence(values: Array, mode: Array, fit: float, prior: float) -> float:
    """Log marginal likelihood, constants left out, of a prior precision.

    Parameters
    ----------
    values : (P,)
        Eigenvalues of the curvature.
    mode : array
        The weights.
    fit : float
        Log likelihood of the labels at the mode.
    prior : float
        Precision.
    """
    return float(fit - 0.5 * prior * (mode**2).sum() - 0.5 * np.log1p(values / prior).sum())


@dataclass(frozen=True, repr=False)
class Laplace(Recipe):
    """A Gaussian over the last layer of any model that has one: ``samples`` of classes, ``std`` of numbers.

    Parameters
    ----------
    learner : Learner
        Models give ``embedding`` and ``head`` (classes), or ``embedding`` and ``mean`` (numbers).
    prior : float or None
        Precision of the weights before any label; None takes the one with the highest marginal likelihood.
    draws : int
        Draws of ``samples``.

    Raises
    ------
    BadParameter
        If models of the learner have no last layer to speak of.

    References
    ----------
    E. Daxberger et al., "Laplace Redux - Effortless Bayesian Deep Learning", 2021: last layer, full
    generalised Gauss-Newton matrix, prior by marginal likelihood at the trained weights. The trained weights
    are taken for the mode, whatever regularisation found them.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> targets = Targets(np.arange(8), y, "hard", np.ones(8))
    >>> data = Training(lambda r: x[r], targets.rows, targets, ("low", "high"))
    >>> model = Laplace(LogisticRegression(), prior=1.0).fit(data, np.random.default_rng(0))
    >>> model.provides, model.samples(x).shape
    (('proba', 'embedding', 'head', 'samples'), (50, 8, 2))
    """

    prior: Annotated[float | None, Between(0, open_low=True)] = None
    draws: Annotated[int, Between(2)] = 50

    def __post_init__(self) -> None:
        """Refuse learners whose models have no last layer."""
        super().__post_init__()
        own = super().provides
        if "embedding" not in own or not {"head", "mean"} & set(own):
            raise BadParameter(
                f"Laplace needs a last layer, and {type(self.learner).__name__} gives {', '.join(own)}",
                allowed="models with embedding and head, or embedding and mean",
                fix="take a network or a linear classifier",
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """What models of the learner give, and the spread."""
        own = super().provides
        return tuple(dict.fromkeys((*own, "samples" if "head" in own else "std")))

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Any:
        """Train on ``data``, then look at how sharply the labels fix the last layer."""
        before = data.previous.inner if isinstance(data.previous, LaplaceModel) else data.previous
        model = train(self.learner, replace(data, previous=before), rng, hooks)
        able = {"proba", "head", "embedding"} <= set(model.provides)
        if not able and not {"mean", "embedding"} <= set(model.provides):
            return model
        rows, inverse = np.unique(data.rows, return_inverse=True)
        z = with_one(outputs(model, data, rows, "embedding"))[inverse]
        return self._classes(model, data, z, inverse) if able else self._numbers(model, data, z, inverse)

    def _classes(self, model: Any, data: Training, z: Array, inverse: Any) -> LaplaceModel:
        weight = data.targets.weight
        p = outputs(model, data, np.unique(data.rows))[inverse]
        size = p.shape[1] * z.shape[1]
        if size > WIDEST:
            raise BadData(
                f"the last layer has {size} weights",
                allowed=f"up to {WIDEST}",
                fix="take a network whose embedding is shorter",
            )
        values, vectors = np.linalg.eigh(curvature(z, p, weight))
        w, b = model.head()
        share = as_shares(data.targets, p.shape[1])
        fit = float((weight * (share * np.log(p + 1e-12)).sum(axis=1)).sum())
        return self._made(model, values.clip(0), vectors, np.column_stack([w, b]), fit, 1.0)

    def _numbers(self, model: Any, data: Training, z: Array, inverse: Any) -> LaplaceModel:
        """The last layer is found again from what the model says, which is linear in the embedding."""
        centre, unit = getattr(model, "scale", (0.0, 1.0))
        said = (outputs(model, data, np.unique(data.rows), "mean")[inverse] - centre) / unit
        left = (data.targets.value - centre) / unit - said
        noise = max(float((left**2).mean()), 1e-6)
        values, vectors = np.linalg.eigh((z * data.targets.weight[:, None]).T @ z)
        mode = np.linalg.lstsq(z, said, rcond=None)[0]
        fit = -0.5 * len(left) * (1 + np.log(noise))
        return self._made(model, values.clip(0), vectors, mode, fit, noise)

    def _made(
        self, model: Any, values: Array, vectors: Array, mode: Array, fit: float, noise: float
    ) -> LaplaceModel:
        scores = [evidence(values / noise, mode, fit, prior) for prior in PRIORS]
        prior = self.prior if self.prior is not None else float(PRIORS[int(np.argmax(scores))])
        return LaplaceModel(model, values, vectors, prior=prior, noise=noise, draws=self.draws)

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> Any:
        """The model that ``state`` was taken of."""
        if "laplace.values" not in state:  # one that could not be trained yet
            return super().restore(state, hooks)
        own = under(state, "inner.")
        values, vectors = np.asarray(state["laplace.values"]), np.asarray(state["laplace.vectors"])
        return LaplaceModel(
            super().restore(own, hooks),
            values,
            vectors,
            prior=float(state["laplace.prior"]),
            noise=float(state["laplace.noise"]),
            draws=self.draws,
        )
