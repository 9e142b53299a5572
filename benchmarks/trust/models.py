"""Which of my models is best: seconds a label, and what is lost until the best one is known.

The data are found by LABELWISE_DATA, ../shared/data by default.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.special import gammaln

from labelwise.evaluation.models import SELECTORS, Coda, CodaRun, Panel, panel

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("LABELWISE_DATA") or ROOT.parent / "shared" / "data")
SETS = ("davidson", "emotion_detection", "fashion")
ITEMS, ANSWERS, REPEATS, LABELS = 1000, 100, 50, 30
SIZES = ((10, 10, 1000), (50, 10, 1000), (10, 100, 200), (100, 100, 10_000), (20, 10, 100_000))
"""Models, classes, items."""
THEIRS = {(10, 10, 1000): (1.0, 1.89), (50, 10, 1000): (6.24, 12.0), (10, 100, 200): (2.72, 4.89)}
"""Wall and CPU seconds a label of the authors' code (f240a4c, torch, two threads)."""

HEAD = """## Which of my models is best?

`labelwise.evaluation.models`: CODA (S047) and the five selectors that its authors compare it with.

**Seconds a label** of CODA: asking, telling and naming the best, medians of {labels} labels; `start` comes
once (CPU seconds). "Arrays" is the authors' approach in plain numpy, a reimplementation made for this page
that integrates every model for every item and class anew (torch is not a part of this benchmark); it chose
the same items here. "Authors" is their own code (torch on two threads, load 1.4), measured earlier on a
machine of this kind and quoted. "Faster" compares CPU seconds, ours with the authors': the load average was
{load:.0f} on {cores} cores, so that our wall times are too long. MB is what is kept between labels, beside
the predictions (float32).

{times}

**Regret**: accuracy of the best model less that of the model believed to be the best, in points, mean over
the moments after each of the first {answers} labels; times {answers} it is the cumulative regret. Each of
{repeats} repeats draws {items} items of a set at random and counts accuracies on them; brackets are 95%
percentile intervals of the mean over repeats (bootstrap, 2,000 draws). All three sets have true labels.
Models of `davidson` ({davidson}) and `fashion`
({fashion}) give probabilities, those of `emotion_detection`
({emotion_detection}) classes only, which count as certain.

{regrets}

The same paired, CODA less the other (below 0 CODA lost less):

{paired}

Mean regret after 10, 30 and 100 labels:

{moments}

**How sure is sure?** P(best) of the model believed to be the best after {answers} labels, and beside it how
often it was the best of the {items} items (equal ones count). CODA's answers move a prior of 4 counts a class
by a hundredth each: its P(best) orders the models and is no probability of anything.

{sure}

**In batches** of 20 asked with the same beliefs, CODA's regret:

{batched}
"""


def made(models: int, classes: int, items: int) -> tuple[np.ndarray, np.ndarray]:
    """Predictions of models that are right 50 to 80% of the time, and the truth."""
    rng = np.random.default_rng(0)
    truth = rng.integers(classes, size=items)
    rate = rng.uniform(0.5, 0.8, models)
    proba = np.empty((models, items, classes), dtype=np.float32)
    for h in range(models):
        rows = rng.dirichlet(np.full(classes, 0.3), items)
        right = np.flatnonzero(rng.random(items) < rate[h])
        rows[right, truth[right]] += 1.5
        proba[h] = rows / rows.sum(axis=1, keepdims=True)
    return proba, truth


