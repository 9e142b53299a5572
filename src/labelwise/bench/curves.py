"""Learning curves of several strategies and seeds, and what can be said about them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from labelwise.errors import BadParameter, UnknownName

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Run:
    """One strategy with one seed.

    Parameters
    ----------
    strategy : str
        Its name.
    seed : int
        Its seed.
    labels : (P,) int64
        Labels spent at each measurement, ascending.
    scores : (P,) float64
        The score at each, higher is better.
    seconds : float
        Time of the whole run.
    """

    strategy: str
    seed: int
    labels: Array
    scores: Array
    seconds: float = 0.0

    @property
    def area(self) -> float:
        """Mean height of the curve: its area by the trapezoid rule over the range of labels.

        Examples
        --------
        >>> Run("random", 0, np.array([10, 20, 30]), np.array([0.5, 0.7, 0.8])).area
        0.675
        """
        span = float(self.labels[-1] - self.labels[0])
        return float(np.trapezoid(self.scores, self.labels) / span) if span else float(self.scores[0])

    def at(self, labels: int) -> float:
        """The score at the last measurement with at most ``labels`` labels; NaN before the first."""
        k = int(np.searchsorted(self.labels, labels, side="right")) - 1
        return float(self.scores[k]) if k >= 0 else math.nan

    def needed(self, score: float) -> float:
        """The first number of labels with at least ``score``; infinite when it is never reached."""
        reached = np.flatnonzero(self.scores >= score)
        return float(self.labels[reached[0]]) if len(reached) else math.inf


@dataclass(frozen=True)
class Difference:
    """One strategy minus another, seed by seed.

    Parameters
    ----------
    strategy, baseline : str
        Their names.
    mean : float
        Mean difference.
    low, high : float
        95% interval of Student's t over the seeds; NaN with one seed.
    seeds : int
        Number of pairs.
    """

    strategy: str
    baseline: str
    mean: float
    low: float
    high: float
    seeds: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, eq=False)
class Curves:
    """The result of :func:`labelwise.simulate`.

    Parameters
    ----------
    runs : sequence of Run
        One per strategy and seed.
    metric : str
        Name of the score.
    notes : tuple of str
        What a reader has to know: what the seeds differ in, a budget that was cut to the pool.

    Examples
    --------
    >>> a = Run("margin", 0, np.array([10, 20]), np.array([0.6, 0.8]))
    >>> b = Run("random", 0, np.array([10, 20]), np.array([0.5, 0.7]))
    >>> curves = Curves([a, b], "accuracy")
    >>> curves.rows()[0]
    {'strategy': 'margin', 'seed': 0, 'labels': 10, 'metric': 'accuracy', 'score': 0.6}
    >>> curves.compare("random")[0].mean
    0.1
    """

    runs: Sequence[Run]
    metric: str
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Curves({', '.join(self.strategies)}; {len(self.seeds)} seeds, {self.metric})"

    @property
    def strategies(self) -> list[str]:
        """Names in the order given."""
        return list(dict.fromkeys(r.strategy for r in self.runs))

    @property
    def seeds(self) -> list[int]:
        """Seeds, ascending."""
        return sorted({r.seed for r in self.runs})

    def of(self, strategy: str) -> list[Run]:
        """The runs of one strategy by ascending seed.

        Raises
        ------
        UnknownName
            If it was not simulated.
        """
        found = sorted((r for r in self.runs if r.strategy == strategy), key=lambda r: r.seed)
        if not found:
            raise UnknownName.among("simulated strategy", strategy, self.strategies)
        return found

    def rows(self) -> list[dict[str, Any]]:
        """One dict per measurement: strategy, seed, labels, metric, score."""
        return [
            {
                "strategy": r.strategy,
                "seed": r.seed,
                "labels": int(n),
                "metric": self.metric,
                "score": float(s),
            }
            for r in self.runs
            for n, s in zip(r.labels, r.scores, strict=True)
        ]

    def area(self) -> dict[str, dict[str, Any]]:
        """Per strategy the mean normalised area under its curve, and ``seeds``: the area of every seed."""
        areas = {s: {r.seed: r.area for r in self.of(s)} for s in self.strategies}
        return {s: {"mean": float(np.mean(list(by.values()))), "seeds": by} for s, by in areas.items()}

    def at(self, strategy: str, labels: int) -> Array:
        """(S,) score of every seed with at most ``labels`` labels."""
        return np.array([r.at(labels) for r in self.of(strategy)])

    def needed(self, strategy: str, score: float) -> Array:
        """(S,) labels every seed needed for ``score``; infinite where it was not reached."""
        return np.array([r.needed(score) for r in self.of(strategy)])

    def compare(self, baseline: str = "random", *, labels: int | None = None) -> list[Difference]:
        """Every other strategy against ``baseline``, paired by seed.

        Parameters
        ----------
        baseline : str
            One of the simulated strategies.
        labels : int, optional
            Compare the scores at this many labels; the areas by default.

        Returns
        -------
        list of Difference

        Raises
        ------
        UnknownName
            If the baseline was not simulated.
        """
        base = self._figures(baseline, labels)
        others = [s for s in self.strategies if s != baseline]
        return [difference(s, baseline, self._figures(s, labels), base) for s in others]

    def _figures(self, strategy: str, labels: int | None) -> Array:
        runs = self.of(strategy)
        return np.array([r.area if labels is None else r.at(labels) for r in runs])

    def table(self, baseline: str = "random") -> list[dict[str, Any]]:
        """Per strategy, best area first: area, its spread, the last score, and the gain over ``baseline``.

        The columns gain, low and high are None for the baseline itself and where it was not simulated.
        """
        gains = {d.strategy: d for d in self.compare(baseline)} if baseline in self.strategies else {}
        rows = [self._row(s, gains.get(s)) for s in self.strategies]
        return sorted(rows, key=lambda row: -row["area"])

    def _row(self, strategy: str, gain: Difference | None) -> dict[str, Any]:
        runs = self.of(strategy)
        areas, last = np.array([r.area for r in runs]), np.array([r.scores[-1] for r in runs])
        low, high = (None, None) if gain is None else (gain.low, gain.high)
        return {
            "strategy": strategy,
            "area": float(areas.mean()),
            "area_sd": spread(areas),
            "labels": int(max(r.labels[-1] for r in runs)),
            "final": float(last.mean()),
            "final_sd": spread(last),
            "gain": None if gain is None else gain.mean,
            "low": low,
            "high": high,
            "seeds": len(runs),
            "seconds": float(sum(r.seconds for r in runs)),
        }


def spread(values: Array) -> float:
    """Sample standard deviation; NaN for one value.

    Examples
    --------
    >>> spread(np.array([1.0, 3.0])).__round__(3)
    1.414
    """
    return float(np.std(values, ddof=1)) if len(values) > 1 else math.nan


def difference(strategy: str, baseline: str, a: Array, b: Array) -> Difference:
    """Mean of ``a - b`` with the 95% interval of Student's t.

    Raises
    ------
    BadParameter
        If they are not pairs.

    Examples
    --------
    >>> difference("a", "b", np.array([2.0, 4.0, 6.0]), np.array([1.0, 1.0, 1.0])).low.__round__(3)
    -1.968
    """
    if a.shape != b.shape:
        raise BadParameter(
            f"{len(a)} runs of {strategy} and {len(b)} of {baseline}", allowed="the same seeds for both"
        )
    gaps = a - b
    half = math.nan
    if len(gaps) > 1:
        half = float(stdtrit(len(gaps) - 1, 0.975) * np.std(gaps, ddof=1) / math.sqrt(len(gaps)))
    mean = float(gaps.mean())
    return Difference(strategy, baseline, mean, mean - half, mean + half, len(gaps))
