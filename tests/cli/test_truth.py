"""Known labels as class indices, and the items as questions."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.cli.predictions import as_predictions
from labelwise.cli.truth import read_truth, shown
from labelwise.errors import BadData
from labelwise.evaluation.testing import draw_items

HARD = as_predictions(np.array(["b", "a", "b"]), None)
NAMED = as_predictions(np.eye(3), "x,y,z")


@pytest.mark.parametrize(
    ("said", "array", "found"),
    [
        (HARD, np.array(["a", "a", "b"]), [0, 0, 1]),
        (NAMED, np.array([2, 0, 1]), [2, 0, 1]),
        (NAMED, np.array([2.0, np.nan, 1.0]), [2, np.nan, 1]),
        (NAMED, np.array(["z", "", "y"]), [2, np.nan, 1]),
        (as_predictions(np.eye(3), None), np.array([2, 0, 1]), [2, 0, 1]),
        (as_predictions(np.ones(3), None), np.array([0.5, np.nan, 2]), [0.5, np.nan, 2]),
    ],
)
def test_arrays(tmp_path, said, array, found):
    np.save(tmp_path / "y.npy", array)
    np.testing.assert_equal(read_truth(tmp_path / "y.npy", said), found)


@pytest.mark.parametrize("text", ["text,label\np,b\nq,a\nr,\n", 'whatever\nb\na\n""\n'])
def test_tables(tmp_path, text):
    (tmp_path / "y.csv").write_text(text)
    np.testing.assert_equal(read_truth(tmp_path / "y.csv", HARD), [1, 0, np.nan])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("label\nb\n", "1 labels"),
        ("label\nb\na\nc\n", r"item 2 is 'c'.*a, b.*--labels"),
        ("p,q\n1,2\n1,2\n1,2\n", "has the columns p, q"),
    ],
)
def test_other_labels_are_refused(tmp_path, text, says):
    (tmp_path / "y.csv").write_text(text)
    with pytest.raises(BadData, match=says):
        read_truth(tmp_path / "y.csv", HARD)


def test_questions_without_and_with_a_file(tmp_path):
    drawn = draw_items(np.ones(3), np.random.default_rng(0), n=2)
    bare = shown(HARD, drawn, None, {})
    assert [q.item for q in bare] == [str(r) for r in drawn.rows] and bare[0].text == ""
    assert [q.predicted for q in bare] == [HARD.said(int(r)) for r in drawn.rows]
    (tmp_path / "t.csv").write_text("id,text\nu,first of all\nv,second one\nw,third one\n")
    told = shown(HARD, drawn, tmp_path / "t.csv", {})
    assert [q.item for q in told] == ["uvw"[r] for r in drawn.rows] and " " in told[0].text
    (tmp_path / "n.csv").write_text("id,a,b\nu,1,2.5\nv,3,4\nw,5,6\n")
    table = shown(HARD, drawn, tmp_path / "n.csv", {})
    assert table[0].text.startswith(f"id {'uvw'[drawn.rows[0]]}; a ")
