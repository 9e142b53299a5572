"""What the simulated annotator says, and what an answer costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.errors import BadData, BadParameter
from labelwise.pool import Pool
from labelwise.random import generator
from labelwise.tasks import Task
from labelwise.types import Value

__all__ = ["COSTS", "check_cost", "costs", "noisy"]

COSTS = ("unit", "words", "lognormal:SIGMA")
"""Models of what an answer costs."""


def noisy(truth: Sequence[Value], task: Task, rate: float, seed: int) -> list[Value]:
    """The answers of an annotator who is wrong at random; the same item gets the same answer in every run.

    With probability ``rate`` a class is replaced by another one, all others equally likely, and so is each
    tag by its opposite. Numbers get normal noise of ``rate`` standard deviations of the truth, cut to the
    bounds of the task.

    Parameters
    ----------
    truth : sequence of N values
        In the task's spelling.
    task : Task
        Whole-item task.
    rate : float
        0 to 1.
    seed : int
        Of the run.

    Examples
    --------
    >>> from labelwise.tasks import Classification
    >>> noisy(["a", "b", "a"], Classification(["a", "b"]), 1.0, 0)
    ['b', 'a', 'b']
    """
    if not rate:
        return list(truth)
    rng = generator(seed, "noise")
    made: list[Value] = NOISE[task.output](truth, task, rate, rng)
    return made


def _classes(truth: Sequence[Any], task: Task, rate: float, rng: np.random.Generator) -> list[Value]:
    wrong, step = rng.random(len(truth)) < rate, rng.integers(1, len(task.classes), len(truth))
    at = {name: k for k, name in enumerate(task.classes)}
    names, many = task.classes, len(task.classes)
    return [names[(at[y] + s) % many] if w else y for y, w, s in zip(truth, wrong, step, strict=True)]


def _tags(truth: Sequence[Any], task: Task, rate: float, rng: np.random.Generator) -> list[Value]:
    wrong = rng.random((len(truth), len(task.classes))) < rate
    return [
        {tag: bool(label[tag]) != w for tag, w in zip(task.classes, row, strict=True)}
        for label, row in zip(truth, wrong.tolist(), strict=True)
    ]


def _numbers(truth: Sequence[Any], task: Any, rate: float, rng: np.random.Generator) -> list[Value]:
    y = np.array(truth, dtype=float)
    return [float(v) for v in np.clip(y + rate * y.std() * rng.normal(size=len(y)), task.low, task.high)]


NOISE: Mapping[str, Any] = {"proba": _classes, "tags": _tags, "mean": _numbers}
"""How answers go wrong, by the output that a task's predictions are made of."""


def check_cost(model: str) -> None:
    """Refuse what is no model of costs.

    Raises
    ------
    BadParameter
        If it is none of :data:`COSTS`.
    """
    _sigma(model)


def _sigma(model: str) -> float:
    name, _, after = model.partition(":")
    if model in COSTS[:2]:
        return 0.0
    try:
        sigma = float(after) if name == "lognormal" else -1.0
    except ValueError:
        sigma = -1.0
    if not 0 < sigma < 10:
        raise BadParameter(f"the cost model is {model!r}", allowed=f"{', '.join(COSTS)} below 10")
    return sigma


def costs(model: str, pool: Pool, rows: Sequence[int], seed: int) -> NDArray[np.float64] | None:
    """What an answer about each of these rows of ``pool`` costs; None where every one costs 1.

    ``words`` is the number of words of a text in units of their mean, since reading takes the time.
    ``lognormal:SIGMA`` draws a cost of mean 1 for each item: in the records of annotators that B. Settles,
    M. Craven and L. Friedland ("Active Learning with Real Annotation Costs", 2008) compare, times vary widely
    between items.

    Raises
    ------
    BadData
        If the words of items that are no texts are to be counted.

    Examples
    --------
    >>> costs("words", Pool(["a", "a b c"]), [0, 1], 0).tolist()
    [0.5, 1.5]
    """
    if model == "unit":
        return None
    if model == "words":
        if pool.kind != "text":
            raise BadData(f"the words of {pool!r} were to be counted", fix="take another model of costs")
        words = np.array([max(1, len(text.split())) for text in pool.x(rows)], dtype=float)
        return np.asarray(words / words.mean())
    sigma = _sigma(model)
    return np.exp(generator(seed, "cost").normal(-(sigma**2) / 2, sigma, size=len(rows)))
