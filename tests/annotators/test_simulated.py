"""The simulated annotator knows the truth and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.annotators import Simulated
from labelwise.errors import BadData
from labelwise.pool import Pool
from labelwise.types import Query


def test_it_answers_with_the_truth_in_the_order_asked():
    pool = Pool(np.eye(3), ids=["a", "b", "c"])
    annotator = Simulated.of(pool, ["x", "y", "z"])
    assert annotator([Query("q1", "c"), Query("q2", "a")]) == ["z", "x"]
    assert annotator([]) == []
    assert annotator.by == "simulated"


def test_an_unknown_item_is_refused():
    with pytest.raises(BadData, match="no true label for item 'b'"):
        Simulated({"a": 1})([Query("q1", "a"), Query("q2", "b")])


def test_another_number_of_labels_is_refused():
    with pytest.raises(BadData, match="2 true labels for 3 items"):
        Simulated.of(Pool(np.eye(3)), [0, 1])
