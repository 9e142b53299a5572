"""One class per item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labelwise.errors import BadAnswer, BadParameter
from labelwise.params import Piece
from labelwise.types import Answer, Query, Targets, TargetKind, Value


@dataclass(frozen=True, repr=False)
class Classification(Piece):
    """Each item has exactly one of ``classes``.

    Parameters
    ----------
    classes : sequence of str
        At least two names; numbers are taken as their text.
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

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.classes, str) or not isinstance(self.classes, Iterable):
            raise BadParameter(f"the classes are {self.classes!r}", allowed="a list of at least two names")
        names = tuple(_name(c) for c in self.classes)
        if len(names) < 2:
            raise BadParameter(f"only {len(names)} class is named: {list(names)}", allowed="two or more", fix="name them all")
        twice = [c for c, k in Counter(names).items() if k > 1 or not c.strip()]
        if twice:
            raise BadParameter(f"the class {twice[0]!r} is empty or named twice", allowed="different, non-empty names")
        object.__setattr__(self, "classes", names)
        object.__setattr__(self, "_index", {c: i for i, c in enumerate(names)})

    def index(self, value: Any) -> int:
        """Class index of ``value``.

        Raises
        ------
        BadAnswer
            If it is not one of the classes.
        """
        found: int | None = self._index.get(_name(value))  # type: ignore[attr-defined]
        if found is None:
            raise BadAnswer(f"the answer {value!r} is no class", allowed=", ".join(self.classes), fix="answer one of these")
        return found

    def check(self, answer: Answer, query: Query | None = None) -> Answer:
        """The answer with its value in the task's own spelling.

        Raises
        ------
        BadAnswer
            If its value is outside the classes or its kind means nothing here.
        """
        if answer.kind == "is":
            return _with(answer, self.classes[self.index(answer.value)])
        if answer.kind in ("not", "among"):
            given = answer.value if isinstance(answer.value, list) else [answer.value]
            return _with(answer, [self.classes[self.index(v)] for v in given])
        if answer.kind == "other" and not self.open:
            raise BadAnswer("an answer outside the classes", allowed=", ".join(self.classes), fix="make the task with open=True")
        return answer

    def options(self) -> tuple[str, ...]:
        """The values a full question offers."""
        return self.classes

    def consensus(self, answers: Sequence[Answer]) -> str | None:
        """The class most answers give; among equals the one answered first; None without any."""
        votes = Counter(str(a.value) for a in answers if a.kind == "is")
        return votes.most_common(1)[0][0] if votes else None

    def targets(
        self, answers: Sequence[Answer], row_of: Callable[[str], int], accepts: Sequence[TargetKind] = ("hard",)
    ) -> Targets:
        """Labels for training from all present answers; the only reader of answers for training.

        Parameters
        ----------
        answers : sequence of Answer
            Present answers of any kind and any number per item.
        row_of : callable
            Item id to row.
        accepts : sequence of str
            Kinds the learner takes; the most telling one that it takes is used.

        Returns
        -------
        Targets
            ``soft`` when asked for and answers of an item differ, else ``hard`` by majority.
        """
        if not {"hard", "soft"} & set(accepts):
            raise BadParameter(f"the learner accepts {tuple(accepts)}", allowed="hard or soft targets for a Classification")
        by_item: dict[str, list[Answer]] = {}
        unread = 0
        for a in answers:
            if a.kind == "is":
                by_item.setdefault(a.item, []).append(a)
            else:
                unread += a.kind in ("not", "among", "other")
        items = sorted(by_item, key=row_of)
        votes = np.zeros((len(items), len(self.classes)))
        for k, item in enumerate(items):
            for a in by_item[item]:
                votes[k, self.index(a.value)] += 1
        rows = np.array([row_of(i) for i in items], dtype=np.int64)
        soft = accepts[0] == "soft"
        lost = f"{unread} partial answers are not used by this learner" if unread else ""
        hard = np.array([self.index(self.consensus(by_item[i])) for i in items], dtype=np.int64)
        value = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1) if soft else hard
        by = tuple(by_item[i][-1].by for i in items)
        return Targets(rows, value, "soft" if soft else "hard", np.ones(len(items)), by, lost)


def _name(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value.item() if isinstance(value, np.generic) else value)


def _with(answer: Answer, value: Value) -> Answer:
    from dataclasses import replace

    return replace(answer, value=value)
