"""One class per item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer
from labelwise.tasks.base import Payload, Task, chosen
from labelwise.tasks.naming import name_of, names_of
from labelwise.types import Answer, Query, TargetKind, Targets, Units, Value

__all__ = ["Classification"]


@dataclass(frozen=True, repr=False)
class Classification(Task):
    """Each item has exactly one of ``classes``.

    Parameters
    ----------
    classes : sequence of str or numbers
        At least two names, in a list, array or Series; numbers are taken as their text (``3``, ``3.0``
        and ``numpy.int64(3)`` are all ``"3"``), a set in sorted order.
    open : bool
        Whether an answer may name a new class (kind ``other``).

    Raises
    ------
    BadParameter
        If fewer than two classes are named, or one is named twice or empty.

    Examples
    --------
    >>> task = Classification(["pos", "neg"])
    >>> task.index("neg"), task
    (1, Classification(classes=('pos', 'neg')))
    """

    classes: tuple[str, ...]
    open: bool = False
    kinds: ClassVar[tuple[TargetKind, ...]] = ("hard", "soft")
    widget: ClassVar[str] = "one"

    def __post_init__(self) -> None:
        super().__post_init__()
        names = names_of(self.classes, "class", 2)
        object.__setattr__(self, "classes", names)
        object.__setattr__(self, "_index", {c: i for i, c in enumerate(names)})

    def index(self, value: Any) -> int:
        """Class index of ``value``.

        Raises
        ------
        BadAnswer
            If it is not one of the classes.

        Examples
        --------
        >>> Classification(range(10)).index(np.int64(3))
        3
        """
        found: int | None = self._index.get(name_of(value) or "")  # type: ignore[attr-defined]
        if found is None:
            raise BadAnswer(
                f"the answer {value!r} is no class",
                allowed=", ".join(self.classes),
                fix="answer one of these",
            )
        return found

    def check(self, answer: Answer, query: Query | None = None, payload: Payload | None = None) -> Answer:
        """The answer with its value in the task's own spelling.

        Raises
        ------
        BadAnswer
            If its value is outside the classes or its kind means nothing here.

        Examples
        --------
        >>> Classification([0, 1]).check(Answer("a1", "q1", "human:anna", "is", 1.0)).value
        '1'
        """
        if answer.kind == "is":
            value = self.classes[self.index(answer.value)]
            same = type(answer.value) is str and answer.value == value
            return answer if same else replace(answer, value=value)
        if answer.kind in ("not", "among"):
            given = answer.value if isinstance(answer.value, (list, tuple)) else [answer.value]
            if not given:
                raise BadAnswer(f"an answer {answer.kind!r} without a class", allowed=", ".join(self.classes))
            return replace(answer, value=[self.classes[self.index(v)] for v in given])
        if answer.kind == "other" and not self.open:
            raise BadAnswer(
                "an answer outside the classes",
                allowed=", ".join(self.classes),
                fix="make the task with open=True",
            )
        return answer

    def consensus(self, answers: Sequence[Answer]) -> str | None:
        """The class most answers give; among equals the one answered first; None without any.

        Examples
        --------
        >>> given = [Answer(f"a{k}", "q1", "human:anna", "is", v) for k, v in enumerate(["x", "y", "y"])]
        >>> Classification(["x", "y"]).consensus(given)
        'y'
        """
        if len(answers) == 1:  # nearly always; a status asks this of every item
            return self.classes[self.index(answers[0].value)] if answers[0].kind == "is" else None
        votes = Counter(self.index(a.value) for a in answers if a.kind == "is")
        return self.classes[votes.most_common(1)[0][0]] if votes else None

    def targets(
        self,
        answers: Sequence[Answer],
        row_of: Callable[[str], int],
        accepts: Sequence[TargetKind] = ("hard",),
        units: Units | None = None,
    ) -> Targets:
        """Labels for training from all present answers; the only reader of answers for training.

        Parameters
        ----------
        answers : sequence of Answer
            Present answers of any kind and any number per item.
        row_of : callable
            Item id to row.
        accepts : sequence of str
            Kinds the learner takes, the best first; the first of ``hard`` and ``soft`` is used.

        Returns
        -------
        Targets
            ``hard``: the majority of each item's answers; ``soft``: their shares.

        Raises
        ------
        BadParameter
            If the learner takes neither.

        Examples
        --------
        >>> given = [Answer(f"a{k}", "q1", "human:anna", "is", v, item="5") for k, v in enumerate("xyy")]
        >>> task = Classification(["x", "y"])
        >>> task.targets(given, int).value.tolist()
        [1]
        >>> task.targets(given, int, ("soft",)).value.round(2).tolist()
        [[0.33, 0.67]]
        """
        kind = chosen(self.kinds, accepts, self)
        of_item: dict[str, list[Answer]] = {}
        for a in answers:
            if a.kind == "is":
                of_item.setdefault(a.item, []).append(a)
        row = {item: row_of(item) for item in of_item}
        items = sorted(of_item, key=row.__getitem__)
        groups = [of_item[i] for i in items]
        value = self._shares(groups) if kind == "soft" else self._majority(groups)
        rows = np.array([row[i] for i in items], dtype=np.int64)
        by = tuple(group[-1].by for group in groups)
        return Targets(rows, value, kind, np.ones(len(items)), by, _lost(answers))

    def enough(self, targets: Targets) -> bool:
        """Whether two classes have a label."""
        value = targets.value
        seen = len(np.unique(value)) if targets.kind == "hard" else int((value.sum(axis=0) > 0).sum())
        return seen >= 2

    def predictions(self, output: NDArray[Any]) -> tuple[list[str], NDArray[Any]]:
        """The most probable class of each row of ``proba``, and its probability.

        Examples
        --------
        >>> Classification(["x", "y"]).predictions(np.array([[0.3, 0.7]]))
        (['y'], array([0.7]))
        """
        return [self.classes[k] for k in output.argmax(axis=1)], output.max(axis=1)

    def names(self, label: Value) -> tuple[str, ...]:
        """The class itself."""
        return (str(label),)

    def _majority(self, groups: Sequence[Sequence[Answer]]) -> NDArray[np.int64]:
        return np.array([self.index(self.consensus(group)) for group in groups], dtype=np.int64)

    def _shares(self, groups: Sequence[Sequence[Answer]]) -> NDArray[np.float64]:
        shares = np.zeros((len(groups), len(self.classes)))
        for share, group in zip(shares, groups, strict=True):
            for a in group:
                share[self.index(a.value)] += 1 / len(group)
        return shares


def _lost(answers: Sequence[Answer]) -> str:
    unread = sum(a.kind in ("not", "among", "other") for a in answers)
    return f"answers of kind not, among or other that this learner cannot use: {unread}" if unread else ""
