"""A campaign played to its end by an annotator who knows the truth, and what its model then says."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.annotators import Simulated
from labelwise.bench.metrics import comparable, decided
from labelwise.campaign import Campaign
from labelwise.errors import MissingCapability
from labelwise.tasks import Task
from labelwise.types import Value

__all__ = ["Clock", "drive", "one_batch", "predict"]


class Clock:
    """Seconds by what they were spent on.

    Examples
    --------
    >>> clock = Clock()
    >>> with clock("fit"):
    ...     _ = sum(range(10))
    >>> clock.taken("fit") > 0, clock.taken("fit")
    (True, 0.0)
    """

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        """Count the time of the block as spent on ``what``."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[what] = self._seconds.get(what, 0.0) + time.perf_counter() - started

    def taken(self, what: str) -> float:
        """Seconds spent on ``what`` since this was last asked."""
        return self._seconds.pop(what, 0.0)


def drive(
    campaign: Campaign,
    annotator: Simulated,
    batch: int | None,
    limit: int,
    *,
    told: Sequence[Value] = (),
    clock: Clock | None = None,
) -> Iterator[list[Value]]:
    """Ask, tell and fit, batch by batch; gives all answers so far after each batch.

    Parameters
    ----------
    campaign : Campaign
        With the labels ``told``, if any, and no others.
    annotator : Simulated
        Who knows the truth.
    batch : int or None
        Labels a step; None where the strategy chooses how many, and the campaign's budget ends it.
    limit : int
        Labels in all.
    told : sequence of values
        Labels that the campaign has already; the first step is about them alone.
    clock : Clock, optional
        Counts ``fit`` (training) and ``query`` (ranking and asking).
    """
    clock, told = clock or Clock(), list(told)
    first = list(told)
    while answers := first or one_batch(campaign, annotator, _step(batch, limit - len(told)), clock):
        told, first = told if first else told + answers, []
        with clock("fit"):
            campaign.fit()
        yield told
        if len(told) < limit:
            with clock("query"):
                campaign.plan(_step(batch, limit - len(told)))


def _step(batch: int | None, left: int) -> int | None:
    return None if batch is None else min(batch, left)


def one_batch(campaign: Campaign, annotator: Simulated, n: int | None, clock: Clock) -> list[Value]:
    """Up to ``n`` answers, None a whole batch; if some come first, the others follow under the same model."""
    told: list[Value] = []
    with clock("query"):
        asked = campaign.ask(n, to=annotator.by)
    while asked:
        answers = annotator(asked)
        campaign.tell(asked, answers, by=annotator.by)
        told += answers
        if not campaign.holds:
            break
        with clock("query"):
            asked = campaign.ask(None if n is None else n - len(told), to=annotator.by)
    return told


def predict(model: Any, blocks: Sequence[Any], task: Task, told: Sequence[Value]) -> NDArray[Any]:
    """Predictions for the items in ``blocks`` as a metric takes them; the only label told while there is one.

    Raises
    ------
    MissingCapability
        If the model does not give what the task's predictions are made of.
    """
    if task.output not in model.provides and all(label == told[0] for label in told):
        return np.repeat(comparable(task, told[:1]), sum(block.shape[0] for block in blocks), axis=0)
    method = getattr(model, task.output, None)
    if method is None:
        raise MissingCapability(
            f"{type(model).__name__} gives no {task.output}", fix=f"give the model a method {task.output}(x)"
        )
    return decided(task, np.concatenate([method(block) for block in blocks]))
