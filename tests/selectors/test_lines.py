import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.selectors import Lines
from labelwise.strategy import View
from labelwise.types import Slate


def lines(proba, labels, rows):
    view = View(arrays={"proba": np.array(proba)}, labels=labels, pending=[3])
    rows = np.array(rows)
    return Lines(Slate(rows, 1, np.random.default_rng(0), view.labels, np.ones(len(rows)), view=view))


PROBA = [[0.5, 0.3, 0.2], [0.9, 0.1, 0.0], [0.1, 0.8, 0.1], [0.3, 0.4, 0.3], [0.9, 0.1, 0.0]]


def test_units_of_the_class_first_then_those_nearest_to_it():
    made = lines(PROBA, [-1, 2, -1, -1, -1], [0, 4])
    assert made.rows.tolist() == [0, 1, 3, 4] and made.at.tolist() == [0, 3]
    assert made.labels.tolist() == [-1, 2, -1, -1]
    assert made.rows[made.order(0)].tolist() == [1, 4, 0, 3]
    assert made.rows[made.order(1)].tolist() == [3, 0, 1, 4]


def test_a_label_that_proba_does_not_have_is_refused():
    with pytest.raises(BadData, match="class 5"):
        lines(PROBA, [-1, 5, -1, -1, -1], [0])
