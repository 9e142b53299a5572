"""How often every interval and certificate holds, on data whose labels are all known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from benchmarks.trust.figures_data import LABELS, NUMBERS, Campaign, campaign, numbers, sets
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import stats

from labelwise.evaluation.figures import (
    F1,
    MAE,
    RMSE,
    Accuracy,
    Brier,
    LogLoss,
    MacroF1,
    beta_mixture,
    certificate,
    certified_threshold,
    wilson,
)
from labelwise.types import Outcomes

Array = NDArray[Any]
Cells = dict[str, list[float]]

CAMPAIGNS, RESERVES = 20, 10
SIZES = (50, 100, 200, 400)
LOOKS = (25, 50, 100, 200, 400)
OTHERS = 800
WISHES = (0.9, 0.98)

HEAD = """## Coverage of figures

Logistic regression after a margin campaign of {labels} labels on a random half of the items; the other
half is the population, whose figures are known exactly. Reserves of m items are drawn from it at random,
with replacement, so that they stand for new data: {campaigns} campaigns of {reserves} reserves each.
Cells are the share of reserves whose interval holds the truth, with its standard error; n/a where the set
has fewer than 2 (n + m) items.

"""

NINETY_FIVE = """**95% statements.** *display*: accuracy by Wilson, sharpened by what the model believes of
{others} unanswered items; *pool*: the exact interval for the whole population, drawn without replacement;
*certificate*: the bounds of five planned looks, each of its own round's model, all true; *always*: the
bounds for a frozen model at all of 400 looks. Controls that must fail: *normal*: the share plus or minus
1.96 standard errors; *every 4*: Wilson's one-sided bound looked at every four answers; *chosen*:
cross-validation on the labels that margin chose, once a campaign.

"""

NINETY = """**90% statements.** F1 of the class that is rarest in truth, macro-F1, log-loss and Brier score;
in brackets the share of reserves on which the metric answers, where that is not all (coverage is of those).

"""

REGRESSION = """**90% statements of numbers.** Extra-trees on 200 random labels.

"""

THRESHOLDS = """**Certified thresholds**, reserves of 400. *false*: the precision above the threshold is below
the one wished for (at most 5% of all reserves are allowed); *labelled*: items that the model labels, on
average, none where it is refused. The control is *naive*: the lowest of 40 thresholds above which the share
of right items in the reserve is the one wished for.

