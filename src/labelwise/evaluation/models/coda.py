"""Items whose answer tells the most about which model is the best (CODA)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.evaluation.models.agreeing import agreeing
from labelwise.evaluation.models.base import Floats, Run, highest
from labelwise.evaluation.models.beliefs import best_after, prob_best
from labelwise.evaluation.models.panel import Panel
from labelwise.parallel import in_blocks
from labelwise.params import Between, Piece

__all__ = ["Coda", "CodaRun"]

LEAST, SLACK = 1e-12, 1e-8
BLOCK = 512


@dataclass(frozen=True, repr=False)
class Coda(Piece):
    """The item with the highest expected information gain about which model is the best.

    Each model has, for every class, a Beta distribution of how often it is right, which starts from the
    consensus of all models; an item's class is believed as the models' confusions suggest. P(best) is an
    integral over these Betas, weighted by how common the classes are.

    Parameters
    ----------
    alpha : float
        The confusions of the consensus enter the prior with weight ``1 - alpha``.
    learning_rate : float
        What an answer adds to a count. What an answer is expected to do adds 1 (below).
    multiplier : float
        Of all counts of the prior.
    points : int
        Of the grid on which Betas are integrated.

    Notes
    -----
    Questions and beliefs are those of the authors' code (f240a4c), in double precision. Two traits of it
    matter to a user. An answer counts 0.01 where the prior counts 4 a class, so that P(best) moves slowly,
    and 1 when the gain of asking is computed: P(best) orders the models, it is no calibrated probability.
    And the "probability" which that code returns with an item is its gain; here it is the chance among ties.

    What an answer c would do depends only on c and on which models say c. Each such set is integrated once,
    and again only when an item of class c was answered: O(U H points / C) an answer for U sets instead of
    O(N C H points). Memory is 8 U H + 8 N C bytes beside the predictions.

    References
    ----------
    J. Kay, G. Van Horn, S. Maji, D. Sheldon, S. Beery, "Consensus-Driven Active Model Selection", 2025.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.integers(3, size=200)
    >>> right = rng.random((4, 200)) < [[0.9], [0.6], [0.6], [0.5]]
    >>> said = np.where(right, truth, rng.integers(3, size=(4, 200)))
    >>> run = Coda().start(said, rng)
    >>> for _ in range(10):
    ...     item, _ = run.ask()
    ...     run.tell(item, truth[item])
    >>> run.best()[0]
    0
    """

    alpha: Annotated[float, Between(0.0, 1.0)] = 0.9
    learning_rate: Annotated[float, Between(0.0, open_low=True)] = 0.01
    multiplier: Annotated[float, Between(0.0, open_low=True)] = 2.0
    points: Annotated[int, Between(8)] = 256
    name: ClassVar[str] = "coda"

    def start(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator) -> CodaRun:
        """Begin a run."""
        return CodaRun(predictions, rng, self)


class CodaRun(Run):
    """A run of :class:`Coda`.

    Parameters
    ----------
    predictions, rng
        As :class:`Run`.
    options : Coda
        Constants.

    Attributes
    ----------
    a, b : (C, H) float
        Parameters of the Betas.
    """

    def __init__(self, predictions: NDArray[Any] | Panel, rng: np.random.Generator, options: Coda) -> None:
        super().__init__(predictions, rng)
        self._options = options
        self._prior()
        self._sets = agreeing(self.panel.said, self.panel.classes)
        self._row = prob_best(self.a, self.b, points=options.points)
        self._change = np.empty((len(self._sets), self.panel.models))
        for c in range(self.panel.classes):
            self._look_ahead(c)

    @property
    def nbytes(self) -> int:
        """Memory of what is kept between answers, beside the predictions."""
        sets = self._sets
        kept = (self._change, self._mass, self._row, sets.members, sets.of_class, sets.of_set, sets.first)
        return sum(array.nbytes for array in kept)

    def class_belief(self) -> Floats:
        """(N, C) how probable each class of each item is; answers do not enter those of their own item."""
        return np.asarray(self._mass / np.maximum(self._mass.sum(axis=1, keepdims=True), LEAST))

    def gain(self, rows: NDArray[np.int64]) -> Floats:
        """(n,) expected information gain of each item in bits."""
        belief, sets = self.class_belief(), self._sets
        share = _share(belief)
        now = share @ self._row
        after = self._entropies(now, share)
        unsaid = after[sets.start[:-1]]
        more = belief[self._pair_item, sets.of_class] * (after[sets.of_set] - unsaid[sets.of_class])
        expected = belief @ unsaid + np.add.reduceat(more, sets.first[:-1])
        return np.asarray(_entropy(now[None])[0] - expected[rows])

    def _prior(self) -> None:
        """Betas and class beliefs from the consensus."""
        models, classes, options = self.panel.models, self.panel.classes, self._options
        base = np.full((classes, classes), 1.0 / (classes - 1))
        np.fill_diagonal(base, 1.0)
        consensus = self.panel.mean.argmax(axis=1)
        self.a, self.b = np.empty((classes, models)), np.empty((classes, models))
        self._mass = np.zeros((len(self.panel), classes))
        for model in range(models):
            confusion = self.panel.confusion(model, consensus)
            counts = options.multiplier * (base + (1.0 - options.alpha) * confusion)
            self.a[:, model] = np.diagonal(counts)
            self.b[:, model] = counts.sum(axis=1) - self.a[:, model]
            self._mass += self.panel.through(model, counts)

    def _look_ahead(self, c: int) -> None:
        """P(best given class c) after one more answer c, less what it is now, for each set of models."""
        made = best_after(self.a[c], self.b[c], self._sets.hits(c), points=self._options.points)
        self._change[self._sets.start[c] : self._sets.start[c + 1]] = made - self._row[c]

    @property
    def _pair_item(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.panel)), np.diff(self._sets.first))

    def _entropies(self, now: Floats, share: Floats) -> Floats:
        """(U,) entropy of P(best) after each set's answer."""
        weight = np.repeat(share, np.diff(self._sets.start))

        def block(rows: slice) -> Floats:
            return _entropy(now + weight[rows, None] * self._change[rows])

        return np.concatenate(in_blocks(block, len(weight), BLOCK))

    def _choose(self, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[int, float]:
        split = rows[self.panel.split[rows]]
        rows = split if len(split) else rows
        gains = self.gain(rows)
        place, chance = highest(gains, rng, SLACK + SLACK * abs(gains.max()))
        return int(rows[place]), chance

    def _learn(self, item: int, answer: int, chance: float) -> None:
        said, rate = self.panel.said[:, item], self._options.learning_rate
        self.a[answer] += rate * (said == answer)
        self.b[answer] += rate * (said != answer)
        self._mass[:, answer] += rate * self.panel.agreement(said)
        self._row[answer] = prob_best(self.a[answer], self.b[answer], points=self._options.points)
        self._look_ahead(answer)

    def _posterior(self) -> Floats:
        return np.asarray(_share(self.class_belief()) @ self._row)

    def _scores(self) -> Floats:
        return self._posterior()


def _share(belief: Floats) -> Floats:
    """(C,) how common the classes are believed to be."""
    total = belief.sum(axis=0)
    return np.asarray(total / total.sum())


def _entropy(chances: Floats) -> Floats:
    """(n,) bits of each row, whose entries count as 1e-12 at least."""
    kept = np.maximum(chances, LEAST)
    return np.asarray(-(kept * np.log2(kept)).sum(axis=1))
