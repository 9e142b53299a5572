"""What a round of self-training may look at."""

import numpy as np
import pytest

from labelwise.errors import MissingCapability
from labelwise.training.choosing import Drawn
from labelwise.types import Targets, Training


class Sure:
    provides = ("proba",)

    def proba(self, x):
        return np.eye(3)[x % 3]


def made():
    rows = np.array([1, 3])
    told = Targets(rows, np.eye(3)[[2, 0]], "soft", np.ones(2))
    data = Training(lambda r: r, rows, told, tuple("abc"), np.array([0, 2, 4]))
    return Drawn(data, data.unlabelled, Sure(), np.random.default_rng(0))


def test_outputs_are_of_the_drawn_rows_or_those_named():
    drawn = made()
    assert drawn.labels.tolist() == [0, 2, 1]
    np.testing.assert_array_equal(drawn.proba, np.eye(3)[[0, 2, 1]])
    np.testing.assert_array_equal(drawn.of("proba", np.array([1])), np.eye(3)[[1]])
    assert drawn.told.tolist() == [2, 0]


def test_what_a_model_lacks_is_named():
    with pytest.raises(MissingCapability, match="needs samples, which Sure does not give"):
        made().of("samples")
