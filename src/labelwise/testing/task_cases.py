"""Tasks with answers, items and outputs to try them on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from labelwise.campaign.subject import Subject
from labelwise.pool import Pool
from labelwise.tasks import Classification, Pixels, Regression, Spans, Steps, Tags, Task
from labelwise.types import Answer, Kind, Ragged

ITEMS = 6


@dataclass(frozen=True, eq=False, repr=False)
class TaskCase:
    """A task, and what the checks of tasks try it on.

    Parameters
    ----------
    task : Task
        The task.
    values : sequence
        At least two answers ``is`` that give a unit its whole label, each another one; valid for every item.
    bad : sequence
        Values that mean nothing here.
    output : array or Ragged
        What a model may give: a row for every item of ``pool``, or for every unit where the task has units.
    said : sequence of (kind, value)
        Answers that say less, or of another kind.
    pool : Pool
        The items; six of one feature by default.

    Examples
    --------
    >>> case = TaskCase(Regression(), (1.5, 2.0), ("much",), np.zeros(6))
    >>> case.told(2.0), len(case.units)
    (Answer(id='a0:human:anna', query='q0', by='human:anna', kind='is', value=2.0, of=None, confidence=None,
    price=Decimal('0'), seconds=None, at=0.0, shown=False, guideline='', item='0', part='', weight=1.0), 6)
    """

    task: Task
    values: Sequence[Any]
    bad: Sequence[Any]
    output: Any
    said: Sequence[tuple[Kind, Any]] = field(default=(), kw_only=True)
    pool: Pool = field(default_factory=lambda: Pool(np.zeros((ITEMS, 1))), kw_only=True)

    def __repr__(self) -> str:
        return repr(self.task)

    @cached_property
    def subject(self) -> Subject:
        """Items and units."""
        return Subject(self.pool, self.task)

    @cached_property
    def units(self) -> list[Any]:
        """What questions are about."""
        return [self.subject.unit(row) for row in range(len(self.subject))]

    def raw(self, value: Any, kind: Kind = "is", unit: int = 0, by: str = "human:anna") -> Answer:
        """An answer as it comes in."""
        item, part = self.units[unit].item, self.units[unit].part
        return Answer(f"a{unit}:{by}", f"q{unit}", by, kind, value, item=item, part=part)

    def check(self, answer: Answer) -> Answer:
        """What the task makes of an answer to a question about an item of the pool."""
        return self.task.check(answer, None, lambda: self.subject.payload(answer.item))

    def told(
        self, value: Any, kind: Kind = "is", unit: int = 0, by: str = "human:anna", weight: float = 1.0
    ) -> Answer:
        """A checked answer."""
        return replace(self.check(self.raw(value, kind, unit, by)), weight=weight)

    def everything(self) -> list[tuple[Kind, Any]]:
        """Kind and value of every answer that is there to try."""
        return [*(("is", value) for value in self.values), *self.said]

    def several(self) -> list[Answer]:
        """Every answer, each about another unit, by two people in turn."""
        return [
            self.told(value, kind, k % len(self.units), f"human:{k % 2}")
            for k, (kind, value) in enumerate(self.everything())
        ]

    def targets(self, answers: Sequence[Answer], *accepts: Any) -> Any:
        """What a learner that takes these kinds is given; the most faithful kind by default."""
        kinds = accepts or self.task.kinds[:1]
        return self.task.targets(answers, self.subject.item_of, kinds, self.subject.units)


def _proba(size: int, classes: int) -> Any:
    return np.random.default_rng(0).dirichlet(np.ones(classes), size)


def _classification(open: bool = False) -> TaskCase:
    said: list[tuple[Kind, Any]] = [("not", "a"), ("among", ["c", "a"]), ("is", {"b": 2, "a": 1})]
    said += [("is", {"c": True}), ("is", {"c": False}), ("not", ["b"])]
    said += [("other", "new"), ("other", None), ("other", "b")] if open else []
    bad: tuple[Any, ...] = ("d", None, ["a", "b"], {"a": -1}, {}, {"a": True, "b": True}, float("nan"))
    task = Classification(("a", "b", "c"), open)
    return TaskCase(task, ("a", "b", "c"), bad, _proba(ITEMS, 3), said=said)


def _regression() -> TaskCase:
    bad: tuple[Any, ...] = ("much", None, True, float("nan"), float("inf"), 11, -0.5, [1.0], "1_0")
    output = np.array([-3.0, 0.0, 2.5, 10.0, 1e9, 4.0])
    return TaskCase(Regression(0, 10, "points"), (7.5, "3", 10, 0), bad, output)


def _tags() -> TaskCase:
    said: list[tuple[Kind, Any]] = [("is", {"sport": True}), ("is", {"film": False, "sport": True})]
    said += [("not", ["film"]), ("among", ["film", "music"]), ("not", "sport")]
    bad: tuple[Any, ...] = ("sport", ["opera"], ["film", "film"], {}, {"film": 1}, None)
    output = np.random.default_rng(0).uniform(0, 1, (ITEMS, 3))
    return TaskCase(
        Tags(("sport", "film", "music")), (["film"], [], ["music", "sport"]), bad, output, said=said
    )


def _pixels() -> TaskCase:
    images, void = np.zeros((2, 3, 4), np.uint8), np.zeros((2, 3, 4), bool)
    void[0, 1] = void[1, 2, 2] = True
    said: list[tuple[Kind, Any]] = [
        ("not", ["sky"]),
        ("among", ["sky", "road"]),
        ("is", {"car": 2, "sky": 1}),
    ]
    task = Pixels(("sky", "road", "car"), void="void")
    pool = Pool(images, columns={"void": void})
    return TaskCase(task, ("sky", "road", "car"), ("sea", None, ["sky"]), _proba(19, 3), said=said, pool=pool)


def _listing(name: str, lengths: Sequence[int]) -> Pool:
    """A table with a column of lists."""
    import pyarrow as pa

    return Pool(pa.table({name: [[f"{k}" for k in range(n)] for n in lengths]}))


def _ragged(lengths: Sequence[int], classes: int) -> Ragged:
    return Ragged(_proba(sum(lengths), classes), np.append(0, np.cumsum(lengths)))


def _steps() -> TaskCase:
    lengths = (3, 4, 3, 5, 3, 3)
    values: tuple[Any, ...] = ([1, 1, -1], [-1], {"s1": 1, "s2": 0, "s3": 1}, [0, 0, -1])
    bad: tuple[Any, ...] = ([-1, 1], {"s2": 1}, {"s1": 2}, [1] * 6, [], "s1", {"t0": 1}, None)
    task = Steps((-1, 0, 1), stop_at=-1)
    return TaskCase(task, values, bad, _ragged(lengths, 3), pool=_listing("steps", lengths))


def _spans() -> TaskCase:
    lengths = (4, 5, 4, 6, 4, 4)
    values: tuple[Any, ...] = ([(0, 2, "PER")], [], [(0, 1, "LOC"), (1, 3, "PER")])
    said: list[tuple[Kind, Any]] = [("is", {"t0:2": "PER", "t3:4": "O"}), ("is", {"t1:3": "LOC"})]
    bad: tuple[Any, ...] = (
        [(0, 9, "PER")],
        [(2, 2, "PER")],
        [(0, 2, "PER"), (1, 3, "LOC")],
        [(0, 1, "ORG")],
        {},
        "PER",
        None,
    )
    pool = _listing("tokens", lengths)
    return TaskCase(Spans(("PER", "LOC")), values, bad, _ragged(lengths, 5), said=said, pool=pool)


CASES: dict[str, Callable[[], TaskCase]] = {
    "Classification": _classification,
    "open Classification": lambda: _classification(open=True),
    "Regression": _regression,
    "Tags": _tags,
    "Pixels": _pixels,
    "Steps": _steps,
    "Spans": _spans,
}
"""How every task of the folder is tried, by class name; variants have a longer name that ends with it."""
