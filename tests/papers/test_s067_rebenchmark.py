"""S067: a model that asks and another one that is judged."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, make_circles, make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import labelwise as lw
from labelwise.bench.protocols import Makers, Protocol, Results, figures, read_runs, run
from labelwise.evaluation.diagnostics import judge_of, scorer_mismatch
from labelwise.learners import SklearnLearner
from labelwise.testing.labelled_sets import load_labelled

SETS = {
    "cancer": load_breast_cancer(return_X_y=True),
    "circles": make_circles(1000, noise=0.15, factor=0.5, random_state=0),
    "moons": make_moons(1000, noise=0.25, random_state=0),
}


def models(width):
    """G, which is judged: an RBF machine with C = 1 and gamma = 1 / d; H, which asks: a weak line."""
    judged = SklearnLearner(SVC(C=1, gamma=1 / width), scores="decision")
    return judged, SklearnLearner(LogisticRegression(C=0.1))


def mean_accuracy(name, who, seed, queries=80):
    """The protocol: 40% aside, 20 random labels, one at a time; mean accuracy of G over the queries."""
    x, y = SETS[name]
    x, xt, y, yt = train_test_split(x, y, test_size=0.4, random_state=seed)
    scale = StandardScaler().fit(x)
    x, xt = scale.transform(x), scale.transform(xt)
    judged, line = models(x.shape[1])
    final = judge_of(judged, np.vstack([x, xt]), np.r_[y, yt], 2)
    scorer = {"compatible": final, "line": judge_of(line, np.vstack([x, xt]), np.r_[y, yt], 2)}.get(who)
    rng = np.random.default_rng(seed)
    rows, every, found = rng.choice(len(x), 20, replace=False), np.arange(len(x)), []
    test = np.arange(len(x), len(x) + len(xt))
    for _ in range(queries):
        found.append((final(rows, test).argmax(axis=1) == yt).mean())
        arrays = {"embedding": x} if scorer is None else {"proba": scorer(rows, every)}
        strategy = "random" if scorer is None else "margin"
        rows = np.append(rows, lw.query(strategy, 1, labelled=rows, y=y[rows], rng=rng, **arrays).indices)
    return np.mean(found)


def table(name, seeds=4):
    who = ("compatible", "line", "random")
    return {w: np.mean([mean_accuracy(name, w, s) for s in range(seeds)]) for w in who}


def warned(name, seed=0):
    """The finding of a campaign that knows 200 random labels."""
    x, y = SETS[name]
    x = StandardScaler().fit_transform(x)
    judged, line = models(x.shape[1])
    reserve = np.random.default_rng(seed).choice(len(x), 200, replace=False)
    return scorer_mismatch(
        judge_of(line, x, y, 2), judge_of(judged, x, y, 2), y, reserve, seed=seed, plays=10
    )


@pytest.mark.slow
def test_on_circles_the_scorer_is_worse_than_chance_and_the_warning_fires():
    made = table("circles")
    assert made["compatible"] - 0.01 > made["line"] and made["random"] - 0.02 > made["line"]
    found = [warned("circles", seed) for seed in range(2)]
    assert np.mean([f.warn for f in found]) >= 0.75 and min(f.value for f in found) > 0.02


@pytest.mark.slow
def test_on_breast_cancer_the_compatible_scorer_is_better_and_both_beat_chance():
    made = table("cancer")
    assert made["compatible"] > made["line"] > made["random"] - 0.002


@pytest.mark.slow
def test_on_moons_there_is_no_gap_and_no_warning():
    made = table("moons")
    assert abs(made["compatible"] - made["line"]) < 0.02
    assert not any(warned("moons", seed).warn for seed in range(2))


def test_a_campaign_asks_with_one_model_and_delivers_the_other():
    """The same answers and seeds: only the line's questions follow the line's doubts."""
    x, y = SETS["circles"]
    x, names = x[:200], np.array(["out", "in"])[y[:200]]
    judged, line = models(2)
    both = lw.Campaign(
        x, ["in", "out"], learner={"acquire": line, "final": judged}, strategy="margin", trust=None
    )
    batch = both.ask(20, strategy="random")
    both.tell(batch, [str(names[int(q.item)]) for q in batch])
    rows = np.array([int(q.item) for q in batch])
    picks = [int(q.item) for q in both.ask(5)]
    code = (names == "out").astype(int)
    rest = np.setdiff1d(np.arange(200), rows)
    p = judge_of(line, x, code, 2)(rows, rest)
    assert set(picks) == set(rest[np.argsort(abs(p[:, 0] - 0.5))[:5]])
    delivered = both.model.proba(x[rest])
    np.testing.assert_allclose(delivered, judge_of(judged, x, code, 2)(rows, rest), atol=1e-9)


def test_the_protocol_and_its_area(tmp_path):
    """Three fifths for training, first labels of both classes, one question a time until none is left."""
    plan = Protocol(
        "s067", ["blobs"], ["random"], seeds=[1], splits=["rebenchmark"], starts=[20], batches=[1],
        budgets=["30"], pool_rows=0, test_rows=0, full=False, learners=[""],
    )  # fmt: skip
    run(plan, tmp_path, Makers(load_labelled), engine="serial")
    (row,) = Results(tmp_path).rows()
    size = row["train_size"] + len(row["test"])
    assert row["train_size"] == int(0.6 * size) and row["first"] == 20
    assert list(row["labels"]) == list(range(20, 31)) and len(set(row["queried"])) == 30
    scores = [(said == row["truth"]).mean() for said in row["predictions"]]
    (made,) = figures(read_runs(Results(tmp_path), plan)).to_pylist()
    trapezoids = sum((a + b) / 2 for a, b in pairwise(scores))
    assert made["area"] == pytest.approx(trapezoids / 10)
    assert made["area_of_queries"] == pytest.approx(trapezoids / 11)
