"""Every way to write down what a model says, and what is none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.io import write
from labelwise.io.predictions import read_predictions, read_said

PROBA = np.array([[0.9, 0.1], [0.2, 0.8]])


@pytest.fixture
def saved(tmp_path):
    """Writes an array, gives its file."""

    def save(array):
        np.save(tmp_path / "p.npy", array)
        return tmp_path / "p.npy"

    return save


@pytest.fixture
def table(tmp_path):
    """Writes a CSV, gives its file."""

    def save(text):
        (tmp_path / "p.csv").write_text(text)
        return tmp_path / "p.csv"

    return save


def test_probabilities_have_named_or_numbered_classes(saved):
    made = read_predictions(saved(PROBA), ("neg", "pos"))
    assert made.classes == ("neg", "pos") and made.named and made.word(1) == "pos"
    np.testing.assert_allclose(made.sure, [0.9, 0.8])
    assert made.said.tolist() == [0, 1]
    made = read_predictions(saved(PROBA.astype(np.float32)))
    assert made.classes == ("0", "1") and not made.named and len(made) == 2


def test_the_probability_of_the_second_of_two_classes(saved):
    np.testing.assert_allclose(read_predictions(saved(np.array([0.1, 0.8])), ("neg", "pos")).output, PROBA)


@pytest.mark.parametrize(
    ("array", "classes", "found", "output"),
    [
        (["b", "a", "b"], None, ("a", "b"), [1, 0, 1]),
        (["b", "a", "b"], ("b", "a", "c"), ("b", "a", "c"), [0, 1, 0]),
        ([2, 0], ("x", "y", "z"), ("x", "y", "z"), [2, 0]),
        ([1, 2], ("1", "2"), ("1", "2"), [0, 1]),  # by name before by number
        ([7, 3], None, ("3", "7"), [1, 0]),
        ([True, False], None, ("False", "True"), [1, 0]),
    ],
)
def test_hard_labels(saved, array, classes, found, output):
    made = read_predictions(saved(np.array(array)), classes)
    assert made.classes == found and made.output.tolist() == output and made.sure is None


def test_numbers(saved):
    made = read_predictions(saved(np.array([1.5, -2.0])))
    assert made.classes == () and made.word(1) == "-2.0"
    assert read_predictions(saved(np.array([1, 2])), numbers=True).output.dtype == np.float64


def test_fingerprints_differ_by_what_is_said_and_not_by_how_it_is_stored(saved):
    first = read_predictions(saved(PROBA), ("neg", "pos")).fingerprint
    assert first == read_predictions(saved(PROBA.copy(order="F"))).fingerprint
    assert first != read_predictions(saved(PROBA[::-1]), ("neg", "pos")).fingerprint
    hard = read_predictions(saved(np.array(["b", "a"]))).fingerprint
    assert hard == read_predictions(saved(np.array(["b", "a"])), ("c", "b", "a")).fingerprint
    assert hard != read_predictions(saved(np.array(["a", "b"]))).fingerprint


def test_fingerprints_of_files_of_questions_written_before_still_fit(saved):
    assert read_predictions(saved(PROBA)).fingerprint == "4523278d"
    assert read_predictions(saved(np.array(["b", "a"]))).fingerprint == "b4644643"


def test_tables(table):
    path = table("id,pos,neg\n1,0.1,0.9\n2,0.8,0.2\n")
    np.testing.assert_allclose(read_predictions(path, ("neg", "pos")).output, PROBA)
    made = read_predictions(path)
    assert made.classes == ("pos", "neg") and made.output.shape == (2, 2)
    assert read_predictions(table("id,whatever\n1,neg\n2,pos\n")).classes == ("neg", "pos")
    made = read_predictions(table("id,label,confidence\n1,neg,0.9\n2,pos,0.8\n"))
    assert made.classes == ("neg", "pos") and made.sure.tolist() == [0.9, 0.8]
    path = table("prediction\n1\n2\n")
    assert read_predictions(path).classes == ("1", "2")
    assert read_predictions(path, numbers=True).output.tolist() == [1.0, 2.0]
    assert read_predictions(path, ("a", "b", "c")).output.tolist() == [1, 2]


def test_a_column_may_be_named(table):
    path = table("id,label,other\n7,yes,a\n8,no,b\n")
    assert read_said(path).words == ("yes", "no")
    assert read_said(path, column="other").words == ("a", "b")
    with pytest.raises(BadData, match=r"no column 'z'.*id, label, other"):
        read_said(path, column="z")


def test_numbers_of_other_formats(tmp_path, table):
    write(pa.table({"neg": pa.array([0.9, 0.2], pa.float32()), "pos": [0.1, 0.8]}), tmp_path / "p.parquet")
    np.testing.assert_allclose(read_predictions(tmp_path / "p.parquet").output, PROBA, atol=1e-6)
    (tmp_path / "p.jsonl").write_text(
        '{"predicted": 3, "confidence": 0.5}\n{"predicted": 4, "confidence": 1}\n'
    )
    made = read_predictions(tmp_path / "p.jsonl")
    assert made.classes == ("3", "4") and made.sure.tolist() == [0.5, 1.0]
    np.testing.assert_allclose(read_predictions(table('neg,pos\n"0,9","0,1"\n0.2,.8\n')).output, PROBA)
    np.savez(tmp_path / "p.npz", PROBA)
    np.testing.assert_allclose(read_predictions(tmp_path / "p.npz").output, PROBA)


@pytest.mark.parametrize(
    ("array", "classes", "says"),
    [
        ([[0.5, 0.6]], None, "p.npy: row 0 sums to 1.1"),
        ([[np.nan, 0.6]], None, "p.npy: row 0 holds nan"),
        (np.ones((2, 2, 2)), None, "shape"),
        (np.zeros((0, 2)), None, "shape"),
        ([], None, "shape"),
        ([1.0, np.nan], None, "item 1 is nan"),
        ([0.1, 0.2], ("a", "b", "c"), "holds numbers"),
        ([0.1, 1.7], ("a", "b"), "row 1"),
        ([0, 5], ("a", "b"), "item 1 is '5'.*a, b.*--labels"),
        (["a", "z"], ("a", "b"), "item 1 is 'z'"),
        (["a", " "], None, "item 1 has no class"),
        (PROBA, ("a", "b", "c"), "3 classes are named, .*p.npy has 2 columns"),
    ],
)
def test_what_is_no_prediction_is_refused(saved, array, classes, says):
    with pytest.raises((BadData, BadParameter), match=says):
        read_predictions(saved(np.array(array)), classes)


@pytest.mark.parametrize(
    ("text", "classes", "says"),
    [
        ("a,b\n0.5,x\n", None, "'x' in row 1 of the column 'b'.*predicted"),
        ("a,b\n0.5,inf\n", None, "'inf' in row 1"),
        ("a,b\n0.5,\n", None, "'' in row 1"),
        ("a,b\n0.5,0.5\n", ("neg", "pos"), "has the columns a, b"),
        ('said\na\n" "\n', None, "item 1 has no class"),
        ("id,label,confidence\n1,a,high\n", None, "'high' in row 1 of the column 'confidence'"),
    ],
)
def test_other_tables_are_refused(table, text, classes, says):
    with pytest.raises((BadData, BadParameter), match=says):
        read_predictions(table(text), classes)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(BadData, match=r"numpy\.save"):
        read_predictions(tmp_path / "model.pkl")
    with pytest.raises(BadData, match=r"\.txt"):
        (tmp_path / "p.txt").write_text("a")
        read_predictions(tmp_path / "p.txt")
