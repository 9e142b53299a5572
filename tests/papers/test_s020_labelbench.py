"""S020: GALAXY bisects, DIRECT looks around thresholds; strategies read what they declare."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import labelwise as lw
from labelwise.bench.protocols import Makers, Protocol, Results, run
from labelwise.papers import resolve
from labelwise.strategy import View
from labelwise.testing.labelled_sets import load_labelled

SIZE = 512
LINE = np.linspace(1, 0, SIZE)
PROBA = np.column_stack([LINE, 1 - LINE])


def ask_one_by_one(name, y, proba, first, many):
    """Labelled rows after so many single questions, each label told before the next question."""
    labelled = list(first)
    for t in range(many):
        made = lw.query(name, 1, proba=proba, labelled=labelled, y=y[labelled], classes=proba.shape[1], rng=t)
        labelled.append(int(made.indices[0]))
    return labelled


@pytest.mark.parametrize("border", [3, 100, 255, 400, 509])
def test_the_border_of_a_line_in_log2_labels(border):
    y = (np.arange(SIZE) >= border).astype(int)
    labelled = np.array(ask_one_by_one("galaxy", y, PROBA, [0, SIZE - 1], int(np.log2(SIZE))))
    assert {border - 1, border} <= set(labelled.tolist())


def test_it_asks_more_of_the_rare_class_than_margin():
    """One in fifty; the model's half lies far from the border, so margin asks the large class only."""
    y = (np.arange(SIZE) >= SIZE - SIZE // 50).astype(int)
    rare = {name: y[ask_one_by_one(name, y, PROBA, [0, SIZE - 1], 20)].sum() for name in ("galaxy", "margin")}
    assert rare["margin"] == 1  # the one it began with
    assert rare["galaxy"] >= 8


def direct_batches(wrong, seed, name="direct", rounds=6):
    """How far from the border the picks of the last batch lie; some labels are wrong."""
    rng, border = np.random.default_rng(seed), 460
    y = (np.arange(SIZE) >= border).astype(int)
    told = np.where(rng.random(SIZE) < wrong, 1 - y, y)
    labelled = np.r_[
        rng.choice(border, 10, replace=False), rng.choice(np.arange(border, SIZE), 3, replace=False)
    ]
    for _ in range(rounds):
        made = lw.query(name, 12, proba=PROBA, labelled=labelled, y=told[labelled], classes=2, rng=rng)
        labelled = np.r_[labelled, made.indices]
    return np.median(np.abs(labelled[-12:] - border)), y[labelled].sum()


def test_direct_asks_around_the_threshold_despite_wrong_labels():
    """With a tenth of the labels wrong half of the last batch lies near the border; margin is far off."""
    ours = np.array([direct_batches(0.1, seed) for seed in range(6)])
    margin = np.array([direct_batches(0.1, seed, "margin") for seed in range(6)])
    assert np.median(ours[:, 0]) < 60 < 150 < np.median(margin[:, 0])
    assert ours[:, 1].mean() > 3 * margin[:, 1].mean()


class Strict(View):
    """A View that gives nothing but what was declared."""

    def get(self, name, rows=None):
        live = ("labels", "pending", "classes", "round", "version")
        assert name in (*self.declared, *live), f"{name} was not declared"
        return super().get(name, rows)


RNG = np.random.default_rng(0)
ARRAYS = {
    "proba": RNG.dirichlet(np.ones(3), 40),
    "embedding": RNG.normal(size=(40, 4)),
    "head": (RNG.normal(size=(3, 4)), np.zeros(3)),
    "samples": RNG.dirichlet(np.ones(3), (5, 40)),
}


@pytest.mark.parametrize(
    "name",
    ["random", "least-confidence", "entropy", "margin", "k-center", "badge", "bait", "galaxy", "direct"],
)
def test_each_strategy_gets_exactly_what_it_declares(name):
    strategy = resolve(name)
    view = Strict.from_arrays(labelled=[0, 1, 2], y=[0, 1, 2], classes=3, **ARRAYS)
    view.declared = strategy.needs
    assert len(strategy.select(view, 5, np.random.default_rng(0))) == 5


def test_what_was_not_declared_cannot_be_read():
    """Negative control."""
    view = Strict.from_arrays(**ARRAYS)
    view.declared = ()
    with pytest.raises(AssertionError, match="was not declared"):
        resolve("margin").select(view, 5, np.random.default_rng(0))


def test_a_cheap_model_asks_for_a_dear_one(tmp_path):
    """Selection by proxy: the questions are those of the proxy, the predictions those of the other model."""

    def learner(name, pool, task):
        return {"line": LogisticRegression(), "trees": DecisionTreeClassifier(random_state=0)}[name]

    settings = {"seeds": 1, "batches": [10], "budgets": [40], "full": False}
    plan = Protocol("proxy", ["rings"], ["margin"], learners=["line"], finals=["", "trees"], **settings)
    run(plan, tmp_path, Makers(load_labelled, learner), engine="serial")
    alone, proxied = sorted(Results(tmp_path).rows(), key=lambda row: row["final"])
    assert alone["queried"] == proxied["queried"]
    data = load_labelled("rings")
    scaled = StandardScaler().fit(data.x[np.setdiff1d(np.arange(len(data.x)), proxied["test"])])
    rows = np.asarray(proxied["queried"])
    tree = DecisionTreeClassifier(random_state=0).fit(scaled.transform(data.x[rows]), np.array(data.y)[rows])
    said = tree.predict(scaled.transform(data.x[proxied["test"]]))
    classes = list(data.task.classes)
    assert [classes[c] for c in proxied["predictions"][-1]] == said.tolist()
    assert (proxied["predictions"][-1] != alone["predictions"][-1]).any()
