"""Runs share what they can, and learners are retrained as the protocol says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from labelwise.bench.protocols import material as m
from labelwise.bench.protocols.cell import Cell
from labelwise.bench.protocols.makers import Makers
from labelwise.errors import BadParameter
from labelwise.learners import SklearnLearner, TorchLearner, default_learner
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression
from labelwise.tasks.tags import Tags
from labelwise.testing.labelled_sets import load_labelled
from labelwise.training import Replay, Snapshots

MAKERS = Makers(load_labelled)
CELL = Cell("blobs", "margin", 0)


@pytest.fixture(autouse=True)
def _fresh():
    m.forget()


def test_runs_of_one_split_share_its_material():
    first = m.material(CELL, MAKERS)
    for other in (
        {"strategy": "random"}, {"batch": 5}, {"budget": "all"}, {"start": 9}, {"noise": 0.5},
        {"cost": "words"},
    ):  # fmt: skip
        assert m.material(replace(CELL, **other), MAKERS) is first
    for other in ({"seed": 1}, {"split": "rebenchmark"}, {"pool_rows": 50}, {"imbalance": 1.0}):
        assert m.material(replace(CELL, **other), MAKERS) is not first


def test_a_set_is_loaded_once():
    loads = []

    def load(name):
        loads.append(name)
        return load_labelled(name)

    makers = Makers(load)
    for seed in range(3):
        m.material(replace(CELL, seed=seed), makers)
    assert loads == ["blobs"]


def test_features_are_scaled_by_the_items_to_ask_about_alone():
    found = m.material(CELL, MAKERS)
    x = load_labelled("blobs").x
    scaler = StandardScaler().fit(x[found.rows.train])
    np.testing.assert_allclose(found.split.pool.x(np.arange(105)), scaler.transform(x[found.rows.train]))
    np.testing.assert_allclose(found.split.blocks[0], scaler.transform(x[found.rows.held]))


def test_a_test_part_of_its_own_is_scored_on():
    found = m.material(replace(CELL, dataset="rings", split="fixed", test_rows=20, pool_rows=50), MAKERS)
    data = load_labelled("rings")
    assert data.test is not None and (len(found.split.pool), len(found.split.test)) == (50, 20)
    assert found.split.test.tolist() == data.test[1][found.rows.held].tolist()
    assert found.split.truth == data.y[found.rows.train].tolist()


def test_retraining_modes():
    network = TorchLearner()
    assert [m.retrained(network, mode).retrain for mode in ("", "cold", "warm", "last-layer")] == [
        "cold", "cold", "warm", "last-layer",
    ]  # fmt: skip
    assert isinstance(m.retrained(network, "replay"), Replay)
    assert m.retrained(Snapshots(network), "warm").learner.retrain == "warm"


def test_what_begins_anew_cannot_go_on():
    usual = default_learner(Pool(np.eye(3)), Classification(["a", "b"]))
    assert isinstance(m.retrained(usual, "cold"), SklearnLearner)
    with pytest.raises(BadParameter, match="begins anew"):
        m.retrained(usual, "warm")


def test_labels_are_written_in_few_bytes():
    many = Classification([str(k) for k in range(300)])
    assert m.codes(np.array(["b", "a"]), Classification(["a", "b"])).dtype == np.uint8
    assert (
        m.codes(np.array(["299"]), many).tolist() == [299]
        and m.codes(np.array(["0"]), many).dtype == np.uint16
    )
    assert m.codes(np.array([1.5]), Regression()).dtype == np.float32
    assert m.codes(np.array([[0.5, 1.0]]), Tags(["a", "b"])).dtype == np.float16
