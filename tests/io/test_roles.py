"""Which column is what."""

from __future__ import annotations

import pyarrow as pa
import pytest

from labelwise.errors import BadData, BadParameter, UnknownName
from labelwise.io.roles import Roles, find_roles

LONG = [f"this is remark number {i}, and it is long" for i in range(10)]
TOWNS = ["a town with a very long name in the north"] * 10


def roles(tmp_path, columns, **asked):
    return find_roles(tmp_path / "a.csv", pa.table(columns), Roles(**asked))


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"n": range(10), "remark": LONG, "short": ["x"] * 10}, "remark"),
        ({"remark": LONG, "Text": ["x"] * 10}, "Text"),
        ({"review": ["x"] * 10, "text": ["y"] * 10}, "text"),
        ({"name": ["ab"] * 10}, "name"),
        ({"n": range(10), "town": TOWNS}, None),
        ({"n": range(10), "short": [str(i) for i in range(10)]}, None),
        ({"n": range(10)}, None),
    ],
    ids=lambda v: str(v)[:30],
)
def test_the_text_is_found(tmp_path, columns, text):
    found = roles(tmp_path, columns)
    assert (found.text, found.kind) == (text, "text" if text else "table")


def test_the_label_is_never_the_text(tmp_path):
    found = roles(tmp_path, {"n": range(10), "label": LONG}, label_column="label")
    assert found.kind == "table"


def test_ids(tmp_path):
    assert roles(tmp_path, {"ID": range(10), "t": LONG}).id_column == "ID"
    assert roles(tmp_path, {"key": range(10), "t": LONG}).id_column == "#"
    assert roles(tmp_path, {"id": range(10), "t": LONG}, id_column="#").id_column == "#"
    assert roles(tmp_path, {"id": range(10), "t": LONG}, label_column="id").id_column == "#"


def test_images_are_found_by_files_that_are_there(tmp_path):
    (tmp_path / "x.png").touch()
    columns = {"text": LONG[:2], "picture": ["x.png", "y.jpg"]}
    assert (roles(tmp_path, columns).kind, roles(tmp_path, columns).image) == ("image", "picture")
    assert roles(tmp_path, columns, kind="text").text == "text"
    assert roles(tmp_path, columns, text="text").kind == "text"
    assert roles(tmp_path / "elsewhere", columns).kind == "text"


def test_wishes_win(tmp_path):
    columns = {"a": LONG, "b": TOWNS, "n": range(10)}
    assert roles(tmp_path, columns, text="b").text == "b"
    assert roles(tmp_path, columns, kind="table").kind == "table"
    assert roles(tmp_path, columns, kind="table").taken(pa.table(columns)) == []


def test_they_say_how_to_ask_again(tmp_path):
    found = roles(tmp_path, {"id": range(10), "t": LONG, "y": TOWNS}, label_column="y")
    assert found.args() == {"kind": "text", "text": "t", "id_column": "id", "label_column": "y"}
    assert roles(tmp_path, {"id": range(10), "t": LONG, "y": TOWNS}, **found.args()) == found


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        (
            {"label_column": "lable"},
            UnknownName,
            r"column for label_column named 'lable'.*did you mean 'label'",
        ),
        ({"text": "nope"}, UnknownName, r"column for text named 'nope'.*n, remark"),
        ({"text": "n"}, BadParameter, r"text='n'.*int64.*a column of strings"),
        ({"kind": "image"}, BadData, r"no column that looks like images.*image="),
        ({"kind": "audio"}, BadParameter, r"kind is 'audio'.*text, image, table"),
        ({"kind": "table", "text": "remark"}, BadParameter, r"text='remark' with kind='table'"),
        ({"text": "remark", "label_column": "remark"}, BadParameter, r"'remark' is named for two things"),
        ({"text": "remark", "image": "label"}, BadParameter, r"both text= and image="),
    ],
    ids=str,
)
def test_what_is_refused(tmp_path, asked, error, message):
    with pytest.raises(error, match=message):
        roles(tmp_path, {"n": range(10), "remark": LONG, "label": TOWNS}, **asked)


def test_nothing_left_to_show(tmp_path):
    with pytest.raises(BadData, match="no column left to show"):
        roles(tmp_path, {"id": range(10), "label": TOWNS}, label_column="label")
