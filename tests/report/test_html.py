"""The page holds what it was given, escaped, and reaches for nothing outside."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.report import Axes, Figure, Report, Series, Table, learning_curves
from labelwise.report.html import write_text

from .reading import read


@pytest.fixture
def report() -> Report:
    svg = learning_curves([Series("margin", np.array([10, 20]), np.array([[0.5, 0.7]]))], Axes("Digits"))
    table = Table(["strategy", "labels"], [["margin", 110], ["<i>random</i>", 190]], "Labels needed")
    return Report(
        "A & B", ["One.", "Two."], [Figure(svg, "Mean of 1 seed."), table], "labelwise demo --seed 0"
    )


def test_everything_given_is_on_the_page(report):
    found = read(report.html())
    assert found.texts["h1"] == ["A & B"] and found.texts["p"] == ["One.", "Two."]
    assert found.texts["figcaption"] == ["Mean of 1 seed."] and found.texts["caption"] == ["Labels needed"]
    assert found.texts["th"] == ["strategy", "labels", "margin", "<i>random</i>"]
    assert found.texts["td"] == ["110", "190"]
    assert found.texts["pre"] == ["labelwise demo --seed 0"]
    assert "svg" in found.tags and "A & B" in found.texts["title"]


def test_it_needs_no_network_and_no_script(report):
    page = report.html()
    found = read(page)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(found.tags)
    assert not {"src", "href", "action"} & {name for name, _ in found.attributes}
    assert "url(" not in page and "@import" not in page
    assert "default-src 'none'" in dict(found.attributes)["content"] or "default-src" in page
    assert page.replace("http://www.w3.org/2000/svg", "").count("://") == 0


def test_hostile_content_stays_text():
    bad = "<script>alert(1)</script>"
    page = Report(bad, [bad], [Table([bad], [[bad]], bad), Figure("", bad)], bad, bad).html()
    found = read(page)
    assert "script" not in found.tags
    assert found.texts["h1"] == [bad] and found.texts["pre"] == [bad] and found.texts["footer"] == [bad]


def test_same_input_same_bytes(report):
    assert report.html() == report.html()


def test_an_empty_table_and_no_command_are_fine():
    found = read(Report("T", [], [Table(["a"], [])]).html())
    assert "pre" not in found.tags and found.texts["th"] == ["a"]


def test_a_ragged_row_is_refused():
    with pytest.raises(BadData, match="a row of 1 cells under 2 column names"):
        Table(["a", "b"], [["x"]])


def test_saved_whole_or_not_at_all(report, tmp_path):
    path = report.save(tmp_path / "report.html")
    assert path.read_text("utf-8") == report.html()
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(BadData, match="cannot be written"):
        write_text(tmp_path / "missing" / "report.html", "x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadData, match="cannot be written"):
        write_text(tmp_path / "folder", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "report.html"]
