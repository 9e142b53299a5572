"""Names of protocols mean what they mean elsewhere on the command line."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from labelwise.cli.bench_names import (
    check_learner,
    check_set,
    fetched_set,
    is_own,
    learner_of,
    load_set,
    makers,
)
from labelwise.errors import BadData, BadParameter, UnknownName
from labelwise.pool import Pool
from labelwise.tasks import Classification

POOL, TASK = Pool(np.eye(3)), Classification(["a", "b"])
OWN = "labelwise.bench.protocols.published:rbf_svm"


def test_learners_with_recipes_and_of_ones_own():
    assert type(learner_of("mlp + mix-up + snapshots", POOL, TASK)).__name__ == "Snapshots"
    assert learner_of(OWN, POOL, TASK).estimator.gamma == "auto"
    assert type(learner_of("", POOL, TASK)).__name__ == "SklearnLearner"
    assert repr(learner_of("usual", POOL, TASK)) == repr(learner_of("", POOL, TASK))


@pytest.mark.parametrize(
    "spec", ["svm", "usual", "mlp + mix-up", OWN, "http://localhost:1/x", "transformer:folder"]
)
def test_names_that_mean_something_pass(spec):
    check_learner(spec)


@pytest.mark.parametrize("spec", ["svn", "svm + mixup", "none.such:thing"])
def test_others_are_refused(spec):
    with pytest.raises((UnknownName, BadParameter)):
        check_learner(spec)


def test_sets_of_ones_own():
    name = "labelwise.testing.labelled_sets:blobs"
    assert is_own(name) and not is_own("local:mr") and not is_own("openml:31")
    assert len(load_set(name).y) == 150
    check_set(name)
    with pytest.raises(BadParameter, match="no module 'none' for the data set"):
        check_set("none.such:set")
    assert makers().load is load_set and makers(download=True).load is fetched_set


@pytest.mark.parametrize("name", ["sklearn:iris", "local:tabular_classification/adult"])
def test_a_known_set_is_not_read_to_be_known(name, data_dir, monkeypatch):
    def read(name, **options):
        raise AssertionError(f"{name} was read")

    monkeypatch.setenv("LABELWISE_DATA", str(data_dir))
    monkeypatch.setattr("labelwise.bench.datasets.load", read)
    check_set(name)


@pytest.mark.parametrize(("name", "folder"), [("openml:31", "openml/31"), ("hf:o/n::label", "hf/o--n")])
def test_what_is_neither_kept_nor_to_be_fetched_is_refused(name, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path))
    with pytest.raises(BadData, match=f"{name} was not fetched yet.*add --download"):
        makers().check_dataset(name)
    makers(download=True).check_dataset(name)
    (tmp_path / "datasets" / folder).mkdir(parents=True)
    (tmp_path / "datasets" / folder / "about.json").write_text("{}")
    makers().check_dataset(name)


@pytest.mark.parametrize("name", ["openml:credit", "hf:nobody"])
def test_a_fetched_name_of_another_form_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path))
    with pytest.raises(BadParameter, match=f"the set is '{name}'"):
        check_set(name, download=True)


def test_an_unknown_set_names_the_nearest():
    with pytest.raises(UnknownName, match="sklearn:digits"):
        check_set("sklearn:digit")


SET_TEXT = """
from types import SimpleNamespace
def a_dict(): return {"x": [1], "y": [2]}
def a_pair(): return [1], [2]
def half(): return SimpleNamespace(x=[1], y=[2])
def whole(): return SimpleNamespace(x=[1], y=[2], task=None, test=None)
def asking(size): return None
number = 7
"""


@pytest.fixture
def module(here, monkeypatch):
    """A module of data sets in the folder of now."""
    (here / "sets_of_user.py").write_text(SET_TEXT)
    monkeypatch.syspath_prepend(str(here))
    yield "sets_of_user"
    sys.modules.pop("sets_of_user", None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a_dict", "gave a dict without x, y, task, test. Allowed: an object with x"),
        ("a_pair", "gave a tuple without x, y, task, test"),
        ("half", "gave a SimpleNamespace without task, test"),
    ],
)
def test_what_a_function_of_ones_own_gives_is_checked(module, name, said):
    check_set(f"{module}:{name}")  # it is not called for that
    with pytest.raises(BadParameter, match=f"the data set '{module}:{name}' {said}"):
        load_set(f"{module}:{name}")
    assert load_set(f"{module}:whole").y == [2]


@pytest.mark.parametrize(("name", "said"), [("asking", "a function with parameters"), ("number", "an int")])
def test_what_is_no_function_is_refused_before_anything_runs(module, name, said):
    with pytest.raises(BadParameter, match=f"{module}:{name}' is {said}.*a function without parameters"):
        check_set(f"{module}:{name}")


def test_without_a_folder_the_variable_is_named(monkeypatch):
    monkeypatch.delenv("LABELWISE_DATA", raising=False)
    with pytest.raises(BadParameter, match=r"LABELWISE_DATA names none.*docs/guide/benchmark.md") as error:
        check_set("local:mr")
    assert "folder=" not in str(error.value)
