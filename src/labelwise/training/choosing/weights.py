"""How much pseudo-labels count beside the labels of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from labelwise.measures.entropy import entropy
from labelwise.params import Between, Piece
from labelwise.training.choosing.drawn import Drawn

__all__ = ["Balanced", "ByEntropy", "Even", "Shared", "class_balance"]

Array = NDArray[Any]
Weights = tuple[NDArray[np.float64], NDArray[np.float64]]


def class_balance(labels: Array, classes: int) -> NDArray[np.float64]:
    """``10 sigmoid((mean - m_c) / m_c)`` for each label, m_c of which are of its class.

    5 for all where classes are equally frequent, more for rare ones, less for frequent ones; ``mean`` is the
    number of labels over that of classes, rounded down.

    Examples
    --------
    >>> class_balance(np.array([0, 0, 0, 1]), 2).round(2).tolist()
    [4.17, 4.17, 4.17, 7.31]
    """
    counts = np.bincount(labels, minlength=classes)
    own = counts[labels]
    return np.asarray(10 * expit((len(labels) // classes - own) / np.maximum(own, 1)))


@dataclass(frozen=True, repr=False)
class Even(Piece):
    """Each pseudo-label counts ``factor`` of a label of a person.

    Examples
    --------
    >>> Even(0.5)
    Even(factor=0.5)
    """

    factor: Annotated[float, Between(0, open_low=True)] = 1.0

    needs: ClassVar[tuple[str, ...]] = ()

    def __call__(self, drawn: Drawn, at: Array, classes: Array) -> Weights:
        """(m,) and (k,) weights."""
        return np.ones(len(drawn.told)), np.full(len(at), self.factor)


@dataclass(frozen=True, repr=False)
class Shared(Piece):
    """All pseudo-labels together count ``factor`` times what all labels of people do.

    Examples
    --------
    >>> Shared(2.0)
    Shared(factor=2.0)
    """

    factor: Annotated[float, Between(0, open_low=True)] = 1.0

    needs: ClassVar[tuple[str, ...]] = ()

    def __call__(self, drawn: Drawn, at: Array, classes: Array) -> Weights:
        """(m,) and (k,) weights."""
        people = len(drawn.told)
        return np.ones(people), np.full(len(at), self.factor * people / len(at))


@dataclass(frozen=True, repr=False)
class Balanced(Piece):
    """Pseudo-labels of rare classes count more: ``beta`` times :func:`class_balance`.

    Examples
    --------
    >>> Balanced(1.0)
    Balanced(beta=1.0)
    """

    beta: Annotated[float, Between(0, open_low=True)] = 0.1

    needs: ClassVar[tuple[str, ...]] = ("proba",)

    def __call__(self, drawn: Drawn, at: Array, classes: Array) -> Weights:
        """(m,) and (k,) weights."""
        return np.ones(len(drawn.told)), self.beta * class_balance(classes, drawn.proba.shape[1])


@dataclass(frozen=True, repr=False)
class ByEntropy(Piece):
    """1 where the model is certain, 0 where all classes are equal to it: ``1 - H / log C``.

    Parameters
    ----------
    factor : float or None
        All pseudo-labels together count at most so many times what those of people do, as in batches that
        hold as many of each for 1; None leaves the weights as they are.

    Examples
    --------
    >>> ByEntropy().weights(np.array([[1.0, 0.0], [0.5, 0.5]])).tolist()
    [1.0, 0.0]
    """

    factor: Annotated[float | None, Between(0, open_low=True)] = None

    needs: ClassVar[tuple[str, ...]] = ("proba",)

    def __call__(self, drawn: Drawn, at: Array, classes: Array) -> Weights:
        """(m,) and (k,) weights."""
        people = len(drawn.told)
        share = 1.0 if self.factor is None else self.factor * people / len(at)
        return np.ones(people), share * self.weights(drawn.proba[at])

    def weights(self, proba: Array) -> NDArray[np.float64]:
        """(k,) weights of probabilities (k, C)."""
        return np.asarray(np.clip(1 - entropy(proba) / np.log(proba.shape[1]), 0, 1))