def prob_best(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(..., H) P(best), every Beta on the whole grid."""
    x = np.linspace(1e-6, 1 - 1e-6, 256)
    a, b = a[..., None], b[..., None]
    pdf = np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) + gammaln(a + b) - gammaln(a) - gammaln(b))
    cdf = np.zeros_like(pdf)
    np.cumsum(0.5 * (pdf[..., 1:] + pdf[..., :-1]) * np.diff(x), axis=-1, out=cdf[..., 1:])
    log = np.log(np.maximum(cdf, 1e-30))
    inside = pdf * np.exp(np.clip(log.sum(axis=-2, keepdims=True) - log, -80, 80))
    result = (0.5 * (inside[..., 1:] + inside[..., :-1]) * np.diff(x)).sum(axis=-1)
    return result / result.sum(axis=-1, keepdims=True)


def bits(p: np.ndarray) -> np.ndarray:
    p = np.maximum(p, 1e-12)
    return -(p * np.log2(p)).sum(axis=-1)


def array_gains(proba: np.ndarray, counts: np.ndarray, rows: np.ndarray, chunk: int = 100) -> np.ndarray:
    """Gains of items as the authors' code computes them, all anew."""
    belief = np.zeros(proba.shape[1:])
    for h in range(len(proba)):
        belief += proba[h] @ counts[h].T
    belief /= belief.sum(axis=1, keepdims=True)
    share = belief.mean(axis=0)
    a = np.einsum("hcc->ch", counts)
    b = counts.sum(axis=2).T - a
    now, said, found = prob_best(a, b), proba.argmax(axis=2), []
    for k in range(0, len(rows), chunk):
        part = rows[k : k + chunk]
        right = said[:, part].T[:, None] == np.arange(len(share))[:, None]
        change = prob_best(a + right, b + ~right) - now
        found.append((belief[part] * bits(share @ now + share[:, None] * change)).sum(axis=1))
    return bits(share @ now) - np.concatenate(found)


def array_seconds(proba: np.ndarray, truth: np.ndarray, run: CodaRun) -> float:
    """CPU seconds of one label by arrays; the items must be those of ``run``, which is told them."""
    said, classes = proba.argmax(axis=2), proba.shape[2]
    consensus = proba.mean(axis=0, dtype=np.float64).argmax(axis=1)
    held = np.array([[p[consensus == c].sum(axis=0) for c in range(classes)] for p in proba])
    held = held / np.maximum(held.sum(axis=2, keepdims=True), 1e-6)
    counts = 2.0 * (np.where(np.eye(classes) == 1, 1.0, 1 / (classes - 1)) + 0.1 * held)
    rows, spent = np.flatnonzero((said != said[0]).any(axis=0)), []
    for _ in range(2):
        began = time.process_time()
        gains = array_gains(proba, counts, rows)
        item = int(rows[gains.argmax()])
        counts[np.arange(len(said)), truth[item], said[:, item]] += 0.01
        rows = rows[rows != item]
        spent.append(time.process_time() - began)
        asked, _ = run.ask()
        if asked != item:
            raise AssertionError(f"arrays ask {item}, labelwise {asked}")
        run.tell(item, int(truth[item]))
    return min(spent)


def times(quick: bool) -> str:
    """The table of seconds a label."""
    head = ["models", "classes", "items", "start", "wall", "CPU", "arrays CPU"]
    head += ["authors wall", "authors CPU", "faster", "MB"]
    rows: list[list[object]] = []
    for size in SIZES[:1] if quick else SIZES:
        proba, truth = made(*size)
        Coda().start(proba[:, :50], np.random.default_rng(0)).ask()  # compiles
        began = time.process_time()
        run = Coda().start(proba, np.random.default_rng(0))
        start = time.process_time() - began
        theirs = THEIRS.get(size)
        arrays = f"{array_seconds(proba, truth, run):.1f}" if theirs else "-"
        wall, cpu = np.median([label(run, truth) for _ in range(5 if quick else LABELS)], axis=0)
        faster = f"{theirs[1] / cpu:.0f}" if theirs else "-"
        rows.append([*size, f"{start:.2f}", f"{wall:.4f}", f"{cpu:.4f}", arrays, *(theirs or "--"), faster])
        rows[-1].append(f"{run.nbytes / 1e6:.1f}")
    return table(head, rows)


def label(run: CodaRun, truth: np.ndarray) -> tuple[float, float]:
    """Wall and CPU seconds of one label."""
    began, used = time.perf_counter(), time.process_time()
    item, _ = run.ask()
    run.tell(item, int(truth[item]))
    run.leader()
    return time.perf_counter() - began, time.process_time() - used


def loaded(name: str) -> tuple[Panel, np.ndarray]:
    """Predictions and truth of a set."""
    folder = DATA / f"modelselect_{name}"
    if name == "emotion_detection":
        held = np.load(folder / "predictions.npz")
        return panel(np.ascontiguousarray(held["pred"].T), 4), held["y"].astype(int)
    held = np.load(folder / "preds.npz")
    return panel(held["probs"]), held["y"].astype(int)


def worlds(name: str, repeats: int) -> Iterator[tuple[Panel, np.ndarray, int]]:
    """Random items of a set, a repeat each."""
    whole, truth = loaded(name)
    for seed in range(repeats):
        rows = np.random.default_rng(seed).choice(len(truth), ITEMS, replace=False)
        proba = None if whole.proba is None else whole.proba[:, rows]
        yield Panel(whole.said[:, rows], whole.classes, proba), truth[rows], seed


def regrets(given: Panel, truth: np.ndarray, seed: int, name: str, batch: int = 1) -> tuple[np.ndarray, list]:
    """Regret in points after every label; P(best) of the chosen model and whether it is, at the end."""
    accuracy = (given.said == truth).mean(axis=1)
    run, lost = SELECTORS[name].start(given, np.random.default_rng(seed)), []
    for _ in range(ANSWERS // batch):
        for item in [run.ask()[0] for _ in range(batch)]:
            run.tell(item, int(truth[item]))
            lost.append(100 * (accuracy.max() - accuracy[run.leader()]))
    model, posterior = run.best()
    return np.array(lost), [posterior[model], accuracy[model] == accuracy.max()]


def interval(values: np.ndarray) -> str:
    """Mean and its 95% percentile interval over repeats."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(len(values), size=(2000, len(values)))].mean(axis=1)
    return f"{values.mean():.2f} [{np.quantile(means, 0.025):.2f}, {np.quantile(means, 0.975):.2f}]"


def table(head: list[str], rows: list[list[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def run(quick: bool) -> str:
    """The section; ``quick`` takes few repeats and the smallest sizes."""
    repeats, names = 3 if quick else REPEATS, list(SELECTORS)
    found = {data: [regrets_of(*world) for world in worlds(data, repeats)] for data in SETS}
    curves = {d: np.array([[one[n][0] for n in names] for one in found[d]]) for d in SETS}
    means = {d: curves[d].mean(axis=2) for d in SETS}
    ends = {
        d: np.array([[one[n][1] for n in names] for one in found[d]], dtype=float).mean(axis=0) for d in SETS
    }
    batched = {d: np.array([one["batches"][0].mean() for one in found[d]]) for d in SETS}

    def rows(cells) -> str:
        return table(["data", *names], [[d, *(cells(d, k) for k in range(len(names)))] for d in SETS])

    at = [9, 29, 99]
    return HEAD.format(
        labels=LABELS,
        answers=ANSWERS,
        repeats=repeats,
        items=ITEMS,
        times=times(quick),
        load=os.getloadavg()[0],
        cores=os.cpu_count(),
        **{data: spread(data) for data in SETS},
        regrets=rows(lambda d, k: interval(means[d][:, k])),
        paired=rows(lambda d, k: interval(means[d][:, 0] - means[d][:, k]) if k else "-"),
        moments=rows(lambda d, k: " / ".join(f"{v:.2f}" for v in curves[d][:, k, at].mean(axis=0))),
        sure=rows(lambda d, k: "{:.2f}, {:.2f}".format(*ends[d][k])),
        batched=table(
            ["data", "one by one", "batches of 20"],
            [[d, interval(means[d][:, 0]), interval(batched[d])] for d in SETS],
        ),
    )


def regrets_of(given: Panel, truth: np.ndarray, seed: int) -> dict[str, tuple[np.ndarray, list]]:
    """Every selector on the same items, and CODA in batches."""
    made = {name: regrets(given, truth, seed, name) for name in SELECTORS}
    return made | {"batches": regrets(given, truth, seed, "coda", 20)}


def spread(name: str) -> str:
    """Models and their accuracies."""
    given, truth = loaded(name)
    accuracy = (given.said == truth).mean(axis=1)
    return f"{given.models} models, accuracies {accuracy.min():.3f} to {accuracy.max():.3f}"
