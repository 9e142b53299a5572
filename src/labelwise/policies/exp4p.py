"""Exp4P: a bandit that gives slots to the strategy after whose questions the model is right most often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter
from labelwise.params import Between, Piece
from labelwise.policies.mixture import Drawn
from labelwise.policies.rewards import Turns, batches
from labelwise.strategy import View
from labelwise.types import Reply, State

__all__ = ["Exp4P"]

NOTE = re.compile(r" arm \d+ \(shares ([\d.e +-]+), chances ([\d.e +-]+)\): ")


class _Noted(Drawn):
    """Draws by the shares, and writes down what the weights are computed from."""

    def note(self, live: NDArray[np.bool_], chances: Sequence[float]) -> str:
        """Share of each arm, and the chance that each gave the row."""
        share, chance = (" ".join(f"{v:.6g}" for v in values) for values in (self.shares(live), chances))
        return f"shares {share}, chances {chance}"


@dataclass(frozen=True, repr=False)
class Exp4P(Piece):
    """Exp4.P over strategies, rewarded by importance-weighted accuracy (ALBL).

    Arm k has the share ``p_k = (1 - K floor) w_k / sum(w) + floor`` of the slots. A row that arm k takes with
    the chance ``c_k`` is asked with the probability ``q = sum_k p_k c_k``, which is recorded. Once the
    questions after its batch are answered, every arm that might have asked it is credited:
    ``w_k *= exp(floor / 2 (r c_k / q + sqrt(log(K / delta) / (K horizon)) / p_k))``. The reward r is the
    share of those later questions, weighted by 1/q, whose answer the model that asked had predicted.

    One of the arms should be random: only then has every row a chance, and the weighted share is an estimate
    of the accuracy on the whole pool. Arms whose chances nobody knows, such as one with :class:`Tailor`,
    leave the weights as they are, and so do questions that name no single class.

    It learns slowly: on digits, after 400 questions of margin, typiclust and random in batches of ten, shares
    are 0.2 to 0.5 in another order for every seed, since rewards hardly depend on who asked. What it is
    worth is the mixture, with probabilities that estimates can rely on.

    Parameters
    ----------
    horizon : int
        How many questions are planned; it sets floor and speed, and more may be asked.
    floor : float, optional
        Least share of an arm, at most 1/K; ``sqrt(log(K) / (K horizon))`` by default.
    delta : float
        Confidence 1 - delta of the bound on the regret.
    judged : int
        A reward is measured on as few of the next batches as hold so many answers.

    Raises
    ------
    BadParameter
        When a batch begins, if the floor leaves no room for so many arms.

    References
    ----------
    W.-N. Hsu, H.-T. Lin, "Active Learning by Learning", 2015; A. Beygelzimer, J. Langford, L. Li, L. Reyzin,
    R. Schapire, "Contextual Bandit Algorithms with Supervised Learning Guarantees", 2011. Weights, floor and
    bonus are those of the authors' code (libact). Ours differs: (1) A model is judged by what it had
    predicted of the next questions, there by all questions so far, which it has learned from. (2) The
    weighted sum is divided by the sum of the weights, there by items times horizon, so that rewards reach 1
    only in the end. (3) Shares stay for a batch, there for one question. (4) No item is drawn twice, there
    an item that has its label already counts as one more round. (5) Weights are computed from all present
    answers, so that one that is late or taken back counts in its own batch.

    Examples
    --------
    >>> from labelwise.types import Answer, Reply
    >>> def reply(seed, arm, chances, p, predicted):
    ...     asked = {"why": f"exp4.p arm {arm} (shares 0.5 0.5, chances {chances}): margin", "seed": seed,
    ...              "seq": seed, "p": p, "predicted": predicted}
    ...     return arm - 1, Reply(asked, Answer(f"a{seed}", f"q{seed}", "human:anna", "is", "cat"))
    >>> turns = [reply(1, 1, "1 0.1", 0.55, "cat"), reply(2, 2, "0 0.1", 0.05, "cat")]
    >>> Exp4P(floor=0.2, judged=1).fold(turns, ("cat", "dog"), arms=2)["fold.weights"].round(3).tolist()
    [0.541, 0.459]
    """

    horizon: Annotated[int, Between(1)] = 400
    floor: Annotated[float | None, Between(0, 1)] = None
    delta: Annotated[float, Between(0, 1, open_low=True)] = 0.1
    judged: Annotated[int, Between(1)] = 10
    title = "exp4.p"
    reads_predicted = True

    def start(self, view: View, arms: int, state: State, rng: np.random.Generator) -> _Noted:
        """Begin a batch."""
        weights = np.asarray(state.get("fold.weights", np.full(arms, 1 / arms)))
        least = self._least(arms)
        if least * arms > 1 + 1e-9:
            raise BadParameter(
                f"Exp4P: a floor of {self.floor} for {arms} arms", allowed=f"at most {1 / arms:.4g}"
            )
        return _Noted((1 - arms * least) * weights / weights.sum() + least, rng)

    def _least(self, arms: int) -> float:
        own = float(np.sqrt(np.log(arms) / (arms * self.horizon)))
        return min(own, 1 / arms) if self.floor is None else self.floor

    def fold(self, turns: Turns, classes: tuple[str, ...], arms: int) -> State:
        """Weights of the arms from the present answers.

        Returns
        -------
        dict
            ``fold.weights`` (K,), together 1.
        """
        found, asked = np.zeros(arms), list(batches(turns))
        least = self._least(arms)
        bonus = np.sqrt(np.log(arms / self.delta) / (arms * self.horizon))
        for k, batch in enumerate(asked):
            reward = self._reward(asked[k + 1 :])
            if reward is None:
                break
            for _, reply in batch:
                noted = _noted(reply, arms)
                if noted is not None:
                    share, chance, q = noted
                    extra = np.divide(bonus, share, out=np.zeros(arms), where=share > 0)
                    found += least / 2 * (reward * chance / q + extra)
        weights = np.exp(found - found.max())
        return {"fold.weights": weights / weights.sum()}

    def _reward(self, later: Sequence[Sequence[tuple[int, Reply]]]) -> float | None:
        """Weighted share of right predictions in the batches that came next; None while they are too few."""
        right = total = 0.0
        count = 0
        for batch in later:
            for _, reply in batch:
                p, guess, answer = reply.asked.get("p"), reply.asked.get("predicted"), reply.answer
                if p and guess is not None and answer.kind == "is" and isinstance(answer.value, str):
                    right, total, count = right + (guess == answer.value) / p, total + 1 / p, count + 1
            if count >= self.judged:
                return right / total
        return None


def _noted(reply: Reply, arms: int) -> tuple[NDArray[Any], NDArray[Any], float] | None:
    """Shares, chances and probability of a question, as they were recorded; None where one is unknown."""
    found, p = NOTE.search(str(reply.asked.get("why", ""))), reply.asked.get("p")
    if found is None or not p:
        return None
    share, chance = (np.array(text.split(), dtype=np.float64) for text in found.groups())
    return (share, chance, float(p)) if len(share) == len(chance) == arms else None
