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
from labelwise.bench.split import Names, Split
from labelwise.campaign import Campaign
from labelwise.errors import BadParameter
from labelwise.papers import resolve
from labelwise.pool import Pool, as_pool
from labelwise.types import Selects

OWN = "every seed has its own random test items, the same ones for every strategy"
SAME = "every seed has the same training and test items; only chance in the campaigns differs"
Metric = Callable[[Any, Any], float]


def accuracy(truth: Any, predicted: Any) -> float:
    """Share of predictions that are right.

    Examples
    --------
    >>> accuracy(np.array(["a", "b"]), np.array(["a", "a"]))
    0.5
    """
    return float(np.mean(np.asarray(truth) == np.asarray(predicted)))


def simulate(
    pool: Any,
    y: Any,
    *,
    learner: Any = None,
    strategy: str | Selects | Sequence[str | Selects] = "margin",
    batch: int = 20,
    budget: int = 400,
    seeds: int | Sequence[int] = 5,
    test: tuple[Any, Any] | None = None,
    metric: Metric | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Curves:
    """Run whole campaigns with an annotator who knows the truth, and score the model after each batch.

    Every run is a :class:`labelwise.Campaign` in memory without a reserve. It starts from zero labels;
    a strategy that needs a model gets random items until two classes have a label, and these labels
    count. The model is scored on items it never sees.

    Parameters
    ----------
    pool : Pool, array, DataFrame, Arrow table or list of str
        The items.
    y : (N,) sequence
        Their true classes.
    learner : estimator, Learner or dict, optional
        As for a Campaign. An encoder is fitted once per seed, on the training items, and shared.
    strategy : str or Strategy, or a list of them
        What to compare.
    batch : int
        Labels between two measurements.
    budget : int
        Labels per run; cut to the number of training items, with a note in the result.
    seeds : int or sequence of int
        That many runs per strategy (seeds 0, 1, ...), or these seeds.
    test : (X, y), optional
        Items to score on, in the pool's form. By default a random 30% of the pool, drawn anew for
        every seed and the same for every strategy.
    metric : callable, optional
        ``metric(truth, predicted)`` of two arrays of class names, higher is better; accuracy by default.
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
    items, arms, numbers = as_pool(pool), named(strategy), seeds_of(seeds)
    steps, truth = Steps(batch, budget, metric or accuracy), splits.names_of(y, "y", len(items))
    trained_on = len(items) if test is not None else len(items) - splits.held_out(len(items))
    work = (
        (part, name, arms[name], steps)
        for part in _parts(items, truth, test, learner, numbers)
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
    return Curves(tuple(runs), steps.metric.__name__, notes)


@dataclass(frozen=True)
class Steps:
    """How a run goes on: labels a step, labels in all, how it is scored."""

    batch: int
    budget: int
    metric: Metric

    def __post_init__(self) -> None:
        for name in ("batch", "budget"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
                raise BadParameter(f"{name} is {value!r}", allowed="a whole number of 1 or more")
        if not callable(self.metric):
            raise BadParameter(
                f"the metric is {self.metric!r}", allowed="a function of (truth, predicted), or None"
            )


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
        If there is none, one is negative, or two are the same.
    """
    try:
        listed = [int(s) for s in (range(seeds) if isinstance(seeds, (int, np.integer)) else seeds)]
    except (TypeError, ValueError):  # no numbers
        listed = []
    if not listed or min(listed) < 0 or len(set(listed)) < len(listed):
        raise BadParameter(
            f"seeds is {seeds!r}", allowed="a count of 1 or more, or different seeds of 0 or more"
        )
    return listed


def _parts(items: Pool, truth: Names, test: Any, learner: Any, seeds: Sequence[int]) -> Iterator[Split]:
    """One split a seed; a given test set is encoded once."""
    if test is None:
        yield from (splits.drawn(items, truth, learner, seed) for seed in seeds)
        return
    first = splits.given(items, truth, test, learner, seeds[0])
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
    annotator, limit = Simulated.of(part.pool, part.truth.tolist()), min(steps.budget, len(part.pool))
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
            predicted = predict(campaign.model, part.blocks, part.task.classes, told)
            scores.append(float(steps.metric(part.test, predicted)))
    return Run(name, part.seed, np.array(labels), np.array(scores), time.perf_counter() - started)


def drive(campaign: Campaign, annotator: Simulated, batch: int, limit: int) -> Iterator[list[str]]:
    """Ask, tell and fit, batch by batch; gives all answers so far after each batch."""
    told: list[str] = []
    while asked := campaign.ask(min(batch, limit - len(told))):
        answers = annotator(asked)
        campaign.tell(asked, answers, by=annotator.by)
        told += answers
        campaign.fit()
        yield told
        if len(told) < limit:
            campaign.plan(min(batch, limit - len(told)))


def predict(model: Any, blocks: Sequence[Any], classes: Sequence[str], told: Sequence[str]) -> Names:
    """Classes of the items in ``blocks``; the only class told so far while there is just one."""
    if len(set(told)) == 1:
        return np.full(sum(block.shape[0] for block in blocks), told[0])
    best = np.concatenate([model.proba(block).argmax(axis=1) for block in blocks])
    return np.asarray(np.array(classes)[best])
