"""A model that is saved predicts the same in another process; damaged and foreign folders say so."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, ExtraTreesRegressor, RandomForestClassifier, VotingClassifier
from sklearn.linear_model import BayesianRidge, LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from labelwise.errors import BadData, BadParameter, MissingCapability, MissingExtra
from labelwise.learners import (
    BaggedLearner,
    BoostingLearner,
    OneVsRestLearner,
    PartialLogistic,
    RecordedLearner,
    RegressionLearner,
    SklearnLearner,
    load,
    save,
)
from labelwise.learners.encoders import TableEncoder, TextEncoder
from labelwise.testing.learner_suite import blobs, given
from labelwise.training import Calibrated, SinglePositiveLearner
from labelwise.types import Targets, Training

X, Y = blobs(3, 60)
LOGISTIC = make_pipeline(StandardScaler(), LogisticRegression())

LEARNERS = {
    "logistic": SklearnLearner(LOGISTIC),
    "forest": SklearnLearner(RandomForestClassifier(5)),
    "svm": SklearnLearner(SVC()),
    "margins": SklearnLearner(LinearSVC(), scores="decision"),
    "calibrated svm": SklearnLearner(CalibratedClassifierCV(LinearSVC(), cv=2)),
    "voting": SklearnLearner(
        VotingClassifier([("a", GaussianNB()), ("b", LogisticRegression())], voting="soft")
    ),
    "bagging": SklearnLearner(BaggingClassifier(LogisticRegression(), 3)),
    "one a tag": OneVsRestLearner(LOGISTIC),
    "bagged": BaggedLearner(LogisticRegression(), 3),
    "by epochs": RecordedLearner(SGDClassifier(loss="log_loss"), 3),
    "trees of numbers": RegressionLearner(ExtraTreesRegressor(5)),
    "bayes of numbers": RegressionLearner(BayesianRidge()),
    "partial": PartialLogistic(),
    "single positive": SinglePositiveLearner(),
    "hist": BoostingLearner("hist", 5),
    "lightgbm": BoostingLearner("lightgbm", 5),
    "xgboost": BoostingLearner("xgboost", 5),
    "xgboost of numbers": BoostingLearner("xgboost", 5, output="mean"),
    "tags of lightgbm": BoostingLearner("lightgbm", 5, output="tags"),
    "calibrated": Calibrated(GaussianNB(), folds=2),
}


def fitted(learner, x=X, y=Y):
    kind = learner.accepts[0]
    value = {"real": X[:, 0] * 2, "partial": np.where(np.eye(3)[Y] + (X[:, :1] > 2), 1.0, 0.0)}.get(kind, y)
    rows = np.arange(len(value))
    data = Training(lambda r: x[r], rows, Targets(rows, value, kind, np.ones(len(rows))), tuple("abc"))
    return learner.fit(data, np.random.default_rng(0))


ASK = """
import sys
import numpy as np
from labelwise.learners import load

place, items, out = sys.argv[1:]
x = np.load(items)
found = {}
import os
for name in sorted(os.listdir(place)):
    model = load(os.path.join(place, name)).model
    for output in model.provides:
        if output != "head":
            found[name + "/" + output] = getattr(model, output)(x)
