"""How a question is posed, what became of it, and what a gate decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelwise.types.asking import Answer

Action = Literal["skip", "ask", "self-label"]


@dataclass(frozen=True, slots=True)
class Posed:
    """How one question is put.

    Parameters
    ----------
    options : tuple
        The values on offer; empty is all that the task has. Forms give classes by position.
    proposal : JSON value
        A suggested value, or None; a class by position.
    confidence : float or None
        The model's probability of the proposal.
    form : str
        Name of the form that put it so and reads its answer.

    Examples
    --------
    >>> Posed(options=(0, 2), proposal=2).named(("cat", "cow", "dog"))
    Posed(options=('cat', 'dog'), proposal='dog', confidence=None, form='full')
    """

    options: tuple[Any, ...] = ()
    proposal: Any = None
    confidence: float | None = None
    form: str = "full"

    def named(self, classes: Sequence[str]) -> Posed:
        """The same with the names of classes in place of their positions."""
        options = tuple(_name(value, classes) for value in self.options)
        return replace(self, options=options, proposal=_name(self.proposal, classes))


def _name(value: Any, classes: Sequence[str]) -> Any:
    return classes[value] if classes and type(value) is int else value


@dataclass(frozen=True, slots=True)
class Reply:
    """A question and a present answer to it, for what is learned from answers.

    Parameters
    ----------
    asked : mapping
        Body of the ``asked`` event: item, part, seq, why, p, model, proposal, ``seed``, the key of the plan
        it came from, and for policies that say ``reads_predicted`` what the asking model had ``predicted``.
    answer : Answer
        Neither taken back nor replaced.

    Examples
    --------
    >>> Reply({"why": "arm1: margin"}, Answer("a1", "q1", "human:anna", "is", "cat")).answer.value
    'cat'
    """

    asked: Mapping[str, Any]
    answer: Answer


@dataclass(frozen=True, eq=False)
class Answers:
    """The present answers of a campaign as columns, in the order given.

    Parameters
    ----------
    rows : (m,) int64
        Row of the unit of each.
    by, kind, value : tuple
        Who answered, and what.

    Examples
    --------
    >>> made = Answers.of([Answer("a1", "q1", "human:anna", "is", "cat")], np.array([4]))
    >>> made.rows.tolist(), made.by, made.value
    ([4], ('human:anna',), ('cat',))
    """

    rows: NDArray[np.int64]
    by: tuple[str, ...]
    kind: tuple[str, ...]
    value: tuple[Any, ...]

    @classmethod
    def of(cls, answers: Sequence[Answer], rows: NDArray[np.int64]) -> Answers:
        """Columns of ``answers``, whose units have these rows."""
        by, kind, value = (tuple(getattr(a, name) for a in answers) for name in ("by", "kind", "value"))
        return cls(rows, by, kind, value)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a gate does with one item of a stream.

    Parameters
    ----------
    action : str
        ``skip``, ``ask`` or ``self-label``.
    p : float
        Probability of asking about it.
    label : int or None
        Class index of a self-label.
    weight : float
        What a self-label counts in training, or the answer to the question.

    Examples
    --------
    >>> Decision("ask", 0.25).label is None
    True
    """

    action: Action
    p: float
    label: int | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Where a stream stands.

    Parameters
    ----------
    seen, asked : int
        Items that came by, and questions among them.
    limit : int or None
        At most so many questions; None is no limit.
    horizon : int or None
        Items that will come by in all; None is unknown.

    Examples
    --------
    >>> Spent(10, 2, limit=5, horizon=100).left
    3
    """

    seen: int = 0
    asked: int = 0
    limit: int | None = None
    horizon: int | None = None

    @property
    def left(self) -> int | None:
        """Questions that may still be asked."""
        return None if self.limit is None else max(0, self.limit - self.asked)
