"""What a View says of the campaign itself: labels, answers, votes, and what only annotators can give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from labelwise.errors import BadData
from labelwise.measures import pooled
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.strategy import View
from labelwise.types import Answer, Answers, Rows, Targets

if TYPE_CHECKING:
    from labelwise.campaign.brain import Brain
    from labelwise.campaign.trained import Trained

GIVEN = ("answers", "annotators", "votes", "oof_proba", "values", "refit", "calibration", "calibrated")
"""View names that a campaign gives."""
FOLDS = 5
"""Parts of the labelled rows for probabilities out of fold."""


class Facts:
    """Arrays of one moment, each made when a strategy asks for it.

    Parameters
    ----------
    brain : Brain
        Task, items and learners.
    trained : Trained
        The models.
    fold : Fold
        The state of the moment.
    """

    def __init__(self, brain: Brain, trained: Trained, fold: Fold) -> None:
        self._brain, self._trained, self._fold = brain, trained, fold
        self._people = [a for a in fold.present() if not (a.by_machine or fold.held_out(a))]
        kinds = brain.task.kinds
        self._targets = brain.targets(self._people, ("hard",) if "hard" in kinds else kinds)

    def arrays(self) -> dict[str, Callable[..., Any]]:
        """Functions by View name."""
        there = [name for name in GIVEN if name != "values" or self._targets.kind == "real"]
        makers = {name: getattr(self, name) for name in there if name != "refit"}
        made: dict[str, Callable[..., Any]] = {"refit": self.refit}
        return made | {name: pooled(lambda make=make: make()) for name, make in makers.items()}

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """(M,) the class index of each row that people labelled; 0 where a label is no class, else -1."""
        found = np.full(len(self._brain.subject), -1, dtype=np.int64)
        rows = self._brain.subject.labelled(self._targets)
        plain = self._targets.kind == "hard" and len(np.unique(rows)) == len(rows)
        found[rows] = self._targets.value if plain else 0
        return found

    def values(self) -> NDArray[np.float64]:
        """(M,) the number each labelled row was given; 0 where there is none. Only of a regression."""
        found = np.zeros(len(self._brain.subject))
        found[self._brain.subject.labelled(self._targets)] = self._targets.value
        return found

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._fold.annotators, *(a.by for a in self._people))))

    @cached_property
    def _named(self) -> list[Answer]:
        """Answers that name one class."""
        return [a for a in self._people if a.kind == "is" and isinstance(a.value, str)]

    def answers(self) -> Answers:
        """The answers of people that count, as columns."""
        return Answers.of(self._people, self._rows(self._people))

    def annotators(self) -> tuple[str, ...]:
        """Those who were invited, then others who answered."""
        return self._names

    def _rows(self, answers: Sequence[Answer]) -> Rows:
        return self._brain.subject.rows(a.unit for a in answers)

    def votes(self) -> Any:
        """(M, J) csr: class index + 1 of each annotator's newest answer, in the order of ``annotators``."""
        found = sparse.lil_matrix((len(self._brain.subject), len(self._names)), dtype=np.int64)
        column = {name: j for j, name in enumerate(self._names)}
        classes = {name: k + 1 for k, name in enumerate(self._brain.task.classes)}
        for row, a in zip(self._rows(self._named).tolist(), self._named, strict=True):
            found[row, column[a.by]] = classes.get(str(a.value), 0)
        return found.tocsr()

    def calibration(self) -> NDArray[np.float64]:
        """(k,) 1 - probability of the given class, of calibrating answers the model has not seen."""
        rows = self.calibrated()
        proba = self._brain.outputs(self._trained.acquire, rows)
        if proba is None:
            return np.zeros(0)
        index = [self._brain.task.classes.index(str(a.value)) for a in self._calibrating]
        return np.asarray(1 - proba[np.arange(len(rows)), index], dtype=np.float64)

    def calibrated(self) -> Rows:
        """(k,) the rows of these answers."""
        return self._rows(self._calibrating)

    @cached_property
    def _calibrating(self) -> list[Answer]:
        return [a for a in self._named if self._calibrates(a)]

    def _calibrates(self, answer: Answer) -> bool:
        asked = self._fold.asked.get(answer.query or "", {})
        return (asked.get("purpose"), asked.get("model")) == ("calibrate", self._trained.version)

    def oof_proba(self) -> NDArray[np.float64]:
        """(M, C) probabilities of labelled rows by models that have not seen their labels; else uniform.

        Uniform is also what is known where the other labels are too few for a model.

        Raises
        ------
        BadData
            If answers about an item are about its parts: then it has no single class.
        """
        brain, targets = self._brain, self._targets
        if targets.part is not None and brain.subject.units is None:
            raise BadData(
                f"the labels of {brain.task!r} are about parts of an item, and oof_proba is about items",
                allowed="tasks with one class for what a question is about",
                fix="choose by a measure that takes neither oof_proba nor votes",
            )
        classes = len(brain.task.classes)
        found = np.full((len(brain.subject), classes), 1 / max(classes, 1))
        rng = generator(brain.seed, "oof", self._trained.upto)
        items = np.unique(targets.rows)
        part = rng.permutation(np.arange(len(items)) % FOLDS)[np.searchsorted(items, targets.rows)]
        rows = brain.subject.labelled(targets)
        for k in range(FOLDS):
            found[rows[part == k]] = self._without(targets, part == k, rows, rng)
        return found

    def refit(self, rows: Rows, targets: NDArray[np.int64]) -> View:
        """The pool under a model that has learned besides people's labels that ``rows`` are ``targets``.

        Raises
        ------
        BadData
            If an item has no single class.
        """
        brain, told = self._brain, self._targets
        if told.kind != "hard" or brain.subject.units is not None:
            raise BadData(
                f"refit adds one class an item, and labels of {brain.task!r} are of another kind",
                allowed="tasks with one class an item",
            )
        old = told.only(~np.isin(told.rows, rows))
        every = np.concatenate((old.rows, rows))
        at, value = np.argsort(every, kind="stable"), np.concatenate((old.value, targets))
        weight = np.concatenate((old.weight, np.ones(len(rows))))
        by = (*old.by, *("refit",) * len(rows))
        more = Targets(every[at], value[at], "hard", weight[at], tuple(by[k] for k in at))
        model = brain.fit(brain.acquire, more, generator(brain.seed, "refit", self._trained.upto))
        return View(brain.subject.seen_as(brain.inputs()[0]), {"": model}, labels=self.labels)

    def _without(self, targets: Targets, left: NDArray[np.bool_], rows: Rows, rng: Any) -> Any:
        """Probabilities of the rows ``left`` out, by a model of the others; uniform if they are too few."""
        brain = self._brain
        rest = targets.only(~left)
        if not left.any() or not brain.task.enough(rest):
            return 1 / len(brain.task.classes)
        return brain.outputs(brain.fit(brain.acquire, rest, rng), rows[left])
