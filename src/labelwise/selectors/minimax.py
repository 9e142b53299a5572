"""Minimax: draws that do well even when the most convincing answers are the wrong ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.selectors.base import Selector
from labelwise.types import Rows, Slate

__all__ = ["Minimax", "inclusion", "minimax_law", "systematic"]

Array = NDArray[Any]


def minimax_law(gain: Array, wrong: float) -> tuple[Array, float]:
    """The law q that maximises the worst case of ``sum q_i gain_i`` over ``wrong`` items that give nothing.

    With gains in falling order and ``H_k = sum_(i <= k) 1 / gain_i``, ``k* = argmax (k - wrong) / H_k``;
    ``q_i = 1 / (gain_i H_k*)`` for the ``k*`` largest gains, 0 for the rest. O(m log m).

    Parameters
    ----------
    gain : (m,) float
        0 or more; what gives nothing is not drawn.
    wrong : float
        How many answers may be wrong; below the number of gains above 0.

    Returns
    -------
    q : (m,) float64
        Sum 1.
    value : float
        The worst case.

    Examples
    --------
    >>> q, value = minimax_law(np.array([0.5, 1.0, 0.1]), 1)
    >>> q.round(3).tolist(), round(value, 3)
    ([0.667, 0.333, 0.0], 0.333)
    """
    order = np.argsort(-gain, kind="stable")
    order = order[: int((gain > 0).sum())]
    total = np.cumsum(1 / gain[order].astype(np.float64))
    values = (np.arange(1, len(order) + 1) - wrong) / total
    best = int(values.argmax())
    q = np.zeros(len(gain))
    q[order[: best + 1]] = 1 / (gain[order[: best + 1]] * total[best])
    return q, float(values[best])


def inclusion(q: Array, n: int) -> Array:
    """(m,) ``min(1, c q_i)`` with sum n; what is capped at 1 leaves its rest to the others.

    Examples
    --------
    >>> inclusion(np.array([0.7, 0.2, 0.1]), 2).round(3).tolist()
    [1.0, 0.667, 0.333]
    """
    p, sure = np.zeros(len(q)), np.zeros(len(q), dtype=bool)
    while True:
        rest = ~sure & (q > 0)
        p = np.where(sure, 1.0, 0.0)
        if rest.any():
            p[rest] = (n - sure.sum()) * q[rest] / q[rest].sum()
        over = (p > 1) & rest
        if not over.any():
            return p
        sure |= over


def systematic(p: Array, rng: np.random.Generator) -> Rows:
    """Different positions, i among them with probability ``p_i``; as many as the sum of p, a whole number.

    Systematic sampling of a random order.

    Examples
    --------
    >>> systematic(np.array([1.0, 0.0, 0.5, 0.5]), np.random.default_rng(0)).shape
    (2,)
    """
    order = rng.permutation(np.flatnonzero(p > 0))
    many = round(float(p.sum()))
    ends = np.cumsum(p[order])
    ends *= many / ends[-1]
    found = np.searchsorted(ends, rng.random() + np.arange(many), side="right")
    return np.asarray(order[np.minimum(found, len(order) - 1)], dtype=np.int64)


@dataclass(frozen=True, repr=False)
class Minimax(Selector):
    """Robust active distillation: a batch drawn by the law that does best in the worst case.

    The scores are gains, such as 1 minus the margin; 0 and less is drawn only when nothing else is left. If
    a fallible teacher answers ``wrong`` of the candidates wrongly, and those are the worst possible ones, the
    law of :func:`minimax_law` gets most out of the rest: the most informative are drawn, the more extreme
    ones less often. Each candidate is in the batch with probability ``min(1, c q_i)``.

    Parameters
    ----------
    wrong : float
        Wrong answers among the candidates: a share below 1, else a number.
    costly : bool
        Whether a wrong answer costs its gain instead of giving nothing; ``wrong`` then counts twice.

    References
    ----------
    C. Baykal, K. Trinh, F. Iliopoulos, G. Menghani, E. Vee, "Robust active distillation" (S070, RAD), 2023.
    The closed form was derived from the game and is checked by a linear program; the paper calls its method
    free of parameters, here the number of wrong answers has to be said.

    Examples
    --------
    >>> slate = Slate(np.arange(4), 2, np.random.default_rng(0), np.full(4, -1), np.ones(4),
    ...               score=np.array([0.9, 0.8, 0.7, 0.01]))
    >>> 3 in Minimax(wrong=1).choose(slate)
    False
    """

    wrong: Annotated[float, Between(0)] = 0.2
    costly: bool = False
    title = "minimax"
    draws = True
    takes = ("score",)
    passes = 0.0

    def choose(self, slate: Slate) -> Rows:
        """Positions in random order; when too few are in the law, those of the highest gain follow."""
        if slate.score is None:
            raise BadParameter(f"{self!r} draws by score", fix="give the strategy a measure")
        gain, n = np.maximum(slate.score, 0), min(slate.n, len(slate.rows))
        law, useful = np.zeros(len(gain)), int((gain > 0).sum())
        if useful:
            wrong = self.wrong * len(gain) if self.wrong < 1 else self.wrong
            law, _ = minimax_law(gain, min(wrong * (2 if self.costly else 1), useful - 1))
        inside = int((law > 0).sum())
        sure = systematic(inclusion(law, min(n, inside)), slate.rng) if inside else np.zeros(0, np.int64)
        left = np.setdiff1d(np.arange(len(gain)), sure)
        late = left[np.lexsort((slate.rng.random(len(left)), -gain[left]))]
        return np.concatenate([sure, late[: n - len(sure)]]).astype(np.int64)
