"""DualHead: one network with a head for the labels and a head for what a teacher says (S076)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import numpy as np

from labelwise.errors import BadParameter
from labelwise.params import Between
from labelwise.training.recipe import LoopRecipe, adapted, train
from labelwise.types import Learner, Model, Training

__all__ = ["DualHead"]


@dataclass(frozen=True, repr=False)
class DualHead(LoopRecipe):
    """A student of two heads: one learns the labels, the other what a teacher says of any item.

    The loss is ``(1 - share) CE(labels) + share (KD(labelled) + KD(unlabelled))`` with the temperature T and
    ``KD = T^2 KL(softmax(teacher / T) || softmax(student / T))``; with each step come as many unlabelled
    items as ``Loop.batch`` says. Predictions are the mean of both heads, weighted by ``share``.

    Parameters
    ----------
    learner : Learner
        A network that learns classes.
    teacher : learner, model, function or None
        A learner is trained on the same labels first; a model gives ``logits(x)`` or ``proba(x)``; a function
        gives the logits (m, C) of the items x, as the learner gets them. None takes ``Training.teacher``.
    share : float
        Of the teacher's head.
    temperature : float
        Softens what the teacher says.
    most : int
        Unlabelled items that are used, drawn at random.

    Raises
    ------
    BadParameter
        If the learner does not learn classes, or there is no teacher.

    References
    ----------
    S. Kang, D. Lee, H. Jang, S. J. Hwang, "PCoreSet: Effective Active Learning through Knowledge Distillation
    from Vision-Language Models", 2025 (S076).

    Examples
    --------
    >>> from labelwise.learners import Mlp, TorchLearner
    >>> from labelwise.types import Targets
    >>> x = np.linspace(-1, 1, 40)[:, None]
    >>> told = Targets(np.array([0, 39]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 39))
    >>> learner = DualHead(TorchLearner(Mlp((8,))), lambda items: np.hstack([-9 * items, 9 * items]))
    >>> model = learner.fit(data, np.random.default_rng(0))
    >>> model.proba(np.array([[-0.3], [0.3]])).argmax(axis=1).tolist()
    [0, 1]
    """

    teacher: Any = None
    share: Annotated[float, Between(0, 1)] = 0.5
    temperature: Annotated[float, Between(0, open_low=True)] = 2.0
    most: Annotated[int, Between(1)] = field(default=16_384, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse learners of something else than classes."""
        super().__post_init__()
        if "hard" not in self.accepts:
            raise BadParameter(
                f"DualHead distils classes, and the learner takes {self.accepts}",
                allowed="a learner of classes",
            )
        if hasattr(self.teacher, "get_params") and not isinstance(self.teacher, type):
            object.__setattr__(self, "teacher", adapted(self, self.teacher))
        fits = self.teacher is None or callable(self.teacher) or is_model(self.teacher) or self.teaches
        if not fits or isinstance(self.teacher, type):
            raise BadParameter(
                f"the teacher is {self.teacher!r}",
                allowed="a learner, a model with logits or proba, a function of items, or None",
            )

    @property
    def teaches(self) -> bool:
        """Whether the teacher is a learner, trained each time."""
        return isinstance(self.teacher, Learner)

    @property
    def provides(self) -> tuple[str, ...]:
        """What the learner gives, but for ``head``: there are two."""
        return tuple(name for name in super().provides if name != "head")

    def hook(self) -> Any:
        """What this does in the training loop."""
        from labelwise.training.deep.dual_head import DualHeadHook

        return DualHeadHook(self)

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Train the teacher, if it is a learner, and then the student."""
        if self.teaches:
            data = replace(data, teacher=train(self.teacher, replace(data, previous=None), rng))
        elif self.teacher is not None:
            data = replace(data, teacher=self.teacher)
        if data.teacher is None:
            raise BadParameter(
                "DualHead has no teacher",
                allowed="a learner, a model with logits or proba, or a function of items",
                fix="pass DualHead(learner, teacher=...)",
            )
        return super().fit(data, rng, hooks)


def is_model(teacher: Any) -> bool:
    """Whether it gives logits or probabilities of items."""
    return hasattr(teacher, "logits") or hasattr(teacher, "proba")
