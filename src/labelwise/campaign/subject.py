"""What a campaign asks about: the pool, the task, and the units between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from labelwise.errors import BadAnswer, BadData
from labelwise.pool import Pool
from labelwise.strategy import Parted
from labelwise.tasks import Task
from labelwise.tasks.base import chosen
from labelwise.types import Answer, Rows, TargetKind, Targets, Unit


class Subject:
    """Rows for units and back; a row is an item, or a part of one where the task asks about parts.

    Parameters
    ----------
    pool : Pool
        The items.
    task : Task
        Says what is asked about them.
    """

    def __init__(self, pool: Pool, task: Task) -> None:
        self.pool, self.task, self._first = pool, task, task
        self.units = task.units(pool)
        self._taught: list[tuple[Task, TargetKind, list[Answer], Targets]] = []  # shared by copies

    def __len__(self) -> int:
        return len(self.pool) if self.units is None else len(self.units)

    def extend(self, pool: Pool) -> None:
        """Go over to a pool that begins with the same items."""
        self.pool, self.units = pool, self.task.units(pool)

    def adopt(self, classes: Sequence[str]) -> None:
        """Take over classes that were added to an open task."""
        self.task = self._first.grown(list(classes)) if classes else self._first

    def unit(self, row: int) -> Unit:
        """The unit of a row."""
        if self.units is None:
            return Unit(self.pool.id(row))
        item = int(self.units.parents(np.array([row]))[0])
        return Unit(self.pool.id(item), self.units.part(int(row)))

    def rows(self, units: Iterable[Unit]) -> Rows:
        """The rows of units; where questions are about items, a part means its item.

        Raises
        ------
        BadData
            If there is no such item or part.
        """
        found = list(units)
        items = self.pool.rows([u.item for u in found])
        if self.units is None:
            return items
        pairs = zip(items.tolist(), found, strict=True)
        return np.array([self.units.find(item, u.part) for item, u in pairs], dtype=np.int64)

    def item(self, row: int) -> int:
        """The item row of a row."""
        return row if self.units is None else int(self.units.parents(np.array([row]))[0])

    def item_of(self, item: str) -> int:
        """The item row of an id."""
        return int(self.pool.rows([item])[0])

    def payload(self, item: str) -> Any:
        """The item itself."""
        return self.pool.payload(self.item_of(item))

    def check(self, unit: Unit) -> None:
        """Refuse a unit that is not asked about.

        Raises
        ------
        BadAnswer
            Names the item or part that there is not.
        """
        try:
            self.rows([unit])
        except BadData as error:
            raise BadAnswer(error.problem, allowed=error.allowed, fix=error.fix) from None
        if self.units is None and unit.part:
            raise BadAnswer(
                f"an answer about the part {unit.part!r} of item {unit.item!r}",
                allowed="answers about whole items",
            )

    def texts(self, rows: Rows) -> list[str]:
        """Rows as texts: ids, and ``item#part`` where questions are about parts."""
        units = map(self.unit, rows.tolist())
        return [u.item if self.units is None else str(u) for u in units]

    def parsed(self, texts: Sequence[str]) -> Rows:
        """The rows of what :meth:`texts` gave."""
        return self.pool.rows(texts) if self.units is None else self.rows(map(Unit.parse, texts))

    def written(self, rows: Rows) -> dict[str, list[str]]:
        """Rows as they stand in an event: ``items``, and ``parts`` where there are any."""
        units = [self.unit(int(row)) for row in rows]
        found = {"items": [u.item for u in units]}
        return found if self.units is None else {**found, "parts": [u.part for u in units]}

    def read(self, items: Sequence[str], parts: Sequence[str] | None = None) -> Rows:
        """The rows of what :meth:`written` gave."""
        if self.units is None or parts is None:
            return self.pool.rows(items)
        return self.rows(Unit(*pair) for pair in zip(items, parts, strict=True))

    def targets(self, answers: Sequence[Answer], accepts: Sequence[TargetKind]) -> Targets:
        """Labels of ``answers`` in a kind that a learner takes; made once where two ask in turn."""
        kind, told = chosen(self.task.kinds, accepts, self.task), list(answers)
        for task, known, same, made in self._taught:
            if task is self.task and known == kind and same == told:
                return made
        made = self.task.targets(told, self.item_of, (kind,), self.units)
        self._taught[:] = [(self.task, kind, told, made)]
        return made

    def labelled(self, targets: Targets) -> Rows:
        """The row of each target; an item's own where parts of it have a label but are not asked about."""
        if self.units is None or targets.part is None:
            return targets.rows
        starts, inner = self.units.offsets, self.units.inner
        pairs = zip(targets.rows.tolist(), targets.part.tolist(), strict=True)
        found = [starts[i] + np.searchsorted(inner[starts[i] : starts[i + 1]], p) for i, p in pairs]
        return np.array(found, dtype=np.int64)

    def seen_as(self, pool: Any) -> Any:
        """A pool of the same items (as a learner sees them) the way a View takes it."""
        return pool if self.units is None else Parted(pool, self.units)
