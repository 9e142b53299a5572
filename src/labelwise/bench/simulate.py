"""Whole campaigns with a simulated annotator: how fast does each strategy learn?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from labelwise.annotators import Simulated
from labelwise.bench import split as splits
from labelwise.bench.curves import Curves, Run
from labelwise.bench.driving import drive, predict
from labelwise.bench.metrics import Metric, metric_for
from labelwise.bench.split import Split
from labelwise.bench.truth import Truth, task_of
from labelwise.campaign import Campaign
from labelwise.engines import check_jobs
from labelwise.errors import BadParameter
from labelwise.papers import resolve
from labelwise.params import Whole
from labelwise.pool import Pool, as_pool
from labelwise.tasks import Task, as_task
from labelwise.types import Selects, Value

OWN = "every seed has its own random test items, the same ones for every strategy"
SAME = "every seed has the same training and test items; only chance in the campaigns differs"


def simulate(
    pool: Any,
    y: Any,
    *,
    learner: Any = None,
    strategy: str | Selects | Sequence[str | Selects] = "auto",
    batch: int | None = 20,
    budget: int = 400,
    seeds: int | Sequence[int] = 5,
    test: tuple[Any, Any] | None = None,
    task: Any = None,
    metric: Metric | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Curves:
    """Run whole campaigns with an annotator who knows the truth, and score the model after each batch.

    Every run is a :class:`labelwise.Campaign` in memory without a reserve. It starts from zero labels;
    a strategy that needs a model gets random items until there can be one, and these labels count. The
    model is scored on items it never sees.

    Parameters
    ----------
    pool : Pool, array, DataFrame, Arrow table or list of str
        The items.
    y : (N,) sequence or (N, C) matrix
        Their true labels: classes; numbers with ``task=Regression(...)``; tags as a list for each item, or
        as an array, DataFrame or sparse matrix of 0 and 1.
    learner : estimator, Learner or dict, optional
        As for a Campaign. An encoder is fitted once per seed, on the training items, and shared.
    strategy : str or Strategy, or a list of them
        What to compare.
    batch : int or None
        Labels between two measurements; None where every strategy chooses them itself.
    budget : int
        Labels per run; cut to the number of training items, with a note in the result.
    seeds : int or sequence of int
        That many runs per strategy (seeds 0, 1, ...), or these seeds.
    test : (X, y), optional
        Items to score on, in the pool's form. By default a random 30% of the pool, drawn anew for
        every seed and the same for every strategy.
    task : Task or list of classes, optional
        What is asked. By default lists and matrices are Tags and all else is a Classification, of all that
        occur.
    metric : callable, optional
        ``metric(truth, predicted)``, higher is better: of two arrays of class names, of numbers, or of an
        (M, C) array of 0 and 1 and one of probabilities of tags. By default accuracy, minus the root mean
        squared error (``-RMSE``), or macro average precision.
    jobs : int
        Processes; -1 for one per core. The result does not depend on it.
    progress : callable, optional
        Called with (runs done, runs in all).

    Returns
    -------
    Curves

    Raises
    ------
    BadParameter, BadData, UnknownName
        For values that cannot be used.
    MissingCapability
        If the learner cannot give what a strategy needs.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> curves = simulate(X, y, strategy=["margin", "random"], batch=10, budget=30, seeds=2)
    >>> curves.strategies, len(curves.rows())
    (['margin', 'random'], 12)
    """
    check_jobs(jobs)
    items, numbers = as_pool(pool), seeds_of(seeds)
    labels, made = truths(items, y, test, task)
    name, measured = metric_for(made, metric)
    arms, steps = named(strategy), Steps(batch, budget, measured)
    trained_on = len(items) if test is not None else len(items) - splits.held_out(len(items))
    work = (
        (part, name, arms[name], steps)
        for part in _parts(items, labels, made, learner, numbers)
        for name in arms
    )
    runs: list[Run] = []
    for run in _spread_out(work, jobs):
        runs.append(run)
        if progress is not None:
            progress(len(runs), len(arms) * len(numbers))
    runs.sort(key=lambda run: (list(arms).index(run.strategy), numbers.index(run.seed)))
    cut = f"the budget of {budget} labels was cut to the {trained_on} training items"
    notes = (SAME if test is not None else OWN, *([cut] if budget > trained_on else []))
    return Curves(tuple(runs), name, notes)


@dataclass(frozen=True)
class Steps:
    """How a run goes on: labels a step, labels in all, how it is scored."""

    batch: int | None
    budget: int
    metric: Metric

    def __post_init__(self) -> None:
        for name in ("budget",) if self.batch is None else ("batch", "budget"):
            value = getattr(self, name)
            if not Whole(1)(value):
                raise BadParameter(f"{name} is {value!r}", allowed=str(Whole(1)))


def named(strategy: str | Selects | Sequence[str | Selects]) -> dict[str, Selects]:
    """Strategies by name; an object is called by its repr.

    Raises
    ------
    BadParameter
        If there is none, or two have one name.
    UnknownName
        If a name is not registered.
    """
    listed: list[Any] = list(strategy) if isinstance(strategy, (list, tuple)) else [strategy]
    names = [s if isinstance(s, str) else repr(s) for s in listed]
    if not names or len(set(names)) < len(names):
        raise BadParameter(f"the strategies are {names}", allowed="one or more, each once")
    return {n: resolve(s) if isinstance(s, str) else s for n, s in zip(names, listed, strict=True)}


def seeds_of(seeds: int | Sequence[int]) -> list[int]:
    """The seeds themselves; a count k stands for 0 .. k - 1.

    Raises
    ------
    BadParameter
        If there is none, one is negative or no whole number, or two are the same.
    """
    given: Any = seeds
    try:
        listed = list(range(given) if Whole()(given) else given)
    except TypeError:  # no list
        listed = []
    if not listed or not all(map(Whole(0), listed)) or len(set(listed)) < len(listed):
        raise BadParameter(
            f"seeds is {seeds!r}", allowed="a count of 1 or more, or different seeds of 0 or more"
        )
    return [int(seed) for seed in listed]


Labels = tuple[list[Value], tuple[Any, list[Value]] | None]
"""True labels of the pool, and the test items with theirs."""


def truths(pool: Pool, y: Any, test: tuple[Any, Any] | None, task: Any) -> tuple[Labels, Task]:
    """True labels in the spelling of the task, and the task, found where it was not passed.

    Raises
    ------
    BadData
        If labels are missing or belong to no task.
    BadParameter
        If the task asks about parts of items.
    """
    wished = None if task is None else as_task(task)
    if wished is not None and wished.units(pool) is not None:
        raise BadParameter(
            f"simulate was asked for {wished!r}, whose questions are about parts of items",
            allowed="tasks about whole items",
            fix="run a Campaign with labelwise.annotators.Simulated and score its model on the parts",
        )
    own = Truth.of(y, "y", len(pool), wished)
    others = None if test is None else Truth.of(test[1], "test", len(as_pool(test[0])), wished)
    made = wished or task_of(own, *([] if others is None else [others]))
    held = None if test is None or others is None else (test[0], others.checked(made))
    return (own.checked(made), held), made


def _parts(items: Pool, labels: Labels, task: Task, learner: Any, seeds: Sequence[int]) -> Iterator[Split]:
    """One split a seed; a given test set is encoded once."""
    truth, test = labels
    if test is None:
        yield from (splits.drawn(items, truth, task, learner, seed) for seed in seeds)
        return
    first = splits.given(items, truth, test, task, learner, seeds[0])
    yield from (replace(first, seed=seed) for seed in seeds)


def _spread_out(work: Iterator[tuple[Split, str, Selects, Steps]], jobs: int) -> Iterator[Run]:
    """The runs as they end, in this process or in several."""
    if jobs == 1:
        yield from (run_one(*task) for task in work)
        return
    from joblib import Parallel, delayed, parallel_config

    with parallel_config("loky", n_jobs=jobs, inner_max_num_threads=1):
        yield from Parallel(return_as="generator_unordered")(delayed(run_one)(*task) for task in work)


def run_one(part: Split, name: str, strategy: Selects, steps: Steps) -> Run:
    """One campaign from zero labels to the end of the budget or of the pool."""
    started = time.perf_counter()
    annotator, limit = Simulated.of(part.pool, part.truth), min(steps.budget, len(part.pool))
    campaign = Campaign(
        part.pool,
        part.task,
        learner=part.learner,
        strategy=strategy,
        budget=limit,
        seed=part.seed,
        trust=None,
    )
    labels, scores = [], []
    with threadpool_limits(1), campaign:
        for told in drive(campaign, annotator, steps.batch, limit):
            labels.append(len(told))
            predicted = predict(campaign.model, part.blocks, part.task, told)
            scores.append(float(steps.metric(part.test, predicted)))
    return Run(name, part.seed, np.array(labels), np.array(scores), time.perf_counter() - started)
