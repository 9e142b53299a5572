"""A record says what a campaign asked, what it was told, and what its model said; it can be played again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from labelwise.bench import simulate
from labelwise.bench.protocols.cell import FULL, Cell
from labelwise.bench.protocols.makers import Makers
from labelwise.bench.protocols.play import run_cell
from labelwise.bench.protocols.results import TIMINGS
from labelwise.learners import SklearnLearner
from labelwise.testing.labelled_sets import load_labelled

MAKERS = Makers(load_labelled)
CELL = Cell("blobs", "margin", 0, budget="40", batch=10)


def same(a: dict, b: dict) -> bool:
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a if k not in TIMINGS)


def test_the_curve_is_that_of_simulate():
    data = load_labelled("blobs")
    for name in ("margin", "random"):
        record = run_cell(replace(CELL, strategy=name), MAKERS)
        run = simulate(data.x, data.y, strategy=name, batch=10, budget=40, seeds=[0]).runs[0]
        assert record["labels"].tolist() == run.labels.tolist() == [10, 20, 30, 40]
        assert (record["predictions"] == record["truth"]).mean(axis=1).tolist() == run.scores.tolist()


def test_a_record_can_be_played_again_from_what_it_stores():
    """A model fitted by hand to the stored rows says what the record says."""
    record, data = run_cell(replace(CELL, start=6), MAKERS), load_labelled("blobs")
    assert record["labels"].tolist() == [6, 16, 26, 36, 40] and record["first"] == 6
    assert len(set(record["queried"].tolist())) == 40 and record["costs"].tolist() == [6, 16, 26, 36, 40]
    train = np.setdiff1d(np.arange(150), record["test"])
    scaler = StandardScaler().fit(data.x[train])
    for n, said in zip(record["labels"], record["predictions"], strict=True):
        rows = record["queried"][:n]
        model = LogisticRegression(max_iter=1000).fit(scaler.transform(data.x[rows]), data.y[rows])
        named = np.array(record["classes"])[said]
        assert (model.predict(scaler.transform(data.x[record["test"]])) == named).all()
    assert (np.array(record["classes"])[record["answers"]] == data.y[record["queried"]]).all()


def test_the_same_cell_gives_the_same_record():
    cell = replace(CELL, noise=0.2, cost="lognormal:0.5", strategy="badge")
    assert same(run_cell(cell, MAKERS), run_cell(cell, MAKERS))


def test_wrong_answers_teach_but_do_not_judge():
    record, data = run_cell(replace(CELL, noise=0.5), MAKERS), load_labelled("blobs")
    told = np.array(record["classes"])[record["answers"]] == data.y[record["queried"]]
    assert 0.2 < told.mean() < 0.8
    assert (np.array(record["classes"])[record["truth"]] == data.y[record["test"]]).all()


def test_costs_are_those_of_the_items():
    record = run_cell(replace(CELL, dataset="reviews", cost="words", strategy="random"), MAKERS)
    texts = load_labelled("reviews").x
    train = np.setdiff1d(np.arange(120), record["test"])
    mean = np.mean([len(texts[row].split()) for row in train])
    paid = np.cumsum([len(texts[row].split()) / mean for row in record["queried"]])
    np.testing.assert_allclose(record["costs"], paid[record["labels"] - 1])


def test_all_labels_are_one_measurement():
    record = run_cell(Cell("blobs", FULL, 0, budget="all", batch=1), MAKERS)
    assert record["labels"].tolist() == [105] and record["predictions"].shape == (1, 45)
    assert sorted(record["queried"].tolist()) == np.setdiff1d(np.arange(150), record["test"]).tolist()


@pytest.mark.parametrize(("dataset", "shape"), [("slope", (4, 36)), ("corners", (4, 36, 2))])
def test_numbers_and_tags(dataset, shape):
    record = run_cell(replace(CELL, dataset=dataset, strategy="random", noise=0.1), MAKERS)
    assert record["status"] == "done", record["failure"]
    assert record["predictions"].shape == shape and record["truth"].shape == shape[1:]


def test_a_seed_whose_first_labels_lack_a_class_is_rejected():
    """Of the blue there are 30 in 150: three first labels often lack one of three classes."""
    found = [run_cell(replace(CELL, split="rebenchmark", start=3, seed=seed), MAKERS) for seed in range(6)]
    assert {record["status"] for record in found} == {"done", "rejected"}
    for record in found:
        if record["status"] == "rejected":
            assert "lack the class" in record["failure"] and "predictions" not in record


def test_a_failure_is_recorded_with_its_words():
    record = run_cell(replace(CELL, dataset="nothing"), MAKERS)
    assert record["status"] == "failed" and "UnknownName" in record["failure"] and record["seconds"] > 0
    record = run_cell(replace(CELL, strategy="igs"), MAKERS)
    assert record["status"] == "failed" and "MissingCapability" in record["failure"]


def test_a_run_out_of_time_keeps_the_rounds_so_far():
    record = run_cell(replace(CELL, batch=5), MAKERS, limit=0.0)
    assert record["status"] == "over time" and record["labels"].tolist() == [5]
    assert record["predictions"].shape == (1, 45) and len(record["queried"]) == 5


def svm(spec, pool, task):
    estimator = SVC(kernel="rbf", gamma="auto", C=1.0, random_state=6211)
    return SklearnLearner(estimator, scores="decision", encoder=StandardScaler())


@pytest.mark.slow
def test_published_areas_seed_by_seed(data_dir):
    """The rule of S067 through a cell gives the area that its authors stored for each seed."""
    from labelwise.bench.protocols.scores import area_of_queries
    from labelwise.tasks import Classification
    from labelwise.testing.labelled_sets import LabelledItems

    table = np.genfromtxt(data_dir / "tabular_al_binary" / "appendicitis.tsv.gz", names=True)
    y = table["target"].astype(int).astype(str)
    x = np.stack([table[name] for name in table.dtype.names if name != "target"], axis=1)
    makers = Makers(lambda name: LabelledItems(x, y, Classification(sorted(set(y)))), svm)
    areas = []
    for seed in range(6):
        cell = Cell("appendicitis", "margin", seed, "rebenchmark", start=20, batch=1, budget="all")
        record = run_cell(cell, makers)
        areas.append(area_of_queries((record["predictions"] == record["truth"]).mean(axis=1)))
    np.testing.assert_allclose(areas, (0.8629, 0.8186, 0.8551, 0.8829, 0.8345, 0.8175), atol=0.005)
