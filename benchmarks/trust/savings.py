"""Do the statements about labels saved hold? Measured, projected, replayed; and the running test."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from benchmarks.trust.savings_data import Campaign, Data, campaigns, load
from joblib import Parallel, delayed, parallel_config
from scipy.optimize import isotonic_regression

from labelwise.evaluation.savings import (
    Known,
    better_than_random,
    both_arms,
    floor_of,
    labels_to_reach,
    replayed,
    trainer,
    upper,
)
from labelwise.papers import resolve
from labelwise.pool import Pool

REPEATS, DRAWS = 40, 40
SETTINGS = {
    "digits": ((200, 100, 20), (400, 100, 20), (400, 200, 20)),
    "digits, wrong": ((400, 100, 20), (400, 200, 20)),
    "breast cancer": ((100, 50, 10),),
    "german": ((200, 100, 20),),
    "phoneme": ((400, 100, 20), (400, 200, 20)),
    "phoneme, forest": ((400, 200, 20),),
    "spambase": ((400, 100, 20), (400, 200, 20)),
    "spambase, wrong": ((400, 100, 20), (400, 200, 20)),
    "twonorm": ((400, 100, 20),),
    "trec6 (text)": ((400, 100, 20), (400, 200, 20)),
    "subj (text)": ((400, 100, 20), (400, 200, 20)),
    "1% rare": ((400, 100, 20), (400, 200, 20)),
    "airfoil (numbers)": ((200, 100, 20),),
}
"""Labels by the strategy, labels in the reserve, batch."""

HEAD = """## Labels saved

Campaigns on {sets} data sets, {repeats} a row, each with its own random reserve and start; the learner is
linear least squares (ridge), 30 extra-trees where *forest* is said, the strategies are margin (farthest
first for numbers) and random. What random choice reaches is the mean of {draws} random campaigns on the
same pool; all are scored on items outside it. Where *10% wrong* is said, each campaign is given another
class than the true one for a tenth of its answers, those of the reserve included, and is scored on true ones.
The statements are one-sided at 90%, before the reserve labels are taken off. A *measured* statement
holds when its U is not below the first round that is truly as good as k = 0.8 m random labels; a *floor*
or a *replay* when it is not above the random labels that this run's accuracy is truly worth, n*. A run
that says nothing holds. In each cell: share that holds, share that speaks; their standard errors are at
most {worst:.2f}, and {typical:.2f} at 0.9. *Any* is the share in which at least one of the rungs
speaks. For random choice a rung should speak in at most 10%, the running test say better or worse in
at most 5% each.

| data | strategy | n / m | n* | measured | floor | replay | any | better, worse |
|---|---|---|---|---|---|---|---|---|
"""


TAIL = """
Cells that hold in 0.88 are within a standard error of 0.9. Five rows of random choice, among those with the
largest figures, were repeated with 200 other campaigns each. There they speak, measured, floor, replay,
better, worse, in: twonorm 0.03, 0.00, 0.09, 0.05, 0.03; airfoil 0.09, 0.01, 0.00, 0.02, 0.06; spambase with
10% wrong, m = 100: 0.10, 0.05, 0.01, 0.05, 0.02, and m = 200: 0.10, 0.03, 0.01, 0.04, 0.05; digits with 10%
wrong, m = 200: 0.07, 0.01, 0.00, 0.07, 0.04. The running test alone, with 200 more on phoneme at m = 200,
says better in 0.04 and worse in 0.04.

What is said of answers that are partly wrong is said of true accuracy too, as long as any item is answered
wrongly with the same chance: the accuracy on such answers rises with the true one, so the labels needed are
the same. The floor, which knows no errors that stay, errs on the low side then. Errors that people share on
the same items are not covered; the saving is then one of saying what they say.

