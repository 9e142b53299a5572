"""Simulated campaigns: the scores are those of a plain loop, and nothing leaks."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes, make_classification, make_multilabel_classification
from sklearn.linear_model import BayesianRidge, LogisticRegression, Ridge
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from labelwise.annotators import Simulated
from labelwise.bench.simulate import OWN, SAME, named, predict, seeds_of, simulate
from labelwise.bench.split import drawn
from labelwise.errors import BadData, BadParameter, MissingCapability, UnknownName
from labelwise.learners import SklearnLearner
from labelwise.measures import tag_margin, variance
from labelwise.pool import Pool
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.tasks import Classification, Regression, Tags

MODEL = LogisticRegression(max_iter=1000)


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    X, y = make_classification(150, 6, n_informative=4, n_classes=3, random_state=0)
    return X, np.array(["a", "b", "c"])[y]


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """Rows in the order in which the annotator was asked."""
    rows: list[int] = []
    answer = Simulated.__call__

    def listen(self, batch):
        rows.extend(int(query.item) for query in batch)
        return answer(self, batch)

    monkeypatch.setattr(Simulated, "__call__", listen)
    return rows


def test_measured_after_every_batch_up_to_the_budget(data):
    curves = simulate(*data, strategy=["margin", "random"], batch=20, budget=50, seeds=[3, 1])
    assert [(r.strategy, r.seed) for r in curves.runs] == [
        ("margin", 3),
        ("margin", 1),
        ("random", 3),
        ("random", 1),
    ]
    assert all(r.labels.tolist() == [20, 40, 50] for r in curves.runs)
    assert curves.metric == "accuracy" and curves.notes == (OWN,)
    assert all(0 <= row["score"] <= 1 for row in curves.rows())


def test_with_all_labels_the_score_is_that_of_a_plain_fit(data):
    X, y = data
    curves = simulate(X, y, learner=MODEL, strategy=["margin", "random"], batch=100, budget=105, seeds=[2])
    part = drawn(Pool(X), y.tolist(), Classification(["a", "b", "c"]), MODEL, 2)
    rows = [int(i) for i in part.pool.ids.to_pylist()]
    held = np.setdiff1d(np.arange(150), rows)
    plain = LogisticRegression(max_iter=1000).fit(X[rows], y[rows]).score(X[held], y[held])
    assert [r.scores[-1] for r in curves.runs] == [plain, plain]


def test_every_score_is_that_of_a_plain_fit_on_what_was_asked(data, asked):
    X, y = data
    test = (X[100:], y[100:])
    run = simulate(
        X[:100], y[:100], learner=MODEL, strategy="margin", batch=10, budget=40, seeds=1, test=test
    ).runs[0]
    assert len(asked) == len(set(asked)) == 40
    for n, score in zip(run.labels, run.scores, strict=True):
        rows = asked[:n]
        assert score == LogisticRegression(max_iter=1000).fit(X[rows], y[rows]).score(*test)


def test_margin_asks_where_a_plain_margin_would(data, asked):
    X, y = data
    simulate(X, y, learner=MODEL, strategy="margin", batch=15, budget=45, seeds=1, test=(X, y))
    for n in (15, 30):
        left = np.setdiff1d(np.arange(150), asked[:n])
        proba = LogisticRegression(max_iter=1000).fit(X[asked[:n]], y[asked[:n]]).predict_proba(X[left])
        top = np.sort(proba, axis=1)
        wanted = left[np.argsort(top[:, -1] - top[:, -2], kind="stable")][:15]
        assert asked[n : n + 15] == wanted.tolist()


def test_same_seed_same_curves_and_other_seeds_differ(data):
    first, again = (simulate(*data, batch=10, budget=40, seeds=2).rows() for _ in range(2))
    assert first == again
    assert [r["score"] for r in first[:4]] != [r["score"] for r in first[4:]]


def test_a_run_does_not_depend_on_what_it_is_compared_with(data):
    alone = simulate(*data, strategy="margin", batch=10, budget=30, seeds=1).rows()
    both = simulate(*data, strategy=["random", "margin"], batch=10, budget=30, seeds=1).rows()
    assert alone == [r for r in both if r["strategy"] == "margin"]


@pytest.mark.slow
def test_several_processes_give_the_same_curves(data):
    one, two = (
        simulate(*data, strategy=["margin", "random"], batch=10, budget=40, seeds=3, jobs=j) for j in (1, 2)
    )
    assert one.rows() == two.rows()


def test_a_budget_beyond_the_items_is_cut_and_said():
    X, y = np.arange(40.0).reshape(20, 2), ["a", "b"] * 10
    curves = simulate(X, y, strategy="random", batch=10, budget=50, seeds=2)
    assert all(r.labels.tolist() == [10, 14] for r in curves.runs)
    assert curves.notes == (OWN, "the budget of 50 labels was cut to the 14 training items")
    assert simulate(X, y, batch=10, budget=14, seeds=1).notes == (OWN,)
    assert simulate(X, y, batch=10, budget=20, seeds=1, test=(X, y)).notes == (SAME,)


def test_one_class_so_far_predicts_that_class():
    X, y = np.arange(40.0).reshape(20, 2), ["a"] * 19 + ["b"]
    run = simulate(X, y, strategy="random", batch=1, budget=1, seeds=1, test=(X, y)).runs[0]
    assert run.scores.tolist() in ([0.95], [0.05])


def test_strategies_that_need_a_model_start_at_random_and_these_labels_count(data):
    run = simulate(*data, strategy="margin", batch=5, budget=15, seeds=1).runs[0]
    assert run.labels.tolist() == [5, 10, 15]


def test_other_metrics_and_progress(data):
    def worst(truth, predicted):
        return min(float(np.mean(predicted[truth == c] == c)) for c in set(truth))

    seen: list[tuple[int, int]] = []
    progress = lambda done, total: seen.append((done, total))  # noqa: E731
    curves = simulate(*data, strategy="random", batch=40, budget=80, seeds=2, metric=worst, progress=progress)
    assert curves.metric == "worst" and seen == [(1, 2), (2, 2)]
    plain = simulate(*data, strategy="random", batch=40, budget=80, seeds=2)
    assert all(a["score"] <= b["score"] for a, b in zip(curves.rows(), plain.rows(), strict=True))


def test_strategy_objects_and_texts():
    words = [f"good film {k}" if k % 2 else f"bad film {k}" for k in range(40)]
    y = ["pos" if k % 2 else "neg" for k in range(40)]
    curves = simulate(words, y, strategy=Strategy(selector=Random()), batch=10, budget=20, seeds=1)
    assert curves.strategies == [repr(Strategy(selector=Random()))]
    assert curves.runs[0].scores[-1] > 0.9


def test_two_learners_and_learners_without_probabilities(data):
    steps = {"strategy": "random", "batch": 10, "budget": 20, "seeds": 1}
    assert len(simulate(*data, learner={"acquire": MODEL, "final": MODEL}, **steps).runs) == 1
    model = make_pipeline(StandardScaler(), LinearSVC())
    assert simulate(*data, learner=SklearnLearner(model, scores="decision"), **steps).runs[0].scores[-1] > 0.4
    with pytest.raises(MissingCapability, match="CalibratedClassifierCV"):
        simulate(*data, learner=model, **steps)


def test_a_learner_that_cannot_serve_the_strategy_is_refused(data):
    with pytest.raises(MissingCapability, match="proba"):
        simulate(*data, learner=LinearSVC(), strategy="margin", seeds=1, budget=20)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"strategy": "margn"}, UnknownName, "did you mean 'margin'"),
        ({"strategy": []}, BadParameter, "one or more, each once"),
        ({"strategy": ["margin", "margin"]}, BadParameter, "one or more, each once"),
        ({"batch": 0}, BadParameter, "batch is 0"),
        ({"budget": 1.5}, BadParameter, "budget is 1.5"),
        ({"seeds": 0}, BadParameter, "seeds is 0"),
        ({"seeds": [1, 1]}, BadParameter, "different seeds"),
        ({"seeds": [-1]}, BadParameter, "seeds is"),
        ({"seeds": "ab"}, BadParameter, "seeds is"),
        ({"metric": "f1"}, BadParameter, "the metric is 'f1'"),
        ({"test": (np.zeros((3, 6)), ["a", "b"])}, BadData, "test: 2 labels for 3 items"),
    ],
)
def test_bad_values_are_refused(data, wrong, error, message):
    with pytest.raises(error, match=message):
        simulate(*data, **wrong)


def test_bad_labels_are_refused(data):
    with pytest.raises(BadData, match="y: 3 labels for 150 items"):
        simulate(data[0], ["a", "b", "a"])
    with pytest.raises(BadData, match="all labels are 'a'"):
        simulate(data[0], ["a"] * 150)


def test_a_form_that_calibrates_first_gets_its_whole_batch_under_one_model(data, monkeypatch):
    from labelwise.campaign import Campaign
    from labelwise.measures import margin
    from labelwise.selectors import TopK
    from labelwise.strategy import Strategy
    from labelwise.tasks.forms import CandidateSet

    models: list[list[tuple[str, str]]] = []
    tell = Campaign.tell

    def spied(self, asked, *args, **kwargs):
        models[-1] += [(q.purpose, self.fold.asked[q.id]["model"]) for q in asked if q.form != "full"]
        return tell(self, asked, *args, **kwargs)

    monkeypatch.setattr(Campaign, "tell", spied)
    monkeypatch.setattr(Campaign, "fit", lambda self, fit=Campaign.fit: (models.append([]), fit(self))[1])
    form = CandidateSet(calibrate=4, eps=0.1)
    strategy = Strategy(measure=margin, selector=TopK(), form=form)
    x, y = data
    models.append([])
    curves = simulate(x, y, strategy=strategy, batch=12, budget=36, seeds=1)
    assert [row["labels"] for row in curves.rows()] == [12, 24, 36]
    rounds = [r for r in models if r]
    assert [sum(p == "calibrate" for p, _ in r) for r in rounds] == [4] * len(rounds)
    assert all(len({model for _, model in r}) == 1 and len(r) == 12 for r in rounds)


def test_small_parts():
    assert seeds_of(3) == [0, 1, 2] and seeds_of((5, 2)) == [5, 2]
    assert seeds_of(np.int64(2)) == seeds_of(np.arange(2)) == [0, 1]
    assert list(named("margin")) == ["margin"]


class TestNumbers:
    X, y = load_diabetes(return_X_y=True)
    steps: ClassVar = {"batch": 20, "budget": 60}

    def test_minus_rmse_of_a_plain_fit(self, asked):
        test = (self.X[300:], self.y[300:])
        run = simulate(
            self.X[:300], self.y[:300], task=Regression(), learner=Ridge(), strategy="random", seeds=1,
            test=test, **self.steps,
        ).runs[0]  # fmt: skip
        for n, score in zip(run.labels, run.scores, strict=True):
            plain = Ridge().fit(self.X[asked[:n]], self.y[asked[:n]]).predict(test[0])
            assert score == pytest.approx(-(np.mean((plain - test[1]) ** 2) ** 0.5))

    def test_strategies_that_go_with_numbers(self):
        arms = ["auto", "k-center", Strategy(measure=variance)]
        curves = simulate(self.X, self.y, task=Regression(low=0), strategy=arms, seeds=1, **self.steps)
        assert curves.metric == "-RMSE" and len(curves.rows()) == 9
        assert all(row["score"] < 0 for row in curves.rows())

    def test_variance_asks_where_the_spread_is_widest(self, asked):
        simulate(
            self.X, self.y, task=Regression(), learner=BayesianRidge(), strategy=Strategy(measure=variance),
            seeds=1, test=(self.X, self.y), **self.steps,
        )  # fmt: skip
        left = np.setdiff1d(np.arange(len(self.X)), asked[:20])
        std = (
            BayesianRidge()
            .fit(self.X[asked[:20]], self.y[asked[:20]])
            .predict(self.X[left], return_std=True)[1]
        )
        assert asked[20:40] == left[np.argsort(-std, kind="stable")][:20].tolist()

    def test_one_label_so_far_predicts_that_number(self):
        run = simulate(self.X, self.y, task=Regression(), strategy="random", batch=1, budget=2, seeds=1).runs[
            0
        ]
        assert run.scores[0] < -1 and np.isfinite(run.scores).all()

    def test_the_default_is_auto_and_margin_says_what_it_lacks(self):
        curves = simulate(self.X, self.y, task=Regression(), seeds=1, batch=10, budget=20)
        assert curves.strategies == ["auto"]
        with pytest.raises(MissingCapability, match="proba"):
            simulate(self.X, self.y, task=Regression(), strategy="margin", seeds=1)


class TestTags:
    X, Y = make_multilabel_classification(200, 8, n_classes=4, n_labels=2, random_state=0)
    steps: ClassVar = {"batch": 20, "budget": 60}

    def test_average_precision_of_plain_fits(self, asked):
        X, Y = self.X, self.Y
        run = simulate(
            X, Y, learner=MODEL, strategy="random", seeds=1, test=(X[:50], Y[:50]), **self.steps
        ).runs[0]
        for n, score in zip(run.labels, run.scores, strict=True):
            rows = asked[:n]
            plain = [LogisticRegression(max_iter=1000).fit(X[rows], Y[rows, k]) for k in range(4)]
            scores = np.column_stack([m.predict_proba(X[:50])[:, 1] for m in plain])
            assert score == pytest.approx(average_precision_score(Y[:50], scores))

    def test_a_matrix_and_lists_are_the_same(self):
        lists = [[str(k) for k in np.flatnonzero(row)] for row in self.Y]
        arms = ["auto", "k-center", Strategy(measure=tag_margin)]
        steps = {"strategy": arms, "seeds": 1, **self.steps}
        matrix, listed = (simulate(self.X, y, **steps) for y in (self.Y, lists))
        assert matrix.rows() == listed.rows() and matrix.metric == "macro average precision"
        assert all(0 < row["score"] <= 1 for row in matrix.rows())

    def test_names_of_the_tags_and_an_own_metric(self):
        def worst(truth, proba):
            return float(((proba > 0.5) == truth).mean(axis=0).min())

        curves = simulate(
            self.X, self.Y, task=Tags("abcd"[k] for k in range(4)), metric=worst, seeds=1, **self.steps
        )
        assert curves.metric == "worst" and curves.strategies == ["auto"]


def test_a_model_without_the_output_is_named():
    class Mute:
        provides = ()

    with pytest.raises(MissingCapability, match=r"Mute gives no mean.*a method mean\(x\)"):
        predict(Mute(), [np.zeros((2, 1))], Regression(), [1.0, 2.0])
    assert predict(Mute(), [np.zeros((2, 1))], Regression(), [1.0]).tolist() == [1.0, 1.0]


def test_tasks_about_parts_are_refused(data):
    class Parts(Classification):
        def units(self, pool):
            return range(len(pool))

    with pytest.raises(BadParameter, match=r"questions are about parts of items.*annotators\.Simulated"):
        simulate(*data, task=Parts(["a", "b", "c"]))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["503_wind", "564_fried"])
def test_real_numbers(data_dir, name):
    table = pd.read_csv(data_dir / f"regression_pmlb/{name}.tsv.gz", sep="\t").sample(2000, random_state=0)
    X, y = table.drop(columns="target").to_numpy(), table["target"].to_numpy()
    arms = ["random", "k-center", Strategy(measure=variance)]
    curves = simulate(X, y, task=Regression(), strategy=arms, batch=25, budget=200, seeds=3)
    spread = np.std(y)
    for strategy in curves.strategies:
        assert -curves.at(strategy, 200).mean() < 0.62 * spread
        assert curves.at(strategy, 200).mean() > curves.at(strategy, 25).mean()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["emotions", "scene"])
def test_real_tags(data_dir, name):
    with np.load(data_dir / f"multilabel_mulan/{name}.npz") as found:
        train, test = ((found[f"X_{p}"], found[f"Y_{p}"]) for p in ("train", "test"))
    arms = ["random", "auto", Strategy(measure=tag_margin)]
    curves = simulate(*train, test=test, strategy=arms, batch=25, budget=200, seeds=3)
    base = test[1].mean(axis=0).mean()
    for strategy in curves.strategies:
        assert curves.at(strategy, 200).mean() > base + 0.25
        assert curves.at(strategy, 200).mean() > curves.at(strategy, 25).mean()


def test_one_annotator_is_never_asked_twice_where_items_may_be_asked_again() -> None:
    x = np.random.default_rng(0).normal(size=(40, 3))
    curves = simulate(x, np.where(x[:, 0] > 0, "x", "y"), strategy="activelab", budget=12, batch=4, seeds=1)
    assert curves.runs[0].labels.tolist() == [4, 8, 12]


@pytest.mark.parametrize("seeds", ["3", True, [1.5, 2.5], [True], 0, -1, [], [1, 1], None])
def test_seeds_that_are_none(seeds):
    with pytest.raises(BadParameter, match=r"seeds is .*a count of 1 or more"):
        seeds_of(seeds)


def test_there_is_no_run_in_zero_processes(data):
    with pytest.raises(BadParameter, match=r"jobs is 0. Allowed: -1 or 1 and more"):
        simulate(*data, jobs=0)
