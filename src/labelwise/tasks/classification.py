"""One class per item."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadAnswer
from labelwise.params import Between
from labelwise.tasks.base import Payload, Task, chosen
from labelwise.tasks.evidence import Claim, Evidence
from labelwise.tasks.grouping import grouped, heard
from labelwise.tasks.naming import name_of, names_of
from labelwise.tasks.teaching import class_targets, tells_apart
from labelwise.types import Answer, Kind, Query, TargetKind, Targets, Units, Value

__all__ = ["Classification"]

COUNT = Between(0)


@dataclass(frozen=True, repr=False)
class Classification(Task):
    """Each item has exactly one of ``classes``.

    Parameters
    ----------
    classes : sequence of str or numbers
        At least two names, in a list, array or Series; numbers are taken as their text (``3``, ``3.0``
        and ``numpy.int64(3)`` are all ``"3"``), a set in sorted order.
    open : bool
        Whether an answer may name a new class (kind ``other``); :meth:`grown` takes it in.

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
    kinds: ClassVar[tuple[TargetKind, ...]] = ("hard", "soft", "partial", "votes")
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

        ``is`` takes a class, votes (a mapping of classes to counts), or what is known of single classes
        (a mapping to True or False); ``not`` and ``among`` one class or a list; ``other`` a new name or
        None, where the task is open.

        Raises
        ------
        BadAnswer
            If its value is outside the classes, its kind means nothing here, or it names a part.

        Examples
        --------
        >>> Classification([0, 1]).check(Answer("a1", "q1", "human:anna", "is", 1.0)).value
        '1'
        >>> made = Classification(["a", "b", "c"]).check(Answer("a1", "q1", "human:anna", "is", {"a": False}))
        >>> made.kind, made.value
        ('not', ['a'])
        """
        self._refuse_part(answer)
        return self.spelled(answer)

    def spelled(self, answer: Answer) -> Answer:
        """:meth:`check` without looking at the part, for tasks that give a class to parts of items."""
        kind, value = answer.kind, answer.value
        if kind == "is":
            kind, value = self._is(value)
        elif kind in ("not", "among"):
            value = self._listed(kind, value)
        elif kind == "other":
            kind, value = self._other(value)
        same = kind == answer.kind and type(answer.value) is type(value) and answer.value == value
        return answer if same else replace(answer, kind=kind, value=value)

    def _is(self, value: Any) -> tuple[Kind, Value]:
        if not isinstance(value, Mapping):
            return "is", self.classes[self.index(value)]
        given = {self.classes[self.index(c)]: v for c, v in value.items()}
        if given and all(isinstance(v, (bool, np.bool_)) for v in given.values()):
            there = [c for c, v in given.items() if v]
            if len(there) > 1:
                raise BadAnswer(f"the item is {' and '.join(there)}", allowed="one class an item")
            return ("is", there[0]) if there else ("not", self._listed("not", list(given)))
        if not given or not all(map(COUNT, given.values())) or not 0 < sum(given.values()) < math.inf:
            example = dict(zip(self.classes, (3, 1), strict=False))
            raise BadAnswer(
                f"the votes are {value!r}",
                allowed="a count of 0 or more for each class, not all of them 0",
                fix=f"tell for example {example}",
            )
        return "is", given

    def _listed(self, kind: Kind, value: Any) -> Value:
        given = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        found = sorted({self.index(v) for v in given})
        if not found:
            raise BadAnswer(f"an answer {kind!r} without a class", allowed=", ".join(self.classes))
        if kind == "not" and len(found) == len(self.classes) and not self.open:
            raise BadAnswer(
                "every class is ruled out",
                allowed=f"at most {len(self.classes) - 1} of {', '.join(self.classes)}",
                fix="make the task with open=True if items may have another class",
            )
        return [self.classes[k] for k in found]

    def _other(self, value: Any) -> tuple[Kind, Value]:
        if not self.open:
            raise BadAnswer(
                "an answer outside the classes",
                allowed=", ".join(self.classes),
                fix="make the task with open=True",
            )
        name = None if value is None else name_of(value)
        if value is not None and (name is None or not name.strip()):
            raise BadAnswer(f"the new class is {value!r}", allowed="a text that is not blank, or None")
        return ("is" if name in self.classes else "other"), name

    def grown(self, names: Sequence[str]) -> Classification:
        """The task with further classes at the end; those it has stay where they are.

        Raises
        ------
        BadParameter
            If its classes are fixed, or a name is there already.

        Examples
        --------
        >>> Classification(["a", "b"], open=True).grown(["c"]).classes
        ('a', 'b', 'c')
        """
        if not self.open:
            super().grown(names)
        return replace(self, classes=(*self.classes, *names_of(names, "class", 1)))

    def evidence(self, answers: Sequence[Answer]) -> Evidence:
        """What the answers about one unit say together; those that do not count are not looked at.

        An ``other`` counts as ``is`` once its name is a class. In an open task a ``not`` leaves a class
        outside of those known possible.
        """
        claims = [claim for a in heard(answers) for claim in self._claims(a)]
        return Evidence(claims, len(self.classes))

    def _claims(self, answer: Answer) -> list[Claim]:
        value, weight, outside = answer.value, answer.weight, len(self.classes)
        if answer.kind == "is" and isinstance(value, str):
            return [((self.index(value),), weight)]
        if answer.kind == "other":
            return [((self.index(value) if value in self.classes else outside,), weight)]
        if isinstance(value, Mapping):
            return [((self.index(c),), weight * n) for c, n in value.items() if n]
        given = {self.index(v) for v in (value if isinstance(value, list) else [value])}
        if answer.kind == "not":
            given = set(range(outside + self.open)) - given
        return [(tuple(sorted(given)), weight)]

    def consensus(self, answers: Sequence[Answer]) -> str | None:
        """The class that most answers support; among equals the one named first; None without one.

        See :class:`~labelwise.tasks.evidence.Evidence`.

        Examples
        --------
        >>> given = [Answer(f"a{k}", "q1", "human:anna", "is", v) for k, v in enumerate(["x", "y", "y"])]
        >>> Classification(["x", "y"]).consensus(given)
        'y'
        >>> Classification(["x", "y"]).consensus([Answer("a1", "q1", "human:anna", "not", ["x"])])
        'y'
        """
        one = answers[0] if len(answers) == 1 else None
        if one is not None and one.kind == "is" and isinstance(one.value, str) and one.weight:
            return self.classes[self.index(one.value)]  # nearly always; a status asks it of every item
        label = self.evidence(answers).label()
        return None if label is None else self.classes[label]

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
            Present answers of any kind and any number per unit. What a model answered itself is left out
            where a person answered.
        row_of : callable
            Item id to row.
        accepts : sequence of str
            Kinds the learner takes, the best first; the first of ``hard soft partial votes`` is used.
        units : Units, optional
            Of the pool, where questions are about parts.

        Returns
        -------
        Targets
            ``hard``: the class of each unit that has one; ``soft``: the shares of its answers; ``votes``:
            their counts; ``partial``: 1 for each class that is possible. ``lost`` says what this kind
            cannot hold.

        Raises
        ------
        BadParameter
            If the learner takes none of them.

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
        groups = grouped(answers, row_of, units)
        return class_targets(groups, self.evidence, kind, len(self.classes))

    def enough(self, targets: Targets) -> bool:
        """Whether no class alone explains every target."""
        return tells_apart(targets)

    def predictions(self, output: NDArray[Any]) -> tuple[list[str], NDArray[Any]]:
        """The most probable class of each row of ``proba``, and its probability.

        Raises
        ------
        BadData
            If it has not one column a class.

        Examples
        --------
        >>> Classification(["x", "y"]).predictions(np.array([[0.3, 0.7]]))
        (['y'], array([0.7]))
        """
        self._refuse_columns(output)
        return [self.classes[k] for k in output.argmax(axis=1)], output.max(axis=1)

    def names(self, label: Value) -> tuple[str, ...]:
        """The class itself."""
        return (str(label),)
