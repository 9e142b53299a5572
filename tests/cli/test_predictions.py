"""Every way to write down what a model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labelwise.cli.predictions import as_predictions, read_predictions
from labelwise.errors import BadData, BadParameter

PROBA = np.array([[0.9, 0.1], [0.2, 0.8]])


def test_probabilities_have_named_or_numbered_classes():
    made = as_predictions(PROBA, "neg,pos")
    assert made.classes == ("neg", "pos") and made.named and made.said(1) == "pos"
    np.testing.assert_allclose(made.sure, [0.9, 0.8])
    made = as_predictions(PROBA.astype(np.float32), None)
    assert made.classes == ("0", "1") and not made.named and len(made) == 2


def test_the_probability_of_the_second_of_two_classes():
    np.testing.assert_allclose(as_predictions(np.array([0.1, 0.8]), "neg,pos").output, PROBA)


@pytest.mark.parametrize(
    ("array", "labels", "classes", "output"),
    [
        (np.array(["b", "a", "b"]), None, ("a", "b"), [1, 0, 1]),
        (np.array(["b", "a", "b"]), "b,a,c", ("b", "a", "c"), [0, 1, 0]),
        (np.array([2, 0]), "x,y,z", ("x", "y", "z"), [2, 0]),
        (np.array([7, 3]), None, ("3", "7"), [1, 0]),
        (np.array([True, False]), None, ("False", "True"), [1, 0]),
    ],
)
def test_hard_labels(array, labels, classes, output):
    made = as_predictions(array, labels)
    assert made.classes == classes and made.output.tolist() == output and made.sure is None


def test_numbers():
    made = as_predictions(np.array([1.5, -2.0]), None)
    assert made.classes == () and made.said(1) == "-2.0"
    assert as_predictions(np.array([1, 2]), None, numbers=True).output.dtype == np.float64


def test_fingerprints_differ_by_what_is_said_and_not_by_how_it_is_stored():
    first = as_predictions(PROBA, "neg,pos").fingerprint
    assert first == as_predictions(PROBA.copy(order="F"), None).fingerprint
    assert first != as_predictions(PROBA[::-1], "neg,pos").fingerprint
    hard = as_predictions(np.array(["b", "a"]), None).fingerprint
    assert hard == as_predictions(np.array(["b", "a"]), "c,b,a").fingerprint
    assert hard != as_predictions(np.array(["a", "b"]), None).fingerprint


def test_tables(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("id,neg,pos\n1,0.9,0.1\n2,0.2,0.8\n")
    np.testing.assert_allclose(read_predictions(path, "neg,pos").output, PROBA)
    made = read_predictions(path, None)
    assert made.classes == ("neg", "pos") and made.output.shape == (2, 2)
    path.write_text("id,whatever\n1,neg\n2,pos\n")
    assert read_predictions(path, None).classes == ("neg", "pos")
    path.write_text("id,label,confidence\n1,neg,0.9\n2,pos,0.8\n")
    made = read_predictions(path, None)
    assert made.classes == ("neg", "pos") and made.sure.tolist() == [0.9, 0.8]
    path.write_text("prediction\n1\n2\n")
    assert read_predictions(path, None).classes == ("1", "2")
    assert read_predictions(path, None, numbers=True).output.tolist() == [1.0, 2.0]


def test_numbers_of_other_formats(tmp_path):
    import pyarrow as pa

    from labelwise.io import write

    write(pa.table({"neg": pa.array([0.9, 0.2], pa.float32()), "pos": [0.1, 0.8]}), tmp_path / "p.parquet")
    np.testing.assert_allclose(read_predictions(tmp_path / "p.parquet", None).output, PROBA, atol=1e-6)
    (tmp_path / "p.jsonl").write_text(
        '{"predicted": 3, "confidence": 0.5}\n{"predicted": 4, "confidence": 1}\n'
    )
    made = read_predictions(tmp_path / "p.jsonl", None)
    assert made.classes == ("3", "4") and made.sure.tolist() == [0.5, 1.0]


@pytest.mark.parametrize(
    ("array", "labels", "says"),
    [
        (np.array([[0.5, 0.6]]), None, "row 0 sums to 1.1"),
        (np.array([[np.nan, 0.6]]), None, "row 0 holds nan"),
        (np.ones((2, 2, 2)), None, "shape"),
        (np.zeros(0), None, "shape"),
        (np.array([1.0, np.nan]), None, "item 1 is nan"),
        (np.array([0.1, 0.2]), "a,b,c", "holds numbers"),
        (np.array([0.1, 1.7]), "a,b", "row 1"),
        (np.array([0, 5]), "a,b", "item 1 is '5'"),
        (np.array(["a", "z"]), "a,b", "item 1 is 'z'"),
        (PROBA, "a,a", "different names"),
        (PROBA, "a,", "different names"),
    ],
)
def test_what_is_no_prediction_is_refused(array, labels, says):
    with pytest.raises((BadData, BadParameter), match=says):
        as_predictions(array, labels)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(BadData, match=r"numpy\.save"):
        read_predictions(Path("model.pkl"), None)
    (tmp_path / "p.csv").write_text("a,b\n0.5,x\n")
    with pytest.raises(BadData, match=r"'x' in row 1 of the column 'b'.*predicted"):
        read_predictions(tmp_path / "p.csv", None)
    with pytest.raises(BadData, match="has the columns a, b"):
        read_predictions(tmp_path / "p.csv", "neg,pos")
