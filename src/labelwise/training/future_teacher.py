"""FutureTeacher: pseudo-labels of a moving average of the weights, which looks a few steps ahead (S093)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from labelwise.params import Between, OneOf
from labelwise.training.recipe import LoopRecipe

__all__ = ["FutureTeacher"]


@dataclass(frozen=True, repr=False)
class FutureTeacher(LoopRecipe):
    """A teacher, the moving average of the network's weights, labels unlabelled items in every step.

    To the loss of a batch comes ``weight`` times the loss on as many unlabelled items as ``Loop.batch`` says,
    whose labels are the teacher's favourites, times the share of them of which it is sure enough. Before that
    the teacher looks ahead:

    - ``deep``: ``ahead`` times { the teacher moves to the student; the student steps on this batch }, the
      teacher moves once more, the student's weights are put back, and the real step is taken;
    - ``wide``: ``ahead`` steps from the same weights, each on another batch; the teacher moves to the mean of
      the weights that come of them; the student's are put back, the real step is taken, and the teacher moves
      to the student.

    In step t (from 0) the teacher keeps ``min(1 - 1 / (t + 1), decay)`` of its weights. With ``ahead=0`` this
    is plain self-training with a moving average. Only weights are put back, not what the optimiser remembers.
    A training takes ``ahead + 1`` times as long.

    Parameters
    ----------
    learner : Learner
        A network.
    how : {"deep", "wide"}
        See above.
    ahead : int
        Steps of the look ahead.
    decay : float
        What the teacher keeps of its weights at most.
    sure : float
        Of at least this probability the teacher is sure.
    weight : float
        Of the unlabelled items.
    ramp : bool
        Whether the teacher follows sooner in the first steps; otherwise it keeps ``decay`` from the start.
    most : int
        Unlabelled items that are used, drawn at random.

    References
    ----------
    Y. Du, Y. Shen, H. Wang, J. Fei, W. Li, L. Wu, R. Zhao, Z. Fu, Q. Liu, "Learning from Future: A Novel
    Self-Training Framework for Semantic Segmentation", 2022 (S093). Here for whole items; pasting of
    regions, colour jitter and blur, which need images, are left out, so that dropout alone makes the
    student's task harder than the teacher's.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.learners import Mlp, TorchLearner
    >>> from labelwise.types import Targets, Training
    >>> x = np.concatenate([np.linspace(-2, -1, 20), np.linspace(1, 2, 20)])[:, None]
    >>> told = Targets(np.array([0, 39]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 39))
    >>> model = FutureTeacher(TorchLearner(Mlp((8,)))).fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist() == [0] * 20 + [1] * 20
    True
    """

    how: Annotated[str, OneOf(("deep", "wide"))] = "deep"
    ahead: Annotated[int, Between(0)] = 3
    decay: Annotated[float, Between(0, 1)] = 0.999
    sure: Annotated[float, Between(0, 1)] = 0.968
    weight: Annotated[float, Between(0)] = 1.0
    ramp: bool = field(default=True, kw_only=True)
    most: Annotated[int, Between(1)] = field(default=16_384, kw_only=True)

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.future_teacher import FutureTeacherHook

        return FutureTeacherHook(self)