np.savez(out, **found)
"""


@pytest.mark.slow
def test_another_process_predicts_the_same(tmp_path):
    models = {name: fitted(learner) for name, learner in LEARNERS.items()}
    for name, model in models.items():
        save(LEARNERS[name], model, tmp_path / "models" / name, classes=tuple("abc"))
    np.save(tmp_path / "items.npy", X)
    args = [str(tmp_path / name) for name in ("models", "items.npy", "found.npz")]
    subprocess.run([sys.executable, "-W", "error", "-c", ASK, *args], check=True)
    with np.load(tmp_path / "found.npz") as found:
        for name, model in models.items():
            for output in model.provides:
                if output != "head":
                    here = getattr(model, output)(X)
                    np.testing.assert_allclose(found[f"{name}/{output}"], here, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("name", LEARNERS)
def test_in_this_process_all_outputs_are_the_same(tmp_path, name):
    model = fitted(LEARNERS[name])
    save(LEARNERS[name], model, tmp_path)
    again = load(tmp_path)
    assert repr(again.learner) == repr(LEARNERS[name])
    assert again.model.provides == model.provides
    for output in model.provides:
        for one, other in zip(given(again.model, output, X), given(model, output, X), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-9)
    assert sorted(f.suffix for f in tmp_path.iterdir()) == [".json", ".safetensors"]
    assert b"pickle" not in (tmp_path / "model.json").read_bytes()


def test_a_fitted_encoder_goes_with_the_model(tmp_path):
    texts = ["red rose", "blue sea", "green grass"] * 10
    learner = SklearnLearner(LogisticRegression(), encoder=TextEncoder(3, random_state=0))
    encoder = learner.encoder.fit(texts)
    z = encoder.transform(texts)
    model = fitted(learner, z, np.arange(30) % 3)
    save(learner, model, tmp_path, encoder=encoder, classes=["rose", "sea", "grass"])
    again = load(tmp_path)
    assert again.classes == ("rose", "sea", "grass")
    np.testing.assert_allclose(again.model.proba(again.encoder.transform(texts)), model.proba(z), atol=1e-6)


def test_an_encoder_of_tables_comes_back(tmp_path):
    import pandas as pd

    table = pd.DataFrame({"age": [1.0, None, 3.0] * 4, "town": ["Rome", "Oslo", "Rome"] * 4})
    encoder = TableEncoder().fit(table)
    save(LEARNERS["logistic"], fitted(LEARNERS["logistic"]), tmp_path, encoder=encoder)
    np.testing.assert_array_equal(load(tmp_path).encoder.transform(table), encoder.transform(table))


class TestReplacing:
    def test_the_later_model_takes_the_place_of_the_first(self, tmp_path):
        for name in ("logistic", "lightgbm"):
            save(LEARNERS[name], fitted(LEARNERS[name]), tmp_path / "new" / "folder")
        assert load(tmp_path / "new" / "folder").learner == LEARNERS["lightgbm"]
        assert len(list((tmp_path / "new" / "folder").iterdir())) == 2

    @pytest.mark.parametrize("step", [1, 2])
    def test_what_interrupts_the_writing_leaves_the_model_before(self, tmp_path, monkeypatch, step):
        first, second = LEARNERS["logistic"], LEARNERS["lightgbm"]
        save(first, fitted(first), tmp_path)
        real, calls = os.replace, []

        def replace(*args):
            calls.append(args)
            if len(calls) == step:
                raise KeyboardInterrupt
            real(*args)

        monkeypatch.setattr(os, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            save(second, fitted(second), tmp_path)
        monkeypatch.undo()
        np.testing.assert_array_equal(load(tmp_path).model.proba(X), fitted(first).proba(X))
        save(second, fitted(second), tmp_path)
        assert load(tmp_path).learner == second and len(list(tmp_path.iterdir())) == 2

    def test_the_file_of_another_program_stays(self, tmp_path):
        (tmp_path / "model.json").write_text('{"weights": []}')
        with pytest.raises(BadData, match=r"model\.json is of another program"):
            save(LEARNERS["logistic"], fitted(LEARNERS["logistic"]), tmp_path)
        assert (tmp_path / "model.json").read_text() == '{"weights": []}'

    def test_a_folder_that_is_a_file(self, tmp_path):
        (tmp_path / "here").write_text("text")
        with pytest.raises(BadData, match="the model cannot be written"):
            save(LEARNERS["logistic"], fitted(LEARNERS["logistic"]), tmp_path / "here")


def saved(folder, **changes):
    """A folder with a model, with other entries in its head."""
    save(LEARNERS["logistic"], fitted(LEARNERS["logistic"]), folder)
    head = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**head, **changes}))
    return head


class TestDamage:
    def test_no_folder_and_an_empty_one(self, tmp_path):
        for folder in (tmp_path / "nowhere", tmp_path):
            with pytest.raises(BadData, match=r"holds no saved model: .*model\.json"):
                load(folder)

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"labelwise model": 1}'])
    def test_a_head_that_is_none(self, tmp_path, text):
        (tmp_path / "model.json").write_text(text)
        with pytest.raises(BadData, match=r"no saved model|of another program, or damaged"):
            load(tmp_path)

    def test_a_later_version(self, tmp_path):
        saved(tmp_path, **{"labelwise model": 2, "version": "9.1"})
        with pytest.raises(BadData, match=r"is of labelwise 9\.1.*install"):
            load(tmp_path)

    def test_arrays_that_are_missing_cut_or_changed(self, tmp_path):
        saved(tmp_path)
        file = next(tmp_path.glob("*.safetensors"))
        content = file.read_bytes()
        for wrong in (content[:-1], content[:-1] + bytes([content[-1] ^ 1]), b""):
            file.write_bytes(wrong)
            with pytest.raises(BadData, match=r"damaged: .* has another hash"):
                load(tmp_path)
        file.unlink()
        with pytest.raises(BadData, match="is not whole"):
            load(tmp_path)

    @pytest.mark.parametrize("arrays", ["../secrets", "", "x" * 64])
    def test_a_name_of_arrays_that_leads_elsewhere(self, tmp_path, arrays):
        saved(tmp_path, arrays=arrays)
        with pytest.raises(BadData, match="of another program, or damaged"):
            load(tmp_path)

    def test_the_state_of_another_learner(self, tmp_path):
        saved(tmp_path, learner={"type": "labelwise.learners.boosting:BoostingLearner", "params": {}})
        with pytest.raises(BadData, match="holds no model of BoostingLearner: KeyError"):
            load(tmp_path)

    @pytest.mark.parametrize("name", ["os:system", "numpy:fromfile", "labelwise.learners.saving:load"])
    def test_a_learner_of_the_files_choice(self, tmp_path, name):
        saved(tmp_path, learner={"type": name, "params": {}})
        with pytest.raises(BadParameter):
            load(tmp_path)


class Halves:
    """A learner without configuration or with a state of ``value``."""

    accepts = ("hard",)

    def __init__(self, value=0.5):
        self.value = value
        self.provides = ("proba",)

    def fit(self, data, rng):
        return self

    def proba(self, x):
        return np.full((len(x), 2), self.value)

    def state(self):
        return {"value": self.value}

    def restore(self, state):
        return Halves(state["value"])


class TestLearnersOfOnesOwn:
    def test_without_configuration_it_is_passed_again(self, tmp_path):
        save(Halves(), Halves(0.25), tmp_path)
        with pytest.raises(BadParameter, match=r"could not keep its learner .*Halves.*learner=\.\.\."):
            load(tmp_path)
        assert load(tmp_path, learner=Halves()).model.proba(X)[0, 0] == 0.25

    @pytest.mark.parametrize("value", [float("inf"), np.float32(2), True, 3, "text"])
    def test_numbers_and_strings_come_back(self, tmp_path, value):
        save(Halves(), Halves(value), tmp_path)
        assert load(tmp_path, learner=Halves()).model.value == value

    @pytest.mark.parametrize("value", [None, [1], np.array(["a"]), np.array([None])])
    def test_anything_else_is_refused(self, tmp_path, value):
        with pytest.raises(BadParameter, match="the state holds 'value' of type"):
            save(Halves(), Halves(value), tmp_path / "new")
        assert not (tmp_path / "new").exists()

    def test_a_model_without_state(self, tmp_path):
        with pytest.raises(MissingCapability, match=r"object of Halves cannot be saved.*restore\(state\)"):
            save(Halves(), object(), tmp_path)


def test_safetensors_is_named_where_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    with pytest.raises(MissingExtra, match=r"the package safetensors.*labelwise\[save\]"):
        save(Halves(), Halves(), tmp_path)
