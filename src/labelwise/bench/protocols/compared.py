"""One figure of many runs as an array of problems, seeds and methods, which statistics take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelwise.bench.protocols.cell import SETTINGS
from labelwise.bench.protocols.tables import FIGURES
from labelwise.errors import BadData, BadParameter

__all__ = ["Scores", "arrays"]

Array = NDArray[Any]

LACKING = 0.05
"""Share of its runs that a seed may lack and still count."""


@dataclass(frozen=True, eq=False)
class Scores:
    """One figure of all runs, as statistics take it.

    Parameters
    ----------
    values : (D, S, M) float
        Of problem, seed and method; NaN where there is no run.
    problems : list of dict
        The settings of each problem, as far as problems differ in them.
    seeds : list of int
        The seeds.
    methods : list of str
        What is compared.
    """

    values: Array
    problems: list[dict[str, Any]]
    seeds: list[int]
    methods: list[str]

    def means(self) -> tuple[Array, Array]:
        """(M,) mean over problems and seeds, and its standard error over seeds: problems stay the same.

        Examples
        --------
        >>> made = Scores(np.array([[[1.0], [3.0]]]), [{}], [0, 1], ["margin"])
        >>> [found.tolist() for found in made.means()]
        [[2.0], [1.0]]
        """
        each = self.values.mean(axis=0)
        spread = each.std(axis=0, ddof=1) if len(each) > 1 else np.full(len(self.methods), np.nan)
        return each.mean(axis=0), spread / np.sqrt(len(each))

    def by_dataset(self) -> Scores:
        """Means over all problems of one data set: they share rows and splits, so tests count them once.

        Examples
        --------
        >>> problems = [{"dataset": name, "batch": size} for name, size in (("a", 1), ("a", 9), ("b", 1))]
        >>> made = Scores(np.array([[[1.0]], [[3.0]], [[5.0]]]), problems, [0], ["margin"])
        >>> made.by_dataset().values.ravel().tolist()
        [2.0, 5.0]
        """
        names = np.array([str(problem.get("dataset", "")) for problem in self.problems])
        sets = list(dict.fromkeys(names.tolist()))
        values = np.stack([self.values[names == name].mean(axis=0) for name in sets])
        return Scores(values, [{"dataset": name} for name in sets], self.seeds, self.methods)

    def complete(self) -> Scores:
        """The part without a gap: the seeds that every method has on every problem.

        Of problems and methods that never met, whatever lacks the largest share is left out first, so that a
        method that cannot run on some problem takes no problem away from the others. A seed that lacks more
        than a twentieth of what is left, unfinished, failed or rejected, does not count; problems with other
        gaps do not. Nothing may be left.
        """
        there = ~np.isnan(self.values)
        met: Array = np.any(there, axis=1)
        kept = [np.arange(size) for size in met.shape]
        while (gaps := ~met[np.ix_(*kept)]).any():
            shares = [gaps.mean(axis=1), gaps.mean(axis=0)]
            axis = int(shares[1].max() > shares[0].max())
            kept[axis] = np.delete(kept[axis], shares[axis].argmax())
        problems, methods = kept
        left = there[np.ix_(problems, np.arange(len(self.seeds)), methods)]
        seeds = np.flatnonzero((~left).mean(axis=(0, 2)) <= LACKING)
        return self._at(problems[left[:, seeds].all(axis=(1, 2))], seeds, methods)

    def like(self, other: Scores) -> Scores:
        """The problems, seeds and methods of ``other``, all of which are among these."""
        return self._at(
            np.array([self.problems.index(problem) for problem in other.problems]),
            np.array([self.seeds.index(seed) for seed in other.seeds]),
            np.array([self.methods.index(method) for method in other.methods]),
        )

    def _at(self, problems: Array, seeds: Array, methods: Array) -> Scores:
        return Scores(
            self.values[np.ix_(problems, seeds, methods)],
            [self.problems[k] for k in problems],
            [self.seeds[k] for k in seeds],
            [self.methods[k] for k in methods],
        )


def arrays(table: Any, figure: str = "area", method: str = "strategy") -> Scores:
    """One figure as an array (D, S, M).

    Parameters
    ----------
    table : pyarrow.Table
        Of :func:`figures`.
    figure : str
        One of :data:`FIGURES`.
    method : str
        The setting whose values are compared; all others but the seed make up the problem.

    Raises
    ------
    BadParameter
        If there is no such figure or setting.
    BadData
        If there are no runs.
    """
    if figure not in FIGURES or method not in SETTINGS:
        allowed = f"a figure among {', '.join(FIGURES)}; a setting among {', '.join(SETTINGS)}"
        raise BadParameter(f"{figure!r} of {method!r} was asked for", allowed=allowed)
    if not table.num_rows:
        raise BadData("there are no finished runs to compare", fix="run the protocol first")
    names = [name for name in SETTINGS if name not in (method, "seed")]
    rows = table.select([*names, method, "seed", figure]).to_pylist()
    keys = [tuple(row[name] for name in names) for row in rows]
    problems, seeds = list(dict.fromkeys(keys)), sorted({row["seed"] for row in rows})
    methods = list(dict.fromkeys(row[method] for row in rows))
    values = np.full((len(problems), len(seeds), len(methods)), np.nan)
    at = {key: k for k, key in enumerate(problems)}
    for key, row in zip(keys, rows, strict=True):
        values[at[key], seeds.index(row["seed"]), methods.index(row[method])] = row[figure]
    differ = [k for k in range(len(names)) if len({key[k] for key in problems}) > 1 or names[k] == "dataset"]
    return Scores(
        values, [{names[k]: key[k] for k in differ} for key in problems], seeds, list(map(str, methods))
    )
