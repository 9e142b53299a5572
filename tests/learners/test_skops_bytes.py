"""Estimators as bytes: everything of scikit-learn, nothing that is not trusted."""

from __future__ import annotations

import io
import zipfile
from urllib.request import build_opener

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC, LinearSVC

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners.black_box_model import Remote
from labelwise.learners.encoders import TextEncoder
from labelwise.learners.scikit import seeded
from labelwise.learners.service import Service
from labelwise.learners.skops_bytes import packed, unpacked
from labelwise.testing.learner_suite import blobs

X, Y = blobs(3)


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), LogisticRegression()),
        make_pipeline(FunctionTransformer(np.log1p), LinearSVC()),
        RandomForestClassifier(3, random_state=0),
        BaggingClassifier(LogisticRegression(), 2, random_state=0),
        CalibratedClassifierCV(LinearSVC(), cv=2),
        HistGradientBoostingClassifier(max_iter=3),
        GaussianProcessClassifier(),
        KNeighborsClassifier(3),
        MLPClassifier((4,), max_iter=3, random_state=0, tol=1e9, n_iter_no_change=1),
        SVC(),
    ],
    ids=lambda e: type(e).__name__,
)
def test_estimators_predict_as_before(estimator):
    x = np.abs(X)
    estimator = seeded(estimator, np.random.default_rng(0)).fit(x, Y)
    again = unpacked(packed(estimator))
    np.testing.assert_array_equal(again.predict(x), estimator.predict(x))


def test_our_own_encoders():
    texts = ["red rose", "blue sea", "green grass"] * 5
    encoder = TextEncoder(2, random_state=0).fit(texts)
    np.testing.assert_allclose(unpacked(packed(encoder)).transform(texts), encoder.transform(texts))


class Mine(ClassifierMixin, BaseEstimator):
    def fit(self, x, y):
        return self


def shout(x):
    return x


@pytest.mark.parametrize("thing", [Mine(), FunctionTransformer(shout), FunctionTransformer(np.fromfile)])
def test_what_is_not_trusted_is_refused_when_saved(thing):
    with pytest.raises(BadParameter, match=r"holds '.*(Mine|shout|fromfile)'.*plug-ins"):
        packed(thing)


def test_what_is_not_trusted_is_not_built_when_read(monkeypatch):
    import skops.io

    content = np.frombuffer(skops.io.dumps(FunctionTransformer(shout)), np.uint8)
    with pytest.raises(BadData, match=r"holds '.*shout'"):
        unpacked(content)


def test_nothing_acts_when_it_is_thrown_away(tmp_path):
    """The folder of a DataSource is deleted with it."""
    import skops.io

    source = np.lib.npyio.DataSource(None)
    source._destpath, kept = str(tmp_path / "mine"), tmp_path / "mine"
    kept.mkdir()
    content = np.frombuffer(skops.io.dumps(source), np.uint8)
    source._istmpdest = False
    with pytest.raises(BadData, match=r"holds '.*DataSource'"):
        unpacked(content)
    del source
    assert kept.is_dir()


@pytest.mark.parametrize(
    "thing", [build_opener, Remote(Service("http://192.0.2.1", 1.0, 0), "", "items", {})]
)
def test_of_ours_encoders_alone_are_built(thing):
    """Neither what our modules import, nor what would send items wherever the file says."""
    import skops.io

    content, out = io.BytesIO(skops.io.dumps(FunctionTransformer(thing))), io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).replace(b"urllib.request", b"labelwise.learners.service"))
    with pytest.raises(BadData, match=r"holds 'labelwise\.learners\.(service|black_box_model)"):
        unpacked(np.frombuffer(out.getvalue(), np.uint8))


def test_what_has_no_form_without_pickle():
    with pytest.raises(BadParameter, match="cannot be saved without pickle"):
        packed([LogisticRegression(), (k for k in ())])


def without(name):
    """A saved estimator that lacks one file of its archive."""
    content, out = io.BytesIO(packed(LogisticRegression().fit(X, Y)).tobytes()), io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            if not entry.endswith(name):
                new.writestr(entry, old.read(entry))
    return np.frombuffer(out.getvalue(), np.uint8)


@pytest.mark.parametrize(
    "content", [np.zeros(40, np.uint8), np.zeros(0, np.uint8), without("schema.json"), without(".npy")]
)
def test_damaged_bytes(content):
    with pytest.raises(BadData, match="the saved estimator cannot be read"):
        unpacked(content)


def test_skops_is_named_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "skops", None)
    monkeypatch.setitem(__import__("sys").modules, "skops.io", None)
    with pytest.raises(MissingExtra, match=r"the package skops.*labelwise\[save\]"):
        packed(LogisticRegression())
