"""Expected error reduction for a Parzen window classifier, without training anything.

The classifier gives class c at z in proportion to ``F_c(z)``, the sum of ``k(x_l, z)`` over its labels.
A label y at x adds ``k(x, z)`` to ``F_y(z)``, so the risk after each candidate and class is a plain sum:

``score(x) = -sum over y of p_y(x) risk(labels and (x, y)) / number of units judged``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.measures.centred import centred
from labelwise.parallel import compiled, in_blocks
from labelwise.params import Between, OneOf, Piece

__all__ = ["WindowError", "window_error"]

Array = NDArray[Any]

LOSSES = ("zero-one", "log", "gini")
BLOCK = 64
"""Candidates whose kernel values against the pool are held at once."""


@dataclass(frozen=True, repr=False)
class WindowError(Piece):
    """Minus the expected mean risk after the answer, under a Gaussian Parzen window on the embedding.

    O(N^2 (C + D)) time, O(64 N) memory a thread.

    Parameters
    ----------
    gamma : float or None
        Of the kernel ``exp(-gamma |a - b|^2)``; None is one over the summed variances of the columns.
    loss : {"zero-one", "log", "gini"}
        Risk of a predicted distribution p: ``1 - max p``, its entropy, or ``1 - sum p^2``, the error of a
        prediction drawn from it.
    over : {"unlabelled", "all"}
        Which units are judged: those without a label but the candidate, or every one.

    Notes
    -----
    Where no label is near enough for the kernel to be above zero, all classes are equally probable.

    References
    ----------
    N. Roy, A. McCallum, "Toward optimal active learning through Monte Carlo estimation of error reduction",
    2001, with the classifier that scikit-activeml runs it with; ``over="all"`` judges what it judges.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> x = np.array([[0.0], [0.1], [1.0], [1.1], [3.0]])
    >>> view = View(arrays={"embedding": x}, labels=[0, -1, -1, -1, 1])
    >>> view.score(WindowError(gamma=1.0), np.array([1, 2, 3])).round(3).tolist()
    [-0.031, -0.023, -0.029]
    """

    gamma: Annotated[float | None, Between(0, open_low=True)] = None
    loss: Annotated[str, OneOf(LOSSES)] = "zero-one"
    over: Annotated[str, OneOf(("unlabelled", "all"))] = "unlabelled"
    title = "window-error"
    pooled = whole = True

    def __call__(self, embedding: Any, view: Any = None) -> Array:
        """(N,) float scores; rows that have a label get minus the largest risk.

        Parameters
        ----------
        embedding : (N, D) float
            Where the units are.
        view : View, optional
            Gives the labels.
        """
        x, gamma = centred(embedding, self.gamma)
        labels = np.full(len(x), -1) if view is None else view.labels
        classes = max(getattr(view, "classes", None) or 0, int(labels.max(initial=-1)) + 1, 2)
        known, free = np.flatnonzero(labels >= 0), np.flatnonzero(labels < 0)
        judged = free if self.over == "unlabelled" else np.arange(len(x))
        found = np.full(len(x), -np.log(classes) - 1)
        squares, kind = (x * x).sum(axis=1), LOSSES.index(self.loss)
        there, theirs = np.ascontiguousarray(x[judged].T), squares[judged]

        def kernel(rows: Any) -> Array:
            away = squares[rows][:, None] + theirs - 2 * (x[rows] @ there)
            return np.asarray(np.exp(-gamma * np.maximum(away, 0.0)))

        mass = _frequencies(kernel, known, labels, classes, len(judged))  # (C, judged)
        position = np.full(len(x), -1)
        position[judged] = np.arange(len(judged))

        def fill(block: slice) -> None:
            rows = free[block]
            own = position[rows]
            risks = _risks(kernel(rows), mass, own if self.over == "unlabelled" else own - len(x), kind)
            count = max(len(judged) - (self.over == "unlabelled"), 1)
            p = mass[:, own].T
            total = p.sum(axis=1, keepdims=True)
            p = np.where(total > 0, p / np.where(total > 0, total, 1), 1 / classes)
            found[rows] = -np.einsum("rc,rc->r", p, risks) / count

        in_blocks(fill, len(free), BLOCK)
        return found


window_error = WindowError()
"""The measure with a kernel as wide as the embedding and the zero-one loss."""


def _frequencies(kernel: Any, known: Array, labels: Array, classes: int, size: int) -> Array:
    """(C, size): summed kernel values of the labels of each class."""
    mass = np.zeros((classes, size))
    for c in range(classes):
        mine = known[labels[known] == c]
        for start in range(0, len(mine), BLOCK):
            mass[c] += kernel(mine[start : start + BLOCK]).sum(axis=0)
    return mass


@compiled(fast=True)
def _risks(kernel: Array, mass: Array, own: Array, kind: int) -> Array:
    """(r, C): the summed risk after each candidate got each class, without the position ``own``."""
    classes, size = mass.shape
    total, first = np.zeros(size), np.zeros(size)
    for j in range(size):
        for c in range(classes):
            m = mass[c, j]
            total[j] += m
            if kind == 0:
                first[j] = max(first[j], m)
            elif kind == 1:
                first[j] += m * np.log(m) if m > 0 else 0.0
            else:
                first[j] += m * m
    certain = 1 - 1 / classes if kind != 1 else np.log(classes)
    out = np.zeros((len(kernel), classes))
    for r in range(len(kernel)):
        for c in range(classes):
            risk = 0.0
            for j in range(size):
                k = kernel[r, j]
                all_of, m = total[j] + k, mass[c, j]
                new = m + k
                if all_of <= 0.0:
                    value = certain
                elif kind == 0:
                    value = 1 - max(first[j], new) / all_of
                elif kind == 1:
                    before = m * np.log(m) if m > 0 else 0.0
                    after = new * np.log(new) if new > 0 else 0.0
                    value = np.log(all_of) - (first[j] - before + after) / all_of
                else:
                    value = 1 - (first[j] + 2 * m * k + k * k) / (all_of * all_of)
                if j != own[r]:
                    risk += value
            out[r, c] = risk
    return out
