"""Maps from the probabilities a model says to calibrated ones: a temperature, or rising curves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import MissingCapability
from labelwise.learners.states import joined
from labelwise.tasks.tempering import fitted_temperature, tempered
from labelwise.types import State

Array = NDArray[Any]

KEY = "calibration."
"""What the entries of a correction in a state begin with."""


class Correction(ABC):
    """A map from probabilities to calibrated ones."""

    @abstractmethod
    def __call__(self, proba: Array) -> NDArray[np.float64]:
        """(..., C) calibrated probabilities."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """What it is made of, as arrays and numbers."""


@dataclass(frozen=True)
class Temperature(Correction):
    """Logits divided by T.

    Examples
    --------
    >>> Temperature(2.0)(np.array([[0.8, 0.2]])).round(3).tolist()
    [[0.667, 0.333]]
    """

    value: float

    @classmethod
    def fitted(cls, share: Array, proba: Array, weight: Array) -> Temperature:
        """The T of least cross entropy."""
        return cls(fitted_temperature(share, proba, weight))

    def __call__(self, proba: Array) -> NDArray[np.float64]:
        """(..., C) calibrated probabilities."""
        return tempered(proba, self.value)

    def state(self) -> dict[str, Any]:
        """The temperature."""
        return {"temperature": self.value}


@dataclass(frozen=True, eq=False)
class Isotonic(Correction):
    """A rising curve for each class, and rows divided by their sum.

    A row that every curve puts at 0 stays as it is.

    Examples
    --------
    >>> curve = Isotonic((np.array([0.2, 0.8]),) * 2, (np.array([0.4, 0.6]),) * 2)
    >>> curve(np.array([[0.9, 0.1], [0.5, 0.5]])).round(2).tolist()
    [[0.6, 0.4], [0.5, 0.5]]
    """

    said: tuple[Array, ...]
    true: tuple[Array, ...]

    @classmethod
    def fitted(cls, share: Array, proba: Array, weight: Array) -> Isotonic:
        """The curves of least squared error."""
        from sklearn.isotonic import IsotonicRegression

        curves = [
            IsotonicRegression(y_min=0, y_max=1).fit(p, s, weight)
            for p, s in zip(proba.T, share.T, strict=True)
        ]
        return cls(
            tuple(np.asarray(c.X_thresholds_) for c in curves),
            tuple(np.asarray(c.y_thresholds_) for c in curves),
        )

    def __call__(self, proba: Array) -> NDArray[np.float64]:
        """(..., C) calibrated probabilities."""
        p = np.asarray(proba, dtype=np.float64)
        curves = zip(self.said, self.true, strict=True)
        made = np.stack([np.interp(p[..., c], x, y) for c, (x, y) in enumerate(curves)], axis=-1)
        total = made.sum(axis=-1, keepdims=True)
        return np.asarray(np.where(total > 0, made / np.where(total > 0, total, 1.0), p))

    def state(self) -> dict[str, Any]:
        """The corners of the curves, one after the other."""
        sizes = np.array([len(x) for x in self.said])
        return {"sizes": sizes, "said": np.concatenate(self.said), "true": np.concatenate(self.true)}


def restored(state: State) -> Correction:
    """The correction that ``state()`` was taken of.

    Examples
    --------
    >>> restored(Temperature(2.0).state())
    Temperature(value=2.0)
    """
    if "temperature" in state:
        return Temperature(float(state["temperature"]))
    ends = np.cumsum(state["sizes"])[:-1]
    return Isotonic(tuple(np.split(state["said"], ends)), tuple(np.split(state["true"], ends)))


METHODS: dict[str, type[Temperature] | type[Isotonic]] = {"temperature": Temperature, "isotonic": Isotonic}
"""By the names that users choose."""


class CorrectedModel:
    """A model whose probabilities are corrected.

    Parameters
    ----------
    model : Model
        The model itself: what else it gives is given as it is, but for ``head`` where the correction is no
        temperature.
    correction : Correction
        From its probabilities to others.

    Examples
    --------
    >>> class Coin:
    ...     provides = ("proba",)
    ...     def proba(self, x):
    ...         return np.tile([0.8, 0.2], (len(x), 1))
    >>> CorrectedModel(Coin(), Temperature(2.0)).proba([0]).round(3).tolist()
    [[0.667, 0.333]]
    """

    def __init__(self, model: Any, correction: Correction) -> None:
        self.model, self.correction = model, correction
        bent = not isinstance(correction, Temperature)
        self.provides = tuple(n for n in model.provides if not (bent and n == "head"))
        self.missing = dict(getattr(model, "missing", {}))
        if bent and "head" in model.provides:
            self.missing["head"] = (
                'use Calibrated(..., method="temperature"), which keeps the last layer linear'
            )

    def __getattr__(self, name: str) -> Any:
        """What the model inside has, its ``state`` with the correction added."""
        if name.startswith("__") or name in ("model", "correction"):
            raise AttributeError(name)
        found = getattr(self.model, name)
        return found if name != "state" else lambda: joined(found(), self.correction.state(), KEY)

    def proba(self, x: Any) -> NDArray[np.float64]:
        """(m, C) corrected probabilities."""
        return self.correction(self.model.proba(x))

    def samples(self, x: Any, *more: Any) -> NDArray[np.float64]:
        """(K, m, C): each draw corrected; their mean is near ``proba`` and not the same."""
        return self.correction(self.model.samples(x, *more))

    def head(self) -> tuple[Array, Array]:
        """(W, b) divided by the temperature."""
        if "head" not in self.provides:
            raise MissingCapability("the corrected model gives no head", fix=self.missing.get("head", ""))
        w, b = self.model.head()
        heat = self.correction.state()["temperature"]
        return w / heat, b / heat


def inside(model: Any) -> Any:
    """The model that was corrected; any other as it is.

    Examples
    --------
    >>> inside(None) is None
    True
    """
    return model.model if isinstance(model, CorrectedModel) else model
