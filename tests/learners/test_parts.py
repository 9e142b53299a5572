"""A classifier of parts learns from labelled parts alone and speaks of all."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import encode
from labelwise.learners.encoders import PixelFeatures
from labelwise.learners.parts import PartLearner
from labelwise.params import from_config, to_config
from labelwise.pool import Pool
from labelwise.testing.learner_suite import LearnerSuite, blobs
from labelwise.types import Learner, Model, Ragged, Targets, Training

ITEMS, PARTS, WIDTH = 150, 6, 4
CLASSES = ("a", "b", "c")


def features(seed=0):
    """(150, 6, 4) features and (150, 6) classes that they tell."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, (ITEMS, PARTS))
    return (rng.normal(size=(ITEMS, PARTS, WIDTH)) + 4 * np.eye(3, WIDTH)[y]).astype(np.float32), y


X, Y = features()
SIZES = np.arange(ITEMS) % (PARTS + 1)
RAGGED = Ragged(np.concatenate([X[i, :n] for i, n in enumerate(SIZES)]), np.cumsum([0, *SIZES]))


def labels(count=60, seed=1, full=True):
    """Random labelled parts, ascending."""
    rng = np.random.default_rng(seed)
    there = np.argwhere(np.arange(PARTS) < np.where(full, PARTS, SIZES)[:, None])
    rows, part = there[np.sort(rng.choice(len(there), count, replace=False))].T
    return Targets(rows, Y[rows, part], "hard", np.ones(count), part=part)


def train(estimator, targets, x=X, seed=0):
    take = x.take if isinstance(x, Ragged) else x.__getitem__
    rest = np.setdiff1d(np.arange(ITEMS), targets.rows)
    data = Training(take, targets.rows, targets, CLASSES, rest)
    return PartLearner(estimator).fit(data, np.random.default_rng(seed))


class TestItemsOfOnePart(LearnerSuite):
    """The contract of learners, on items that have one part each."""

    tolerance = 1e-6

    def make(self):
        return PartLearner(make_pipeline(StandardScaler(), LogisticRegression()))

    def items(self):
        x, y = blobs()
        return x[:, None, :].astype(np.float32), y

    def train(self, rows, *, learner=None, seed=0):
        x, y = self.items()
        labelled = np.sort(np.asarray(rows, dtype=np.int64))
        nought = np.zeros(len(labelled), np.int64)
        targets = Targets(labelled, y[labelled], "hard", np.ones(len(labelled)), part=nought)
        rest = np.setdiff1d(np.arange(len(y)), labelled)
        data = Training(x.__getitem__, labelled, targets, tuple("abcd"), rest)
        return (learner or self.make()).fit(data, np.random.default_rng(seed))

    def out(self, model, rows=None):
        return super().out(model, rows)[:, 0]


class TestRaggedItemsOfOnePart(TestItemsOfOnePart):
    def out(self, model, rows=None):
        x, y = self.items()
        rows = np.arange(len(y)) if rows is None else rows
        return model.proba(Ragged(x[rows, 0], np.arange(len(rows) + 1))).values


def test_it_is_a_learner_of_hard_labels_with_a_configuration():
    learner = PartLearner(LogisticRegression(), PixelFeatures(scales=(2.0,)))
    assert isinstance(learner, Learner) and "hard" in learner.accepts
    assert repr(from_config(to_config(learner))) == repr(learner)
    assert learner.encoder is learner.features
    with pytest.raises(BadParameter, match="the estimator is"):
        PartLearner(PCA())


@pytest.mark.parametrize("x", [X, RAGGED], ids=["array", "ragged"])
def test_it_equals_the_estimator_on_the_labelled_parts(x):
    targets = labels(full=x is X)
    model = train(LogisticRegression(), targets, x)
    single = LogisticRegression().fit(X[targets.rows, targets.part], targets.value)
    made = model.proba(x)
    assert isinstance(model, Model) and set(model.provides) == {"proba", "embedding", "head"}
    values = made.values if isinstance(made, Ragged) else made.reshape(-1, 3)
    flat = x.values if isinstance(x, Ragged) else x.reshape(-1, WIDTH)
    np.testing.assert_allclose(values, single.predict_proba(flat), atol=1e-5)
    assert (
        (made.offsets.tolist() == x.offsets.tolist()) if isinstance(x, Ragged) else made.shape == (150, 6, 3)
    )
    assert (values.argmax(axis=1) == single.predict(flat)).mean() > 0.99


def test_unlabelled_parts_have_no_effect_on_training():
    targets = labels()
    other = np.random.default_rng(9).normal(size=X.shape).astype(np.float32)
    other[targets.rows, targets.part] = X[targets.rows, targets.part]
    a, b = (train(make_pipeline(StandardScaler(), LogisticRegression()), targets, x) for x in (X, other))
    np.testing.assert_array_equal(a.proba(X), b.proba(X))


@pytest.mark.parametrize("x", [X, RAGGED], ids=["array", "ragged"])
@pytest.mark.parametrize("count", [0, 1])
def test_a_cold_start_gives_an_embedding_and_no_probabilities(x, count):
    targets = labels(count, full=x is X)
    model = train(make_pipeline(StandardScaler(), PCA(2), LogisticRegression()), targets, x)
    assert model.provides == ("embedding",)
    made = model.embedding(x)
    assert (made.values if isinstance(made, Ragged) else made).shape[-1] == 2
    with pytest.raises(MissingCapability, match="label items of at least two classes"):
        model.proba(x)


def test_weights_count():
    targets = labels()
    heavy = Targets(
        targets.rows, targets.value, "hard", np.where(targets.value == 0, 50.0, 1.0), part=targets.part
    )
    assert (
        train(LogisticRegression(), heavy).proba(X)[..., 0].mean()
        > train(LogisticRegression(), targets).proba(X)[..., 0].mean()
    )


def test_labels_of_items_are_refused():
    whole = Targets(np.arange(3), np.arange(3), "hard", np.ones(3))
    with pytest.raises(BadData, match="the labels are about whole items"):
        train(LogisticRegression(), whole)


def test_a_pool_is_encoded_once_for_all_models():
    images = np.random.default_rng(0).integers(0, 255, (3, 8, 10, 3), dtype=np.uint8)
    learner = PartLearner(LogisticRegression(), PixelFeatures())
    pool, encoder = encode(learner, Pool(images), 0)
    assert pool.x(np.array([2])).shape == (1, 80, 26)
    np.testing.assert_array_equal(encoder.transform(images[2:]), pool.x(np.array([2])))
