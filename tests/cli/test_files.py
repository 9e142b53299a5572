"""Reading new items as a project's own were read, and checking where results go."""

from __future__ import annotations

import pytest

from labelwise.cli.files import bare, check_writable, load, load_like, names_of
from labelwise.errors import BadData, BadParameter, UnknownName


def test_options_left_out_are_left_to_the_reader(reviews):
    data = load(reviews, text=None, id_column=None, label_column="label")
    assert data.kind == "text" and data.pool.id(0) == "r0" and len(data.labels) == 6


def test_new_files_are_read_like_the_old_one_as_far_as_they_have_its_columns(here):
    args = {"path": "old.csv", "kind": "text", "text": "body", "id_column": "key", "label_column": "label"}
    new = here / "new.csv"
    new.write_text("body,note\nfine,x\npoor,y\n")
    data = load_like(new, args, id_column=None, encoding=None)
    assert data.pool.x([0]) == ["fine"] and data.pool.id(0) == "1" and data.pool.columns == ("note",)
    new.write_text("key,body,label\nk1,fine,pos\nk2,poor,\n")
    data = load_like(new, args)
    assert data.pool.id(1) == "k2" and data.pool.columns == ()


def test_options_win_over_the_old_ones(here):
    new = here / "new.csv"
    new.write_text("a,b\nx y,u v\n")
    assert load_like(new, {"text": "a"}, text="b").pool.x([0]) == ["u v"]


def test_a_missing_text_column_is_said(here):
    new = here / "new.csv"
    new.write_text("other\nfine\n")
    with pytest.raises(UnknownName, match="'body'"):
        load_like(new, {"text": "body"})


@pytest.mark.parametrize(
    ("name", "message"),
    [("none/out.csv", "no folder 'none'"), ("folder", "is a folder"), ("out.xlsx", "ends in .csv, .jsonl")],
)
def test_outputs_are_checked_before_any_work(here, name, message):
    (here / "folder").mkdir()
    with pytest.raises(BadData, match=message):
        check_writable(here.joinpath(name).relative_to(here), ".csv", ".jsonl")
    check_writable(here / "out.CSV", ".csv")


@pytest.mark.parametrize("labels", ["a", "a,a", "a,", ","])
def test_two_or_more_different_classes_are_named(labels):
    with pytest.raises(BadParameter, match="different names"):
        names_of(labels)
    assert names_of(" a,b b ") == ("a", "b b")


def test_the_guard_against_formulas_is_taken_off_and_nothing_else():
    assert [bare(cell) for cell in ("'=1", "''tis", "'tis", "'", "", "=1")] == [
        "=1",
        "'tis",
        "'tis",
        "'",
        "",
        "=1",
    ]
