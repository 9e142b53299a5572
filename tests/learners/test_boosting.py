"""Gradient-boosted trees of three packages as one learner."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from labelwise.campaign import Campaign
from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners import BoostingLearner
from labelwise.learners.boosters import Plan
from labelwise.learners.boosting import held_out, lowest
from labelwise.learners.encoders import TableEncoder
from labelwise.pool import Pool
from labelwise.tasks import Classification
from labelwise.testing.learner_suite import LearnerSuite, NumberSuite, TagsSuite, blobs
from labelwise.types import Targets, Training

ENGINES = ("hist", "lightgbm", "xgboost")


class TestLightGBM(LearnerSuite):
    def make(self):
        return BoostingLearner("lightgbm", 20)


class TestXGBoost(LearnerSuite):
    def make(self):
        return BoostingLearner("xgboost", 20)


class TestHist(LearnerSuite):
    def make(self):
        return BoostingLearner("hist", 10)


class TestTags(TagsSuite):
    def make(self):
        return BoostingLearner("lightgbm", 20, output="tags")


class TestNumbers(NumberSuite):
    def make(self):
        return BoostingLearner("xgboost", 20, output="mean")


def fitted(learner, y, x=None, *, kind="hard", weight=None, classes=3, seed=0):
    y = np.asarray(y)
    x = blobs(3)[0] if x is None else x
    rows = np.arange(len(y))
    weight = np.ones(len(y)) if weight is None else np.asarray(weight, float)
    take = x.iloc.__getitem__ if hasattr(x, "iloc") else x.__getitem__
    names = tuple("abcdefghij"[:classes])
    data = Training(take, rows, Targets(rows, y, kind, weight), names, np.arange(len(y), len(x)))
    return learner.fit(data, np.random.default_rng(seed))


@pytest.mark.parametrize("engine", ENGINES)
def test_classes_weigh_what_their_labels_weigh(engine):
    x, y = np.zeros((40, 1)), np.arange(40) % 2
    learner = BoostingLearner(engine, 60)
    assert fitted(learner, y, x, weight=np.where(y, 3.0, 1.0)).proba(x[:1])[0, 1] == pytest.approx(
        0.75, abs=0.02
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_weigh_what_their_labels_weigh(engine):
    x, y = np.zeros((40, 1)), np.arange(40) % 2
    model = fitted(
        BoostingLearner(engine, 60, output="mean"), y.astype(float), x, kind="real", weight=1 + 3 * y
    )
    assert model.mean(x[:1])[0] == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_model_is_that_of_one_thread(engine):
    x, y = blobs(3, 400)
    learner, found = BoostingLearner(engine, 5), []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(fitted(learner, y, x).samples(x))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("engine", ENGINES)
def test_other_seeds_try_other_features(engine):
    y = blobs(3)[1][:60]
    a, b = (fitted(BoostingLearner(engine, 10, 0.5), y, seed=s).proba(blobs(3)[0]) for s in (1, 2))
    assert (a != b).any()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_number_is_no_error(engine):
    x, y = blobs(3)
    x = np.where(np.random.default_rng(0).random(x.shape) < 0.2, np.nan, x)
    assert (fitted(BoostingLearner(engine, 20), y[:60], x).proba(x).argmax(axis=1) == y).mean() > 0.8


def test_tables_of_numbers_are_taken_and_others_need_an_encoder():
    table = pd.DataFrame(blobs(3)[0], columns=list("abcde"))
    assert fitted(BoostingLearner(rounds=5), blobs(3)[1][:30], table).proba(table).shape == (80, 3)
    table["town"] = ["Rome", "Oslo"] * 40
    with pytest.raises(BadData, match=r"boosted trees learn from numbers.*encoder=.*TableEncoder\(\)"):
        fitted(BoostingLearner(rounds=5), [], table)


def test_a_campaign_on_a_table_with_an_encoder():
    town = np.array(["Rome", "Oslo", "Bonn"])[np.arange(60) % 3]
    table = pd.DataFrame({"age": np.random.default_rng(0).normal(size=60), "town": town})
    learner = BoostingLearner("lightgbm", 10, encoder=TableEncoder())
    campaign = Campaign(
        Pool(table), Classification(["Rome", "Oslo", "Bonn"]), learner=learner, strategy="bald"
    )
    for _ in range(5):
        batch = campaign.ask(6)
        campaign.tell(batch, [q.payload["town"] for q in batch])
    assert campaign.predict().to_pandas()["label"].tolist() == town.tolist()


class TestRounds:
    def test_without_patience_all_are_grown(self):
        assert fitted(BoostingLearner(rounds=7), blobs(3)[1]).trees[0].rounds == 7

    @pytest.mark.parametrize("output", ["proba", "mean"])
    @pytest.mark.parametrize("engine", ENGINES)
    def test_noise_is_not_learned(self, engine, output):
        rng = np.random.default_rng(0)
        x, y = rng.normal(size=(120, 5)), rng.integers(0, 2, 120)
        y, kind = (y, "hard") if output == "proba" else (y.astype(float), "real")
        learner = BoostingLearner(engine, 60, 0.3, patience=5, output=output)
        assert fitted(learner, y, x, kind=kind).trees[0].rounds < 20

    def test_few_labels_are_not_held_out(self):
        y = np.random.default_rng(0).integers(0, 2, 49)
        assert fitted(BoostingLearner(rounds=30, patience=1), y).trees[0].rounds == 30

    def test_the_lowest_loss_within_patience(self):
        assert lowest(np.array([1.0, 1.0, 1.0]), 1) == 1
        assert lowest(np.arange(5.0)[::-1], 1) == 5

    def test_held_out_labels_of_classes_that_nobody_saw_do_not_count(self):
        plan, z = Plan(4, 0.5, 4, 1, kind=3, seed=0), np.arange(4.0)[:, None]
        data, ones = (z, np.array([0, 0, 2, 2]), np.ones(4)), np.ones(1)
        falling = held_out("hist", plan, data, (z[:1], np.array([0]), ones))
        assert (np.diff(falling) < 0).all() and len(falling) == 4
        both = held_out("hist", plan, data, (z[:2], np.array([0, 1]), np.ones(2)))
        np.testing.assert_allclose(both, falling)
        alone = held_out("hist", plan, data, (z[:1], np.array([1]), ones))
        assert lowest(alone, 1) == 4
        assert lowest(held_out("hist", plan, (z, np.full(4, 2), np.ones(4)), data), 1) == 4


class TestBadInput:
    def test_an_engine_that_is_not_installed(self, monkeypatch):
        monkeypatch.setattr("labelwise.learners.boosters.find_spec", lambda name: None)
        with pytest.raises(MissingExtra, match=r"the package lightgbm.*labelwise\[boosting\]"):
            BoostingLearner("lightgbm")
        assert BoostingLearner("hist").rounds == 100

    @pytest.mark.parametrize(
        "wrong", [{"engine": "catboost"}, {"rounds": 0}, {"rate": 0.0}, {"output": "std"}]
    )
    def test_values_that_cannot_be(self, wrong):
        with pytest.raises(BadParameter, match=rf"{next(iter(wrong))} is"):
            BoostingLearner(**wrong)

    def test_a_class_that_the_task_has_not(self):
        with pytest.raises(BadData, match=r"class number 3.*0 to 2, of the classes a, b, c.*open=True"):
            fitted(BoostingLearner(), [0, 1, 3])

    @pytest.mark.parametrize("engine", ENGINES)
    def test_one_class_gives_the_features_only(self, engine):
        model = fitted(BoostingLearner(engine), [1, 1, 1])
        assert model.provides == ("embedding",)

    def test_an_infinite_number(self):
        x = blobs(3)[0].copy()
        x[0, 0] = np.inf
        with pytest.raises(BadData, match="a feature is infinite"):
            fitted(BoostingLearner(rounds=2), [0, 1], x)
