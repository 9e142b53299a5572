"""Names of protocols mean what they mean elsewhere on the command line."""

from __future__ import annotations

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
from labelwise.errors import BadParameter, UnknownName
from labelwise.pool import Pool
from labelwise.tasks import Classification

POOL, TASK = Pool(np.eye(3)), Classification(["a", "b"])
OWN = "labelwise.bench.protocols.published:rbf_svm"


def test_learners_with_recipes_and_of_ones_own():
    assert type(learner_of("mlp + mix-up + snapshots", POOL, TASK)).__name__ == "Snapshots"
    assert learner_of(OWN, POOL, TASK).estimator.gamma == "auto"
    assert type(learner_of("", POOL, TASK)).__name__ == "SklearnLearner"


@pytest.mark.parametrize("spec", ["svm", "mlp + mix-up", OWN, "http://localhost:1/x", "transformer:folder"])
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
    with pytest.raises(BadParameter, match="no module"):
        check_set("none.such:set")
    assert makers().load is load_set and makers(download=True).load is fetched_set


@pytest.mark.parametrize("name", ["sklearn:iris", "local:tabular_classification/adult", "openml:31"])
def test_a_known_set_is_not_read_to_be_known(name, data_dir, monkeypatch):
    def read(name, **options):
        raise AssertionError(f"{name} was read")

    monkeypatch.setenv("LABELWISE_DATA", str(data_dir))
    monkeypatch.setattr("labelwise.bench.datasets.load", read)
    check_set(name)


def test_an_unknown_set_names_the_nearest():
    with pytest.raises(UnknownName, match="sklearn:digits"):
        check_set("sklearn:digit")
