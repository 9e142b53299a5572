"""SelfTraining: the frame that the methods of self-training share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadParameter, MissingCapability
from labelwise.learners.progress import report
from labelwise.params import Between
from labelwise.training.choosing.drawn import Drawn
from labelwise.training.choosing.thresholds import Percentile
from labelwise.training.choosing.weights import Even
from labelwise.training.held_out import accuracy, apart
from labelwise.training.pseudo import joined, remembered, sample
from labelwise.training.recipe import Recipe, train
from labelwise.types import Model, TargetKind, Training

__all__ = ["SelfTraining"]

Array = NDArray[Any]

CLASSES = ("hard", "soft", "partial", "votes")
"""Kinds of targets that name classes."""


@dataclass(frozen=True, repr=False)
class SelfTraining(Recipe):
    """A model gives unlabelled items labels, some are chosen and weighed, and a fresh model learns from all.

    Every round begins with the labels of people alone and chooses pseudo-labels anew, so one may change or
    leave; the learner starts afresh. A round in which nothing is chosen keeps the model it has. A person's
    label is never replaced, and without unlabelled items, or while the model gives no probabilities or
    nothing else that the pieces need (one class so far), the plain model comes back.

    Weights that people's labels get are brought to 1 on average, for the scale of all weights changes how
    strongly a learner with a penalty is held back; ``total`` sets their sum instead.

    Parameters
    ----------
    learner : Learner or scikit-learn classifier
        Any learner of classes.
    choose : piece
        ``choose(drawn)`` gives positions (k,) in ``drawn.rows`` and their classes (k,); by default the surest
        fifth.
    weigh : piece
        ``weigh(drawn, at, classes)`` gives weights (m,) of people's labels and (k,) of pseudo-labels.
    rounds : int
        How often.
    most : int
        Pseudo-labels are looked for among so many unlabelled items, drawn at random.
    held : float
        Share of people's labels by whose accuracy the number of rounds is chosen, 0 for all rounds; the
        model that comes back has then learned from these labels too.
    total : float or None
        Sum of all weights.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from labelwise.training.choosing import Percentile
    >>> from labelwise.types import Targets
    >>> x = np.arange(10.0)[:, None]
    >>> told = Targets(np.array([0, 9]), np.array([0, 1]), "hard", np.ones(2))
    >>> data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(1, 9))
    >>> recipe = SelfTraining(LogisticRegression(), Percentile(50))
    >>> recipe.fit(data, np.random.default_rng(0)).pseudo.rows.tolist()
    [1, 2, 7, 8]
    """

    choose: Any = field(default_factory=Percentile)
    weigh: Any = field(default_factory=Even)
    rounds: Annotated[int, Between(1)] = 1
    most: Annotated[int, Between(1)] = field(default=16_384, kw_only=True)
    held: Annotated[float, Between(0, 0.5)] = field(default=0.0, kw_only=True)
    total: Annotated[float | None, Between(0, open_low=True)] = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a learner of something else than classes, or without what the pieces need."""
        super().__post_init__()
        if not self.accepts:
            raise BadParameter(
                f"{type(self).__name__} gives items classes, and the learner takes {self.learner.accepts}",
                allowed="a learner of hard, soft, partial or votes",
            )
        for piece, name in self._needs():
            if name not in self.provides:
                raise MissingCapability(
                    f"{type(piece).__name__} needs {name}, and {type(self.learner).__name__} gives none",
                    fix=NEEDED.get(name, f"pass a learner that provides {name}"),
                )

    def _needs(self) -> list[tuple[Any, str]]:
        """The pieces, and the outputs that each of them reads."""
        return [(p, name) for p in (self.choose, self.weigh) for name in getattr(p, "needs", ("proba",))]

    @property
    def accepts(self) -> tuple[TargetKind, ...]:
        """Kinds of targets of the learner inside that name classes."""
        return tuple(cast(TargetKind, kind) for kind in self.learner.accepts if kind in CLASSES)

    def fit(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any] = ()) -> Model:
        """Train, choose and train again."""
        rounds = self._best(data, rng, hooks) if self.held else self.rounds
        *_, model = self._models(data, rng, hooks, rounds)
        return cast(Model, model)

    def _best(self, data: Training, rng: np.random.Generator, hooks: Sequence[Any]) -> int:
        """After how many rounds most of the labels held out are right; of equals the most rounds."""
        rest, rows = apart(data, self.held, rng)
        if not len(rows):
            return self.rounds
        found = [accuracy(m, data, rows) for m in self._models(rest, rng, hooks, self.rounds)]
        return int(len(found) - 1 - np.argmax(found[::-1]))

    def _models(
        self, data: Training, rng: np.random.Generator, hooks: Sequence[Any], rounds: int
    ) -> Iterator[Any]:
        """The plain model, and that of each round."""
        model = remembered(train(self.learner, data, rng, hooks), data)
        yield model
        needed = {"proba", *(name for _, name in self._needs())}
        if not needed <= set(model.provides) or not len(data.unlabelled):
            return
        drawn = Drawn(
            data,
            sample(data, self.most, rng),
            model,
            rng,
            turns=self.rounds,
            again=lambda: train(self.learner, data, rng, hooks),
        )
        for turn in range(rounds):
            report("self-training", turn / rounds)
            drawn = replace(drawn, model=model, turn=turn)
            more = self._taught(drawn)
            if more is not None:
                model = remembered(train(self.learner, more, rng, hooks), more)
            yield model

    def _taught(self, drawn: Drawn) -> Training | None:
        """People's labels and the chosen ones; None where nothing is chosen."""
        at, classes = self.choose(drawn)
        if not len(at):
            return None
        people, machine = self.weigh(drawn, at, classes)
        kept, data = machine > 0, drawn.data
        people = people * data.targets.weight
        total = people.sum() + machine.sum()
        factor = self.total / total if self.total else len(people) / max(people.sum(), np.finfo(float).tiny)
        told = replace(data, targets=replace(data.targets, weight=people * factor))
        kind = data.targets.kind
        value = classes if kind == "hard" else np.eye(drawn.proba.shape[1])[classes]
        by = f"model:{type(self).__name__.lower()}"
        return joined(told, drawn.rows[at[kept]], value[kept], (machine * factor)[kept], by=by, kind=kind)


NEEDED = {
    "samples": "pass an ensemble or a network with dropout, for example BaggedLearner(estimator)",
    "embedding": "pass a learner whose models give an embedding, for example a scikit-learn estimator",
    "proba": "pass a learner that gives probabilities; see SklearnLearner(estimator, scores='decision')",
}
"""What to do about what is missing."""
