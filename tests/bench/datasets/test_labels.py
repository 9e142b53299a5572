from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.datasets.labels import as_classes, named
from labelwise.errors import BadData


def test_names_of_classes():
    assert named(np.array([10, 9], np.uint8)).tolist() == ["10", "9"]
    assert named([0.5, 1.0]).tolist() == ["0.5", "1.0"]
    assert named([True, False]).tolist() == ["True", "False"]


def test_classes_of_both_parts_are_in_one_task():
    (own, test), task = as_classes([2, 10, 2], [3])
    assert own.tolist() == ["2", "10", "2"] and test.tolist() == ["3"]
    assert task.classes == ("2", "3", "10")


def test_one_class_is_refused():
    with pytest.raises(BadData, match=r"all labels are 'a'"):
        as_classes(["a", "a"])
