"""SelfPaced: one model a class, which takes in what it finds easy, and more with every round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners.progress import report
from labelwise.params import Between, Piece
from labelwise.training.one_vs_rest import ScoresModel
from labelwise.training.pseudo import joined, outputs, sample
from labelwise.training.recipe import Recipe, train
from labelwise.types import State, TargetKind, Targets, Training

__all__ = ["Pace", "SelfPaced", "paced_labels", "paced_weights"]

Array = NDArray[Any]

EDGE = 1e-12
"""Probabilities are this far from 0 and 1 when they are turned into scores."""


@dataclass(frozen=True, repr=False)
class Pace(Piece):
    """The losses that are still easy: ``start``, and ``step`` more in each of ``rounds`` rounds.

    Examples
    --------
    >>> Pace(0.5, 0.25, 3).values()
    [0.5, 0.75, 1.0]
    """

    start: Annotated[float, Between(0, open_low=True)] = 0.5
    step: Annotated[float, Between(0)] = 0.5
    rounds: Annotated[int, Between(0)] = 4

    def values(self) -> list[float]:
        """One a round."""
        return [self.start + self.step * k for k in range(self.rounds)]


def paced_weights(loss: Array, easy: float, cost: float = 1.0, *, hard: bool = False) -> NDArray[np.float64]:
    """``1 - cost loss / easy``, at least 0.

    This is the v from 0 to 1 for which ``cost v loss + easy (v^2 / 2 - v)`` is least.

    Parameters
    ----------
    loss : array
        0 or more.
    easy : float
        The loss, times ``cost``, from which on nothing counts.
    cost : float
        Factor of the loss.
    hard : bool
        1 for every loss below that instead.

    Examples
    --------
    >>> paced_weights(np.array([0.0, 0.5, 2.0]), 1.0).tolist()
    [1.0, 0.5, 0.0]
    """
    weight = np.clip(1 - cost * np.asarray(loss, float) / easy, 0, 1)
    return (weight > 0).astype(float) if hard else weight


def paced_labels(scores: Array) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """What one-against-rest scores (n, C) say of each item.

    Returns
    -------
    label : (n,) int64
        The class whose score alone is positive; -1 where none is.
    loss : (n, C) float64
        Hinge loss of each class for this label: ``[1 - y f]+`` with y of 1 for it and -1 for the others.
    clear : (n,) bool
        False where two classes or more claim the item.

    Examples
    --------
    >>> label, loss, clear = paced_labels(np.array([[2.0, -2.0], [-0.5, -0.5], [1.0, 1.0]]))
    >>> label.tolist(), loss.tolist()[:2], clear.tolist()
    ([0, -1, 0], [[0.0, 0.0], [0.5, 0.5]], [True, True, False])
    """
    claimed = (scores > 0).sum(axis=1)
    label = np.where(claimed > 0, scores.argmax(axis=1), -1)
    sign = np.where(np.arange(scores.shape[1]) == label[:, None], 1.0, -1.0)
    return label.astype(np.int64), np.maximum(1 - sign * scores, 0), claimed < 2


@dataclass(frozen=True, repr=False)
class SelfPaced(Recipe):
    """A model for each class against the rest, taught by people and by what it is sure of itself.

    In every round items that one class claims get its label, items that none claims are no example of any,
    and each counts in each class's model by :func:`paced_weights` of its loss there; items that several
    classes claim are left to people. Labels of people count fully, and what a person has ruled out is an
    example against that class. A class without labels gets a small constant probability.

    Models give ``tags``, the probability of each class on its own, for
    :func:`labelwise.measures.claimed`, and ``proba``, those brought to a sum of 1.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Of two classes; its score is the logit of its probability, which for support vectors with
        ``scores="decision"`` is their own.
    pace : Pace
        What is easy in each round.
    cost : float
        Factor of the loss.
    hard : bool
        Whether what is easy counts fully.
    most : int
        Labels are looked for among so many unlabelled items, drawn at random.

    References
    ----------
    L. Lin, K. Wang, D. Meng, W. Zuo, L. Zhang, "Active self-paced learning for cost-effective and progressive
    face identification", 2018 (S107). There a network under the classifiers is tuned every few rounds.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> x = np.arange(10.0)[:, None]
    >>> told = Targets(np.array([0, 9]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 9))
    >>> model = SelfPaced(LogisticRegression()).fit(data, np.random.default_rng(0))
    >>> model.proba(x).argmax(axis=1).tolist(), len(model.pseudo)
    ([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], 8)
    """

    pace: Pace = field(default_factory=Pace)
    cost: Annotated[float, Between(0, open_low=True)] = 1.0
    hard: bool = False
    most: Annotated[int, Between(1)] = field(default=16_384, kw_only=True)

    accepts: ClassVar[tuple[TargetKind, ...]] = ("partial", "hard")

    def __post_init__(self) -> None:
        """Refuse a learner that cannot tell two classes apart with a probability."""
        super().__post_init__()
        if "hard" not in self.learner.accepts:
            raise BadParameter(
                f"SelfPaced trains one model a class, and the learner takes {self.learner.accepts}",
                allowed="a learner of hard labels",
            )
        if "proba" not in super().provides:
            raise MissingCapability(
                f"SelfPaced needs proba, and {type(self.learner).__name__} gives none",
                fix="pass SklearnLearner(estimator, scores='decision')",
            )

    @property
    def provides(self) -> tuple[str, ...]:
        """Probabilities of the classes, together and each on its own, and the embedding."""
        return ("proba", "tags", *(("embedding",) if "embedding" in super().provides else ()))

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> ScoresModel:
        """Train on labels of people, then by the pace."""
        known = signs(data.targets, len(data.classes))
        tasks = [
            replace(own_task(data, known, c), previous=one)
            for c, one in enumerate(before(data, known.shape[1]))
        ]
        model = ScoresModel([self._member(task, rng, hooks) for task in tasks])
        rows, found = sample(data, self.most, rng), data.targets.only(np.zeros(len(data.targets), bool))
        for turn, easy in enumerate(self.pace.values() if len(rows) and len(model.trained) else []):
            report("self-paced", turn / self.pace.rounds)
            p = np.clip(outputs(model, data, rows, "tags"), EDGE, 1 - EDGE)
            label, loss, clear = paced_labels(logit(p))
            weight = paced_weights(loss, easy, self.cost, hard=self.hard) * clear[:, None]
            more = [taught(task, rows, label == c, weight[:, c]) for c, task in enumerate(tasks)]
            model = ScoresModel([self._member(task, rng, hooks) for task in more])
            own = weight[np.arange(len(rows)), label] * (label >= 0)
            found = Targets(rows[own > 0], label[own > 0], "hard", own[own > 0], (BY,) * int((own > 0).sum()))
        model.pseudo = found
        return model

    def _member(self, task: Training, rng: np.random.Generator, hooks: Sequence[Any]) -> Any:
        """A model of two classes, or a constant where one of them was never seen."""
        value = task.targets.value
        if len(np.unique(value)) < 2:
            return float((value.sum() + 1) / (len(value) + 2))
        return train(self.learner, task, rng, hooks)

    def restore(self, state: State, hooks: Sequence[Any] = ()) -> ScoresModel:
        """The models that ``state`` was taken of."""
        return ScoresModel.restored(state, lambda own: super(SelfPaced, self).restore(own, hooks))


BY = "model:selfpaced"


def before(data: Training, classes: int) -> list[Any]:
    """The model of each class that a training may go on from; None where there is none."""
    members = data.previous.members if isinstance(data.previous, ScoresModel) else []
    alike = len(members) == classes
    return [one if hasattr(one, "proba") else None for one in members] if alike else [None] * classes


def signs(targets: Targets, classes: int) -> NDArray[np.int64]:
    """(m, C): 1 the class of an item, -1 ruled out, 0 not known.

    Examples
    --------
    >>> either = Targets(np.arange(2), np.array([[1, 1, 0], [0, 0, 1]]), "partial", np.ones(2))
    >>> signs(either, 3).tolist()
    [[0, 0, -1], [-1, -1, 1]]
    """
    if targets.kind == "hard":
        count = classes or int(targets.value.max(initial=-1)) + 1
        return np.where(np.arange(count) == targets.value[:, None], 1, -1)
    possible = np.asarray(targets.value) > 0
    alone = possible.sum(axis=1, keepdims=True) == 1
    return np.where(~possible, -1, np.where(alone, 1, 0))


def own_task(data: Training, known: Array, c: int) -> Training:
    """Class c against the rest, of the labelled rows of which that is known."""
    kept = known[:, c] != 0
    told = data.targets
    by = tuple(b for b, k in zip(told.by, kept, strict=True) if k) if told.by else ()
    own = Targets(told.rows[kept], (known[kept, c] > 0).astype(np.int64), "hard", told.weight[kept], by)
    return replace(data, rows=own.rows, targets=own, classes=("rest", str(c)))


def taught(task: Training, rows: Array, there: Array, weight: Array) -> Training:
    """``task`` with pseudo-labels of the rows that weigh something."""
    kept = weight > 0
    return joined(task, rows[kept], there[kept].astype(np.int64), weight[kept], by=BY)
