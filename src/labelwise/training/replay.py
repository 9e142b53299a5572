"""Replay: each round learns the new labels, and some of the old ones with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf
from labelwise.training.recipe import LoopRecipe

__all__ = ["Replay"]

WAYS = ("sd", "sds2", "er", "mir", "der++")


@dataclass(frozen=True, repr=False)
class Replay(LoopRecipe):
    """A network that goes on from the round before: epochs over the new labels, with replay of the old ones.

    The first round trains as usual. From then on an epoch is one pass over the labels that the model before
    had not seen (or that were changed since), and to each step old labels are added, ``replayed`` at most:

    - ``er``: random ones, which count like the new ones;
    - ``mir``: of ``among`` random ones those whose loss a tried step on the new labels raises most, drawn by
      the softmax of the rise;
    - ``der++``: random ones; ``L_new + alpha MSE(logits, stored logits) + beta CE_old``;
    - ``sd``: random ones; with r = old labels / new labels,
      ``L_new / (1 + r) + r / (1 + r) (alpha KL(stored || current) + beta CE_old)``, so that with ``alpha +
      beta = 1`` every label, old or new, has equal weight;
    - ``sds2``: the same, with those that cover ``among`` random ones best (facility location on the logits,
      by an RBF kernel) and of which the model is in doubt, ``log(1 + sum of 1 - max p)``, picked greedily.

    Stored outputs are those of the network for an item in the round that first learned it, and are never
    renewed. Labels that were taken back are forgotten. Without new labels the model stays as it is.

    Parameters
    ----------
    learner : Learner
        A network that goes on from the model before: ``TorchLearner(retrain="warm")``.
    how : {"sd", "sds2", "er", "mir", "der++"}
        See above.
    replayed : int
        Old labels a step; 0 for none, which forgets.
    among : int
        How many ``mir`` and ``sds2`` choose from.
    epochs : int
        Passes over the new labels, after the first round.
    alpha, beta : float
        Weights of stored outputs and of old labels.
    record : {"end", "first"}
        Outputs are stored at the end of an item's first round, or during its first epoch as in the code of
        the paper, when they are hardly more than a guess.
    doubt : float
        Weight of the doubt in ``sds2``.

    Raises
    ------
    BadParameter
        If the learner begins anew each time.

    Notes
    -----
    The rate falls over the epochs of a round, as in any training; ``Loop(stop_at=0.99)`` ends a round, as in
    the paper, when so many of all labels are right.

    References
    ----------
    A. Das, G. Bhatt, M. Bhalerao, V. Gao, R. Yang, J. Bilmes, "Accelerating Batch Active Learning Using
    Continual Learning Techniques", 2023 (S117). The bandwidth of the kernel is the mean squared distance,
    which the paper leaves open. The distance to stored outputs is KL(stored || current); the paper's code
    passes probabilities where their logarithms are expected.

    Examples
    --------
    >>> import numpy as np
    >>> from dataclasses import replace
    >>> from labelwise.learners import Mlp, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x, y = np.arange(8.0)[:, None] - 3.5, np.repeat([0, 1], 4)
    >>> def labelled(rows, **more):
    ...     rows = np.array(rows)
    ...     return Training(lambda r: x[r], rows, Targets(rows, y[rows], "hard", np.ones(len(rows))), **more)
    >>> learner, rng = Replay(TorchLearner(Mlp((8,)), retrain="warm")), np.random.default_rng(0)
    >>> first = learner.fit(labelled([0, 1, 6, 7]), rng)
    >>> second = learner.fit(labelled([0, 1, 3, 4, 6, 7], previous=first), rng)
    >>> second.proba(x).argmax(axis=1).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1]
    """

    how: Annotated[str, OneOf(WAYS)] = "sd"
    replayed: Annotated[int, Between(0)] = 40
    among: Annotated[int, Between(1)] = 100
    epochs: Annotated[int, Between(1)] = 40
    alpha: Annotated[float, Between(0)] = 0.25
    beta: Annotated[float, Between(0)] = 0.75
    record: Annotated[str, OneOf(("end", "first"))] = field(default="end", kw_only=True)
    doubt: Annotated[float, Between(0)] = field(default=1.0, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse learners that forget between rounds."""
        super().__post_init__()
        if not self.warm:
            raise BadParameter(
                "Replay goes on from the model before, and the learner begins anew each time",
                allowed='a learner with retrain="warm"',
                fix='pass Replay(TorchLearner(retrain="warm"))',
            )

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.replay import ReplayHook

        return ReplayHook(self)
