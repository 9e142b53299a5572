"""The sealed random items of a campaign: what people said of them, and what models say that never saw it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.campaign.brain import Brain
from labelwise.campaign.sealing import families
from labelwise.campaign.trained import Trained
from labelwise.random import generator
from labelwise.store.fold import Fold
from labelwise.types import Outcomes, Rows, Targets
from labelwise.types.outcomes import said

SLOW = 10.0
"""Seconds of training beyond which no model is trained for the figures alone, one where another asks."""
PARTS = 5
"""Parts of the reserve, each judged by a model that has learned from all labels but its own."""
KINDS = ("hard", "real")
"""Kinds of labels that there are figures for."""


class Reserve:
    """The reserve at one moment.

    Parameters
    ----------
    brain : Brain
        Task, items and learners.
    trained : Trained
        The models.
    fold : Fold
        The state of the moment.
    by : sequence of str
        Columns of the pool to give figures by.
    """

    def __init__(self, brain: Brain, trained: Trained, fold: Fold, by: Sequence[str] = ()) -> None:
        self._brain, self._trained, self._fold, self._by = brain, trained, fold, by
        self.rows = brain.subject.parsed(fold.config.get("reserve", ()))
        tests = [a for a in fold.present() if not a.by_machine and a.unit in fold.sealed]
        kind = next((kind for kind in brain.task.kinds if kind in KINDS), None)
        self.known = kind is not None
        self._targets = brain.targets(tests, (kind,) if kind else brain.task.kinds)
        place = np.full(len(brain.subject), -1, dtype=np.int64)
        place[self.rows] = np.arange(len(self.rows))
        self._labelled = brain.subject.labelled(self._targets)
        at = place[self._labelled]
        order = np.argsort(at[at >= 0], kind="stable")
        self.at: Rows = at[at >= 0][order]
        """(m,) places of the answered ones, ascending."""
        self.truth: NDArray[Any] = self._targets.value[at >= 0][order]
        """(m,) the class index or number of each."""

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def skipped(self) -> int:
        """How many were answered, and not by a label."""
        labelled = set(self.at.tolist())
        told = {a.unit for a in self._fold.present() if a.unit in self._fold.sealed}
        places = {row: k for k, row in enumerate(self.rows.tolist())}
        return sum(places.get(row, -1) not in labelled for row in self._brain.subject.rows(told).tolist())

    @cached_property
    def rest(self) -> Rows:
        """Rows of those that nobody has said anything about."""
        told = self._brain.subject.rows(self._fold.by_unit)
        return self.rows[~np.isin(self.rows, told)]

    def said(self) -> Any:
        """Outputs of the acquiring model for the whole reserve; None before it can say."""
        return self._brain.outputs(self._trained.acquire, self.rows)

    def outcomes(self) -> Outcomes | None:
        """The delivered model beside the truth, each part of it trained without the answers it is held to.

        The unanswered items have parts too, and each is asked of the model of its own part: so what is
        believed of them compares with what is believed of the answered ones. A learner that trains for long
        is represented by its model without any answer of the reserve, which is there already unless another
        learner asks; the delivered one is then expected to be better. None before the models can say
        anything.
        """
        brain, mine, rest = self._brain, self.rows[self.at], self.rest
        whole, same = self._trained.seconds > SLOW, brain.final is brain.acquire
        parts, others = self._parts(mine, whole), self._parts(rest, whole)
        output, unanswered = list[Any](), list[Any]()
        for k in np.unique(parts).tolist():
            model = self._trained.acquire if whole and same else self._without(mine[parts == k], k)
            made = [brain.outputs(model, rows, final=True) for rows in (mine[parts == k], rest[others == k])]
            if made[0] is None or made[1] is None:
                return None
            output.append(np.asarray(made[0]))
            unanswered.append(np.asarray(made[1]))
        if not output:
            return None
        back = np.argsort(np.argsort(parts, kind="stable"), kind="stable")
        joined, beside = np.concatenate(output)[back], np.concatenate(unanswered)
        groups, kin = self._groups(mine), self._family[mine]
        return Outcomes(self.truth, joined, self.classes, beside, self.skipped, groups=groups, kin=kin)

    @cached_property
    def _family(self) -> Rows:
        subject = self._brain.subject
        return families(subject, len(self.rows) / len(subject))

    def _parts(self, rows: Rows, whole: bool) -> NDArray[np.int64]:
        """Part of each row, the same for copies; one for all where no model is trained for the figures."""
        from labelwise.evaluation.figures import cross_fit

        items = [self._brain.subject.unit(row).item for row in self._family[rows].tolist()]
        return cross_fit(items, 1 if whole else PARTS)

    @cached_property
    def _taught(self) -> tuple[Targets, Rows]:
        """All labels that the delivered model has, and the row of each."""
        targets = self._brain.targets(list(self._fold.taught()), self._brain.final.accepts)
        return targets, self._brain.subject.labelled(targets)

    def _without(self, left: Rows, part: int) -> Any:
        """A delivered model that has not learned from some rows or from copies of them."""
        targets, rows = self._taught
        rng = generator(self._brain.seed, "judge", self._trained.upto, part)
        kin = np.isin(self._family[rows], self._family[left])
        return self._brain.fit(self._brain.final, targets.only(~kin), rng)

    def learn(self, places: Rows, rng: np.random.Generator) -> Any:
        """What a model of the acquiring learner says of all answered ones after it saw only some of them."""
        kept = np.isin(self._labelled, self.rows[self.at[places]])
        model = self._brain.fit(self._brain.acquire, self._targets.only(kept), rng)
        output = self._brain.outputs(model, self.rows[self.at])
        if output is None:  # one class only: that one
            return np.full(len(self), self.truth[places[0]])
        return said(output)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes; empty for numbers."""
        return tuple(map(str, self._brain.task.classes))

    def taught(self) -> Targets:
        """What the acquiring model has learned from, in the kind of the reserve's labels."""
        own = [a for a in self._fold.taught() if not self._fold.held_out(a)]
        return self._brain.targets(own, (self._targets.kind,))

    def seen(self) -> list[int]:
        """Labels of each class that the acquiring model has learned from."""
        if not self.known or not self.classes:
            return []
        counts: list[int] = np.bincount(self.taught().value, minlength=len(self.classes)).tolist()
        return counts

    def _groups(self, rows: Rows) -> dict[str, NDArray[Any]]:
        pool = self._brain.subject.pool
        items = np.array([self._brain.subject.item(row) for row in rows.tolist()], dtype=np.int64)
        return {name: np.asarray(pool.column(name, items)).astype(str) for name in self._by}
