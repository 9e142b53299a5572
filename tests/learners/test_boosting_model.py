"""What boosted trees give: sub-models of the second half, stages, spreads."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData, MissingCapability
from labelwise.learners import BoostingLearner
from labelwise.learners.boosting_model import virtual

from .test_boosting import ENGINES, blobs, fitted

X, Y = blobs(3)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_virtual_ensemble_is_every_kth_model_of_the_second_half(engine):
    model = fitted(BoostingLearner(engine, 40), Y)
    trees, found = model.trees[0], model.samples(X)
    assert found.shape == (10, 80, 3)
    for share, one in zip(virtual(), found, strict=True):
        raw = trees.stages(X, [round(40 * share)])[0]  # 22, 24, ... 40: K = 2
        e = np.exp(raw - raw.max(axis=1, keepdims=True))
        np.testing.assert_allclose(one, e / e.sum(axis=1, keepdims=True), atol=1e-12)
    np.testing.assert_array_equal(found[-1], model.proba(X))


@pytest.mark.parametrize("engine", ENGINES)
def test_fewer_rounds_are_those_of_a_shorter_training(engine):
    long, short = (fitted(BoostingLearner(engine, rounds), Y) for rounds in (20, 11))
    np.testing.assert_allclose(long.samples(X)[0], short.proba(X), atol=1e-6)


def test_stages_grow_surer_of_the_labels():
    found = fitted(BoostingLearner("lightgbm", 20), Y).dynamics(X)
    assert found.shape == (10, 80, 3)
    right = found[:, np.arange(80), Y].mean(axis=1)
    assert (np.diff(right) > 0).all()


def test_two_classes_of_three_have_their_columns():
    y = np.where(Y[:60] == 1, 0, 2)
    p = fitted(BoostingLearner("lightgbm", 30), y).proba(X)
    assert (p[:, 1] == 0).all()
    assert (p.argmax(axis=1)[:60] == y).mean() > 0.9


def test_numbers_have_the_spread_of_their_sub_models():
    model = fitted(BoostingLearner("hist", 20, output="mean"), X[:, 0] * 2.0, kind="real")
    raw = model.trees[0].stages(X, [round(20 * s) for s in virtual()])[..., 0]
    np.testing.assert_allclose(model.std(X), raw.std(axis=0))
    np.testing.assert_array_equal(model.mean(X), raw[-1])
    assert model.std(X).max() > 0


def test_a_tag_of_one_value_is_the_rule_of_succession():
    known = np.column_stack([np.arange(20) % 2, np.ones(20), np.full(20, np.nan)]).astype(float)
    model = fitted(BoostingLearner("lightgbm", 5, output="tags"), known, kind="partial")
    np.testing.assert_allclose(model.tags(X)[:, 1:], [[21 / 22, 0.5]] * 80)
    assert model.tag_samples(X).shape == (10, 80, 3)
    np.testing.assert_array_equal(model.tag_samples(X)[-1], model.tags(X))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("output", "kind"), [("proba", "hard"), ("tags", "partial"), ("mean", "real")])
def test_a_state_is_plain_and_gives_the_model_back(engine, output, kind):
    y = {"hard": Y[:30], "real": X[:30, 0], "partial": np.eye(3)[Y[:30]] * [1, 1, np.nan]}[kind]
    learner = BoostingLearner(engine, 8, output=output)
    model = fitted(learner, y, kind=kind)
    state = model.state()
    assert all(isinstance(v, (int, float, str, np.ndarray)) for v in state.values())
    again = learner.restore(state)
    assert again.provides == model.provides
    for name in model.provides:
        np.testing.assert_array_equal(getattr(again, name)(X), getattr(model, name)(X))


def test_a_cold_state_comes_back_cold():
    learner = BoostingLearner()
    again = learner.restore(fitted(learner, [1]).state())
    assert again.provides == ("embedding",) and again.embedding(X).shape == (80, 5)


class TestBadInput:
    def test_another_number_of_features(self):
        model = fitted(BoostingLearner(rounds=2), Y)
        for name in ("proba", "samples", "embedding"):
            with pytest.raises(BadData, match=r"the items have 4 features\. Allowed: 5, as in training"):
                getattr(model, name)(X[:, :4])

    def test_what_it_cannot_give(self):
        model = fitted(BoostingLearner(rounds=2), Y)
        with pytest.raises(MissingCapability, match=r'gives? no mean.*output="mean"'):
            model.mean(X)
        with pytest.raises(MissingCapability, match=r"give no proba.*at least two classes"):
            fitted(BoostingLearner(), [1]).proba(X)
        nothing = fitted(BoostingLearner(), [], X[:0])
        with pytest.raises(MissingCapability, match=r"give no embedding.*items"):
            nothing.embedding(X)
