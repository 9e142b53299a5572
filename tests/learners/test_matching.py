"""Labels matched by their descriptions."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners import Loop, Matching, MatchingLearner
from labelwise.learners.matching import match
from labelwise.params import from_config, to_config
from labelwise.testing.learner_suite import LearnerSuite, TagsSuite
from labelwise.types import Targets, Training

TOPICS = ["ball goal team", "film actor stage", "bank money stock", "star moon rocket"]
QUICK = Loop(epochs=1, least_steps=30, batch=16, rate=3e-2)
NET = Matching(tuple(TOPICS), dims=12)


def texts(size=80):
    rng = np.random.default_rng(0)
    y = np.arange(size) % 4
    words = [topic.split() for topic in TOPICS]
    return [" ".join([*rng.choice(words[c], 3), "the", f"n{k % 9}"]) for k, c in enumerate(y)], y


class Texts:
    tolerance = 1e-5

    def items(self):
        return texts()


class TestTags(Texts, TagsSuite):
    def make(self):
        return MatchingLearner(NET, QUICK)

    def labels(self, y):
        known = np.eye(4)[y]
        known[1::2, 3] = np.where(y[1::2] == 3, 1, np.nan)
        return known


class TestClasses(Texts, LearnerSuite):
    def make(self):
        return MatchingLearner(Matching(tuple(TOPICS), widths=1, dims=12), QUICK, output="proba")


def fit(learner, value=None, kind="tags"):
    x, y = texts()
    value = np.eye(4)[y] if value is None else value
    targets = Targets(np.arange(40), value[:40], kind, np.ones(40))
    data = Training(lambda r: [x[i] for i in r], targets.rows, targets, tuple("abcd"), np.arange(40, 80))
    return learner.fit(data, np.random.default_rng(0))


def test_the_configuration():
    learner = MatchingLearner(TOPICS, QUICK)
    assert learner.network == Matching(tuple(TOPICS)) and from_config(to_config(learner)) == learner


def test_nothing_is_learned_of_a_tag_that_no_item_has():
    x, y = texts()
    value = np.eye(4)[y]
    value[:, 3] = 0
    model = fit(MatchingLearner(NET, QUICK), value)
    weights = model.frame.arrays()["net.head.weight"]
    assert (weights[3] == 0).all() and (weights[0] != 0).any()
    found = model.tags(x)[:, 3]
    assert found[y == 3].min() > found[y != 3].max()
    assert found[:40].mean() == pytest.approx(1 / 42, rel=1e-4)
    np.testing.assert_array_equal(found.argsort(), match(model, x, TOPICS[3:])[:, 0].argsort())


def test_without_matching_there_is_nothing_to_ask():
    plain = fit(MatchingLearner(Matching(tuple(TOPICS), widths=0, dims=12), QUICK))
    with pytest.raises(BadParameter, match="one of a MatchingLearner that matches"):
        match(plain, ["ball"], ["team"])
    with pytest.raises(BadParameter, match="the model is a object"):
        match(object(), ["ball"], ["team"])


def test_new_descriptions():
    model, (x, y) = fit(MatchingLearner(NET, QUICK)), texts()
    found = match(model, x, ["goal team", "the moon"])
    assert found.shape == (80, 2) and match(model, [], ["goal"]).shape == (0, 1)
    assert found[y == 0, 0].min() > found[y == 2, 0].max()
    np.testing.assert_allclose(match(model, x[:3], ["goal team"]), found[:3, :1], atol=1e-5)
    with pytest.raises(BadData, match="no word of the description 'volcano' is known"):
        match(model, x, ["goal", "volcano"])


def test_vectors_of_another_source():
    rng = np.random.default_rng(0)
    own = {word: rng.normal(size=6) for topic in TOPICS for word in topic.split()}
    own["volcano"] = own["rocket"] + 0.01
    model, (x, y) = fit(MatchingLearner(Matching(tuple(TOPICS), vectors=own), QUICK)), texts()
    found = match(model, x, ["volcano"])[:, 0]
    assert found[y == 3].mean() > found[y != 3].mean() + 0.5
    with pytest.raises(BadParameter, match="different lengths"):
        fit(MatchingLearner(Matching(tuple(TOPICS), vectors={**own, "ball": np.zeros(3)}), QUICK))
    with pytest.raises(BadParameter, match="a mapping of words"):
        Matching(tuple(TOPICS), vectors=np.zeros(3))


def test_what_cannot_be_used(monkeypatch):
    with pytest.raises(BadParameter, match="a text for each label"):
        MatchingLearner("one text")
    with pytest.raises(BadParameter, match="3 descriptions for 4 labels"):
        fit(MatchingLearner(TOPICS[:3], QUICK))
    with pytest.raises(BadParameter, match="widths is 6"):
        Matching(tuple(TOPICS), widths=6)
    for name in [n for n in sys.modules if n.startswith("labelwise.learners.deep")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[torch\]"):
        fit(MatchingLearner(NET, QUICK))
