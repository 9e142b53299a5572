"""Tailor: a bandit that gives slots to the strategy whose answers balance the classes best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf, Piece
from labelwise.policies.rewards import Turns, batches, said
from labelwise.strategy import View
from labelwise.types import State

__all__ = ["Tailor"]

LEAST = 1e-100
"""Counts that were discounted away stay above zero, as a Beta distribution needs them."""


class _Thompson:
    """Draws for each slot how good every arm may be, and takes the best."""

    def __init__(self, yes: NDArray[Any], no: NDArray[Any] | None, value: NDArray[Any], rng: Any) -> None:
        self._yes, self._no, self._value, self._rng = yes, no, value, rng

    def shares(self, live: NDArray[np.bool_]) -> None:
        """Nobody knows how likely an arm is to be drawn best."""

    def draw(self, live: NDArray[np.bool_]) -> int:
        """The live arm with the highest draw; equal ones, up to rounding, at random."""
        if self._no is None:
            share = np.array([self._rng.dirichlet(a + 1) for a in self._yes])
        else:
            share = self._rng.beta(*np.maximum((self._yes, self._no), LEAST))
        worth = np.where(live, share @ self._value, -np.inf)
        close = worth >= worth.max() - 1e-9 * np.abs(self._value).max()
        return int(self._rng.choice(np.flatnonzero(live & close)))


@dataclass(frozen=True, repr=False)
class Tailor(Piece):
    """Thompson sampling over strategies, for classes of very different size.

    For each slot the shares of the classes among an arm's answers are drawn, from a Dirichlet distribution
    or, for tags, from Beta distributions, and the arm with the highest value goes. Answers count once
    their batch is asked: before each later batch all counts are multiplied by ``discount``.

    Parameters
    ----------
    reward : {"div", "pos"}
        What an answer of class c is worth: one over its number of labels, with the sign turned where c has
        more than half of all labels; or 1, which counts tags found.
    discount : float
        How much of the counts is left after a batch.
    tags : bool
        Whether an answer may name several classes.

    Raises
    ------
    BadParameter
        In a fold, if an answer names several classes and ``tags`` is False; when a batch begins, if there are
        no classes.

    References
    ----------
    J. Zhang, S. Shao, S. Verma, R. Nowak, "Algorithm Selection for Deep Active Learning with Imbalanced
    Datasets" (S033, TAILOR), 2023. The added 1 of the Dirichlet draw is that of the authors' code. There a
    state is updated batch by batch; here it is computed from all present answers, so that an answer that is
    late or taken back counts in its own batch.

    Examples
    --------
    >>> from labelwise.types import Answer, Reply
    >>> asked = {"why": "tailor arm 2: margin", "seed": 1, "seq": 0}
    >>> replies = [(1, Reply(asked, Answer("a1", "q1", "human:anna", "is", "rare")))]
    >>> Tailor().fold(replies, ("common", "rare"), arms=2)["fold.alpha"].tolist()
    [[0.9, 0.9], [0.9, 1.9]]
    """

    reward: Annotated[str, OneOf(("div", "pos"))] = "div"
    discount: Annotated[float, Between(0, 1)] = 0.9
    tags: bool = False
    title = "tailor"

    def start(self, view: View, arms: int, state: State, rng: np.random.Generator) -> _Thompson:
        """Begin a batch."""
        count = max(view.classes or 0, int(view.labels.max(initial=0)) + 1)
        yes = np.asarray(state.get("fold.alpha", np.ones((arms, count))))
        if not yes.shape[1]:
            raise _no_classes()
        if self.tags:
            found = np.asarray(state.get("fold.found", np.zeros((2, yes.shape[1]))))
            no = np.asarray(state.get("fold.beta", np.ones(yes.shape)))
            return _Thompson(yes, no, self._values(*found), rng)
        labels = np.bincount(view.labels[view.labels >= 0], minlength=yes.shape[1])[: yes.shape[1]]
        return _Thompson(yes, None, self._values(labels, labels.sum() - labels), rng)

    def _values(self, labels: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
        """(C,) what one more answer of each class is worth."""
        if self.reward == "pos":
            return np.ones(len(labels))
        return np.asarray(np.where(labels > others, -1.0, 1.0) / np.maximum(labels, 1))

    def fold(self, turns: Turns, classes: tuple[str, ...], arms: int) -> State:
        """Counts of each arm from the present answers to its questions, older batches discounted.

        Returns
        -------
        dict
            ``fold.alpha`` (M, C); for tags also ``fold.beta`` (M, C) and ``fold.found`` (2, C), how many
            answers, those to questions of no arm too, say yes and no to each.
        """
        if not self.tags:
            _refuse_several(turns, classes)
        state, place = np.ones((2, arms, len(classes))), {name: c for c, name in enumerate(classes)}
        for batch in batches(turns):
            counts = np.zeros_like(state)
            for arm, reply in batch:
                counts[:, arm] += said(reply.answer, place)
            state = self.discount * state + counts
        if not self.tags:
            return {"fold.alpha": state[0]}
        found = sum((said(reply.answer, place) for _, reply in turns), np.zeros((2, len(classes))))
        return {"fold.alpha": state[0], "fold.beta": state[1], "fold.found": found}


def _refuse_several(turns: Turns, classes: tuple[str, ...]) -> None:
    """Labels of a View hold one class a row: of answers that name several they count nothing."""
    for _, reply in turns:
        value = reply.answer.value
        if reply.answer.kind == "is" and value is not None and not isinstance(value, str):
            if not classes:
                raise _no_classes()
            raise BadParameter(
                f"Tailor: the answer {value!r} about item {reply.answer.item!r}",
                allowed="one class, as long as tags is False",
                fix="pass Tailor(tags=True)",
            )


def _no_classes() -> BadParameter:
    return BadParameter(
        "Tailor: there are no classes",
        allowed="tasks whose answers are classes or tags",
        fix="share the slots by Mixture(arms, shares)",
    )
