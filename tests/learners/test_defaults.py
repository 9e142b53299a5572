"""The default learner of each kind of pool, and the encoding of a pool."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.linear_model import BayesianRidge, LogisticRegression
from sklearn.naive_bayes import GaussianNB

from labelwise.errors import BadParameter
from labelwise.learners import (
    OneVsRestLearner,
    RegressionLearner,
    SklearnLearner,
    as_learner,
    default_learner,
    encode,
)
from labelwise.learners.encoders import ImageEncoder, TableEncoder, TextEncoder
from labelwise.params import from_config, to_config
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression, Tags
from labelwise.testing.learner_suite import blobs
from labelwise.types import Targets, Training


def learnt(pool, y, rows, seed=0):
    """Share of right predictions on the rest of the pool."""
    learner = default_learner(pool)
    seen, _ = encode(learner, pool, seed)
    targets = Targets(rows, y[rows], "hard", np.ones(len(rows)))
    model = learner.fit(
        Training(seen.x, rows, targets, tuple(range(y.max() + 1))), np.random.default_rng(seed)
    )
    rest = np.setdiff1d(np.arange(len(y)), rows)
    return (model.proba(seen.x(rest)).argmax(axis=1) == y[rest]).mean()


class TestDefaults:
    rows = np.arange(12)

    def test_arrays(self):
        x, y = blobs(3, 90)
        assert learnt(Pool(x * [1, 1e6, 1e-6, 1, 1]), y, self.rows) > 0.9

    def test_sparse_arrays(self):
        x, y = blobs(3, 90)
        pool = Pool(sparse.csr_matrix(x * (abs(x) > 1)))
        assert sparse.issparse(encode(default_learner(pool), pool, 0)[0].x([0, 1]))
        assert learnt(pool, y, self.rows) > 0.9

    def test_large_arrays_are_not_copied(self, monkeypatch):
        monkeypatch.setattr("labelwise.learners.defaults.SCALED_BYTES", 100)
        x, y = blobs(3, 90)
        pool = Pool(x)
        assert encode(default_learner(pool), pool, 0) == (pool, None)
        assert learnt(pool, y, self.rows) > 0.9

    def test_texts(self):
        y = np.arange(60) % 2
        texts = [f"a {['wonderful', 'terrible'][c]} film, part {i}" for i, c in enumerate(y)]
        assert learnt(Pool(texts), y, self.rows) > 0.9

    def test_tables(self):
        y = np.arange(60) % 2
        table = pd.DataFrame(
            {"colour": [["red", "blue"][c] for c in y], "n": np.arange(60.0), "gap": [None] * 60}
        )
        assert learnt(Pool(table), y, self.rows) > 0.9

    def test_images(self, tmp_path):
        y = np.arange(30) % 2
        paths = [tmp_path / f"{i}.png" for i in range(30)]
        for i, c in enumerate(y):
            Image.new("RGB", (9 + i, 12), ["red", "blue"][c]).save(paths[i])
        assert learnt(Pool(paths), y, self.rows) > 0.9

    def test_arrays_of_images(self, rng):
        y = np.arange(60) % 2
        shapes = rng.integers(0, 60, (60, 12, 10), dtype=np.uint8)
        shapes[y == 1, 2:6] += 150  # a bar at the top, another one at the bottom
        shapes[y == 0, 6:10] += 150
        assert learnt(Pool(shapes), y, self.rows) > 0.9

    def test_other_deep_arrays_are_refused(self):
        with pytest.raises(BadParameter, match=r"no learner is known .* images of uint8, channels last"):
            default_learner(Pool(np.zeros((4, 5, 6))))

    @pytest.mark.parametrize("data", [["a", "b"], np.zeros((2, 2)), pd.DataFrame({"a": [1]})], ids=str)
    def test_they_come_back_from_their_configuration(self, data):
        learner = default_learner(Pool(data))
        again = from_config(json.loads(json.dumps(to_config(learner))))
        assert repr(again) == repr(learner)

    @pytest.mark.slow
    @pytest.mark.parametrize(("name", "labels", "least"), [("mr/all", 200, 0.63), ("trec6/train", 200, 0.62)])
    def test_real_texts(self, data_dir, name, labels, least):
        with gzip.open(data_dir / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        y = np.unique([r["label"] for r in records], return_inverse=True)[1]
        rows = np.sort(np.random.default_rng(0).choice(len(y), labels, replace=False))
        assert learnt(Pool([r["text"] for r in records]), y, rows) > least


class TestAsLearner:
    pool = Pool(["a", "b"])

    def test_none_is_the_default(self):
        assert repr(as_learner(None, self.pool)) == repr(default_learner(self.pool))

    def test_an_estimator_is_adapted(self):
        estimator = GaussianNB()
        assert as_learner(estimator, self.pool).estimator is estimator

    def test_a_learner_stays(self):
        learner = SklearnLearner(GaussianNB())
        assert as_learner(learner, self.pool) is learner

    def test_two_learners(self):
        found = as_learner({"acquire": None, "final": GaussianNB()}, self.pool)
        assert list(found) == ["acquire", "final"] and isinstance(found["final"].estimator, GaussianNB)

    @pytest.mark.parametrize(
        "thing", [3, "svm", GaussianNB, object()], ids=["number", "text", "class", "object"]
    )
    def test_anything_else_is_refused(self, thing):
        with pytest.raises(BadParameter, match=r"the learner is .*scikit-learn estimator"):
            as_learner(thing, self.pool)

    @pytest.mark.parametrize("keys", [["final"], ["acquire", "final", "other"], []])
    def test_other_keys_are_refused(self, keys):
        with pytest.raises(BadParameter, match="acquire and final, both"):
            as_learner(dict.fromkeys(keys), self.pool)


class Length(TransformerMixin, BaseEstimator):
    """Counts what it was fitted on."""

    def fit(self, texts, y=None):
        self.seen_ = len(texts)
        return self

    def transform(self, texts):
        return np.array([[float(len(t))] for t in texts])


class TestEncode:
    def test_without_an_encoder_the_pool_stays(self):
        pool = Pool(["a"])
        assert encode(SklearnLearner(GaussianNB()), pool, 0) == (pool, None)
        assert encode(object(), pool, 0) == (pool, None)

    def test_the_encoder_is_not_changed_and_the_fitted_one_encodes_new_items(self):
        learner = SklearnLearner(GaussianNB(), encoder=Length())
        pool, fitted = encode(learner, Pool(["a", "bbb"], ids=["x", "y"]), 0)
        assert pool.x([0, 1]).tolist() == [[1.0], [3.0]] and pool.ids.to_pylist() == ["x", "y"]
        assert fitted.transform(["cc"]).tolist() == [[2.0]]
        assert not hasattr(learner.encoder, "seen_")

    def test_large_pools_are_sampled_and_read_in_chunks(self, monkeypatch):
        monkeypatch.setattr("labelwise.learners.defaults.ENCODER_ITEMS", 10)
        pool = Pool(["x" * (i % 7) for i in range(10_000)])
        found, fitted = encode(SklearnLearner(GaussianNB(), encoder=Length()), pool, 0)
        assert fitted.seen_ == 10
        assert found.x(np.arange(10_000))[:, 0].tolist() == [i % 7 for i in range(10_000)]

    def test_the_seed_decides(self):
        pool = Pool(np.random.default_rng(0).normal(size=(600, 100)))
        learner = SklearnLearner(
            LogisticRegression(), encoder=PCA(3, svd_solver="randomized", iterated_power=0)
        )
        a, b, c = (encode(learner, pool, seed)[0].x(np.arange(600)) for seed in (1, 1, 2))
        assert (a == b).all() and (a != c).any()

    @pytest.mark.parametrize("encoder", [TextEncoder(), TableEncoder(), ImageEncoder()], ids=str)
    def test_learners_with_an_encoder_come_back_from_their_configuration(self, encoder):
        learner = SklearnLearner(GaussianNB(), encoder=encoder)
        assert repr(from_config(to_config(learner))) == repr(learner)


class TestOtherTasks:
    rng = np.random.default_rng(0)
    pools = (
        Pool(rng.normal(size=(30, 3))),
        Pool(sparse.csr_matrix(rng.normal(size=(30, 3)))),
        Pool([f"text {'ab'[k % 2]} number {k}" for k in range(30)]),
        Pool(pd.DataFrame({"a": rng.normal(size=30), "b": list("xyz" * 10)})),
    )

    @pytest.mark.parametrize("pool", pools, ids=lambda p: p.kind)
    def test_every_kind_of_pool_has_a_learner_of_numbers(self, pool):
        learner = default_learner(pool, Regression())
        seen, _ = encode(learner, pool, 0)
        rows = np.arange(8)
        targets = Targets(rows, np.arange(8.0), "real", np.ones(8))
        model = learner.fit(Training(seen.x, rows, targets), np.random.default_rng(0))
        assert set(model.provides) == {"mean", "std", "embedding"}
        assert np.isfinite(model.mean(seen.x(np.arange(30)))).all()

    @pytest.mark.parametrize("pool", pools, ids=lambda p: p.kind)
    def test_every_kind_of_pool_has_a_learner_of_tags(self, pool):
        learner = default_learner(pool, Tags(["a", "b"]))
        seen, _ = encode(learner, pool, 0)
        rows = np.arange(8)
        targets = Targets(rows, np.eye(2)[rows % 2], "partial", np.ones(8))
        model = learner.fit(Training(seen.x, rows, targets, ("a", "b")), np.random.default_rng(0))
        assert set(model.provides) == {"tags", "embedding"}
        assert model.tags(seen.x(np.arange(30))).shape == (30, 2)

    def test_estimators_are_adapted_to_the_task(self):
        pool = self.pools[0]
        assert isinstance(as_learner(BayesianRidge(), pool, Regression()), RegressionLearner)
        assert isinstance(as_learner(GaussianNB(), pool, Tags(["a"])), OneVsRestLearner)
        assert isinstance(as_learner(GaussianNB(), pool, Classification(["a", "b"])), SklearnLearner)

    @pytest.mark.parametrize(
        ("thing", "task", "message"),
        [
            (GaussianNB(), Regression(), "the estimator is GaussianNB.*task Classification or Tags"),
            (BayesianRidge(), Classification(["a", "b"]), "the estimator is BayesianRidge.*task Regression"),
            (SklearnLearner(GaussianNB()), Regression(), r"accepts \('hard',\).*real targets for Regression"),
        ],
    )
    def test_what_does_not_fit_the_task_is_refused_at_once(self, thing, task, message):
        with pytest.raises(BadParameter, match=message):
            as_learner(thing, self.pools[0], task)

    def test_without_a_default_the_error_asks_for_a_learner(self):
        class Strange(Regression):
            output = "strange"

        with pytest.raises(BadParameter, match="no estimator is known that gives 'strange'"):
            as_learner(None, self.pools[0], Strange())