"""


def run(quick: bool) -> str:
    """The section."""
    campaigns = 3 if quick else CAMPAIGNS
    rows: list[dict[str, str]] = []
    for name, x, y in sets(quick):
        cells: Cells = defaultdict(list)
        seeds = range(campaigns if len(y) >= 2 * (LABELS + SIZES[0]) else 0)
        for some in Parallel(n_jobs=2)(delayed(one_campaign)(x, y, seed) for seed in seeds):
            for column, values in some.items():
                cells[column] += values
        rows.append({"data": f"{name} ({len(y)})", **shown(cells, len(y))})
        print(rows[-1], flush=True)
    told = HEAD.format(labels=LABELS, campaigns=campaigns, reserves=RESERVES)
    told += NINETY_FIVE.format(others=OTHERS) + markdown(rows, names_95()) + "\n"
    told += NINETY + markdown(rows, names_90()) + "\n"
    told += REGRESSION + markdown(list(regression(quick)), ["rmse 100", "rmse 200", "mae 100", "mae 200"])
    return told + "\n" + THRESHOLDS + markdown(rows, names_thresholds())


def names_95() -> list[str]:
    """Columns of the first table."""
    made = [f"display {m}" for m in SIZES] + ["pool 100", "certificate", "always"]
    return [*made, "normal 50", "every 4", "chosen"]


def names_90() -> list[str]:
    """Columns of the second table."""
    return [f"{what} {m}" for what in ("f1", "macro-f1", "log-loss", "brier") for m in (100, 200)]


def names_thresholds() -> list[str]:
    """Columns of the last table."""
    return [f"{wish:g} {what}" for wish in WISHES for what in ("false", "labelled", "naive")]


def one_campaign(x: Array, y: Array, seed: int) -> Cells:
    """Everything that is said after one campaign."""
    cells: Cells = defaultdict(list)
    rng = np.random.default_rng([seed, len(y)])
    made = campaign(x, y, rng)
    low, high = wilson(*made.crossed_on_chosen())
    cells["chosen"].append(low <= made.right[-1].mean() <= high)
    for _ in range(RESERVES):
        one_reserve(made, rng, cells)
    return cells


def one_reserve(made: Campaign, rng: np.random.Generator, cells: Cells) -> None:
    """Everything that is said of one reserve, and whether it is true."""
    size = len(made.away)
    order, rest = rng.integers(size, size=max(SIZES)), rng.integers(size, size=OTHERS)
    truth = float(made.right[-1].mean())
    for m in SIZES:
        told = Accuracy()(made.outcomes(order[:m], rest))
        cells[f"display {m}"].append(told.low <= truth <= told.high)
    low, high = normal(made.right[-1][order[:50]])
    cells["normal 50"].append(low <= truth <= high)
    some = rng.permutation(size)[:100]
    told = Accuracy()(made.outcomes(some, rest, size=size))
    cells["pool 100"].append(told.low - 1e-12 <= truth <= told.high + 1e-12)
    paths(made, order, cells)
    thresholds(made, order, rest, cells)
    resampled(made, order, rest, rng, cells)


def normal(right: Array) -> tuple[float, float]:
    """What is taught first."""
    p = right.mean()
    half = stats.norm.ppf(0.975) * np.sqrt(p * (1 - p) / len(right))
    return p - half, p + half


def paths(made: Campaign, order: Array, cells: Cells) -> None:
    """What is said again and again while answers come in."""
    last = len(made.rounds) - 1
    turns = [min(i, last) for i in range(len(LOOKS))]
    bounds = [certificate(made.right[t][order[:m]]).low for t, m in zip(turns, LOOKS, strict=True)]
    truths = [float(made.right[t].mean()) for t in turns]
    cells["certificate"].append(all(low <= p for low, p in zip(bounds, truths, strict=True)))
    right = made.right[-1]
    k, m = np.cumsum(right[order]), np.arange(1, len(order) + 1)
    low, high = beta_mixture(k, m)
    cells["always"].append(bool((low.max() <= right.mean()) and (right.mean() <= high.min())))
    looks = np.arange(19, len(order), 4)
    cells["every 4"].append(bool((wilson(k[looks], m[looks], 0.9)[0] <= right.mean()).all()))


def resampled(made: Campaign, order: Array, rest: Array, rng: np.random.Generator, cells: Cells) -> None:
    """Figures other than accuracy."""
    whole = made.outcomes(np.arange(len(made.away)), np.arange(0))
    rarest = whole.classes[int(np.bincount(whole.truth, minlength=made.size).argmin())]
    for m in (100, 200):
        some = made.outcomes(order[:m], rest)
        for metric, name in ((F1(rarest), "f1"), (MacroF1(), "macro-f1")):
            told = metric(some, level=0.9, rng=rng)
            true = f1_of(whole, metric)
            cells[f"{name} {m}"].append(np.nan if told.value is None else told.low <= true <= told.high)
        for loss in (LogLoss(), Brier()):
            told, true = loss(some, rng=rng), float(loss.losses(whole).mean())
            held = np.nan if told.value is None else told.low <= true <= told.high
            cells[f"{loss.name.split()[0]} {m}"].append(held)


def f1_of(whole: Outcomes, metric: Any) -> float:
    """F1 of a class or the mean of all, of the population."""
    names = [metric.cls] if isinstance(metric, F1) else whole.classes
    values = []
    for at in (whole.classes.index(name) for name in names):
        true, called = whole.truth == at, whole.predicted == at
        values.append(2 * (true & called).sum() / max(true.sum() + called.sum(), 1))
    return float(np.mean(values))


def thresholds(made: Campaign, order: Array, rest: Array, cells: Cells) -> None:
    """Whether a certified threshold has the precision wished for."""
    sure, right = made.rounds[-1].max(axis=1), made.right[-1]
    for wish in WISHES:
        told = certified_threshold(sure[order], right[order], wish, rest=sure[rest])
        false = told.threshold is not None and precise(sure, right, told.threshold) < wish
        cells[f"{wish:g} false"].append(false)
        cells[f"{wish:g} labelled"].append(told.automatic / len(rest))
        tried = np.quantile(sure[order], np.linspace(0.975, 0, 40))
        above = sure[order] >= tried[:, None]
        passed = (above & right[order]).sum(axis=1) >= wish * above.sum(axis=1)
        found = float(tried[passed].min()) if passed.any() else None
        cells[f"{wish:g} naive"].append(found is not None and precise(sure, right, found) < wish)


def precise(sure: Array, right: Array, threshold: float) -> float:
    """Precision of the population above a threshold."""
    return float(right[sure >= threshold].mean())


def regression(quick: bool) -> Iterable[dict[str, str]]:
    """Rows of the table of numbers."""
    for name in NUMBERS[: 1 if quick else None]:
        cells: Cells = defaultdict(list)
        for seed in range(5 if quick else CAMPAIGNS):
            rng = np.random.default_rng(seed)
            whole = Outcomes(*numbers(name, rng))
            for m in (100, 200):
                for metric in (RMSE(), MAE()):
                    true = metric.shown(float(metric.losses(whole).mean()))
                    for _ in range(RESERVES):
                        told = metric(whole.only(rng.integers(len(whole), size=m)), rng=rng)
                        cells[f"{metric.name} {m}"].append(told.low <= true <= told.high)
        yield {"data": name, **shown(cells, 10**9)}


def shown(cells: Cells, size: int) -> dict[str, str]:
    """Cells as text."""
    made = {}
    for name, values in cells.items():
        m = int(name.split()[-1]) if name.split()[-1].isdigit() else 0
        made[name] = "n/a" if size < 2 * (LABELS + m) else cell(np.array(values, dtype=float))
    return made


def cell(values: Array) -> str:
    """Share and standard error of those that are a number, and how many are, where not all."""
    there = values[~np.isnan(values)]
    if not len(there):
        return "refused"
    share, error = there.mean(), there.std() / np.sqrt(len(there))
    spoken = "" if len(there) == len(values) else f" [{len(there) / len(values):.2f}]"
    return f"{share:.3f} ± {error:.3f}{spoken}"


def markdown(rows: list[dict[str, str]], names: list[str]) -> str:
    """A table."""
    head = f"| data | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}\n"
    body = "".join(f"| {row['data']} | {' | '.join(row.get(n, 'n/a') for n in names)} |\n" for row in rows)
    return head + body
