"""What a learner is given and what it gives."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from labelwise.types import Learner, Model, Targets, Training


def targets(m):
    return Targets(np.arange(m), np.zeros(m, np.int64), "hard", np.ones(m))


def test_targets_are_as_long_as_their_rows():
    assert len(targets(3)) == 3 and len(targets(0)) == 0
    assert (targets(1).by, targets(1).lost) == ((), "")


def test_training_has_no_unlabelled_rows_by_default():
    data = Training(lambda rows: rows, np.arange(2), targets(2))
    assert data.unlabelled.dtype == np.int64 and len(data.unlabelled) == 0
    assert data.columns is not Training(lambda rows: rows, np.arange(2), targets(2)).columns


def test_protocols():
    learner, model = SimpleNamespace(accepts=("hard",), fit=print), SimpleNamespace(provides=("proba",))
    assert isinstance(learner, Learner) and not isinstance(learner, Model)
    assert isinstance(model, Model) and not isinstance(model, Learner)
