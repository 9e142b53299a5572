"""BetaScores: how much the answer about a unit is expected to improve predictions elsewhere (BESRA, S022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.parallel import in_blocks
from labelwise.params import Between
from labelwise.representations.base import Representation
from labelwise.types import Dense, Points, Rows, Space, ViewLike

__all__ = ["BetaScores", "beta_score"]

Array = NDArray[Any]

BLOCK = 2**16
"""Entries of one block of updated predictions."""


def beta_score(p: Array, alpha: float, beta: float) -> tuple[Array, Array]:
    """What predicting ``p`` is worth when the tag is there and when it is not; 0 at best.

    ``S(p, 1) = -int_p^1 c^(alpha-1) (1-c)^beta dc``, ``S(p, 0) = -int_0^p c^alpha (1-c)^(beta-1) dc``.
    The log score is the limit alpha = beta = 0, half the Brier score alpha = beta = 1; unequal ones price a
    missed tag and a false one differently.

    Parameters
    ----------
    p : float array
        Predicted probabilities.
    alpha, beta : float
        Above 0.

    References
    ----------
    A. Buja, W. Stuetzle, Y. Shen, "Loss functions for binary class probability estimation and
    classification: structure and applications", 2005.

    Examples
    --------
    >>> there, absent = beta_score(np.array([0.0, 0.5, 1.0]), 1.0, 1.0)
    >>> there.tolist(), absent.tolist()
    ([-0.5, -0.125, -0.0], [-0.0, -0.125, -0.5])
    """
    if beta == 1:
        low = p**alpha
        return (low - 1) / alpha - (low * p - 1) / (alpha + 1), -low * p / (alpha + 1)
    from scipy import special

    there = special.beta(alpha, beta + 1) * special.betaincc(alpha, beta + 1, p)
    absent = special.beta(alpha + 1, beta) * special.betainc(alpha + 1, beta, p)
    return -there, -absent


@dataclass(frozen=True, repr=False)
class BetaScores(Representation):
    """For each of some reference items, the expected gain in score from the answer about a unit.

    The tags are looked at one by one: an answer y about tag l weighs the draws by ``w_e = p_e(y)``, and their
    weighted mean ``q`` replaces each draw's prediction. The coordinate of unit x for reference item r is

    ``sum_l sum_y p(y) sum_e D(p_e(r), q(r))``, D the loss of the Beta score when q stands for p_e.

    It is 0 where all draws agree. A part of it, their distance from their mean, is the same for all units;
    the rest is what the answer is expected to move that mean by. O(N M E C).

    Parameters
    ----------
    alpha, beta : float
        Of the score, see :func:`beta_score`; those of the paper.
    references : int
        How many reference items M are drawn from the pool.

    References
    ----------
    W. Tan, N. D. Nguyen, L. Du, W. Buntine, "Harnessing the power of beta scoring in deep active learning for
    multi-label text classification" (S022, BESRA), 2024. The branch of the authors' code for beta = 1 takes
    the other class's probability in the term of absent tags, which makes half of the gains negative; this is
    the formula.

    Examples
    --------
    >>> from labelwise.strategy import View
    >>> view = View(arrays={"tag_samples": np.array([[[0.9], [0.5]], [[0.1], [0.5]]])})
    >>> points = BetaScores().fit(view, np.random.default_rng(0))(np.arange(2))
    >>> points.dense(np.arange(2)).round(3).tolist()
    [[0.573, 0.0], [0.336, 0.0]]
    """

    alpha: Annotated[float, Between(0, open_low=True)] = 0.1
    beta: Annotated[float, Between(0, open_low=True)] = 1.0
    references: Annotated[int, Between(1)] = 100
    needs = ("tag_samples",)

    def fit(self, view: ViewLike, rng: np.random.Generator) -> Space:
        """Draw the reference items."""
        chosen = np.sort(rng.choice(view.size, min(self.references, view.size), replace=False))
        wanted = np.asarray(view.get("tag_samples", chosen), dtype=np.float64)  # (E, M, C)
        there, absent = beta_score(wanted, self.alpha, self.beta)
        best = (wanted * there + (1 - wanted) * absent).sum(axis=0)  # (M, C)

        def space(rows: Rows) -> Points:
            if not len(rows):
                return Dense(np.zeros((0, len(chosen))))
            own = np.asarray(view.get("tag_samples", rows), dtype=np.float64)  # (E, n, C)
            step = max(1, BLOCK // len(chosen))
            parts = in_blocks(lambda s: self._gains(own[:, s], wanted, best), len(rows), step)
            return Dense(np.concatenate(parts))

        return space

    def _gains(self, own: Array, wanted: Array, best: Array) -> Array:
        """(n, M) expected gains, one tag and one answer at a time."""
        draws, size, tags = own.shape
        total = np.zeros((size, wanted.shape[1]))
        for tag in range(tags):
            theirs = wanted[:, :, tag]  # (E, M)
            for weight in (own[:, :, tag], 1 - own[:, :, tag]):  # (E, n)
                mass = weight.sum(axis=0)
                q = (weight / np.where(mass > 0, mass, 1)).T @ theirs
                there, absent = beta_score(np.clip(q, 0, 1), self.alpha, self.beta)
                sure = theirs.sum(axis=0)
                gain = best[:, tag] - sure * there - (draws - sure) * absent
                total += (mass / draws)[:, None] * gain
        return np.maximum(total, 0)
