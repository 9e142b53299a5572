"""Direct acquisition (DAO): by how much would the loss of the pool fall, were the unit labelled as guessed?

``score(x) = R(theta) - R(theta_x)``: ``theta_x = theta - H^-1 grad l(x, y; theta)`` is what the last layer
would be with x and its guessed label y (influence function), H the Hessian of the penalised training loss,
and R a mean loss, estimated without bias from a few units that are drawn by their expected loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from labelwise.last_layer import LastLayer
from labelwise.measures.centred import centred
from labelwise.params import Between, Piece
from labelwise.random import generator
from labelwise.unequal import drawn_in_turn, floored, lure_weights

__all__ = ["DirectAcquisition", "direct_acquisition"]

Array = NDArray[Any]

POOL = 5000
"""Unlabelled units, drawn evenly, among which those that are evaluated are drawn by expected loss."""
CELLS = 2**22
"""Numbers held at once."""
LEAST = 1e-3
"""Least probability inside a logarithm."""


@dataclass(frozen=True, repr=False)
class DirectAcquisition(Piece):
    """Expected fall of the pool's loss by one more label, with the last layer updated and nothing retrained.

    Labels are guessed by a surrogate, of candidates and of the units that are evaluated. O(K^3) once, with
    K = C min(L, D) for L labels, and O(K^2 + C D M) for each candidate and M evaluations.

    Parameters
    ----------
    evaluations : int
        M, units on which the updated model is judged.
    penalty : float
        Squared penalty of the last layer, as 1 / C of scikit-learn's logistic regression.
    surrogate : str or None
        View array of a second model's probabilities, ``surrogate_proba`` for example; None is a Gaussian
        Parzen window over the labels, as wide as the embedding.
    own : bool
        Whether the candidate's own curvature belongs to H, a full Newton step. Without it, as in the paper,
        the step is too long for candidates far from all labels.

    Notes
    -----
    Evaluated units are drawn with a chance that follows the cross entropy between surrogate and model, with a
    floor, and weighed by LURE; they are drawn anew for each batch. Without labels all scores are 0.

    On breast cancer with 30 labels the predicted losses of candidates rank as those of models trained anew
    with a correlation of 0.78, with ``own`` of 0.99. Where the surrogate is the model itself, it is confirmed
    in what it believes: that was worse than chance there.

    References
    ----------
    "Direct Acquisition Optimization for Low-Budget Active Learning" (S040), 2024; P. W. Koh, P. Liang,
    "Understanding black-box predictions via influence functions", 2017; S. Farquhar, Y. Gal, T. Rainforth,
    "On Statistical Bias In Active Learning", 2021. There inverse products are approximated step by step; here
    they are exact, for the last layer. ``own`` and the surrogate without training are ours.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> x = np.array([[-2.0], [2.0], [0.1], [1.5], [1.6], [1.4]])
    >>> p = 1 / (1 + np.exp(-0.3 * x))
    >>> view = View(arrays={"proba": np.hstack([1 - p, p]), "embedding": x}, labels=[0, 1, -1, -1, -1, -1])
    >>> view.score(DirectAcquisition(), np.array([2, 3])).round(2).tolist()
    [0.24, 0.21]
    """

    evaluations: Annotated[int, Between(2)] = 50
    penalty: Annotated[float, Between(0, open_low=True)] = 1.0
    surrogate: str | None = None
    own: bool = True
    title = "direct-acquisition"
    asides = ("rng", "view")
    pooled = True

    @property
    def needs(self) -> tuple[str, ...]:
        """Arrays it reads."""
        return ("proba", "embedding", *(() if self.surrogate is None else (self.surrogate,)))

    def __call__(
        self, proba: Array, embedding: Any, rng: Any = None, view: Any = None, **others: Any
    ) -> Array:
        """(n,) float scores.

        Parameters
        ----------
        proba : (n, C) float
            What the model says of the candidates.
        embedding : (n, D) float, may be sparse
            What its last layer sees.
        rng : numpy.random.Generator
            Draws the units that are evaluated.
        view : View, optional
            Gives the labels, and the arrays of other rows.
        **others : (n, C) float
            The surrogate's probabilities, under its name.
        """
        p, h = np.asarray(proba, np.float64), _dense(embedding)
        labels = np.zeros(0) if view is None else view.labels
        known, free = np.flatnonzero(labels >= 0), np.flatnonzero(labels < 0)
        if not len(known) or not len(free):
            return np.zeros(len(p))
        rng = generator(0 if rng is None else rng)
        judged = free if len(free) <= POOL else np.sort(rng.choice(free, POOL, replace=False))
        said, seen = np.asarray(view.get("proba", judged), np.float64), _dense(view.get("embedding", judged))
        taught = _dense(view.get("embedding", known))
        if self.surrogate is None:
            gamma = centred(seen, None)[1]
            own, held = (window(x, taught, view.labels[known], p.shape[1], gamma) for x in (h, seen))
        else:
            own, held = others[self.surrogate], np.asarray(view.get(self.surrogate, judged), np.float64)
        doubt = -(held * np.log(np.maximum(said, LEAST))).sum(axis=1)
        at, q = drawn_in_turn(floored(doubt), rng, min(self.evaluations, len(judged)))
        weight = lure_weights(q, len(judged)) / len(at)
        layer = LastLayer.of(view.get("proba", known), taught, self.penalty)
        wrong = p - np.eye(p.shape[1])[own.argmax(axis=1)]
        wrong = layer.shortened(p, wrong, h) if self.own else wrong
        return fall(layer, (wrong, h), (said[at], seen[at], held[at].argmax(axis=1)), weight)


direct_acquisition = DirectAcquisition()
"""The measure with a window as surrogate."""


def fall(
    layer: LastLayer, new: tuple[Array, Array], judged: tuple[Array, Array, Array], weight: Array
) -> Array:
    """(n,) by how much the weighted loss on m rows falls after each of n labels.

    Parameters
    ----------
    layer : LastLayer
    new : (n, C) and (n, D) arrays
        Probability less the label, and embedding, of each candidate.
    judged : (m, C), (m, D) and (m,) arrays
        Probabilities, embedding and label of the rows that are judged.
    weight : (m,) float
        What each of them counts.

    Examples
    --------
    >>> layer = LastLayer.of(np.array([[0.5, 0.5]]), np.array([[0.0]]), 1.0)
    >>> seen = np.array([[0.5, 0.5]]), np.zeros((1, 1)), np.array([0])
    >>> fall(layer, (np.array([[-0.5, 0.5]]), np.zeros((1, 1))), seen, np.ones(1)).round(2).tolist()
    [0.56]
    """
    (wrong, h), (said, seen, truth) = new, judged
    logs, rows = np.log(np.maximum(said, 1e-12)), np.arange(len(said))
    now = -np.log(np.maximum(said[rows, truth], LEAST))
    made = np.empty(len(h))
    block = max(1, CELLS // max(said.size, layer.inverse.shape[0] * layer.inverse.shape[1]))
    for start in range(0, len(h), block):
        at = slice(start, start + block)
        after = log_softmax(logs + layer.moves(wrong[at], h[at], seen), axis=2)[:, rows, truth]
        made[at] = (now + np.maximum(after, np.log(LEAST))) @ weight
    return made


def window(h: Array, taught: Array, labels: Array, classes: int, gamma: float) -> Array:
    """(n, C): shares of the classes among the labels, by a Gaussian kernel.

    Examples
    --------
    >>> window(np.array([[0.0], [9.0]]), np.array([[0.0], [1.0]]), np.array([0, 1]), 2, 1.0).round(2).tolist()
    [[0.73, 0.27], [0.0, 1.0]]
    """
    away = (h * h).sum(axis=1)[:, None] + (taught * taught).sum(axis=1) - 2 * h @ taught.T
    mass = np.exp(-gamma * (away - away.min(axis=1, keepdims=True))) @ np.eye(classes)[labels]
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def _dense(h: Any) -> Array:
    return np.asarray(h.toarray() if hasattr(h, "toarray") else h, dtype=np.float64)
