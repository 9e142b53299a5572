"""Distilled: a learner that learns what another model thinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import numpy as np

from labelwise.errors import BadParameter, MissingCapability
from labelwise.params import Between
from labelwise.tasks.tempering import tempered
from labelwise.training.pseudo import joined, outputs, remembered, sample
from labelwise.training.recipe import Recipe, adapted, train
from labelwise.training.shares import SOFT, as_taken
from labelwise.types import Model, TargetKind, Training

__all__ = ["Distilled"]


@dataclass(frozen=True, repr=False)
class Distilled(Recipe):
    """A student that learns the shares which a teacher gives each class, from labels and unlabelled items.

    The shares come from answers (votes of an LLM, say, by :class:`~labelwise.Classification`), and, with a
    ``teacher``, from a model that is trained on the labels first and then asked about unlabelled items. A
    learner that takes one class an item learns from weighed copies, which is the same loss.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        The student.
    teacher : Learner, scikit-learn classifier or None
        Trained on the labels of people; ``Training.teacher``, a model, is asked where there is one. Without
        either the shares are those of the answers.
    weight : float
        What a teacher's label counts beside a person's.
    temperature : float
        Above 1 the teacher's shares are evened, below 1 sharpened.
    most : int
        So many unlabelled items are asked about, drawn at random.

    References
    ----------
    G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural network", 2015, and "Robust Active
    Distillation" (S070), whose rule which items to ask the teacher about is
    :class:`labelwise.selectors.Minimax` over :func:`~labelwise.measures.margin` (strategy ``rad``).

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.types import Targets
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0]])
    >>> shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.4, 0.6], [0.1, 0.9]])
    >>> told = Targets(np.arange(4), shares, "soft", np.ones(4), ("llm:any",) * 4)
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"))
    >>> Distilled(LogisticRegression(C=100)).fit(data, np.random.default_rng(0)).proba(x).round(1).tolist()
    [[0.9, 0.1], [0.7, 0.3], [0.3, 0.7], [0.1, 0.9]]
    """

    teacher: Any = None
    weight: Annotated[float, Between(0, open_low=True)] = 1.0
    temperature: Annotated[float, Between(0, open_low=True)] = 1.0
    most: Annotated[int, Between(1)] = field(default=16_384, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a student of something else than classes, and a teacher without probabilities."""
        super().__post_init__()
        if not {"hard", "soft"} & set(self.learner.accepts):
            raise BadParameter(
                f"the student takes {self.learner.accepts}", allowed="a learner of hard or soft labels"
            )
        if self.teacher is not None:
            object.__setattr__(self, "teacher", adapted(self, self.teacher))
            if "proba" not in getattr(self.teacher, "provides", ("proba",)):
                raise MissingCapability(
                    f"the teacher {type(self.teacher).__name__} gives no proba",
                    fix="pass SklearnLearner(estimator, scores='decision')",
                )

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Shares of classes, and what they can be made of."""
        return ("soft", "votes", "hard")

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Ask the teacher, where there is one, and train the student."""
        teacher = data.teacher
        if self.teacher is not None:
            told = replace(data, previous=None)  # the model before is a student
            teacher = train(self.teacher, as_taken(told, self.teacher.accepts), rng)
        if teacher is not None and "proba" in teacher.provides and len(data.unlabelled):
            rows = sample(data, self.most, rng)
            shares = tempered(outputs(teacher, data, rows), self.temperature)
            kind = data.targets.kind if data.targets.kind in SOFT else None
            data = joined(data, rows, shares, self.weight, by="model:distilled", kind=kind)
        model: Model = remembered(train(self.learner, as_taken(data, self.learner.accepts), rng, hooks), data)
        return model
