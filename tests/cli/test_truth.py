"""Known labels as class indices, and the items as questions."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.cli.truth import read_truth, shown
from labelwise.errors import BadData
from labelwise.evaluation.testing import draw_items
from labelwise.io.predictions import Predictions

HARD = Predictions(np.array([1, 0, 1]), ("a", "b"), False, None)
ABC = ("x", "y", "z")


@pytest.mark.parametrize(
    ("classes", "named", "array", "found"),
    [
        (("a", "b"), False, ["a", "a", "b"], [0, 0, 1]),
        (ABC, True, [2, 0, 1], [2, 0, 1]),
        (ABC, True, [2.0, np.nan, 1.0], [2, np.nan, 1]),
        (ABC, True, ["z", "", "y"], [2, np.nan, 1]),
        (("0", "1", "2"), False, [2, 0, 1], [2, 0, 1]),
        (("1", "2"), True, [1, 2, 1], [0, 1, 0]),
        ((), False, [0.5, np.nan, 2], [0.5, np.nan, 2]),
    ],
)
def test_arrays(tmp_path, classes, named, array, found):
    np.save(tmp_path / "y.npy", np.array(array))
    np.testing.assert_equal(read_truth(tmp_path / "y.npy", 3, classes, named=named), found)


@pytest.mark.parametrize(
    ("text", "column"),
    [("text,label\np,b\nq,a\nr,\n", None), ('whatever\nb\na\n""\n', None), ("y,z\na,b\na,a\na,\n", "z")],
)
def test_tables(tmp_path, text, column):
    (tmp_path / "y.csv").write_text(text)
    found = read_truth(tmp_path / "y.csv", 3, ("a", "b"), named=False, column=column)
    np.testing.assert_equal(found, [1, 0, np.nan])


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("label\nb\n", None, "1 labels"),
        ("label\nb\na\nc\n", None, r"item 2 is 'c'.*a, b.*--labels"),
        ("label\nb\na\n0\n", None, "item 2 is '0'"),  # no number of a class where nobody named them
        ("p,q\n1,2\n1,2\n1,2\n", None, "has the columns p, q.*truth, label"),
        ("label\nb\na\nb\n", "z", "has the columns label.*one named z"),
    ],
)
def test_other_labels_are_refused(tmp_path, text, column, says):
    (tmp_path / "y.csv").write_text(text)
    with pytest.raises(BadData, match=says):
        read_truth(tmp_path / "y.csv", 3, ("a", "b"), named=False, column=column)


def test_questions_without_and_with_a_file(tmp_path):
    drawn = draw_items(np.ones(3), np.random.default_rng(0), n=2)
    bare = shown(HARD, drawn, None, {})
    assert [q.item for q in bare] == [str(r) for r in drawn.rows] and bare[0].text == ""
    assert [q.predicted for q in bare] == [HARD.word(int(r)) for r in drawn.rows]
    (tmp_path / "t.csv").write_text("id,text\nu,first of all\nv,second one\nw,third one\n")
    told = shown(HARD, drawn, tmp_path / "t.csv", {})
    assert [q.item for q in told] == ["uvw"[r] for r in drawn.rows] and " " in told[0].text
    (tmp_path / "n.csv").write_text("id,a,b\nu,1,2.5\nv,3,4\nw,5,6\n")
    table = shown(HARD, drawn, tmp_path / "n.csv", {})
    assert table[0].text.startswith(f"id {'uvw'[drawn.rows[0]]}; a ")
