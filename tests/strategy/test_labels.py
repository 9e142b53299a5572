import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.strategy.labels import check_labels, check_rows, labels_of


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([0, 5], "has the row 5. Allowed: 0 to 4"),
        ([-1], "has the row -1"),
        ([1, 1], "a row twice"),
        ([0.5], "type float64"),
        ([[1]], r"shape \(1, 1\)"),
        ([True, False, True, False, False], r"pass np.flatnonzero\(labelled\)"),
    ],
)
def test_rows_that_cannot_be(rows, message):
    with pytest.raises(BadData, match=message):
        check_rows("labelled", rows, 5)


def test_no_rows_are_fine():
    assert check_rows("labelled", None, 5).dtype == check_rows("labelled", [], 5).dtype == np.int64


def test_labels_by_index_by_name_and_without_a_class():
    assert check_labels([3, 0], [1, 0], None, 4).tolist() == [0, -1, -1, 1]
    assert check_labels([3, 0], ["no", "yes"], None, 4).tolist() == [1, -1, -1, 0]
    assert check_labels([3, 0], ["no", "yes"], ["yes", "no"], 4).tolist() == [0, -1, -1, 1]
    assert check_labels([3, 0], [2020, 2019], [2019, 2020], 4).tolist() == [0, -1, -1, 1]
    assert check_labels([3, 0], [1.0, 0.0], None, 4).tolist() == [0, -1, -1, 1]
    assert check_labels([3, 0], None, None, 4).tolist() == [0, -1, -1, 0]
    assert check_labels([], [], None, 2).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("y", "names", "message"),
    [
        ([0], None, r"y has shape \(1,\) for 2 labelled rows"),
        ([0, -1], None, "leave unlabelled rows out.*numbers of a regression as floats"),
        ([0.5, 1], None, "y holds fractions"),
        ([np.nan, 1], None, "y holds NaN.*leave unlabelled rows out"),
        (["a", "c"], ["a", "b"], "the unknown class 'c'. Allowed: a, b"),
    ],
)
def test_labels_that_cannot_be(y, names, message):
    with pytest.raises(BadData, match=message):
        check_labels([0, 1], y, names, 3)


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, -2], [0.0, 1.0, 2.0]])
def test_label_arrays_that_cannot_be(labels):
    with pytest.raises(BadData, match=r"\(3,\) class indices"):
        labels_of(labels, 3)
