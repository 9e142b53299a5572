"""Plasm: one model labels the pool for another, and labels that look harmful are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners.progress import report
from labelwise.params import Between
from labelwise.training.held_out import accuracy, apart
from labelwise.training.pseudo import joined, outputs, remembered, sample
from labelwise.training.recipe import Recipe, adapted, train
from labelwise.training.shares import as_taken
from labelwise.types import Model, TargetKind, Targets, Training

__all__ = ["Plasm", "self_influence"]

Array = NDArray[Any]

CLASSES = ("hard", "soft", "votes")
"""Kinds of targets that name classes in shares, or that copies can be made of."""

UNKNOWN = 0.1
"""Share left out where there are too few labels to hold some out."""


def self_influence(proba: Array, embedding: Array, labels: Array, rate: float = 1.0) -> NDArray[np.float64]:
    """How far a step on an item lowers the item's own loss: ``rate |p - y|^2 (|z|^2 + 1)``.

    This is the squared norm of the gradient of the cross entropy in the weights and intercepts of a linear
    last layer on the embedding z, as in TracIn for an item with itself: large where a label contradicts what
    its neighbours taught.

    Parameters
    ----------
    proba : (n, C) float
        Of the model at one point of its training; add the results of several.
    embedding : (n, D) float
        What the last layer is given.
    labels : (n,) int or (n, C) float
        Classes, or shares of each.
    rate : float
        Step size there.

    Examples
    --------
    >>> self_influence(np.array([[0.9, 0.1], [0.9, 0.1]]), np.ones((2, 1)), np.arange(2)).round(2).tolist()
    [0.04, 3.24]
    """
    goal = np.eye(proba.shape[1])[labels] if labels.ndim == 1 else labels
    return np.asarray(rate * ((proba - goal) ** 2).sum(axis=1) * ((embedding**2).sum(axis=1) + 1))


@dataclass(frozen=True, repr=False)
class Plasm(Recipe):
    """Acquire with a small model, label with a successor, train any model on what is left of its labels.

    In a campaign: ``learner={"acquire": small, "final": Plasm(large, label=successor)}``. The successor
    learns from the labels of people and labels unlabelled items; the ``unsure`` share of which it is least
    certain is left out; the target learns from the rest and the labels of people; then pseudo-labels of the
    largest :func:`self_influence` on the target are left out, too, and the target is trained afresh.

    How many: ``harmful``, or 1 minus the accuracy of a successor on labels held out from it (0.1 where there
    are too few), less the share that was left out already.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        The target; any kind of model.
    label : Learner, scikit-learn classifier or None
        The successor; None: the target itself.
    unsure : float
        Share of the drawn items.
    harmful : float or None
        Share of the drawn items, those of ``unsure`` counted; 0 for no filter by influence.
    weight : float
        What a pseudo-label counts beside a label of a person.
    shares : bool
        Whether the target learns the probabilities of the successor, not its most probable class.
    held : float
        Share of the labels that are held out to see how good the successor is.
    most : int
        So many unlabelled items are labelled, drawn at random.

    References
    ----------
    "Towards Computationally Feasible Deep Active Learning" (S005). As in its code the influence is that of an
    item on itself; there it is summed over checkpoints and all weights, here it is of the last layer at the
    end of training.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.naive_bayes import GaussianNB
    >>> Plasm(LogisticRegression(), GaussianNB()).label
    SklearnLearner(estimator=GaussianNB())
    """

    label: Any = None
    unsure: Annotated[float, Between(0, 0.99)] = 0.1
    harmful: Annotated[float | None, Between(0, 0.99)] = None
    weight: Annotated[float, Between(0, open_low=True)] = field(default=1.0, kw_only=True)
    shares: bool = field(default=False, kw_only=True)
    held: Annotated[float, Between(0, 0.5)] = field(default=0.2, kw_only=True)
    most: Annotated[int, Between(1)] = field(default=16_384, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse models of something else than classes, and a target whose influence cannot be known."""
        super().__post_init__()
        if self.label is not None:
            object.__setattr__(self, "label", adapted(self, self.label))
        for one in (self.learner, self.successor):
            if not {"hard", "soft"} & set(one.accepts):
                raise BadParameter(
                    f"{type(one).__name__} takes {one.accepts}", allowed="learners of hard or soft labels"
                )
            if "proba" not in getattr(one, "provides", ("proba",)):
                raise MissingCapability(
                    f"Plasm needs proba, and {type(one).__name__} gives none",
                    fix="pass SklearnLearner(estimator, scores='decision')",
                )
        if self.harmful != 0 and "embedding" not in self.provides:
            raise MissingCapability(
                f"influence needs the embedding, and {type(self.learner).__name__} gives none",
                fix="pass harmful=0 for no filter by influence",
            )

    @property
    def successor(self) -> Any:
        """The learner that labels."""
        return self.learner if self.label is None else self.label

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Shares of classes, what they can be made of, and classes; what the target takes comes first."""
        own = [kind for kind in self.learner.accepts if kind in CLASSES]
        return tuple(cast(TargetKind, kind) for kind in dict.fromkeys([*own, *CLASSES]))

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Label, leave out, train; leave out, train again."""
        labels = self._labelled(data, rng, hooks)
        if not len(labels):
            return self._target(data, labels, rng, hooks)
        model = self._target(data, labels, rng, hooks)
        left = self._share(data, rng, hooks)
        if left <= 0 or not {"proba", "embedding"} <= set(model.provides):
            return model
        report("influence", 0.5)
        p, z = (outputs(model, data, labels.rows, name) for name in ("proba", "embedding"))
        score = self_influence(p, z, labels.value)
        drawn = len(labels) / (1 - self.unsure)
        keep = np.ones(len(labels), bool)
        keep[np.argsort(-score, kind="stable")[: round(left * drawn)]] = False
        return self._target(data, labels.only(keep), rng, hooks)

    def _labelled(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any]) -> Targets:
        """What the successor says of drawn items but the least certain ones."""
        none = np.zeros(0, np.int64)
        labeller = self._success(data, rng, hooks)
        if "proba" not in labeller.provides or not len(data.unlabelled):
            return Targets(none, none, "hard", np.zeros(0))
        rows = sample(data, self.most, rng)
        p = outputs(labeller, data, rows)
        sure = np.argsort(p.max(axis=1), kind="stable")[round(self.unsure * len(rows)) :]
        kept = np.sort(sure)
        value = p[kept] if self.shares else p[kept].argmax(axis=1).astype(np.int64)
        kind: TargetKind = "soft" if self.shares else "hard"
        return Targets(rows[kept], value, kind, np.full(len(kept), self.weight))

    def _success(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any]) -> Any:
        """A successor trained on labels of people."""
        learner = self.successor
        own = hooks if getattr(learner, "hookable", False) else ()
        if self.label is not None:
            data = replace(data, previous=None)  # the model before is a target
        return train(learner, as_taken(data, learner.accepts), rng, own)

    def _share(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any]) -> float:
        """Share of the drawn items that is still to be left out."""
        if self.harmful is not None:
            return self.harmful - self.unsure
        rest, at = apart(data, self.held, rng)
        if not len(at):
            return UNKNOWN - self.unsure
        return 1 - accuracy(self._success(rest, rng, hooks), data, at) - self.unsure

    def _target(
        self, data: Training, labels: Targets, rng: np.random.Generator, hooks: Sequence[Any]
    ) -> Model:
        """The target, trained on labels of people and these."""
        if len(labels):
            soft = labels.kind == "soft" or data.targets.kind != "hard"
            value = labels.value
            if soft and value.ndim == 1:
                value = np.eye(data.targets.value.shape[1])[value]
            kind = data.targets.kind if data.targets.kind != "hard" else labels.kind
            data = joined(data, labels.rows, value, labels.weight, by="model:plasm", kind=kind)
        model: Model = remembered(train(self.learner, as_taken(data, self.learner.accepts), rng, hooks), data)
        return model
