"""CriteriaAndSize: a bandit that sets by which criteria a batch is chosen, and how large it is (S079)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.measures.entropy import entropy
from labelwise.params import Between, Piece
from labelwise.policies.arms import kept_by, state_of
from labelwise.policies.rewards import gained
from labelwise.representations.embedding import Embedding
from labelwise.selectors.relevance import Relevance
from labelwise.strategy import Strategy, View, count_for
from labelwise.types import Budget, Rows, Selection, State

__all__ = ["CriteriaAndSize"]

CRITERIA = ("representative", "diverse", "uncertain")
SUBSETS = tuple(chosen for size in (1, 2, 3) for chosen in combinations(CRITERIA, size))
"""The seven ways to switch them on."""


def _relevance() -> Strategy:
    return Strategy(measure=entropy, representation=Embedding(norm="l2"), selector=Relevance())


@dataclass(frozen=True, repr=False)
class CriteriaAndSize(Piece):
    """Tabular Q-learning, epsilon-greedy: which of three criteria are on, and how many rows are picked.

    An action is one of the seven non-empty sets of representative, diverse and uncertain, and a size. When
    a model has learned from the answers to a batch, its action moves by ``rate`` towards the reward of the
    batch. With ``n=None`` the size is chosen as well; where ``n`` is given, only the criteria are, by what
    was learned of the nearest size.

    Parameters
    ----------
    sizes : tuple of int
        Sizes of a batch, ascending. With s of them there are 7 s actions: fewer learn sooner.
    epsilon : float
        Probability of an action by chance.
    rate : float
        How far a value moves towards the newest reward; values begin at 0, ties are broken by chance.
    reward : callable
        ``reward(before, after, y) -> float``: probabilities (m, C) of the answered rows of a batch by the
        model that chose it and by the one that has learned from it, and their classes (m,). By default the
        share that the second has right minus that of the first: accuracy gained per label.
    strategy : Strategy
        What picks, with :class:`~labelwise.selectors.Relevance`; its weights are those of the criteria that
        are on.

    Raises
    ------
    BadParameter
        If the sizes do not ascend from 1 or more, or the strategy picks by another selector.

    Notes
    -----
    Values, and the last batch with what its model said of it, are kept: no answer can tell them again. While
    the model stays, so does the action, and further rows belong to the same batch. A batch without an answer
    teaches nothing. Answers are classes, one an item.

    References
    ----------
    H. Sahbi, "Reinforcement-based Display-size Selection for Frugal Satellite Image Change Detection" (S079),
    2023. The text was not to be had; actions and learning are as it is known to do. The reward is ours.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> view = View.from_arrays(proba=rng.dirichlet((1, 1), 60), embedding=rng.normal(size=(60, 2)))
    >>> made = CriteriaAndSize(sizes=(4, 8)).select(view, None, rng)
    >>> len(made), made.why[0]
    (8, 'representative, 8: relevance')
    """

    sizes: tuple[int, ...] = (8, 16, 32)
    epsilon: Annotated[float, Between(0, 1)] = 0.1
    rate: Annotated[float, Between(0, 1, open_low=True)] = 0.3
    reward: Any = gained
    strategy: Any = field(default_factory=_relevance)
    title = "criteria and size"

    def __post_init__(self) -> None:
        """Refuse sizes that are none, and other selectors."""
        super().__post_init__()
        if not self.sizes or list(self.sizes) != sorted(set(self.sizes)) or self.sizes[0] < 1:
            raise BadParameter(f"CriteriaAndSize: the sizes are {self.sizes}", allowed="1 or more, ascending")
        if not isinstance(getattr(self.strategy, "selector", None), Relevance):
            raise BadParameter(
                f"CriteriaAndSize: the strategy is {self.strategy!r}", allowed="one that picks by Relevance()"
            )

    @property
    def needs(self) -> tuple[str, ...]:
        """What the strategy reads."""
        return tuple(self.strategy.needs)

    def select(
        self,
        view: View,
        n: int | None,
        rng: np.random.Generator,
        rows: Rows | None = None,
        state: State | None = None,
        *,
        budget: Budget | None = None,
    ) -> Selection:
        """Pick ``n`` rows, or as many as are worth it; see :meth:`labelwise.strategy.Strategy.select`.

        Returns
        -------
        Selection
            ``.state`` has ``values`` (7, sizes), ``action``, the ``rows`` picked under it, what their model
            said ``before``, and its ``version``.
        """
        kept, count = dict(state or {}), count_for(self, n)
        same = bool(view.version) and kept.get("version") == view.version
        values = self._values(view, kept, same)
        which, size = kept["action"] if same else self._action(values, count, rng)
        length = self.sizes[size] if count is None else count
        extra = {} if budget is None else {"budget": budget}
        made = self._switched(SUBSETS[which]).select(view, length, rng, rows, state_of(kept, 0), **extra)
        named = f"{' + '.join(SUBSETS[which])}, {length}"
        new: dict[str, Any] = {"rows": made.indices, "before": view.get("proba", made.indices)}
        if same:
            new = {key: np.concatenate([kept[key], new[key]]) for key in new}
        new |= {"values": values, "action": np.array([which, size]), "version": view.version}
        whys = tuple(f"{named}: {why}" for why in made.why)
        return replace(made, why=whys, state=new | kept_by(0, made.state))

    def _values(self, view: View, kept: State, same: bool) -> NDArray[Any]:
        """(7, sizes) value of each action, with what the last batch has taught since."""
        values = np.array(kept.get("values", np.zeros((len(SUBSETS), len(self.sizes)))))
        rows = np.asarray(kept.get("rows", ()), dtype=np.int64)
        known = view.labels[rows] >= 0
        if known.any() and not same:
            before, after = np.asarray(kept["before"])[known], view.get("proba", rows[known])
            at = tuple(kept["action"])
            values[at] += self.rate * (self.reward(before, after, view.labels[rows[known]]) - values[at])
        return values

    def _action(self, values: NDArray[Any], n: int | None, rng: np.random.Generator) -> tuple[int, int]:
        """The best action, or one by chance: position of the subset and of the size."""
        open_to = np.ones(values.shape, dtype=bool)
        if n is not None:
            open_to[:] = np.arange(len(self.sizes)) == np.abs(np.array(self.sizes) - n).argmin()
        if rng.random() >= self.epsilon:
            open_to &= values >= values[open_to].max()
        which, size = np.argwhere(open_to)[rng.integers(open_to.sum())].tolist()
        return which, size

    def _switched(self, on: tuple[str, ...]) -> Strategy:
        """The strategy with these criteria alone."""
        off = {name: 0.0 for name in CRITERIA if name not in on}
        made: Strategy = replace(self.strategy, selector=replace(self.strategy.selector, **off))
        return made
