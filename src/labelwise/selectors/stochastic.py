"""Stochastic: a batch drawn by its scores, so that it does not ask the same thing many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf
from labelwise.selectors.base import Selector
from labelwise.types import Slate

__all__ = ["Stochastic"]

Array = NDArray[Any]

SMALL = 1e-3
"""Masses are written anew when so little of their sum is left."""


class _Perturbed:
    """Log-masses plus Gumbel noise, drawn once; the order of the sums is a draw without replacement."""

    static = True

    def __init__(self, score: Array, logs: Array, rng: np.random.Generator) -> None:
        self._score, self._logs = score, logs
        noise = rng.gumbel(size=len(logs))
        with np.errstate(invalid="ignore"):
            self._order = np.lexsort((-noise, -np.where(logs == -np.inf, -np.inf, logs + noise)))
        self._next = 0
        self._mass, self._total = self._anew(np.ones(len(logs), dtype=bool))

    def _anew(self, alive: NDArray[np.bool_]) -> tuple[Array, float]:
        """Masses of those alive over the largest, and their sum; equal ones where all are zero."""
        top = self._logs[alive].max(initial=-np.inf)
        mass = (
            np.where(alive, 1.0, 0.0)
            if top == -np.inf
            else np.exp(np.where(alive, self._logs - top, -np.inf))
        )
        return mass, float(mass.sum())

    def scores(self) -> Array:
        """(m,) masses, the largest is 1."""
        return np.asarray(np.exp(self._logs - max(self._logs.max(), -1e300)))

    def score(self, i: int) -> float:
        """The score of the measure."""
        return float(self._score[i])

    def add(self, i: int) -> None:
        """Nothing changes."""

    def best(self, alive: NDArray[np.bool_], rng: np.random.Generator) -> tuple[int, float] | None:
        """The next in order, and its share of the mass of all that are alive."""
        while self._next < len(self._order) and not alive[self._order[self._next]]:
            self._next += 1
        if self._next == len(self._order):
            return None
        i = int(self._order[self._next])
        left = float(self._mass @ alive)
        if left < SMALL * self._total:
            self._mass, self._total = self._anew(alive)
            left = self._total
        return i, float(self._mass[i] / left)


@dataclass(frozen=True, repr=False)
class Stochastic(Selector):
    """Draws without replacement by the scores: top-k of the scores with Gumbel noise.

    Each pick is drawn from the candidates that are left with a probability in proportion to

    ==========  ====================  =============================================================
    ``kind``    mass                  for scores
    ==========  ====================  =============================================================
    power       ``score ** beta``     of 0 or more, where 0 means that nothing is to be learned
    softmax     ``exp(beta score)``   of any kind (Gibbs)
    rank        ``rank ** -beta``     whose order alone means something; the best has rank 1
    ==========  ====================  =============================================================

    The probability of each pick is recorded. Together with BALD the power form is PowerBALD. O(N) a pick.

    Parameters
    ----------
    kind : {"power", "softmax", "rank"}
        How scores become masses. Equal scores have their mean rank.
    beta : float
        0 draws uniformly, large values take the highest scores.

    References
    ----------
    A. Kirsch, S. Farquhar, P. Atighehchian, A. Jesson, F. Branchaud-Charron, Y. Gal, "Stochastic batch
    acquisition: a simple baseline for deep active learning", 2021; W. Kool, H. van Hoof, M. Welling,
    "Stochastic beams and where to find them", 2019, for drawing without replacement by Gumbel noise.

    Examples
    --------
    >>> from labelwise.selectors.picker import Picker
    >>> slate = Slate(np.arange(3), 2, np.random.default_rng(0), np.full(3, -1), np.ones(3),
    ...               score=np.array([0.0, 0.3, 0.1]))
    >>> made = Picker(slate, Stochastic()).fill().selection()
    >>> made.indices.tolist(), made.p.round(2).tolist(), made.scores.tolist()
    ([1, 2], [0.75, 1.0], [0.3, 0.1])
    """

    kind: Annotated[str, OneOf(("power", "softmax", "rank"))] = "power"
    beta: Annotated[float, Between(0, 1e6)] = 1.0
    takes = ("score",)
    pick = "sample"

    @property
    def title(self) -> str:  # type: ignore[override]
        """What it is called."""
        mass = {"power": f"score^{self.beta:g}", "softmax": f"exp({self.beta:g} score)", "rank": "rank"}
        return f"drawn by {mass[self.kind]}".removesuffix("^1")

    def start(self, slate: Slate) -> _Perturbed:
        """Begin a run over the slate's scores.

        Raises
        ------
        BadParameter
            If a score is negative and the kind is ``"power"``.
        """
        score = np.asarray(slate.score, dtype=np.float64)
        return _Perturbed(score, self._logs(score), slate.rng)

    def _logs(self, score: Array) -> Array:
        """(m,) log-masses; minus infinity for none."""
        if self.kind == "softmax":
            return self.beta * score
        if self.kind == "rank":
            from scipy.stats import rankdata

            return np.asarray(-self.beta * np.log(rankdata(-score)))
        if score.min(initial=0) < 0:
            raise BadParameter(
                f"Stochastic got a score of {score.min():.3g}",
                allowed="scores of 0 or more",
                fix="use Stochastic('softmax') or Stochastic('rank')",
            )
        logs = np.full(len(score), -np.inf)
        np.log(score, out=logs, where=score > 0)
        logs[score > 0] *= self.beta
        return logs if self.beta else np.zeros(len(score))
