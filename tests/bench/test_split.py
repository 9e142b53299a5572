"""Training and test items: apart, seeded, encoded once and by training items only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from labelwise.bench import split as splits
from labelwise.errors import BadData
from labelwise.learners import SklearnLearner
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression, Tags

AB = Classification(["a", "b"])


class Counting(TransformerMixin, BaseEstimator):
    """Remembers what it was fitted on."""

    seen: list[int] = []  # noqa: RUF012 - shared on purpose, clones are counted too

    def fit(self, X, y=None):
        Counting.seen.append(len(X))
        self.low_ = min(X)
        return self

    def transform(self, X):
        return np.array([[len(t), t == self.low_] for t in X], dtype=float)


@pytest.fixture
def texts() -> Pool:
    return Pool([f"text {'x' * k}" for k in range(20)], columns={"site": list("ab" * 10)})


def test_items_are_apart_and_together_the_pool(texts):
    y = [str(k) for k in range(20)]
    part = splits.drawn(
        texts, y, Classification(y), SklearnLearner(LogisticRegression(), encoder=Counting()), 3
    )
    assert len(part.test) == splits.held_out(20) == 6
    assert sorted([*part.truth, *part.test], key=int) == y
    assert [y[int(i)] for i in part.pool.ids.to_pylist()] == part.truth


def test_the_encoder_sees_training_items_only_and_once(texts):
    Counting.seen.clear()
    learner = SklearnLearner(LogisticRegression(), encoder=Counting())
    part = splits.drawn(texts, ["a", "b"] * 10, AB, learner, 0)
    assert Counting.seen == [14]
    assert part.learner.encoder is None and part.pool.kind == "array" and part.pool.data.shape == (14, 2)
    assert sum(len(b) for b in part.blocks) == 6
    assert part.pool.column("site").tolist() == ["ab"[int(i) % 2] for i in part.pool.ids.to_pylist()]


def test_seeds_draw_different_splits_and_the_same_one_again():
    pool, y = Pool(np.arange(60.0).reshape(30, 2)), ["a", "b"] * 15
    ids = [splits.drawn(pool, y, AB, None, s).pool.ids.to_pylist() for s in (0, 0, 1)]
    assert ids[0] == ids[1] != ids[2]


def test_texts_that_name_images_stay_texts():
    pool = Pool(np.array(["a.png", "b.png", "c.png"]))
    part = splits.subset(pool, np.array([2, 0]))
    assert (pool.kind, part.kind, part.x([0, 1])) == ("text", "text", ["c.png", "a.png"])


def test_a_given_test_set_leaves_the_pool_whole():
    X, test = np.arange(20.0).reshape(10, 2), ["b", "a", "a", "b"]
    part = splits.given(Pool(X), ["a", "b"] * 5, (X[:4], test), AB, LogisticRegression(), 0)
    assert len(part.pool) == 10 and part.test.tolist() == test and part.task is AB
    np.testing.assert_array_equal(np.concatenate(part.blocks), X[:4])


def test_tables_keep_their_columns():
    frame = pd.DataFrame({"n": range(10), "c": list("abcdefghij")})
    part = splits.subset(Pool(frame), np.array([1, 3]))
    assert part.columns == ("n", "c") and part.column("c").tolist() == ["b", "d"]


def test_two_learners_of_one_encoder_share_its_features(texts):
    asks = SklearnLearner(LogisticRegression(), encoder=Counting())
    final = SklearnLearner(LogisticRegression(C=3), encoder=asks.encoder)
    part = splits.drawn(texts, ["a", "b"] * 10, AB, {"acquire": asks, "final": final}, 0)
    assert part.pool.kind == "array" and part.blocks[0].shape[1] == part.pool.data.shape[1]
    assert part.learner["acquire"].encoder is None and part.learner["final"].encoder is None
    assert part.learner["final"].estimator is final.estimator


def test_a_delivered_learner_with_other_features_gets_the_items_themselves(texts):
    asks = SklearnLearner(LogisticRegression(), encoder=Counting())
    final = make_pipeline(CountVectorizer(), LogisticRegression())
    part = splits.drawn(texts, ["a", "b"] * 10, AB, {"acquire": asks, "final": final}, 0)
    assert part.pool.kind == "text" and isinstance(part.blocks[0][0], str)
    assert part.learner["acquire"] is asks and part.learner["final"].estimator is final


def test_the_default_learner_is_that_of_the_task():
    pool = Pool(np.arange(60.0).reshape(30, 2))
    assert type(splits.drawn(pool, [0.5] * 30, Regression(), None, 0).learner).__name__ == "RegressionLearner"
    tags = splits.drawn(pool, [{"a": True}] * 30, Tags(["a"]), None, 0)
    assert type(tags.learner).__name__ == "OneVsRestLearner" and tags.test.shape == (9, 1)


@pytest.mark.parametrize("size", [0, 1])
def test_too_small_to_split(size):
    with pytest.raises(BadData, match=f"a pool of {size} items cannot be split"):
        splits.held_out(size)