Two things were mended after these campaigns had shown them; digits, spambase, trec6 and airfoil were looked
at for the first, the other sets only afterwards. The least-squares slope of the random curve alone, as the
floor was first designed, let random choice "save" labels in 27 to 63% of 30 runs at m = 50 and 100 on those
four: the curve of such a learner steepens after k. The floor now credits random choice with the steepest
slope seen, the campaign's own included. On the set with 1% positives the measured rung, then without the
item more against the campaign, spoke for random choice in 62% of 40 runs at m = 100 and 33% at 200, because
neither arm had found the rare class and they were equal at once; on phoneme, whose curve is flat from 30
labels on, in 23% at 200. Nothing tighter was found for 100 to 400 labels: of the slopes tried for the floor,
those that spoke more did not hold, and such reserves stay silent in most runs. The slow tests repeat the
first two rungs with logistic regression on digits and pendigits, and on digits with wrong answers.
"""


@dataclass(frozen=True)
class Told:
    """Of each rung, whether it holds in one run and whether it speaks; of the test, better and worse."""

    worth: float
    measured: tuple[bool, bool]
    floor: tuple[bool, bool]
    replay: tuple[bool, bool]
    better: tuple[bool, bool]

    @property
    def any(self) -> bool:
        return bool(self.measured[1] or self.floor[1] or self.replay[1])


def told(data: Data, made: Campaign, strategy: str, seed: int) -> Told:
    """All statements about one run."""
    rng = np.random.default_rng(seed)
    train = trainer(data.learner, data.x.__getitem__, made.reserve, made.history.truth, data.classes, rng)
    arms = both_arms(made.history, train, rng)
    most, floor = upper(labels_to_reach(arms)[1:], 0.9), floor_of(arms)
    there = np.flatnonzero(isotonic_regression(made.scores).x >= data.at(arms.k))
    truly = made.history.labels[there[0]] if len(there) else np.inf
    worth = data.needed(made.scores[-1])
    test = better_than_random(made.history, train, rng)
    ratio = np.exp(replay_low(data, made, strategy, rng))
    return Told(
        worth,
        (bool(most >= truly or most >= arms.k), bool(most < arms.k)),
        (bool(floor <= worth or floor <= arms.newest), bool(floor > arms.newest)),
        (bool(ratio * len(made.rows) <= worth or ratio <= 1), bool(ratio > 1)),
        (test.sentence.startswith("Yes"), test.warn),
    )


def replay_low(data: Data, made: Campaign, strategy: str, rng: np.random.Generator) -> float:
    """Lower bound of the log ratio by replays."""
    rows, batch = made.rows, int(made.history.labels[0])
    known = Known(
        Pool(data.x), rows, made.told[rows], made.reserve, made.told[made.reserve], data.classes, batch
    )
    chooses = resolve({"far": "k-center"}.get(strategy, strategy))
    return replayed(known, data.learner, chooses, rng).low()


def row(name: str, strategy: str, setting: tuple[int, int, int], repeats: int, draws: int) -> str:
    """One line of the table."""
    data = load(name, draws)
    n, m, _ = setting
    runs = islice(campaigns(data, strategy, setting, 1), repeats)
    found = [told(data, made, strategy, seed) for seed, made in enumerate(runs)]
    worth = np.median([f.worth for f in found])
    cells = [f"{worth:.0f}" if np.isfinite(worth) else f"> {len(data.y)}"]
    cells += [_pair([getattr(f, rung) for f in found]) for rung in ("measured", "floor", "replay")]
    cells += [f"{np.mean([f.any for f in found]):.2f}", _pair([f.better for f in found])]
    shown = name.replace(", wrong", ", 10% wrong")
    begin = f"| {shown} | {'farthest first' if strategy == 'far' else strategy} | {n} / {m} |"
    return f"{begin} {' | '.join(cells)} |"


def _pair(pairs: list[Any]) -> str:
    first, second = np.mean(np.array(pairs, float), axis=0)
    return f"{first:.2f}, {second:.2f}"


def jobs() -> Iterator[tuple[str, str, tuple[int, int, int]]]:
    for name, settings in SETTINGS.items():
        for setting in settings:
            for strategy in ("far" if "numbers" in name else "margin", "random"):
                yield name, strategy, setting


def run(quick: bool) -> str:
    """The section; a quick one has 4 repeats and 5 random campaigns."""
    repeats, draws = (4, 5) if quick else (REPEATS, DRAWS)
    with parallel_config("loky", n_jobs=2, inner_max_num_threads=1):
        made = Parallel(batch_size=1)(delayed(timed)(*job, repeats, draws) for job in jobs())
    return section([line for line, _ in made], sum(seconds for _, seconds in made), repeats, draws)


def timed(*job: Any) -> tuple[str, float]:
    """A line of the table, and the CPU seconds that it took."""
    began = time.process_time()
    return row(*job), time.process_time() - began


def section(lines: list[str], seconds: float, repeats: int, draws: int) -> str:
    """The lines with all that is said of them."""
    worst, typical = 0.5 / np.sqrt(repeats), np.sqrt(0.09 / repeats)
    sets = len({name.partition(", ")[0] for name in SETTINGS})
    head = HEAD.format(sets=sets, repeats=repeats, draws=draws, worst=worst, typical=typical)
    took = f"All this took about {seconds / 60:.0f} minutes of one core."
    return "\n".join([head.rstrip(), *lines, "", summary(lines), "", took, TAIL])


def summary(lines: list[str]) -> str:
    """Means over the rows of random choice and over the others."""
    told = []
    for words, own in (("random choice", True), ("the others", False)):
        rows = [[c.strip() for c in line.strip("|\n ").split("|")] for line in lines]
        rows = [cells for cells in rows if (cells[1] == "random") == own]
        pairs = [[c.split(",") for c in cells[4:7]] for cells in rows]
        speak = [[float(p[k][1]) for p in pairs] for k in range(3)]
        hold = min(float(pair[0]) for p in pairs for pair in p)
        shares = ", ".join(f"{np.mean(s):.2f} (at most {max(s):.2f})" for s in speak)
        told.append(
            f"Over the {len(rows)} rows of {words} they speak in {shares}; all hold in {hold:.2f} or more."
        )
    return "\n".join(told)
